"""Fill an empty installation with a believable province, for trying the portal out."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.utils import timezone

from projects.management.json_output import JsonCommand
from reports.demo.seed import demo_seed


class Command(JsonCommand):
    help = "Fill an empty installation with the demonstration province and name its users."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--year", type=int, help="The running year of the province.")

    def handle(self, *args: Any, **options: Any) -> None:
        self.finish(demo_seed(now=timezone.now(), year=options["year"]), ok=True)
