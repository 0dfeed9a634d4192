"""Read a table of cumulative figures: one row per project and source, one block per pool."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from disbursement.domain import treasury_rules as rules
from disbursement.domain.column_meanings import Meaning, Pool, Quantity
from disbursement.domain.headings import NumberedRow, Values
from disbursement.domain.layouts import DISBURSED, Block, Table
from disbursement.domain.printed_totals import Line, Summed, check_totals
from disbursement.domain.row_kinds import RowKind, Sorter, is_blank
from disbursement.domain.treasury_rows import (
    RowReader,
    SheetReading,
    StatementRow,
    Terms,
    number_style,
)
from projects.domain.columns import column_letters
from projects.domain.issues import Issue, issue
from projects.domain.money import read_dong
from projects.domain.numbers import NumberStyle

Amount: TypeAlias = int | Issue | None


class SummaryReader:
    """Reads the rows of one sheet's table under given terms."""

    def __init__(self, sheet: str, table: Table, terms: Terms) -> None:
        self.sheet = sheet
        self.table = table
        self.terms = terms
        self.money = sorted(column for block in table.blocks for column in block.columns.values())
        self.style = NumberStyle.VIETNAMESE
        self.cells = RowReader(sheet, table.columns)
        self.rows: list[StatementRow] = []
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

    def _row(self, at: int, values: Values, amounts: Mapping[int, Amount]) -> None:
        for column, amount in amounts.items():
            if isinstance(amount, Issue):
                self.cells.add(amount, at, column)
        stated = [
            (block, figures)
            for block in self.table.blocks
            if self._is_stated(values, block, figures := _figures(block, amounts))
        ]
        if not stated:
            return
        code = self.cells.project_code(at, values)
        source = self.cells.source(at, values)
        year = self._plan_year(at, values)
        name = self.cells.text(values, Meaning.NAME)
        for block, figures in stated:
            origin = self._origin_year(at, values, block, year)
            parts = self._parts(at, block, figures)
            if code and source and year and origin and parts:
                key = (code, name, source, year, origin)
                self.rows.append(
                    StatementRow(self.sheet, at, _cells(block, at), *key, self.terms.as_at, *parts)
                )

    def _is_stated(self, values: Values, block: Block, figures: Mapping[Quantity, Amount]) -> bool:
        """Tell whether a block says anything: a sum of nothing is no figure of its own.

        Zeros of carried-over money say nothing where no year and no plan is named for it.
        """
        disbursed = {quantity: figures[quantity] for quantity in figures.keys() & DISBURSED}
        if not any(disbursed.values()) and disbursed.keys() <= {Quantity.TOTAL}:
            return False
        if block.pool is Pool.CARRIED and not block.origin_year and not any(figures.values()):
            return not is_blank(values[self.table.columns[Meaning.ORIGIN_YEAR]])
        return True

    def _plan_year(self, at: int, values: Values) -> int | None:
        if Meaning.PLAN_YEAR in self.table.columns:
            return self.cells.year(at, values, Meaning.PLAN_YEAR)
        return self.terms.plan_year

    def _origin_year(self, at: int, values: Values, block: Block, year: int | None) -> int | None:
        if block.pool is Pool.CURRENT:
            return year
        origin = block.origin_year or self.cells.year(at, values, Meaning.ORIGIN_YEAR)
        if not origin or not year:
            return None
        column = self.table.columns.get(Meaning.ORIGIN_YEAR, min(block.columns.values()))
        if origin > year:
            self.cells.add(issue(rules.ORIGIN_TOO_LATE, origin=origin, year=year), at, column)
            return None
        if origin == year and block.pool is Pool.CARRIED:
            self.cells.add(issue(rules.ORIGIN_NOT_EARLIER, origin=origin, year=year), at, column)
            return None
        return origin

    def _parts(
        self, at: int, block: Block, figures: Mapping[Quantity, Amount]
    ) -> tuple[int, int] | None:
        """Return (volume, open advance), or None with a finding where they do not follow."""
        known = {q: amount for q, amount in figures.items() if isinstance(amount, int)}
        if len(known) < len(figures):
            return None
        if Quantity.TOTAL not in block.columns:
            known = dict.fromkeys(block.columns, 0) | known
        split = split_figures(known)
        if isinstance(split, Issue):
            self.cells.add(
                split, at, block.columns.get(Quantity.TOTAL, min(block.columns.values()))
            )
            return None
        return split


def split_figures(figures: Mapping[Quantity, int]) -> tuple[int, int] | Issue:
    """Return gross volume and open advance from whatever figures a row states.

    disbursed = volume + open advance; gross volume = net volume + recovered advances; open
    advance = advances paid less recovered advances.
    """
    total = figures.get(Quantity.TOTAL)
    recovered = figures.get(Quantity.RECOVERY)
    volume = figures.get(Quantity.VOLUME)
    advance = figures.get(Quantity.ADVANCE)
    paid = figures.get(Quantity.ADVANCE_PAID)
    net = figures.get(Quantity.NET_VOLUME)
    if volume is None and net is not None and recovered is not None:
        volume = net + recovered
        advance = paid - recovered if advance is None and paid is not None else advance
    if advance is None and paid is not None and not recovered:
        advance = paid
    if advance is None and paid is not None and volume is not None:
        return _split_with_recoveries(total, volume, paid, recovered or 0)
    return _complete(total, volume, advance)


def _split_with_recoveries(
    total: int | None, volume: int, paid: int, recovered: int
) -> tuple[int, int] | Issue:
    """Tell by the total whether the volume contains the recoveries; if it cannot tell, refuse."""
    if total == volume + paid - recovered:
        return volume, paid - recovered
    if total is None or total == volume + paid:
        return issue(rules.RECOVERY_UNCLEAR)
    return issue(rules.PARTS_DIFFER, volume=volume, advance=paid - recovered, total=total)


def _complete(
    total: int | None, volume: int | None, advance: int | None
) -> tuple[int, int] | Issue:
    if volume is not None and advance is not None:
        if total is not None and total != volume + advance:
            return issue(rules.PARTS_DIFFER, volume=volume, advance=advance, total=total)
        return volume, advance
    if total is not None and volume is not None:
        return volume, total - volume
    if total is not None and advance is not None:
        return total - advance, advance
    return issue(rules.PART_MISSING)


def _figures(block: Block, amounts: Mapping[int, Amount]) -> dict[Quantity, Amount]:
    return {
        quantity: amount
        for quantity, column in block.columns.items()
        if (amount := amounts[column]) is not None
    }


def _cells(block: Block, row: int) -> str:
    """Return the addresses of the cells a statement comes from: "J12, K12"."""
    stated = [column for quantity, column in block.columns.items() if quantity != Quantity.PLAN]
    return ", ".join(f"{column_letters(column)}{row}" for column in sorted(stated))[:60]
