"""Read a table of cumulative figures: one row per project and source, one block per pool."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from disbursement.domain import treasury_rules as rules
from disbursement.domain.column_meanings import Meaning, Pool, Quantity, pool_said
from disbursement.domain.figure_split import split_figures as split_figures
from disbursement.domain.headings import NumberedRow, Values
from disbursement.domain.layouts import DISBURSED, Block, Table
from disbursement.domain.printed_totals import Line, Summed, check_totals
from disbursement.domain.row_kinds import RowKind, Sorter, is_blank
from disbursement.domain.source_sections import named_source
from disbursement.domain.treasury_rows import (
    RowReader,
    SheetReading,
    StatementRow,
    Terms,
    number_style,
)
from projects.domain.columns import column_letters
from projects.domain.issues import Issue, Location, issue
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
        self.section_source = terms.source
        self.rows: list[StatementRow] = []
        self.lines: list[Line] = []

    def read(self, rows: Sequence[NumberedRow]) -> SheetReading:
        sorter = Sorter(self.table, self.money)
        below = sorter.below(self.table, rows)
        self.style, problems = number_style(self.sheet, below, self.money)
        if problems:
            return SheetReading(issues=problems)
        kinds = [sorter.kind(values) for _, values in below]
        families = _sources_below(below, kinds, sorter)
        sums: list[Issue] = []
        for place, ((at, values), kind) in enumerate(zip(below, kinds, strict=True)):
            if kind is not RowKind.DATA and sorter.source is None:
                self._note_section(sorter.texts(values))
            if kind is RowKind.OTHER:
                continue
            amounts = self._amounts(values)
            if children := families.parents.get(place):
                of_children = [self._amounts(below[child][1]) for child in children]
                sums += self._check_parent(at, sorter.label(values), amounts, of_children)
            elif kind is RowKind.DATA:
                heir = families.heirs.get(place, place)
                named = _with_code(values, below[heir][1], sorter) if heir != place else values
                self._row(at, named, dict(zip(self.money, amounts, strict=True)))
                self.lines.append(Line(kind, at, "", "", amounts))
            else:
                label, mark = sorter.label(values), sorter.mark(values)
                self.lines.append(Line(kind, at, label, mark, amounts))
        columns = [Summed(column, (place,)) for place, column in enumerate(self.money)]
        differences = check_totals(self.sheet, self.lines, columns)
        return SheetReading(self.rows, [*self.cells.issues, *sums, *differences])

    def _amounts(self, values: Values) -> tuple[Amount, ...]:
        return tuple(
            read_dong(values[column], self.terms.unit, self.style) for column in self.money
        )

    def _note_section(self, texts: Sequence[str]) -> None:
        """Remember the source that a section names; it holds for the rows beneath."""
        joined = (" ".join(texts[:place]) for place in range(1, len(texts) + 1))
        for text in (*texts, *joined):
            if source := named_source(text):
                self.section_source = source
                return

    def _check_parent(
        self,
        at: int,
        label: str,
        printed: Sequence[Amount],
        children: Sequence[Sequence[Amount]],
    ) -> list[Issue]:
        """Hold the sums of a project's row against its rows per source."""
        found = []
        for column, amount, parts in zip(
            self.money, printed, zip(*children, strict=True), strict=True
        ):
            total = sum(part for part in parts if isinstance(part, int))
            if isinstance(amount, int) and amount != total:
                place = Location(self.sheet, at, column_letters(column))
                figures = {"printed": amount, "sum": total}
                found.append(issue(rules.PRINTED_TOTAL_DIFFERS, place, label=label, **figures))
        return found

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
        source = self._source(at, values)
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

    def _source(self, at: int, values: Values) -> str | None:
        if Meaning.SOURCE in self.table.columns:
            return self.cells.source(at, values)
        if not self.section_source:
            self.cells.add_rule(rules.SOURCE_MISSING, at, Meaning.PROJECT_CODE)
        return self.section_source or None

    def _is_stated(self, values: Values, block: Block, figures: Mapping[Quantity, Amount]) -> bool:
        """Tell whether a block says anything: a sum of nothing is no figure of its own.

        Zeros of carried-over money say nothing where no year and no plan is named for it.
        """
        disbursed = {quantity: figures[quantity] for quantity in figures.keys() & DISBURSED}
        if not any(disbursed.values()) and disbursed.keys() <= {Quantity.TOTAL}:
            return False
        if block.pool is Pool.CARRIED and not block.origin_year and not any(figures.values()):
            column = self.table.columns.get(Meaning.ORIGIN_YEAR)
            return column is not None and not is_blank(values[column])
        return True

    def _plan_year(self, at: int, values: Values) -> int | None:
        if Meaning.PLAN_YEAR in self.table.columns:
            return self.cells.year(at, values, Meaning.PLAN_YEAR)
        return self.terms.plan_year

    def _origin_year(self, at: int, values: Values, block: Block, year: int | None) -> int | None:
        pool, named = self._pool(values, block)
        if pool is Pool.CURRENT:
            return year
        has_column = Meaning.ORIGIN_YEAR in self.table.columns
        origin = block.origin_year or named
        if not origin and has_column:
            origin = self.cells.year(at, values, Meaning.ORIGIN_YEAR)
        elif not origin:
            self.cells.add_rule(rules.ORIGIN_MISSING, at, Meaning.POOL)
        if not origin or not year:
            return None
        column = self.table.columns.get(Meaning.ORIGIN_YEAR, min(block.columns.values()))
        if origin > year:
            self.cells.add(issue(rules.ORIGIN_TOO_LATE, origin=origin, year=year), at, column)
            return None
        if origin == year and pool is Pool.CARRIED:
            self.cells.add(issue(rules.ORIGIN_NOT_EARLIER, origin=origin, year=year), at, column)
            return None
        return origin

    def _pool(self, values: Values, block: Block) -> tuple[Pool, int | None]:
        """Return the pool of a block, or what the row says of it, with an origin year if named."""
        column = self.table.columns.get(Meaning.POOL)
        value = None if column is None else values[column]
        if block.pool is Pool.UNSAID and isinstance(value, str):
            return pool_said(value)
        return block.pool, None

    def _parts(
        self, at: int, block: Block, figures: Mapping[Quantity, Amount]
    ) -> tuple[int, int] | None:
        """Return (volume, open advance), or None with a finding where they do not follow."""
        known = {q: amount for q, amount in figures.items() if isinstance(amount, int)}
        if len(known) < len(figures):
            return None
        if Quantity.TOTAL not in block.columns:
            known = dict.fromkeys(block.columns, 0) | known
        split = split_figures(known, self.terms.recovery)
        if isinstance(split, Issue):
            self.cells.add(
                split, at, block.columns.get(Quantity.TOTAL, min(block.columns.values()))
            )
            return None
        return split


class _Families:
    """Rows of projects that head rows of their own per source, by their places."""

    def __init__(self) -> None:
        self.parents: dict[int, list[int]] = {}
        self.heirs: dict[int, int] = {}


def _sources_below(
    rows: Sequence[NumberedRow], kinds: Sequence[RowKind], sorter: Sorter
) -> _Families:
    """Find rows that name a project and no source, with rows below that name sources only."""
    found = _Families()
    parent: int | None = None
    if sorter.source is None:
        return found
    for place, ((_, values), kind) in enumerate(zip(rows, kinds, strict=True)):
        has_code, has_source = (not is_blank(values[c]) for c in (sorter.code, sorter.source))
        if kind is RowKind.DATA and has_code:
            parent = None if has_source else place
        elif kind is RowKind.DATA and has_source and parent is not None:
            found.parents.setdefault(parent, []).append(place)
            found.heirs[place] = parent
        elif kind is not RowKind.OTHER:
            parent = None
    return found


def _with_code(values: Values, parent: Values, sorter: Sorter) -> Values:
    """Return the row of a source with the code and name of its project."""
    changed = list(values)
    changed[sorter.code] = parent[sorter.code]
    if sorter.name is not None:
        changed[sorter.name] = parent[sorter.name]
    return tuple(changed)


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
