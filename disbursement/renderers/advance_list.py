"""Write the forms 08.a/SDTƯ and 08.b/SDTƯ of open advances as a workbook to be signed."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from disbursement.domain.advance_lists import AdvanceForm, Form
from projects.domain.figure_tables import Kind, Value
from projects.domain.money import Unit, format_amount
from projects.domain.numbers import EXACT

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
DIGITS_OF_A_CELL = 15  # a spreadsheet keeps no more of a number
PAPER_A4 = 9
UNIT = Unit.MILLION
WIDTHS = {Kind.CODE: 10, Kind.MONEY: 17, Kind.TEXT: 24}
SECOND_COLUMN = 42
SIGNATURES = {
    Form.INVESTOR: ("NGƯỜI LẬP BIỂU", "CHỦ ĐẦU TƯ"),
    Form.PROVINCE: ("NGƯỜI LẬP BIỂU", "THỦ TRƯỞNG ĐƠN VỊ"),
}
SIGNED = ("(Ký, ghi rõ họ tên)", "(Ký, ghi rõ họ tên và đóng dấu)")
FONT = {"font_name": "Times New Roman", "font_size": 11}


def render_advance_list(content: AdvanceForm) -> bytes:
    """Return the .xlsx of a filled form, in triệu đồng; texts are written as texts."""
    sink = BytesIO()
    with Workbook(sink, OPTIONS) as book:
        _Paper(book, content).draw()
    return sink.getvalue()


class _Paper:
    """The form on its way onto a sheet."""

    def __init__(self, book: Workbook, content: AdvanceForm) -> None:
        self.book, self.content = book, content
        self.table = content.table
        self.sheet: Worksheet = book.add_worksheet(self.table.name)
        self.last = len(self.table.columns) - 1
        self.looks: dict[tuple[object, ...], Format] = {}

    def draw(self) -> None:
        for index, column in enumerate(self.table.columns):
            width = SECOND_COLUMN if index == 1 else WIDTHS[column.kind]
            self.sheet.set_column(index, index, 6 if index == 0 else width)
        line = self._headings(self._top())
        for row, cells in self.table.lines:
            for index, (value, column) in enumerate(cells):
                self._write(line, index, value, column.kind, is_bold=row.is_total)
            line += 1
        self._signatures(self._notes(line + 1) + 1)
        self.sheet.set_landscape()
        self.sheet.set_paper(PAPER_A4)
        self.sheet.fit_to_pages(1, 0)

    def _top(self) -> int:
        """Write whose form it is and of which day; return the line of the headings."""
        half = self.last // 2
        bold = self._look(bold=True)
        self.sheet.write_string(0, 0, self.content.sender, bold)
        right = self._look(bold=True, align="right")
        number = f"Mẫu số {self.content.form.number}"
        self.sheet.merge_range(0, half + 1, 0, self.last, "", right)
        self.sheet.write_string(0, half + 1, number, right)
        title = self._look(bold=True, align="center", font_size=14)
        period = self._look(italic=True, align="center")
        for line, text, look in ((2, self.table.title, title), (3, self.content.period, period)):
            self.sheet.merge_range(line, 0, line, self.last, "", look)
            self.sheet.write_string(line, 0, text, look)
        unit = self._look(italic=True, align="right")
        self.sheet.merge_range(4, half + 1, 4, self.last, "", unit)
        self.sheet.write_string(4, half + 1, self.content.unit_line, unit)
        return 5

    def _headings(self, line: int) -> int:
        """Write the headings with the numbers of the columns; return the line below them."""
        look = self._look(bold=True, align="center", valign="vcenter", text_wrap=True, border=1)
        index = 0
        for span in self.table.spans:
            across = index + span.columns - 1
            if span.is_group:
                self.sheet.merge_range(line, index, line, across, "", look)
                self.sheet.write_string(line, index, span.heading, look)
                for at in range(index, across + 1):
                    self.sheet.write_string(line + 1, at, self.table.columns[at].heading, look)
            else:
                self.sheet.merge_range(line, index, line + 1, index, "", look)
                self.sheet.write_string(line, index, span.heading, look)
            index += span.columns
        self.sheet.set_row(line + 1, 48)
        numbers = self._look(italic=True, align="center", border=1)
        for at in range(len(self.table.columns)):
            self.sheet.write_string(line + 2, at, f"({at + 1})", numbers)
        self.sheet.freeze_panes(line + 3, 2)
        self.sheet.repeat_rows(line, line + 2)
        return line + 3

    def _write(self, line: int, index: int, value: Value, kind: Kind, *, is_bold: bool) -> None:
        look = {"bold": is_bold, "border": 1, "valign": "top"}
        if kind is Kind.MONEY and isinstance(value, int):
            self._write_money(line, index, value, look)
            return
        if kind is Kind.CODE:
            look["align"] = "center"
        text = "" if value is None else str(value)
        self.sheet.write_string(line, index, text, self._look(**look, text_wrap=True))

    def _write_money(self, line: int, index: int, amount: int, look: dict[str, object]) -> None:
        shown = format_amount(amount, UNIT)
        if len(str(abs(amount)).rstrip("0")) > DIGITS_OF_A_CELL:
            self.sheet.write_string(line, index, shown, self._look(**look, align="right"))
            return
        places = len(shown.partition(",")[2])
        pattern = "#,##0" + ("." + "0" * places if places else "")
        number = Decimal(amount).scaleb(-UNIT.exponent, EXACT)
        self.sheet.write_number(line, index, number, self._look(**look, num_format=pattern))

    def _notes(self, line: int) -> int:
        look = self._look(italic=True)
        for number, note in enumerate(self.table.notes):
            self.sheet.write_string(line + number, 0, note, look)
        return line + len(self.table.notes)

    def _signatures(self, line: int) -> None:
        """Write the two blocks for those who made the list and who answer for it."""
        half = self.last // 2
        bold = self._look(bold=True, align="center")
        italic = self._look(italic=True, align="center")
        day = "………, ngày …… tháng …… năm ………"
        sides = ((0, half - 1), (half + 1, self.last))
        for side, (left, right) in enumerate(sides):
            texts = (
                (day if side else "", italic),
                (SIGNATURES[self.content.form][side], bold),
                (SIGNED[side], italic),
            )
            for down, (text, look) in enumerate(texts):
                self.sheet.merge_range(line + down, left, line + down, right, "", look)
                self.sheet.write_string(line + down, left, text, look)

    def _look(self, **properties: object) -> Format:
        """Return a format, made once in a workbook."""
        key = tuple(sorted(properties.items()))
        if key not in self.looks:
            self.looks[key] = self.book.add_format({**FONT, **properties})
        return self.looks[key]
