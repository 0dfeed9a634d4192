from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from disbursement.services.calendar import defaults_set_up


class Command(BaseCommand):
    help = "Fill in the calendar and the deadline rules a portal starts from; safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quiet", action="store_true", help="say nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        added = defaults_set_up(now=timezone.now())
        if not options["quiet"]:
            self.stdout.write(
                f"Calendar years added: {added['years']}; "
                f"deadline rules added: {added['deadline_rules']}."
            )
