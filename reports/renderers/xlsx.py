"""Draw tables as an Excel workbook that prints as an official document does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from projects.domain.numbers import round_half_up
from reports.domain.document import document_day
from reports.domain.table import (
    MOTTO,
    NATION,
    RATE_PLACES,
    Kind,
    Level,
    Row,
    Signature,
    Table,
    Value,
    mark_of,
)

FONT = "Times New Roman"
LINE_HEIGHT = 16.5  # points, of the body text
DIGITS_OF_A_CELL = 15  # Excel keeps no more
VIETNAMESE = "[$-42A]"
WITHIN = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
BORDERED = {"border": 1, "valign": "vcenter"}
LOOKS: dict[Level, dict[str, object]] = {
    Level.TOTAL: {"bold": True, "bg_color": "#E7ECF3"},
    Level.SECTION: {"bold": True, "italic": True},
    Level.PLAIN: {},
}
A4 = 9
FORBIDDEN_IN_A_TAB = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


def render(tables: Sequence[Table], made_at: datetime) -> bytes:
    """Return the workbook, one sheet for each table; the same tables give the same bytes."""
    sink = BytesIO()
    book = Workbook(sink, WITHIN)
    book.set_properties(
        {"title": tables[0].title, "author": tables[0].letterhead.issuer, "created": made_at}
    )
    for number, table in enumerate(tables, 1):
        _Sheet(book, table, number).draw()
    book.close()
    return sink.getvalue()


class _Sheet:
    """One table on its way onto a sheet; `line` is the next free row, from 0."""

    def __init__(self, book: Workbook, table: Table, number: int) -> None:
        self.book = book
        self.table = table
        name = f"{number}. {table.name}".translate(FORBIDDEN_IN_A_TAB)
        self.sheet: Worksheet = book.add_worksheet(name[:31])
        self.formats: dict[tuple[tuple[str, object], ...], Format] = {}
        self.line = 0
        self.last = len(table.columns) - 1
        self.places = table.places

    def draw(self) -> None:
        self._set_up_page()
        self._letterhead()
        self._titles()
        first = self.line
        self._headings()
        self.sheet.repeat_rows(first, self.line - 1)
        self.sheet.freeze_panes(self.line, self._frozen_columns())
        for row, texts in zip(self.table.rows, self.table.texts(), strict=True):
            self._row(row, texts)
        if not self.table.rows:
            self._wide(self.table.empty_text, {**BORDERED, "align": "center", "italic": True})
        self._notes()
        self._signatures()

    def look(self, properties: dict[str, object]) -> Format:
        """Return the format with these properties, made once in a workbook."""
        whole = {"font_name": FONT, "font_size": 12, **properties}
        key = tuple(sorted(whole.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(whole)
        return self.formats[key]

    def _set_up_page(self) -> None:
        self.sheet.set_landscape()
        self.sheet.set_paper(A4)
        self.sheet.set_margins(left=1.18, right=0.6, top=0.8, bottom=0.8)  # inches: 30, 15, 20 mm
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_header(f'&C&"{FONT}"&P/&N')
        self.sheet.hide_gridlines(2)
        for at, column in enumerate(self.table.columns):
            self.sheet.set_column(at, at, column.width, self.look({}))

    def _frozen_columns(self) -> int:
        """Keep the columns of words before the first figure in sight, if they are narrow."""
        words = 0
        width = 0
        for column in self.table.columns:
            width += column.width
            if column.is_figure or width > 60:
                break
            words += 1
        return words if words < len(self.table.columns) else 0

    def _letterhead(self) -> None:
        head = self.table.letterhead
        number = f"Số:          /{head.symbol}"
        place = f"{head.place}, {document_day(head.day)}"
        bold: dict[str, object] = {"bold": True}
        self._halves(head.superior, {"font_size": 12}, NATION, {**bold, "font_size": 12})
        self._halves(head.issuer, {**bold, "font_size": 12}, MOTTO, {**bold, "font_size": 13})
        self._halves("─" * 8, {"font_size": 8}, "─" * 22, {"font_size": 8})
        self._halves(number, {"font_size": 13}, place, {"font_size": 13, "italic": True})
        self.line += 1

    def _halves(
        self, left: str, look_left: dict[str, object], right: str, look_right: dict[str, object]
    ) -> None:
        """Write one line of the left and the right block of the letterhead."""
        middle = self._middle()
        centred = {"align": "center", "valign": "vcenter"}
        self._merge(0, middle, left, {**centred, **look_left})
        self._merge(middle + 1, self.last, right, {**centred, **look_right})
        self.line += 1

    def _middle(self) -> int:
        """Return the last column of the left block: about two fifths of the width."""
        widths = [column.width for column in self.table.columns]
        taken = 0
        for at, width in enumerate(widths[:-1]):
            taken += width
            if taken >= sum(widths) * 2 // 5:
                return at
        return max(0, self.last - 1)

    def _titles(self) -> None:
        centred: dict[str, object] = {"align": "center", "valign": "vcenter", "text_wrap": True}
        self._wide(self.table.title, {**centred, "bold": True, "font_size": 14})
        for text in self.table.subtitle:
            self._wide(text, {**centred, "italic": True, "font_size": 13})
        self.line += 1

    def _headings(self) -> None:
        look = self.look(
            {**BORDERED, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#F2F2F2"}
        )
        for text, row, column, rows, columns in self.table.headings():
            top = self.line + row
            if rows * columns > 1:
                self.sheet.merge_range(
                    top, column, top + rows - 1, column + columns - 1, text, look
                )
            else:
                self.sheet.write_string(top, column, text, look)
        deep = self.table.heading_rows
        self.sheet.set_row(self.line + deep - 1, 50)
        self.line += deep
        look = self.look({**BORDERED, "italic": True, "align": "center", "font_size": 10})
        for at, number in enumerate(self.table.column_numbers()):
            self.sheet.write_string(self.line, at, number, look)
        self.line += 1

    def _row(self, row: Row, texts: tuple[str, ...]) -> None:
        lines = max(
            1 + len(text) // column.width
            for text, column in zip(texts, self.table.columns, strict=True)
            if not column.is_figure
        )
        self.sheet.set_row(self.line, LINE_HEIGHT * lines)
        for at, (value, column) in enumerate(zip(row.values, self.table.columns, strict=True)):
            look: dict[str, object] = {**BORDERED, **LOOKS[row.level]}
            number = number_of(value, column.kind, self.table)
            if isinstance(value, date):
                dated = self.look({**look, "num_format": "dd/mm/yyyy", "align": "center"})
                self.sheet.write_datetime(self.line, at, value, dated)
            elif number is not None:
                shape = number_format(column.kind, self.places[at])
                look["num_format"] = marked(shape, mark_of(row, column, value))
                self.sheet.write_number(self.line, at, number, self.look(look))
            else:
                look |= {"align": "right"} if column.is_figure else {"text_wrap": True}
                self.sheet.write_string(self.line, at, texts[at], self.look(look))
        self.line += 1

    def _notes(self) -> None:
        if self.table.notes:
            self.line += 1
        for note in self.table.notes:
            self._wide(note, {"italic": True, "font_size": 11, "text_wrap": True, "valign": "top"})

    def _signatures(self) -> None:
        signs = self.table.signatures
        if not signs:
            return
        self.line += 1
        right = signs[-1] if len(signs) > 1 else Signature("", "")
        title: dict[str, object] = {"bold": True, "font_size": 13}
        self._halves(signs[0].title, title, right.title, title)
        self._halves(signs[0].note, {"italic": True}, right.note, {"italic": True})

    def _wide(self, text: str, properties: dict[str, object]) -> None:
        """Write a text over the whole width, on as many lines as it needs."""
        width = sum(column.width for column in self.table.columns)
        size = int(str(properties.get("font_size", 12)))
        lines = 1 + len(text) * size // (width * 12)
        self.sheet.set_row(self.line, lines * size * 1.5)
        self._merge(0, self.last, text, properties)
        self.line += 1

    def _merge(self, first: int, last: int, text: str, properties: dict[str, object]) -> None:
        look = self.look(properties)
        if last > first:
            self.sheet.merge_range(self.line, first, self.line, last, "", look)
        if last >= first:
            self.sheet.write_string(self.line, first, text, look)


def number_of(value: Value, kind: Kind, table: Table) -> Decimal | int | None:
    """Return the number a cell holds, or None where it cannot hold it exactly."""
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        return None
    if kind is Kind.COUNT:
        return int(value)
    if kind in (Kind.RATE, Kind.POINTS):
        return round_half_up(Fraction(value), RATE_PLACES)
    if len(str(abs(value)).rstrip("0")) > DIGITS_OF_A_CELL:
        return None
    return Decimal(int(value)).scaleb(-table.unit.exponent)


def marked(shape: str, mark: str) -> str:
    """Let Excel write the mark after the number, which stays a number."""
    return ";".join(f'{part}"{mark}"' for part in shape.split(";")) if mark else shape


def number_format(kind: Kind, places: int) -> str:
    decimals = "." + "0" * places if places else ""
    return {
        Kind.MONEY: f"{VIETNAMESE}#,##0{decimals}",
        Kind.RATE: f"{VIETNAMESE}#,##0.00",
        Kind.POINTS: f"{VIETNAMESE}+#,##0.00;-#,##0.00;0.00",
    }.get(kind, f"{VIETNAMESE}#,##0")
