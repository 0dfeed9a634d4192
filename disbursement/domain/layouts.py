"""Recognise what a sheet's table is by the meaning of its headings, whatever their order."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from disbursement.domain.column_meanings import (
    LABELS,
    Figure,
    Meaning,
    Pool,
    Quantity,
    figure,
    identify,
    recovery_said,
)
from disbursement.domain.families import FAMILIES as FAMILIES
from disbursement.domain.families import SUMMARY as SUMMARY
from disbursement.domain.families import VOUCHERS as VOUCHERS
from disbursement.domain.families import Family
from disbursement.domain.figure_blocks import DISBURSED as DISBURSED
from disbursement.domain.figure_blocks import (
    NO_HINTS,
    Doubled,
    gather_blocks,
    gather_kinds,
    left_out,
    letters_of,
    missing_figures,
    shown_columns,
)
from disbursement.domain.figure_blocks import Block as Block
from disbursement.domain.figure_blocks import Hints as Hints
from disbursement.domain.headings import Area, NumberedRow, Values, fold, heading_paths, windows
from disbursement.domain.meanings import Recovery
from projects.domain.codes import PROJECT_CODE_LENGTH
from projects.domain.columns import column_letters

Paths = Mapping[int, tuple[str, ...]]

# With fewer columns understood than this, a sheet is not a treasury table at all.
FEWEST_COLUMNS = 3
FEWEST_IN_A_HEADER = 2


@dataclass(frozen=True, slots=True)
class Table:
    """A recognised table: where its header ends and what its columns hold.

    `missing` and `twice` name what stops it from being read; both are empty for a good table.
    `left_out` are columns of payments that are read as nothing. `paths` are the headings over
    each column. `measures` are the columns of an official form by
    the numbers printed under them.
    """

    family: Family
    first_header_row: int
    last_header_row: int
    columns: Mapping[Meaning, int]
    blocks: tuple[Block, ...]
    plan_years: frozenset[int]
    headings: tuple[str, ...]
    missing: tuple[str, ...] = ()
    twice: tuple[tuple[str, tuple[str, ...]], ...] = ()
    left_out: tuple[int, ...] = ()
    recovery: frozenset[Recovery] = frozenset()
    paths: Paths = field(default_factory=dict)
    measures: Mapping[int, int] = field(default_factory=dict)

    @property
    def is_complete(self) -> bool:
        return not self.missing and not self.twice

    @property
    def has_money(self) -> bool:
        return Meaning.AMOUNT in self.columns or bool(self.blocks) or bool(self.measures)

    @property
    def understood(self) -> int:
        return len(self.columns) + sum(len(block.columns) for block in self.blocks)

    @property
    def used(self) -> set[int]:
        """The columns that are read, from 0."""
        figures = {column for block in self.blocks for column in block.columns.values()}
        return {*self.columns.values(), *figures, *self.measures.values()}

    def described(self) -> dict[str, str]:
        """Return what each column was read as: {"B": "project_code", "J": "carried.volume"}."""
        named = {column_letters(column): str(meaning) for meaning, column in self.columns.items()}
        for block in self.blocks:
            for quantity, column in block.columns.items():
                named[column_letters(column)] = f"{block.pool}.{quantity}"
        for number, column in self.measures.items():
            named[column_letters(column)] = f"form.{number}"
        return named


def recognise(
    rows: Sequence[NumberedRow], merged: Iterable[Area] = (), hints: Hints = NO_HINTS
) -> Table | None:
    """Return the best reading of the sheet's headings, complete or not, or None without any."""
    merged = list(merged)
    best: Table | None = None
    first_data = _first_data_row(rows, hints) if hints.corrections else None
    for window in windows(rows):
        first, last = window[0][0], window[-1][0]
        if first_data is None and not any(_names_codes(values) for _, values in window):
            continue
        if first_data is not None and (last >= first_data or _is_title(window[0][1])):
            continue
        paths = heading_paths(window, merged)
        for family in FAMILIES:
            table = read_headings(family, paths, (first, last), hints)
            if table and (best is None or _merit(table, hints) > _merit(best, hints)):
                best = table
    return best or _without_headings(first_data, hints)


def _without_headings(first_data: int | None, hints: Hints) -> Table | None:
    """Return the table that a person described column by column, where no heading helps."""
    if first_data is None:
        return None
    above = (0, first_data - 1)
    tables = (read_headings(family, {}, above, hints) for family in FAMILIES)
    return max(filter(None, tables), key=lambda table: _merit(table, hints), default=None)


def _first_data_row(rows: Sequence[NumberedRow], hints: Hints) -> int | None:
    """Return the first row with a code in the column that a person said holds them."""
    said = [c for c, meaning in hints.corrections.items() if meaning is Meaning.PROJECT_CODE]
    if not said:
        return None
    numbers = (
        number
        for number, values in rows
        if said[0] < len(values) and _is_project_code(values[said[0]])
    )
    return next(numbers, None)


def _is_title(values: Values) -> bool:
    """Tell a line of words above the table from a row of its header."""
    return sum(value is not None for value in values) < FEWEST_IN_A_HEADER


def _is_project_code(value: object) -> bool:
    text = str(value).strip() if isinstance(value, str | int) else ""
    return len(text) == PROJECT_CODE_LENGTH and any(sign.isdigit() for sign in text)


def _names_codes(values: Values) -> bool:
    """Tell whether a row may hold the heading of the project code; most rows cannot."""
    return any(
        isinstance(value, str) and not {"ma", "mda", "hieu"}.isdisjoint(fold(value).split())
        for value in values
    )


def _merit(table: Table, hints: Hints) -> tuple[bool, int, int, int]:
    """Return what tells the better reading; with corrections the headings nearest to the rows."""
    nearest = table.last_header_row if hints.corrections else 0
    return table.is_complete, -len(table.missing), table.understood, nearest


def read_headings(
    family: Family, paths: Paths, rows: tuple[int, int], hints: Hints = NO_HINTS
) -> Table | None:
    """Return the headings read as those of a family, or None where too little fits."""
    columns, twice = _identities(family, paths, hints)
    if Meaning.PROJECT_CODE not in columns:
        return None
    blocks: list[Block] = []
    figures: Mapping[int, Figure] = {}
    missing = [LABELS[meaning] for meaning in family.needs if meaning not in columns]
    if family.has_blocks or family.has_kinds:
        figures = _figures(paths, columns, hints)
        if family.has_kinds:
            blocks, doubled = gather_kinds(figures, hints)
            missing += [] if blocks else [LABELS[Meaning.AMOUNT]]
        else:
            blocks, doubled = gather_blocks(figures, columns, hints)
            missing += missing_figures(blocks, columns)
        twice += doubled
    if family is SUMMARY and hints.names_sources and Meaning.SOURCE not in columns:
        missing.remove(LABELS[Meaning.SOURCE])
    used = {*columns.values(), *(c for block in blocks for c in block.columns.values())}
    if len(used) < FEWEST_COLUMNS:
        return None
    return Table(
        family=family,
        first_header_row=rows[0],
        last_header_row=rows[1],
        columns=columns,
        blocks=tuple(blocks),
        plan_years=_plan_years(paths, blocks, hints),
        headings=tuple(text for column in sorted(used) for text in paths.get(column, ())),
        missing=tuple(dict.fromkeys(missing)),
        twice=tuple(twice),
        left_out=() if family.has_kinds else tuple(left_out(figures, used, paths)),
        recovery=recovery_said([text for column in used for text in paths.get(column, ())]),
        paths=paths,
    )


def _identities(family: Family, paths: Paths, hints: Hints) -> tuple[dict[Meaning, int], Doubled]:
    """Give each meaning the column with the best wording; no column has two meanings."""
    wanted = [*family.needs, *family.may_have]
    columns, twice = _said_identities(wanted, hints)
    claims: dict[tuple[int, int], list[int]] = defaultdict(list)
    for column, path in paths.items():
        said = {} if column in hints.corrections else identify(path)
        for meaning, rank in said.items():
            if meaning in wanted:
                claims[rank, wanted.index(meaning)].append(column)
    for (_, place), claimants in sorted(claims.items()):
        meaning = wanted[place]
        free = shown_columns([c for c in claimants if c not in columns.values()], hints)
        if meaning in columns or not free:
            continue
        columns[meaning] = free[0]
        if len(free) > 1 and meaning in family.needs:
            twice.append((LABELS[meaning], letters_of(free)))
    return columns, twice


def _said_identities(wanted: Sequence[Meaning], hints: Hints) -> tuple[dict[Meaning, int], Doubled]:
    """Return the columns that a person gave a meaning of the family."""
    columns: dict[Meaning, int] = {}
    twice: Doubled = []
    for column, said in sorted(hints.corrections.items()):
        if isinstance(said, Meaning) and said in wanted:
            if said in columns:
                twice.append((LABELS[said], letters_of([columns[said], column])))
            columns.setdefault(said, column)
    return columns, twice


def _figures(paths: Paths, columns: Mapping[Meaning, int], hints: Hints) -> dict[int, Figure]:
    """Return what the columns of figures count; what a person said comes before the headings."""
    figures = {
        column: found
        for column, path in paths.items()
        if column not in columns.values()
        and column not in hints.corrections
        and (found := figure(path))
    }
    for column, said in hints.corrections.items():
        if isinstance(said, Figure):
            named = figure(paths[column]) if column in paths else None
            agrees = named is not None and named.pool is said.pool
            years = not said.origin_year and not said.plan_year
            figures[column] = (
                named._replace(quantity=said.quantity) if named and agrees and years else said
            )
    return figures


def _plan_years(paths: Paths, blocks: Sequence[Block], hints: Hints) -> frozenset[int]:
    """Return the years that this year's figures name, or else those of their plan."""
    current = [block for block in blocks if block.pool is Pool.CURRENT]
    paid = [c for block in current for q, c in block.columns.items() if q in DISBURSED]
    planned = [block.columns[Quantity.PLAN] for block in current if Quantity.PLAN in block.columns]
    for columns in (paid, planned):
        named = (_figure_of(column, paths, hints) for column in columns)
        if years := frozenset(found.plan_year for found in named if found and found.plan_year):
            return years
    return frozenset()


def _figure_of(column: int, paths: Paths, hints: Hints) -> Figure | None:
    said = hints.corrections.get(column)
    if isinstance(said, Figure) and said.plan_year:
        return said
    return figure(paths[column]) if column in paths else None
