"""Write the registers as the workbook that import_registry takes in."""

from __future__ import annotations

from argparse import ArgumentParser
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from projects.management.json_output import JsonCommand
from projects.refusals import Refusal
from projects.services.registers import registers_export


class Command(JsonCommand):
    help = _("Write the registers as an Excel workbook.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--out", type=Path, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["out"]
        content = registers_export()
        try:
            path.write_bytes(content)
        except OSError as error:
            raise Refusal(
                _("The file %(file)s cannot be written: %(reason)s.")
                % {"file": path, "reason": error.strerror}
            ) from error
        self.finish(
            {"files": [{"path": str(path), "sha256": sha256(content).hexdigest()}]}, ok=True
        )
