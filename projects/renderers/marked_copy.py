"""A marked copy of a workbook's values, where the person's own file cannot be written to.

An .xls, .xlsb or .ods file, or one too large to be marked, comes back as an .xlsx with the same
sheets, rows and columns. Only values are in it, and it says so.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from xlsxwriter import Workbook as Written
from xlsxwriter.worksheet import Worksheet

from projects.domain.cells import CellError, CellValue, FormulaWithoutValue
from projects.domain.columns import column_index
from projects.intake.workbook import Sheet, Workbook
from projects.renderers.marked_workbook import MOST_MARKED, CannotMark

# More than this is not looked through by eye, and would keep the page waiting.
MOST_CELLS = 1_500_000
# A number with more digits than this would lose the last of them.
EXACT_IN_A_CELL = 10**15
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
ADDRESS = re.compile(r"([A-Z]{0,3})([1-9][0-9]{0,6})")
LONGEST_TEXT = 32_000
LONGEST_COMMENT = 4_000
COLOURS = {"error": "#F4B6B6", "warning": "#FFE08A"}
COLUMN_WIDTH = 16
WIDTHS = (12, 22, 10, 80, 70)

Finding = Mapping[str, str]
Marks = Mapping[tuple[int, int], Sequence[Finding]]


def copy_marked(workbook: Workbook, findings: Iterable[Finding], *, name: str, title: str) -> bytes:
    """Return the values of a workbook as an .xlsx with the findings marked; raise CannotMark.

    `name` is that of the original, `title` that of the sheet of explanations.
    """
    if sum(len(row) for sheet in workbook.sheets for _at, row in sheet.rows) > MOST_CELLS:
        raise CannotMark("size")
    shown = list(findings)[:MOST_MARKED]
    sink = BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}
    book = Written(sink, options)
    looks = _Looks(book)
    explained = book.add_worksheet(_free_name(title, workbook))
    explained.activate()
    for sheet in workbook.sheets:
        _write_sheet(book.add_worksheet(sheet.name), sheet, _marks(sheet, shown), looks)
    _explain(explained, shown, name, looks)
    book.close()
    return sink.getvalue()


class _Looks:
    """The formats of a copy, made once each: by what is marked and whether it is a day."""

    def __init__(self, book: Any) -> None:
        self.plain = {
            (severity, kind): book.add_format(
                ({"bg_color": COLOURS[severity]} if severity else {})
                | ({"num_format": "dd/mm/yyyy"} if kind == "day" else {})
            )
            for severity in ("", "error", "warning")
            for kind in ("", "day")
        }
        text = {"text_wrap": True, "valign": "top", "num_format": "@", "border": 1}
        self.text = book.add_format(text)
        self.head = book.add_format({**text, "bold": True, "bg_color": "#DCE6F2"})
        self.said = book.add_format({"text_wrap": True, "bold": True, "valign": "top"})
        self.severity = {
            severity: book.add_format({**text, "bg_color": colour})
            for severity, colour in COLOURS.items()
        }


def _free_name(title: str, workbook: Workbook) -> str:
    """Return the title, numbered where the file has such a sheet already."""
    taken = {sheet.name.casefold() for sheet in workbook.sheets}
    names = [title[:31], *(f"{title[:27]} {number}" for number in range(2, 100))]
    return next(name for name in names if name.casefold() not in taken)


def _marks(sheet: Sheet, findings: Iterable[Finding]) -> Marks:
    """Return the findings by row and column from 0; those of a whole row stand at column A."""
    marks: defaultdict[tuple[int, int], list[Finding]] = defaultdict(list)
    for found in findings:
        address = ADDRESS.fullmatch(found["cell"])
        if address and found["sheet"] == sheet.name:
            marks[int(address[2]) - 1, column_index(address[1] or "A")].append(found)
    return marks


def _write_sheet(written: Worksheet, sheet: Sheet, marks: Marks, looks: _Looks) -> None:
    """Write values row by row, as the writer keeps no more than one row."""
    if not sheet.is_visible:
        written.hide()
    width = max([len(sheet.rows[0][1]) if sheet.rows else 1, *(at[1] + 1 for at in marks)])
    written.set_column(0, width - 1, COLUMN_WIDTH)
    rows = {at - 1: values for at, values in sheet.rows}
    by_row: defaultdict[int, dict[int, Sequence[Finding]]] = defaultdict(dict)
    for (row, column), found in marks.items():
        by_row[row][column] = found
    for row in sorted(rows.keys() | by_row.keys()):
        values = rows.get(row, ())
        marked = by_row.get(row, {})
        for column in range(max([len(values), *(place + 1 for place in marked)])):
            value = values[column] if column < len(values) else None
            found_here = marked.get(column, ())
            _write_value(written, row, column, value, _severity(found_here), looks)
            if found_here:
                written.write_comment(row, column, _comment(found_here), {"x_scale": 2.5})


def _severity(findings: Sequence[Finding]) -> str:
    if not findings:
        return ""
    return "error" if any(found["severity"] == "error" for found in findings) else "warning"


def _write_value(
    written: Worksheet, row: int, column: int, value: CellValue, severity: str, looks: _Looks
) -> None:
    look = looks.plain[severity, ""]
    if value is None:
        if severity:
            written.write_blank(row, column, None, look)
    elif isinstance(value, date):
        day = value if isinstance(value, datetime) else datetime.combine(value, time())
        written.write_datetime(row, column, day.replace(tzinfo=None), looks.plain[severity, "day"])
    elif isinstance(value, bool):
        written.write_boolean(row, column, value, look)
    elif isinstance(value, int | float) and abs(value) < EXACT_IN_A_CELL:
        written.write_number(row, column, value, look)
    else:
        written.write_string(row, column, _as_text(value), look)


def _as_text(value: CellValue) -> str:
    if isinstance(value, CellError):
        return value.code
    if isinstance(value, FormulaWithoutValue):
        return _("(a formula without its result)")
    if isinstance(value, Decimal | int | float | time | timedelta):
        return str(value)
    return CONTROL.sub("", str(value))[:LONGEST_TEXT]


def _comment(findings: Sequence[Finding]) -> str:
    words = {"error": _("Error"), "warning": _("Warning")}
    said = (f"{words[found['severity']]}: {found['message']} {found['fix']}" for found in findings)
    return CONTROL.sub("", "\n".join(said))[:LONGEST_COMMENT]


def _explain(written: Worksheet, findings: Sequence[Finding], name: str, looks: _Looks) -> None:
    """Say what this copy is, then list every finding with the cell it leads to."""
    for column, width in enumerate(WIDTHS):
        written.set_column(column, column, width)
    said = _(
        "This is a copy of the values of %(name)s, made to show what was found: formulas, formats "
        "and merged cells are not in it. Correct the original file and upload that one."
    )
    written.merge_range(0, 0, 0, len(WIDTHS) - 1, said % {"name": name}, looks.said)
    written.set_row(0, 36)
    heads = (_("Severity"), _("Sheet"), _("Cell"), _("What was found"), _("How to mend it"))
    for column, head in enumerate(heads):
        written.write_string(2, column, head, looks.head)
    words = {"error": _("Error"), "warning": _("Warning")}
    for row, found in enumerate(findings, 3):
        written.write_string(row, 0, words[found["severity"]], looks.severity[found["severity"]])
        for column, field in enumerate(("sheet", "cell", "message", "fix"), 1):
            text = CONTROL.sub("", found[field])[:LONGEST_TEXT]
            written.write_string(row, column, text, looks.text)
    written.freeze_panes(3, 0)
    written.set_landscape()
    written.fit_to_pages(1, 0)
