"""Write the workbook in which a report is filled in offline: prefilled, protected, signed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from disbursement.domain.entry_cells import LONGEST_TEXT
from disbursement.domain.submissions import ENTRY_FIELDS
from disbursement.domain.workbook_columns import (
    COLUMNS,
    DATA_SHEET,
    IDENTITY_MARK,
    IDENTITY_SHEET,
    SheetColumn,
    Use,
)
from disbursement.domain.workbook_identity import Identity, IssuedLine
from disbursement.renderers.submission_guide import LINE_HEIGHT, GuideSheet, height_of
from disbursement.rule_words import RuleWords
from projects.domain.columns import column_letters
from projects.domain.issues import Severity
from projects.domain.money import Unit, format_amount
from projects.domain.numbers import EXACT

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
DIGITS_OF_A_CELL = 15  # a spreadsheet keeps no more of a number
PIECE = 30_000  # characters of the identity in one cell, below what a cell can hold
LIST_COLUMN = 2
# A list is named: Excel keeps direct references to other sheets where other programs lose them.
GROUPS_NAME = "nhom_kho_khan"
WHOLE, WITH_DECIMALS = "#,##0", "#,##0.######"
GIVEN_COLOUR, ENTRY_COLOUR, HEAD_COLOUR = "#F1F3F6", "#FFFBE6", "#DCE6F2"
ALLOWED = {
    "select_locked_cells": True,
    "select_unlocked_cells": True,
    "format_columns": True,
    "format_rows": True,
    "autofilter": True,
    "sort": True,
}
PAPER_A3 = 8  # on A4 sixteen columns cannot be read


@dataclass(frozen=True, slots=True)
class ReportContent:
    """What a workbook is made of: its identity as it is read and as it is signed, and words."""

    identity: Identity
    signed: str
    due: str
    groups: Mapping[str, str]
    rules: Sequence[RuleWords]


def render_report_workbook(content: ReportContent) -> bytes:
    """Return the .xlsx; texts are written as texts whatever they begin with."""
    sink = BytesIO()
    with Workbook(sink, OPTIONS) as book:
        book.set_properties({"title": _title(content.identity)})
        book.set_calc_mode("auto")
        data = book.add_worksheet(DATA_SHEET)
        GuideSheet(book, content.identity, content.due, content.groups, content.rules).draw()
        _draw_identity(book, content)
        _DataSheet(book, data, content).draw()
    return sink.getvalue()


def _title(identity: Identity) -> str:
    return _("Report of %(day)s: %(investor)s") % {
        "day": identity.period_day,
        "investor": identity.investor_name,
    }


def _draw_identity(book: Workbook, content: ReportContent) -> None:
    """Hide the signed identity in pieces, and beside it the names a list offers."""
    sheet = book.add_worksheet(IDENTITY_SHEET)
    sheet.write_string(0, 0, IDENTITY_MARK)
    signed = content.signed
    for row, start in enumerate(range(0, len(signed), PIECE), 1):
        sheet.write_string(row, 0, signed[start : start + PIECE])
    for row, name in enumerate(content.groups.values()):
        sheet.write_string(row, LIST_COLUMN, name)
    letter, last = column_letters(LIST_COLUMN), len(content.groups)
    book.define_name(GROUPS_NAME, f"='{IDENTITY_SHEET}'!${letter}$1:${letter}${last}")
    sheet.protect()
    sheet.very_hidden()


class _DataSheet:
    """The sheet of figures: one row of headings, and below it a row for each line."""

    def __init__(self, book: Workbook, sheet: Worksheet, content: ReportContent) -> None:
        self.book, self.sheet, self.content = book, sheet, content
        self.identity = content.identity
        self.last = len(self.identity.lines)
        self.looks: dict[tuple[bool, bool], Format] = {}

    def draw(self) -> None:
        self._headings()
        for row, line in enumerate(self.identity.lines, 1):
            self._give_height(row, line)
            for index, column in enumerate(COLUMNS):
                self._write(row, index, column, line)
        if self.last:
            self._guard_entries()
            self.sheet.autofilter(0, 0, self.last, len(COLUMNS) - 1)
        self.sheet.protect("", ALLOWED)
        self.sheet.freeze_panes(1, 2)
        self._prepare_print()

    def _headings(self) -> None:
        look = {
            "bold": True,
            "text_wrap": True,
            "valign": "vcenter",
            "align": "center",
            "border": 1,
        }
        given = self.book.add_format({**look, "bg_color": HEAD_COLOUR})
        entry = self.book.add_format({**look, "bg_color": "#FFE699"})
        self.sheet.set_row(0, 64)
        for index, column in enumerate(COLUMNS):
            is_entry = column.use is Use.ENTRY
            heading = column.heading
            if column.is_amount:
                heading = f"{heading} ({self.identity.unit})"
            self.sheet.set_column(index, index, column.width)
            self.sheet.write_string(0, index, heading, entry if is_entry else given)
            note = self._note(column)
            size = {"x_scale": 3.2, "y_scale": 1 + note.count("\n") * 0.55, "font_size": 9}
            self.sheet.write_comment(0, index, note, {**size, "author": ""})

    def _give_height(self, row: int, line: IssuedLine) -> None:
        """Make room for wrapped texts; other rows are left to grow as they are filled in."""
        wrapped = [column for column in COLUMNS if not column.is_amount]
        texts = [str(self._value(column.field, line) or "") for column in wrapped]
        height = height_of(texts, [column.width for column in wrapped])
        if height > LINE_HEIGHT:
            self.sheet.set_row(row, height)

    def _note(self, column: SheetColumn) -> str:
        """Return what is said of a column, and every rule that speaks of it."""
        if column.use is not Use.ENTRY:
            return _("Given by the portal; changes in this column are not taken.")
        rules = [rule for rule in self.content.rules if column.field in rule.columns]
        lines = [
            f"{_('Error') if rule.severity is Severity.ERROR else _('Warning')}: "
            f"{rule.message} {rule.fix}"
            for rule in rules
        ]
        if column.is_amount:
            lines.insert(
                0,
                _("Cumulative since the beginning of the plan, in %(unit)s.")
                % {"unit": self.identity.unit},
            )
        elif column.field == "obstacle_category":
            lines.insert(0, _("Choose a group from the list."))
        else:
            lines.insert(0, _("At most %(most)s characters.") % {"most": LONGEST_TEXT})
        return "\n".join(lines)

    def _write(self, row: int, index: int, column: SheetColumn, line: IssuedLine) -> None:
        value = self._value(column.field, line)
        look = self._look(is_entry=column.use is Use.ENTRY, is_amount=column.is_amount)
        if value is None or value == "":
            self.sheet.write_blank(row, index, None, look)
        elif isinstance(value, str):
            self.sheet.write_string(row, index, value, look)
        elif column.is_amount:
            self._write_amount(row, index, value, look)
        else:
            self.sheet.write_number(row, index, value, self._year)

    def _value(self, name: str, line: IssuedLine) -> str | int | None:
        if name in ("plan_year", "origin_year"):
            return int(getattr(line.key, name))
        value: str | int | None = getattr(line.entry if name in ENTRY_FIELDS else line, name)
        if name == "obstacle_category" and isinstance(value, str):
            return self.content.groups.get(value, value)
        return value

    def _write_amount(self, row: int, index: int, amount: int, look: Format) -> None:
        unit = self.identity.unit
        if len(str(abs(amount)).rstrip("0")) > DIGITS_OF_A_CELL:
            self.sheet.write_string(row, index, format_amount(amount, unit), look)
        else:
            shown = Decimal(amount).scaleb(-unit.exponent, EXACT)
            self.sheet.write_number(row, index, shown, look)

    @property
    def _year(self) -> Format:
        if not hasattr(self, "_year_look"):
            self._year_look = self.book.add_format(
                {"num_format": "0", "border": 4, "bg_color": GIVEN_COLOUR, "valign": "top"}
            )
        return self._year_look

    def _look(self, *, is_entry: bool, is_amount: bool) -> Format:
        key = (is_entry, is_amount)
        if key not in self.looks:
            self.looks[key] = self.book.add_format(
                {
                    "num_format": WITH_DECIMALS if is_amount else "@",
                    "locked": not is_entry,
                    "bg_color": ENTRY_COLOUR if is_entry else GIVEN_COLOUR,
                    "border": 4,
                    "valign": "top",
                    "text_wrap": not is_amount,
                }
            )
        return self.looks[key]

    def _guard_entries(self) -> None:
        """Let the spreadsheet program offer the groups and refuse what cannot be an amount."""
        whole = self.book.add_format({"num_format": WHOLE})
        for index, column in enumerate(COLUMNS):
            if column.is_amount:
                cell = f"{column_letters(index)}2"
                rule = {"criteria": f"=AND(ISNUMBER({cell}),{cell}=INT({cell}))", "format": whole}
                self.sheet.conditional_format(
                    1, index, self.last, index, {"type": "formula", **rule}
                )
            if column.use is Use.ENTRY:
                self.sheet.data_validation(1, index, self.last, index, self._check(column))

    def _check(self, column: SheetColumn) -> dict[str, object]:
        if column.is_amount:
            is_whole = self.identity.unit is Unit.DONG
            return {
                "validate": "integer" if is_whole else "decimal",
                "criteria": ">=",
                "value": 0,
                "error_title": _("Not an amount"),
                "error_message": _("Enter a number of 0 or more, in %(unit)s.")
                % {"unit": self.identity.unit},
            }
        if column.field == "obstacle_category":
            return {
                "validate": "list",
                "source": f"={GROUPS_NAME}",
                "error_title": _("Not in the list"),
                "error_message": _("Choose a group from the list."),
            }
        return {
            "validate": "length",
            "criteria": "<=",
            "value": LONGEST_TEXT,
            "error_title": _("Too long"),
            "error_message": _("At most %(most)s characters.") % {"most": LONGEST_TEXT},
        }

    def _prepare_print(self) -> None:
        investor = self.identity.investor_name.replace("&", "&&")[:120]
        title = _("Report of %(day)s") % {"day": self.identity.period_day}
        self.sheet.set_landscape()
        self.sheet.set_paper(PAPER_A3)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(0)
        self.sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
        self.sheet.set_header(f"&L{investor}&C{title}&R{self.identity.unit}")
        self.sheet.set_footer("&C" + _("Page") + " &P/&N")
