"""Make a report into a folder, outside the schedule."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from projects.management.json_output import JsonCommand
from projects.refusals import Refusal
from reports.definitions.frame import Asked
from reports.definitions.registry import DEFINITIONS
from reports.documents import files_document, kinds_document
from reports.management.commands.run_due import moment
from reports.services.files import definition_of, file_write, report_draw


class Command(JsonCommand):
    help = "Make a report as of a day into a folder; --list names the reports there are."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("kind", nargs="?")
        parser.add_argument("--list", action="store_true", dest="list_kinds")
        parser.add_argument("--as-of", type=date.fromisoformat)
        parser.add_argument("--known-by", type=moment, default=None, help="ISO; all that is known")
        parser.add_argument("--format", default="xlsx", help="xlsx,docx,pdf")
        parser.add_argument("--out", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["list_kinds"]:
            self.finish(kinds_document(DEFINITIONS.values()), ok=True)
            return
        definition_of(options["kind"] or "")
        if options["as_of"] is None or options["out"] is None:
            raise Refusal(_("A report needs --as-of DAY and --out DIR."))
        drawn = report_draw(
            kind=options["kind"],
            asked=Asked(options["as_of"], options["known_by"]),
            formats=options["format"].split(","),
        )
        try:
            paths = [file_write(folder=options["out"], drawn=each) for each in drawn]
        except OSError as error:
            raise Refusal(
                _("Nothing can be written to %(folder)s: %(reason)s.")
                % {"folder": options["out"], "reason": error.strerror}
            ) from error
        self.finish(files_document(paths, drawn), ok=True)
