"""Read a list of vouchers: one dated payment to a row."""

import re
from collections.abc import Sequence
from datetime import date, datetime

from disbursement.domain import treasury_rules as rules
from disbursement.domain.column_meanings import Meaning
from disbursement.domain.headings import NumberedRow, Values
from disbursement.domain.layouts import Table
from disbursement.domain.ledger import EFFECTS, effect
from disbursement.domain.meanings import Recovery
from disbursement.domain.printed_totals import Line, Summed, check_totals
from disbursement.domain.row_kinds import RowKind, Sorter, is_blank
from disbursement.domain.treasury_rows import (
    RowReader,
    SheetReading,
    Terms,
    VoucherRow,
    number_style,
)
from disbursement.domain.voucher_kinds import voucher_kind
from projects.domain.cells import CellValue, find_unreadable
from projects.domain.columns import column_letters
from projects.domain.days import read_day
from projects.domain.issues import Issue, issue
from projects.domain.money import read_dong
from projects.domain.numbers import NumberStyle
from projects.domain.texts import clean, shorten

KINDS = tuple(EFFECTS)
REPAYMENTS = ("repayment", "volume_repayment")
LONGEST_NUMBER = 60
SUM_WORDS = re.compile(r"^(tổng số|tổng cộng|tổng|cộng|trong đó)[\s:]*")


class VoucherReader:
    """Reads the rows of one sheet's table under given terms."""

    def __init__(self, sheet: str, table: Table, terms: Terms) -> None:
        self.sheet = sheet
        self.table = table
        self.terms = terms
        self.amount = table.columns[Meaning.AMOUNT]
        self.letter = column_letters(self.amount)
        self.style = NumberStyle.VIETNAMESE
        self.cells = RowReader(sheet, table.columns)
        self.rows: list[VoucherRow] = []
        self.payments: list[Line] = []
        self.printed: list[Line] = []

    def read(self, rows: Sequence[NumberedRow]) -> SheetReading:
        sorter = Sorter(self.table, [self.amount])
        below = sorter.below(self.table, rows)
        self.style, problems = number_style(self.sheet, below, [self.amount])
        if problems:
            return SheetReading(issues=problems)
        for at, values in below:
            kind = sorter.kind(values)
            if kind is RowKind.DATA:
                self._row(at, values)
            elif kind is not RowKind.OTHER:
                printed = read_dong(values[self.amount], self.terms.unit, self.style)
                label, mark = sorter.label(values), sorter.mark(values)
                self.printed.append(Line(kind, at, label, mark, (printed,)))
        return SheetReading(self.rows, [*self.cells.issues, *self._differences()])

    def _row(self, at: int, values: Values) -> None:
        cells = self.cells
        amount = self._amount(at, values[self.amount])
        kind = self._kind(at, values)
        self.payments.append(Line(RowKind.DATA, at, kind or "", "", (amount,)))
        day = read_voucher_day(cells, at, values)
        code = cells.project_code(at, values)
        source = cells.source(at, values)
        plan_year = cells.year(at, values, Meaning.PLAN_YEAR)
        origin_year = cells.year(at, values, Meaning.ORIGIN_YEAR)
        if plan_year and origin_year and origin_year > plan_year:
            years = {"origin": origin_year, "year": plan_year}
            cells.add_rule(rules.ORIGIN_TOO_LATE, at, Meaning.ORIGIN_YEAR, **years)
            return
        if amount and amount < 0:
            rule = rules.REPAYMENT_NEGATIVE if kind in REPAYMENTS else rules.AMOUNT_NEGATIVE
            cells.add_rule(rule, at, Meaning.AMOUNT, amount=amount)
        if amount is None or not (kind and day and code and source and plan_year and origin_year):
            return
        name = cells.text(values, Meaning.NAME)
        number = cells.text(values, Meaning.NUMBER)[:LONGEST_NUMBER]
        key = (code, name, source, plan_year, origin_year)
        address = f"{self.letter}{at}"
        self.rows.append(VoucherRow(self.sheet, at, address, *key, day, number, kind, amount))
        if kind == "recovery" and self.terms.recovery is Recovery.GROSS:
            # The payments contain what was recovered; a recovery would count it once more.
            net = (day, number, "volume", -amount)
            self.rows.append(VoucherRow(self.sheet, at, address, *key, *net))

    def _amount(self, at: int, value: CellValue) -> int | None:
        amount = read_dong(value, self.terms.unit, self.style)
        if isinstance(amount, Issue):
            self.cells.add(amount, at, self.amount)
            return None
        if amount is None:
            self.cells.add_rule(rules.AMOUNT_MISSING, at, Meaning.AMOUNT)
        return amount

    def _kind(self, at: int, values: Values) -> str | None:
        value = values[self.table.columns[Meaning.KIND]]
        if is_blank(value):
            self.cells.add_rule(rules.KIND_MISSING, at, Meaning.KIND)
            return None
        kind = voucher_kind(value) if isinstance(value, str) else None
        if kind is None:
            problem = find_unreadable(value) or issue(rules.KIND_UNKNOWN, value=shorten(str(value)))
            self.cells.add(problem, at, self.table.columns[Meaning.KIND])
        return kind

    def _differences(self) -> list[Issue]:
        """Hold printed sums against all rows, or against what the rows disburse on balance.

        Treasury offices print either. A sum that names a kind of payment is of that kind only.
        """
        if not self.printed or not all(payment.label for payment in self.payments):
            return []
        found: list[Issue] = []
        for named in {_kind_named(line.label) for line in self.printed}:
            measures = (2 + KINDS.index(named),) if named else (0, 1)
            of_kind = [line for line in self.printed if _kind_named(line.label) == named]
            if named:
                of_kind = [line._replace(kind=RowKind.TOTAL) for line in of_kind]
            lines = sorted([*map(_measured, self.payments), *of_kind], key=lambda line: line.row)
            found += check_totals(self.sheet, lines, [Summed(self.amount, measures)])
        return found


def read_voucher_day(cells: RowReader, at: int, values: Values) -> date | None:
    """Return the posting day of a row, or None with the finding kept."""
    column = cells.columns[Meaning.DAY]
    value = values[column]
    day = value.date() if type(value) is datetime else read_day(value)
    if isinstance(day, Issue):
        cells.add(day, at, column)
        return None
    if day is None:
        cells.add_rule(rules.DAY_MISSING, at, Meaning.DAY)
    return day


def _measured(payment: Line) -> Line:
    """Return a payment with its amount, what it disburses, and its amount under its kind."""
    amount, kind = payment.amounts[0], payment.label
    stated = amount if isinstance(amount, int) else 0
    by_kind = (stated if name == kind else 0 for name in KINDS)
    return payment._replace(amounts=(stated, sum(effect(kind, stated)), *by_kind))


def _kind_named(label: str) -> str | None:
    return voucher_kind(SUM_WORDS.sub("", clean(label).casefold()))
