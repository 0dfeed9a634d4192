"""Take in changes of organisations and handovers of projects from a workbook."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from projects.issue_texts import render
from projects.management.json_output import JsonCommand
from projects.refusals import Refusal
from projects.services.registers import Outcome
from projects.services.reorganisation import change_file_check, change_file_import


class Command(JsonCommand):
    help = _("Take in the workbook of changes of organisations and handovers of projects.")

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
        now = timezone.now()
        if options["check"]:
            answer = change_file_check(path=path, by=None, at=now)
        else:
            answer = change_file_import(path=path, name=path.name, by=None, at=now)
        self.finish(
            {
                "status": answer.outcome.value,
                "counts": answer.counts,
                "issues": [render(found) for found in answer.issues],
            },
            ok=answer.outcome is not Outcome.REFUSED,
        )
