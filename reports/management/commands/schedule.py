"""Print when scheduled jobs fall due."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from disbursement.services.calendar import calendar_seed, defaults_set_up
from projects.management.json_output import JsonCommand
from projects.refusals import Refusal
from reports.documents import schedule_document
from reports.selectors.schedule import scheduled


class Command(JsonCommand):
    help = "When scheduled jobs fall due, from one day to another, both included."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--from", type=date.fromisoformat, required=True, dest="start")
        parser.add_argument("--to", type=date.fromisoformat, required=True, dest="end")

    def handle(self, *args: Any, **options: Any) -> None:
        start, end = options["start"], options["end"]
        if end < start:
            raise Refusal(_("The last day is before the first one."))
        now = timezone.now()
        defaults_set_up(now=now)
        calendar_seed(years=range(start.year, end.year + 1), now=now)
        self.finish(schedule_document(scheduled(start=start, end=end)), ok=True)
