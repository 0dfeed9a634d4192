"""Write the sheet of a report's workbook that says how to fill it in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from math import ceil

from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from disbursement.domain.submissions import AMOUNT_FIELDS
from disbursement.domain.workbook_columns import COLUMNS, DATA_SHEET, GUIDE_SHEET, HEADINGS, Use
from disbursement.domain.workbook_identity import Identity
from disbursement.rule_words import RuleWords
from projects.domain.columns import column_letters
from projects.domain.issues import Severity
from projects.domain.money import Unit
from projects.domain.numbers import EXACT

WIDTHS = (30, 34, 66, 60, 44)
LAST_ROW = 1_048_576
PAPER_A4 = 9
LINE_HEIGHT = 15
TALLEST_ROW = 405  # points; a spreadsheet has none above 409
WIDER = 1.1  # words break before the edge of a cell


class GuideSheet:
    """Whose report it is, what to do, the columns, the sums, and the rules."""

    def __init__(
        self,
        book: Workbook,
        identity: Identity,
        due: str,
        groups: Mapping[str, str],
        rules: Sequence[RuleWords],
    ) -> None:
        self.sheet = book.add_worksheet(GUIDE_SHEET)
        self.identity, self.due, self.groups, self.rules = identity, due, groups, rules
        wrapped = {"text_wrap": True, "valign": "top"}
        self.title = book.add_format({"bold": True, "font_size": 15})
        self.head = book.add_format({**wrapped, "bold": True, "bg_color": "#DCE6F2", "border": 1})
        self.section = book.add_format({"bold": True, "font_size": 12})
        self.text = book.add_format(wrapped)
        self.cell = book.add_format({**wrapped, "border": 1})
        self.sum = book.add_format(
            {"border": 1, "num_format": "#,##0.######" if identity.unit.exponent else "#,##0"}
        )
        self.row = 0

    def draw(self) -> None:
        for index, width in enumerate(WIDTHS):
            self.sheet.set_column(index, index, width)
        self._line(_("How to fill in the report of %(day)s") % {"day": self.identity.period_day})
        self._facts()
        self._steps()
        self._sums()
        self._columns()
        self._rules()
        self.sheet.protect("", {"format_columns": True, "format_rows": True})
        self.sheet.set_landscape()
        self.sheet.set_paper(PAPER_A4)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_footer("&C" + _("Page") + " &P/&N")

    def _line(self, title: str) -> None:
        self.sheet.write_string(self.row, 0, title, self.title if self.row == 0 else self.section)
        self.row += 1

    def _facts(self) -> None:
        issued = self.identity.issued_at
        facts = (
            (_("Investor"), f"{self.identity.investor_code} – {self.identity.investor_name}"),
            (_("To be handed in by"), self.due),
            (_("Unit of amounts"), str(self.identity.unit)),
            (_("Made at"), f"{issued[11:16]} {issued[8:10]}/{issued[5:7]}/{issued[:4]}"),
        )
        self._table((), facts)

    def _steps(self) -> None:
        self._line(_("Steps"))
        steps = (
            _("Fill in the yellow cells of the sheet “%(sheet)s”; grey cells are the portal's.")
            % {"sheet": DATA_SHEET},
            _("Amounts are cumulative since the beginning of the plan, in the unit named above."),
            _("Rows may be sorted, moved or left out; a row left out changes nothing."),
            _("A cell you empty is emptied in the report; a cell you do not touch is not changed."),
            _("Save the file and upload it on the page of the report: you see what will change."),
            _("Errors come back marked in your own file. Hand the report in on its page."),
        )
        for number, step in enumerate(steps, 1):
            self.sheet.merge_range(self.row, 0, self.row, 3, "", self.text)
            self.sheet.write_string(self.row, 0, f"{number}. {step}", self.text)
            self.row += 1
        self.row += 1

    def _sums(self) -> None:
        """Add the entered columns up by formula, with the sums as they are now."""
        self._line(_("Sums of the sheet “%(sheet)s”") % {"sheet": DATA_SHEET})
        places = {column.field: index for index, column in enumerate(COLUMNS)}
        for name in ("plan", "treasury", *AMOUNT_FIELDS):
            letter = column_letters(places[name])
            total = sum(_amount(line, name) for line in self.identity.lines)
            formula = f"=SUM('{DATA_SHEET}'!{letter}2:{letter}{LAST_ROW})"
            self.sheet.write_string(self.row, 0, HEADINGS[name], self.cell)
            shown = _in_unit(total, self.identity.unit)
            self.sheet.write_formula(self.row, 1, formula, self.sum, shown)
            self.row += 1
        self.row += 1

    def _columns(self) -> None:
        self._line(_("Columns to fill in"))
        meanings = {
            "executed_volume": _("Value of the work that is done, paid for or not."),
            "own_disbursed": _("What you have disbursed by your own vouchers."),
            "month_estimate": _("What will have been disbursed when the month ends."),
            "year_forecast": _("What will have been disbursed by 31/01 of the next year."),
            "explanation": _("Why a figure is as it is; a warning asks for it."),
            "obstacle_category": _("One of: %(groups)s.")
            % {"groups": ", ".join(self.groups.values())},
            "difficulty": _("What holds the project back, in one or two sentences."),
        }
        entries = [column for column in COLUMNS if column.use is Use.ENTRY]
        self._table(
            (_("Column"), _("Meaning")),
            ((column.heading, meanings[column.field]) for column in entries),
            wide=True,
        )

    def _rules(self) -> None:
        self._line(_("What is checked"))
        heads = (
            _("Severity"),
            _("Columns"),
            _("What was found"),
            _("How to mend it"),
            _("Which score it touches"),
        )
        self._table(
            heads,
            (
                (
                    _("Error") if rule.severity is Severity.ERROR else _("Warning"),
                    "; ".join(HEADINGS[name] for name in rule.columns),
                    rule.message,
                    rule.fix,
                    rule.touches,
                )
                for rule in self.rules
            ),
        )

    def _table(
        self, heads: Sequence[str], rows: Iterable[Sequence[str]], *, wide: bool = False
    ) -> None:
        """Write a table; a wide one lets its last column run over two."""
        for look, values in [
            *([(self.head, heads)] if heads else []),
            *((self.cell, row) for row in rows),
        ]:
            self.sheet.set_row(self.row, height_of(values, WIDTHS, wide=wide))
            for index, text in enumerate(values):
                if wide and index == len(values) - 1:
                    self.sheet.merge_range(self.row, index, self.row, index + 1, "", look)
                self.sheet.write_string(self.row, index, text, look)
            self.row += 1
        self.row += 1


def height_of(texts: Sequence[str], widths: Sequence[int], *, wide: bool = False) -> float:
    """Return the height in points that wrapped texts need in columns of such widths."""
    room = [*widths[: len(texts)]]
    if wide:
        room[-1] += widths[len(texts)]
    lines = (
        sum(ceil(len(part) * WIDER / width) or 1 for part in text.split("\n"))
        for text, width in zip(texts, room, strict=True)
    )
    return min(LINE_HEIGHT * max(lines, default=1), TALLEST_ROW)


def _amount(line: object, name: str) -> int:
    owner = line.entry if name in AMOUNT_FIELDS else line  # type: ignore[attr-defined]
    return getattr(owner, name) or 0


def _in_unit(amount: int, unit: Unit) -> Decimal:
    return Decimal(amount).scaleb(-unit.exponent, EXACT)
