"""Write the workbook of registers: values only, so that it can be taken in again unchanged."""

from collections.abc import Iterable
from datetime import date
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from projects.domain.register_layout import LAYOUTS, Kind, SheetLayout
from projects.domain.registers import RegisterRow, Registers

EXACT_IN_A_CELL = 10**15  # a spreadsheet keeps 15 digits of a number
WIDTHS = {Kind.TEXT: 24, Kind.AMOUNT: 22}
WIDTH = 16


def render_registers(registers: Registers) -> bytes:
    """Return the five sheets as an .xlsx file."""
    return render_sheets((layout, getattr(registers, layout.register)) for layout in LAYOUTS)


def render_sheets(sheets: Iterable[tuple[SheetLayout, Iterable[RegisterRow]]]) -> bytes:
    """Return sheets with their rows as an .xlsx file.

    Texts are written as texts whatever they begin with, so no cell becomes a formula or a link.
    """
    file = BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        heading = book.add_format({"bold": True, "text_wrap": True, "bottom": 1})
        formats = {
            Kind.DAY: book.add_format({"num_format": "dd/mm/yyyy"}),
            Kind.AMOUNT: book.add_format({"num_format": "#,##0"}),
            Kind.CODE: book.add_format({"num_format": "@"}),
            Kind.CODES: book.add_format({"num_format": "@"}),
        }
        for layout, rows in sheets:
            sheet = book.add_worksheet(layout.name)
            sheet.freeze_panes(1, 0)
            for index, column in enumerate(layout.columns):
                sheet.set_column(index, index, WIDTHS.get(column.kind, WIDTH))
                sheet.write_string(0, index, column.heading, heading)
            for number, row in enumerate(rows, start=1):
                for index, column in enumerate(layout.columns):
                    value = getattr(row, column.field)
                    write_cell(sheet, (number, index), value, formats.get(column.kind))
    return file.getvalue()


def write_cell(sheet: Worksheet, at: tuple[int, int], value: Any, style: Format | None) -> None:
    row, column = at
    if value is None or value is False or value in ("", ()):
        return
    if value is True:
        sheet.write_string(row, column, "x")
    elif isinstance(value, tuple):
        sheet.write_string(row, column, "; ".join(value), style)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, style)
    elif isinstance(value, int) and abs(value) < EXACT_IN_A_CELL:
        sheet.write_number(row, column, value, style)
    else:
        sheet.write_string(row, column, str(value), style)
