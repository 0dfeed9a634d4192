"""Take in the workbook of registers and post the treasury rows that waited for its projects."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from disbursement.selectors.plan_disbursed import disbursed_by_position
from disbursement.services.treasury_unmatched import unmatched_repost
from projects.issue_texts import render
from projects.management.json_output import JsonCommand
from projects.refusals import Refusal
from projects.services.registers import (
    Outcome,
    RegisterAnswer,
    registers_check,
    registers_import,
)


class Command(JsonCommand):
    help = _("Take in the workbook of organisations, sources, projects and plans.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--check", action="store_true", help=_("Say what would change, write nothing.")
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise Refusal(_("There is no file %(file)s.") % {"file": path})
        answer = check_file(path) if options["check"] else import_file(path)
        self.finish(
            {
                "status": answer.outcome.value,
                "counts": answer.counts,
                "issues": [render(found) for found in answer.issues],
            },
            ok=answer.outcome is not Outcome.REFUSED,
        )


def check_file(path: Path) -> RegisterAnswer:
    """Say what importing the registers would change."""
    return registers_check(path=path, by=None, disbursed=disbursed_by_position)


def import_file(path: Path) -> RegisterAnswer:
    """Import the registers, then post what waited for their projects.

    Rows are looked for after an unchanged file too, should an earlier run have been cut off
    between the two.
    """
    now = timezone.now()
    answer = registers_import(
        path=path, name=path.name, by=None, at=now, disbursed=disbursed_by_position
    )
    if answer.outcome is not Outcome.REFUSED:
        unmatched_repost(actor=None, at=now)
    return answer
