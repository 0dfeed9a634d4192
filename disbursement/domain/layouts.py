"""Recognise what a sheet's table is by the meaning of its headings, whatever their order."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from disbursement.domain.column_meanings import (
    LABELS,
    Figure,
    Meaning,
    Pool,
    Quantity,
    figure,
    identify,
)
from disbursement.domain.headings import Area, NumberedRow, Values, fold, heading_paths, windows
from projects.domain.columns import column_letters

Paths = Mapping[int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Family:
    """A kind of treasury table: the columns it needs, those it may have, whether it has blocks."""

    name: str
    needs: tuple[Meaning, ...]
    may_have: tuple[Meaning, ...]
    has_blocks: bool = False


VOUCHERS = Family(
    "vouchers",
    needs=(
        Meaning.DAY,
        Meaning.AMOUNT,
        Meaning.KIND,
        Meaning.PROJECT_CODE,
        Meaning.SOURCE,
        Meaning.PLAN_YEAR,
        Meaning.ORIGIN_YEAR,
    ),
    may_have=(Meaning.NUMBER, Meaning.NAME, Meaning.INVESTOR, Meaning.ORDINAL),
)
SUMMARY = Family(
    "summary",
    needs=(Meaning.PROJECT_CODE, Meaning.SOURCE),
    may_have=(
        Meaning.NAME,
        Meaning.INVESTOR,
        Meaning.PLAN_YEAR,
        Meaning.ORIGIN_YEAR,
        Meaning.ORDINAL,
    ),
    has_blocks=True,
)
FAMILIES = (VOUCHERS, SUMMARY)
# With fewer columns understood than this, a sheet is not a treasury table at all.
FEWEST_COLUMNS = 3
DISBURSED = frozenset(Quantity) - {Quantity.PLAN}


@dataclass(frozen=True, slots=True)
class Block:
    """The figures of one pool of money within a row, each in its column."""

    pool: Pool
    origin_year: int | None
    columns: Mapping[Quantity, int]


@dataclass(frozen=True, slots=True)
class Table:
    """A recognised table: where its header ends and what its columns hold.

    `missing` and `twice` name what stops it from being read; both are empty for a good table.
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

    @property
    def is_complete(self) -> bool:
        return not self.missing and not self.twice

    @property
    def has_money(self) -> bool:
        return Meaning.AMOUNT in self.columns or bool(self.blocks)

    @property
    def understood(self) -> int:
        return len(self.columns) + sum(len(block.columns) for block in self.blocks)

    def described(self) -> dict[str, str]:
        """Return what each column was read as: {"B": "project_code", "J": "carried.volume"}."""
        named = {column_letters(column): str(meaning) for meaning, column in self.columns.items()}
        for block in self.blocks:
            for quantity, column in block.columns.items():
                named[column_letters(column)] = f"{block.pool}.{quantity}"
        return named


def recognise(rows: Sequence[NumberedRow], merged: Iterable[Area] = ()) -> Table | None:
    """Return the best reading of the sheet's headings, complete or not, or None without any."""
    merged = list(merged)
    best: Table | None = None
    for window in windows(rows):
        if not any(_names_codes(values) for _, values in window):
            continue
        paths = heading_paths(window, merged)
        for family in FAMILIES:
            table = _read_headings(family, paths, window[0][0], window[-1][0])
            if table and (best is None or _merit(table) > _merit(best)):
                best = table
    return best


def _names_codes(values: Values) -> bool:
    """Tell whether a row may hold the heading of the project code; most rows cannot."""
    return any(isinstance(value, str) and "ma" in fold(value).split() for value in values)


def _merit(table: Table) -> tuple[bool, int, int]:
    return table.is_complete, -len(table.missing), table.understood


def _read_headings(family: Family, paths: Paths, first: int, last: int) -> Table | None:
    columns, twice = _identities(family, paths)
    if Meaning.PROJECT_CODE not in columns:
        return None
    blocks: list[Block] = []
    missing = [LABELS[meaning] for meaning in family.needs if meaning not in columns]
    if family.has_blocks:
        figures = {
            column: found
            for column, path in paths.items()
            if column not in columns.values() and (found := figure(path))
        }
        blocks, doubled = _blocks(figures, columns)
        twice += doubled
        missing += _missing_figures(blocks, columns)
    used = {*columns.values(), *(c for block in blocks for c in block.columns.values())}
    if len(used) < FEWEST_COLUMNS:
        return None
    return Table(
        family=family,
        first_header_row=first,
        last_header_row=last,
        columns=columns,
        blocks=tuple(blocks),
        plan_years=_plan_years(paths, blocks),
        headings=tuple(text for column in sorted(used) for text in paths[column]),
        missing=tuple(dict.fromkeys(missing)),
        twice=tuple(twice),
    )


def _identities(
    family: Family, paths: Paths
) -> tuple[dict[Meaning, int], list[tuple[str, tuple[str, ...]]]]:
    """Give each meaning the column with the best wording; no column has two meanings."""
    wanted = [*family.needs, *family.may_have]
    claims: dict[tuple[int, int], list[int]] = defaultdict(list)
    for column, path in paths.items():
        for meaning, rank in identify(path).items():
            if meaning in wanted:
                claims[rank, wanted.index(meaning)].append(column)
    columns: dict[Meaning, int] = {}
    twice = []
    for (_, place), claimants in sorted(claims.items()):
        meaning = wanted[place]
        free = [column for column in claimants if column not in columns.values()]
        if meaning in columns or not free:
            continue
        columns[meaning] = free[0]
        if len(free) > 1 and meaning in family.needs:
            twice.append((LABELS[meaning], _letters(free)))
    return columns, twice


def _blocks(
    figures: Mapping[int, Figure], identities: Mapping[Meaning, int]
) -> tuple[list[Block], list[tuple[str, tuple[str, ...]]]]:
    """Gather the columns of figures by pool; what cannot be told apart is returned beside."""
    gathered: dict[tuple[Pool, int | None], dict[Quantity, list[int]]] = {}
    for column, found in sorted(figures.items()):
        if found.pool is not Pool.BOTH:
            block = gathered.setdefault((found.pool, found.origin_year), {})
            block.setdefault(found.quantity, []).append(column)
    paid = {place: block for place, block in gathered.items() if block.keys() & DISBURSED}
    if any(pool is not Pool.UNSAID for pool, _ in paid):
        paid = {place: block for place, block in paid.items() if place[0] is not Pool.UNSAID}
    elif Meaning.ORIGIN_YEAR not in identities:
        paid = {}
    blocks, twice = [], []
    for (pool, origin), columns in paid.items():
        for quantity in columns.keys() & DISBURSED:
            if len(columns[quantity]) > 1:
                twice.append((LABELS[quantity], _letters(columns[quantity])))
        blocks.append(Block(pool, origin, {q: places[0] for q, places in columns.items()}))
    return blocks, twice


def _missing_figures(blocks: Sequence[Block], columns: Mapping[Meaning, int]) -> list[str]:
    if not blocks:
        return [LABELS[Quantity.VOLUME], LABELS[Quantity.ADVANCE]]
    missing = []
    for block in blocks:
        if not _can_be_split(block.columns.keys()):
            parts = (Quantity.VOLUME, Quantity.ADVANCE)
            missing += [LABELS[part] for part in parts if part not in block.columns]
        is_dated = block.pool is Pool.CURRENT or block.origin_year
        if not is_dated and Meaning.ORIGIN_YEAR not in columns:
            missing.append(LABELS[Meaning.ORIGIN_YEAR])
    return missing


def _can_be_split(quantities: Iterable[Quantity]) -> bool:
    """Tell whether volume and open advance both follow from the columns there are."""
    has = set(quantities)
    volume = Quantity.VOLUME in has or has >= {Quantity.NET_VOLUME, Quantity.RECOVERY}
    advance = bool(has & {Quantity.ADVANCE, Quantity.ADVANCE_PAID})
    return volume + advance + (Quantity.TOTAL in has) >= 2


def _plan_years(paths: Paths, blocks: Sequence[Block]) -> frozenset[int]:
    found = [
        named.plan_year
        for block in blocks
        if block.pool is Pool.CURRENT
        for quantity, column in block.columns.items()
        if quantity in DISBURSED and (named := figure(paths[column]))
    ]
    return frozenset(year for year in found if year)


def _letters(columns: Sequence[int]) -> tuple[str, ...]:
    return tuple(column_letters(column) for column in columns)
