"""Read a list of vouchers whose amounts stand in columns by kind of payment."""

from collections.abc import Mapping, Sequence

from disbursement.domain import treasury_rules as rules
from disbursement.domain.column_meanings import Meaning, Quantity
from disbursement.domain.headings import NumberedRow, Values
from disbursement.domain.layouts import Table
from disbursement.domain.meanings import Recovery
from disbursement.domain.printed_totals import Line, Summed, check_totals
from disbursement.domain.row_kinds import RowKind, Sorter
from disbursement.domain.treasury_rows import (
    RowReader,
    SheetReading,
    Terms,
    VoucherRow,
    number_style,
)
from disbursement.domain.voucher_rows import LONGEST_NUMBER, read_voucher_day
from projects.domain.columns import column_letters
from projects.domain.issues import Issue, issue
from projects.domain.money import read_dong
from projects.domain.numbers import NumberStyle

KINDS = {
    Quantity.ADVANCE: "advance",
    Quantity.ADVANCE_PAID: "advance",
    Quantity.VOLUME: "volume",
    Quantity.NET_VOLUME: "volume",
    Quantity.RECOVERY: "recovery",
}


class VoucherColumnReader:
    """Reads the rows of one sheet's table under given terms."""

    def __init__(self, sheet: str, table: Table, terms: Terms) -> None:
        self.sheet = sheet
        self.table = table
        self.terms = terms
        self.columns = table.blocks[0].columns
        self.money = sorted(self.columns.values())
        self.style = NumberStyle.VIETNAMESE
        self.cells = RowReader(sheet, table.columns)
        self.rows: list[VoucherRow] = []
        self.lines: list[Line] = []

    def read(self, rows: Sequence[NumberedRow]) -> SheetReading:
        sorter = Sorter(self.table, self.money)
        below = sorter.below(self.table, rows)
        self.style, problems = number_style(self.sheet, below, self.money)
        if problems:
            return SheetReading(issues=problems)
        for at, values in below:
            kind = sorter.kind(values)
            if kind is RowKind.OTHER:
                continue
            amounts = tuple(
                read_dong(values[column], self.terms.unit, self.style) for column in self.money
            )
            if kind is RowKind.DATA:
                self._row(at, values, dict(zip(self.money, amounts, strict=True)))
                self.lines.append(Line(kind, at, "", "", amounts))
            else:
                label, mark = sorter.label(values), sorter.mark(values)
                self.lines.append(Line(kind, at, label, mark, amounts))
        columns = [Summed(column, (place,)) for place, column in enumerate(self.money)]
        differences = check_totals(self.sheet, self.lines, columns)
        return SheetReading(self.rows, [*self.cells.issues, *differences])

    def _row(self, at: int, values: Values, read: Mapping[int, int | Issue | None]) -> None:
        known: dict[Quantity, int] = {}
        for quantity, column in self.columns.items():
            amount = read[column]
            if isinstance(amount, Issue):
                self.cells.add(amount, at, column)
            elif amount:
                known[quantity] = amount
        day = read_voucher_day(self.cells, at, values)
        code = self.cells.project_code(at, values)
        source = self.cells.source(at, values)
        plan_year, origin_year = self._years(at, values)
        is_broken = any(isinstance(amount, Issue) for amount in read.values())
        if not known and not is_broken:
            self.cells.add(issue(rules.AMOUNT_MISSING), at, self.money[0])
        if is_broken or not (day and code and source and plan_year and origin_year):
            return
        number = self.cells.text(values, Meaning.NUMBER)[:LONGEST_NUMBER]
        name = self.cells.text(values, Meaning.NAME)
        key = (code, name, source, plan_year, origin_year, day, number)
        for quantity, amount in self._payments(at, known).items():
            address = f"{column_letters(self.columns[quantity])}{at}"
            self.rows.append(VoucherRow(self.sheet, at, address, *key, KINDS[quantity], amount))

    def _years(self, at: int, values: Values) -> tuple[int | None, int | None]:
        plan_year = self.cells.year(at, values, Meaning.PLAN_YEAR)
        origin_year = self.cells.year(at, values, Meaning.ORIGIN_YEAR)
        if plan_year and origin_year and origin_year > plan_year:
            years = {"origin": origin_year, "year": plan_year}
            self.cells.add_rule(rules.ORIGIN_TOO_LATE, at, Meaning.ORIGIN_YEAR, **years)
            return None, None
        return plan_year, origin_year

    def _payments(self, at: int, known: Mapping[Quantity, int]) -> dict[Quantity, int]:
        """Return what was paid by column, the volume without recoveries; a total must agree."""
        paid = {quantity: known[quantity] for quantity in KINDS if quantity in known}
        total = known.get(Quantity.TOTAL)
        recovered = known.get(Quantity.RECOVERY, 0)
        cash = sum(amount for quantity, amount in paid.items() if quantity != Quantity.RECOVERY)
        is_gross = self.terms.recovery is Recovery.GROSS or (
            self.terms.recovery is None and recovered and total == cash - recovered
        )
        if is_gross and Quantity.VOLUME in paid:
            paid[Quantity.VOLUME] -= recovered
            cash -= recovered
        if total is not None and total not in (cash, cash + recovered):
            figures = {"volume": cash - paid.get(Quantity.ADVANCE_PAID, 0), "total": total}
            advance = paid.get(Quantity.ADVANCE_PAID, 0)
            found = issue(rules.PARTS_DIFFER, advance=advance, **figures)
            self.cells.add(found, at, self.columns[Quantity.TOTAL])
        return {quantity: amount for quantity, amount in paid.items() if amount}
