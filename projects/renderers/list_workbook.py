"""Write a list as an Excel workbook: what it is of, then its rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

DIGITS_OF_A_CELL = 15  # a spreadsheet keeps no more of a number
LONGEST_TEXT = 32_767
LONGEST_TAB = 31
FORBIDDEN_IN_A_TAB = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}

Value = str | int | date | Decimal | None


@dataclass(frozen=True, slots=True)
class ListSheet:
    """A sheet: lines on top, headings with their widths, and the rows below."""

    title: str
    lines: Sequence[str]
    headings: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[Value]]


def render_lists(sheets: Iterable[ListSheet]) -> bytes:
    """Return the workbook; texts are written as texts whatever they begin with."""
    sink = BytesIO()
    with Workbook(sink, OPTIONS) as book:
        for sheet in sheets:
            _Sheet(book, sheet).draw()
    return sink.getvalue()


class _Sheet:
    def __init__(self, book: Workbook, content: ListSheet) -> None:
        self.book = book
        self.content = content
        name = content.title.translate(FORBIDDEN_IN_A_TAB).strip()[:LONGEST_TAB]
        self.sheet: Worksheet = book.add_worksheet(name)
        self.formats: dict[str, Format] = {}

    def draw(self) -> None:
        for index, (_heading, width) in enumerate(self.content.headings):
            self.sheet.set_column(index, index, width)
        self.sheet.write_string(
            0, 0, self.content.title, self.book.add_format({"bold": True, "font_size": 14})
        )
        for number, line in enumerate(self.content.lines, start=1):
            self.sheet.write_string(number, 0, line)
        top = len(self.content.lines) + 2
        bold = self.book.add_format(
            {"bold": True, "text_wrap": True, "border": 1, "bg_color": "#E7ECF3", "valign": "top"}
        )
        for index, (heading, _width) in enumerate(self.content.headings):
            self.sheet.write_string(top, index, heading, bold)
        last = top
        for last, row in enumerate(self.content.rows, start=top + 1):
            for index, value in enumerate(row):
                self._write(last, index, value)
        self.sheet.freeze_panes(top + 1, 0)
        self.sheet.autofilter(top, 0, last, len(self.content.headings) - 1)
        self.sheet.set_landscape()
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(top)

    def _write(self, row: int, column: int, value: Any) -> None:
        if value is None:
            return
        if isinstance(value, date):
            self.sheet.write_datetime(row, column, value, self._look("dd/mm/yyyy"))
        elif (
            isinstance(value, Decimal)
            and len(value.normalize().as_tuple().digits) <= DIGITS_OF_A_CELL
        ):
            self.sheet.write_number(row, column, value, self._look(_grouped(value)))
        elif isinstance(value, int):
            self.sheet.write_number(row, column, value, self._look("0"))
        else:
            self.sheet.write_string(row, column, str(value)[:LONGEST_TEXT], self._look("@"))

    def _look(self, number_format: str) -> Format:
        if number_format not in self.formats:
            self.formats[number_format] = self.book.add_format({"num_format": number_format})
        return self.formats[number_format]


def _grouped(value: Decimal) -> str:
    """Show every digit the number has, and no more."""
    exponent = value.normalize().as_tuple().exponent
    places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return "#,##0" + ("." + "0" * places if places else "")
