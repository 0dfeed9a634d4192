"""Read from the XML of an .ods file the errors, uncalculated formulas and hidden rows.

Runs in the child process.
"""

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from xml.parsers import expat

from projects.intake.plain_rows import ERROR, FORMULA, pack
from projects.intake.sheet_scan import SheetScan

# Without any of these there is nothing the parser does not tell.
MARKS: Final = (b"table:formula", b"table:visibility", b'="error"')
CELLS: Final = ("table:table-cell", "table:covered-table-cell")


def scan_sheets(path: Path, limits: Mapping[str, Any]) -> dict[str, SheetScan]:
    """Return what each table's XML tells, by the table's name."""
    with zipfile.ZipFile(path) as archive:
        data = archive.read("content.xml")
    if not any(mark in data for mark in MARKS):
        return {}
    return _ContentScan(limits).read(data)


class _ContentScan:
    """Follows tables, rows and cells, each of which may stand for many of its kind."""

    def __init__(self, limits: Mapping[str, Any]) -> None:
        self.limits = limits
        self.sheets: dict[str, SheetScan] = {}
        self.sheet = SheetScan({}, [], [])
        self.rows = range(0)
        self.columns = range(0)
        self.cell: dict[str, str] | None = None
        self.text: list[str] | None = None

    def read(self, data: bytes) -> dict[str, SheetScan]:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.characters
        parser.Parse(data, True)  # noqa: FBT003
        return self.sheets

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in CELLS:
            self.columns = _next(self.columns, attributes, "columns")
            is_told = "table:formula" in attributes or _is_error(attributes)
            self.cell, self.text = (attributes if is_told else None), None
        elif name == "table:table-row":
            self.rows, self.columns = _next(self.rows, attributes, "rows"), range(0)
            if attributes.get("table:visibility", "visible") != "visible":
                self.sheet.hidden_rows.extend(self.within(self.rows, "rows"))
        elif name == "table:table":
            self.rows = range(0)
            self.sheet = self.sheets[attributes.get("table:name", "")] = SheetScan({}, [], [])
        elif name == "text:p" and self.cell is not None:
            self.text = self.text or []

    def characters(self, text: str) -> None:
        if self.text is not None:
            self.text.append(text)

    def end(self, name: str) -> None:
        if name not in CELLS or self.cell is None:
            return
        token = None
        if _is_error(self.cell):
            token = pack(ERROR, "".join(self.text or ["#N/A"]))
        elif "office:value-type" not in self.cell and self.text is None:
            token = pack(FORMULA)
        if token:
            for row in self.within(self.rows, "rows"):
                for column in self.within(self.columns, "columns"):
                    self.sheet.tokens[row, column] = token
        self.cell = self.text = None

    def within(self, places: range, limit: str) -> range:
        return places[: max(0, self.limits[limit] - places.start)]


def _next(places: range, attributes: Mapping[str, str], what: str) -> range:
    """Return the places of an element that follows those before it, however often it stands."""
    repeated = int(attributes.get(f"table:number-{what}-repeated", 1))
    return range(places.stop, places.stop + repeated)


def _is_error(attributes: Mapping[str, str]) -> bool:
    return attributes.get("calcext:value-type") == "error"
