"""Write tables of figures as a workbook: numbers as numbers, every digit that a page shows."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from projects.domain.figure_tables import FigureTable, Kind, Value
from projects.domain.money import Unit, format_amount
from projects.domain.numbers import EXACT, round_half_up

DIGITS_OF_A_CELL = 15  # a spreadsheet keeps no more
WITHIN = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
WIDTHS = {Kind.TEXT: 36, Kind.CODE: 14, Kind.MONEY: 20}
WIDTH = 12
FORBIDDEN_IN_A_TAB = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
DASH = "–"


def render_figures(tables: Sequence[FigureTable], unit: Unit) -> bytes:
    """Return an .xlsx with one sheet for each table, amounts in the unit."""
    sink = BytesIO()
    with Workbook(sink, WITHIN) as book:
        for number, table in enumerate(tables, 1):
            name = f"{number}. {table.name}".translate(FORBIDDEN_IN_A_TAB)[:31]
            _Sheet(book, book.add_worksheet(name), table, unit).draw()
    return sink.getvalue()


class _Sheet:
    """One table on its way onto a sheet."""

    def __init__(self, book: Workbook, sheet: Worksheet, table: FigureTable, unit: Unit) -> None:
        self.book, self.sheet, self.table, self.unit = book, sheet, table, unit
        self.places = max(
            (
                len(format_amount(value, unit).partition(",")[2])
                for _row, cells in table.lines
                for value, column in cells
                if column.kind is Kind.MONEY and isinstance(value, int)
            ),
            default=0,
        )
        self.looks: dict[tuple[object, ...], Format] = {}

    def draw(self) -> None:
        for index, column in enumerate(self.table.columns):
            self.sheet.set_column(index, index, WIDTHS.get(column.kind, WIDTH))
        self.sheet.write_string(0, 0, self.table.title, self._look(is_bold=True))
        line = 1
        for note in self.table.notes:
            self.sheet.write_string(line, 0, note)
            line += 1
        line = self._headings(line + 1)
        self.sheet.freeze_panes(line, 1)
        for row, cells in self.table.lines:
            for index, (value, column) in enumerate(cells):
                indent = row.level if index == 0 else 0
                look = self._look(column.kind, is_bold=row.is_total, indent=indent)
                self._write((line, index), value, column.kind, look)
            line += 1

    def _headings(self, line: int) -> int:
        look = self.book.add_format({"bold": True, "text_wrap": True, "bottom": 1, "valign": "top"})
        index = 0
        for span in self.table.spans if self.table.has_groups else ():
            if span.columns > 1:
                self.sheet.merge_range(
                    line, index, line, index + span.columns - 1, span.heading, look
                )
            elif span.is_group:
                self.sheet.write_string(line, index, span.heading, look)
            index += span.columns
        line += self.table.has_groups
        for at, column in enumerate(self.table.columns):
            self.sheet.write_string(line, at, column.heading, look)
        return line + 1

    def _write(self, at: tuple[int, int], value: Value, kind: Kind, look: Format) -> None:
        if value is None:
            self.sheet.write_string(*at, DASH if kind.is_figure else "", look)
        elif isinstance(value, str):
            self.sheet.write_string(*at, value, look)
        elif isinstance(value, date):
            self.sheet.write_datetime(*at, value, look)
        elif kind is Kind.MONEY and isinstance(value, int):
            self._write_money(at, value, look)
        elif kind is Kind.RATE:
            self.sheet.write_number(*at, round_half_up(Fraction(value), 2), look)
        else:
            self.sheet.write_number(*at, value, look)

    def _write_money(self, at: tuple[int, int], amount: int, look: Format) -> None:
        if len(str(abs(amount)).rstrip("0")) > DIGITS_OF_A_CELL:
            self.sheet.write_string(*at, format_amount(amount, self.unit), look)
            return
        shown = Decimal(amount).scaleb(-self.unit.exponent, EXACT)
        self.sheet.write_number(*at, shown, look)

    def _look(self, kind: Kind = Kind.TEXT, *, is_bold: bool = False, indent: int = 0) -> Format:
        """Return the format of a cell, made once in a workbook."""
        key = (kind, is_bold, indent)
        if key not in self.looks:
            places = f".{'0' * self.places}" if self.places else ""
            patterns = {
                Kind.MONEY: f"#,##0{places}",
                Kind.RATE: "0.00",
                Kind.DAY: "dd/mm/yyyy",
                Kind.COUNT: "#,##0",
                Kind.YEAR: "0",
            }
            self.looks[key] = self.book.add_format(
                {"num_format": patterns.get(kind, "@"), "bold": is_bold, "indent": indent}
            )
        return self.looks[key]
