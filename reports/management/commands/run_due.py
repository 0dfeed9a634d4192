"""Make every scheduled report that fell due and was not made."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.utils import timezone

from disbursement.domain.calendar import VIETNAM_TIME
from disbursement.services.calendar import calendar_seed, defaults_set_up
from projects.management.json_output import JsonCommand
from projects.services.installation import installation_start
from reports.documents import due_document
from reports.services.runs import due_make


class Command(JsonCommand):
    help = "Make every scheduled report due by now that was not made yet."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--now", type=moment, default=None, help="ISO; the clock's by default")

    def handle(self, *args: Any, **options: Any) -> None:
        now = options["now"] or timezone.now()
        installation_start(now=now)
        defaults_set_up(now=now)
        calendar_seed(years=(now.year - 1, now.year, now.year + 1), now=now)
        result = due_make(now=now)
        self.finish(due_document(result), ok=not result.failed)


def moment(text: str) -> datetime:
    """Return the moment a person wrote; without an offset it is Vietnam's time."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=VIETNAM_TIME)
