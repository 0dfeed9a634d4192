"""Check a treasury file and post it."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from disbursement.documents import answer_document
from disbursement.domain.meanings import Recovery
from disbursement.domain.treasury_reading import Choice
from disbursement.services.treasury import Wish, import_at_once
from projects.domain.days import read_day
from projects.domain.money import Unit, parse_unit
from projects.management.json_output import JsonCommand
from projects.refusals import Refusal


class Command(JsonCommand):
    help = _("Check a treasury file and post it.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--check", action="store_true", help=_("Say what would be posted, write nothing.")
        )
        parser.add_argument("--unit", default="", help=_("The unit of the amounts."))
        parser.add_argument("--as-at", default="", help=_("The day up to which they count."))
        parser.add_argument(
            "--confirm-scale",
            action="store_true",
            help=_("Post figures that look like those of another unit."),
        )
        parser.add_argument(
            "--recovery",
            choices=[*map(str, Recovery)],
            help=_("Whether completed volume contains recovered advances (gross) or not (net)."),
        )
        parser.add_argument("--plan-year", type=int, help=_("The plan year of the figures."))

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise Refusal(_("There is no file %(file)s.") % {"file": path})
        wish = Wish(
            choice=Choice(
                _unit(options["unit"]),
                _day(options["as_at"]),
                options["plan_year"],
                Recovery(options["recovery"]) if options["recovery"] else None,
            ),
            is_scale_confirmed=options["confirm_scale"],
            is_check_only=options["check"],
        )
        answer = import_at_once(path=path, name=path.name, wish=wish, at=timezone.now())
        self.finish(answer_document(answer), ok=answer.status in ("posted", "checked"))


def _unit(text: str) -> Unit | None:
    unit = parse_unit(text)
    if text and unit is None:
        raise Refusal(_("“%(text)s” is not a unit of money.") % {"text": text})
    return unit


def _day(text: str) -> date | None:
    day = read_day(text)
    if text and not isinstance(day, date):
        raise Refusal(_("“%(text)s” is not a day.") % {"text": text})
    return day if isinstance(day, date) else None
