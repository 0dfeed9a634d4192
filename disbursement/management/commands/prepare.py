from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command, get_commands
from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from disbursement import checks, static_files
from disbursement.services.calendar import defaults_set_up
from projects.selectors.installation import installation_is_empty
from projects.services.installation import installation_start


class Command(BaseCommand):
    help = "Bring database and static files up to date; on the first start fill in the demo."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--demo", action="store_true", help="fill an empty installation")

    def handle(self, *args: Any, **options: Any) -> None:
        if problem := checks.start_problem():
            raise CommandError(problem)
        call_command("migrate", interactive=False, verbosity=0)
        defaults_set_up(now=timezone.now())
        if options["demo"] and installation_is_empty() and "seed_demo" in get_commands():
            self.stdout.write(_("First start: filling in the demonstration province."))
            call_command("seed_demo", stdout=self.stdout)
        installation_start(now=timezone.now())
        if not settings.DEBUG and static_files.collect_if_changed():
            self.stdout.write(_("Collected the static files."))
