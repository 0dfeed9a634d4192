"""Write the workbook in which changes are handed in, filled in as far as they are known."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from projects.domain.change_layout import CHANGE_LAYOUTS, EVENT_LABELS
from projects.domain.register_layout import Column, Kind, SheetLayout
from projects.domain.reorganisation import Changes
from projects.renderers.register_workbook import write_cell

WIDTHS = {"project_name": 48, "new_name": 40}
WIDTH = 20
ROWS_TO_FILL = 5000


def render_changes(changes: Changes) -> bytes:
    """Return the two sheets as an .xlsx file; a day that is not known yet is left empty."""
    file = BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        heading = book.add_format({"bold": True, "text_wrap": True, "bottom": 1})
        text = book.add_format({"num_format": "@"})
        formats = {
            Kind.DAY: book.add_format({"num_format": "dd/mm/yyyy"}),
            Kind.CODE: text,
            Kind.CODES: text,
        }
        for layout in CHANGE_LAYOUTS:
            sheet = book.add_worksheet(layout.name)
            sheet.freeze_panes(1, 0)
            for index, column in enumerate(layout.columns):
                width = WIDTHS.get(column.field, WIDTH)
                sheet.set_column(index, index, width, formats.get(column.kind))
                sheet.write_string(0, index, column.heading, heading)
            _offer_events(sheet, layout)
            for number, row in enumerate(getattr(changes, layout.register), start=1):
                for index, column in enumerate(layout.columns):
                    style = formats.get(column.kind)
                    write_cell(sheet, (number, index), _value(row, column), style)
    return file.getvalue()


def _value(row: Any, column: Column) -> Any:
    value = getattr(row, column.field)
    if column.kind is Kind.EVENT:
        return EVENT_LABELS.get(value, "")
    return None if value == date.min else value


def _offer_events(sheet: Worksheet, layout: SheetLayout) -> None:
    """Let the spreadsheet program offer the events that are understood."""
    for index, column in enumerate(layout.columns):
        if column.kind is Kind.EVENT:
            choice = {"validate": "list", "source": list(EVENT_LABELS.values())}
            sheet.data_validation(1, index, ROWS_TO_FILL, index, choice)
