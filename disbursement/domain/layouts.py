"""Recognise what a sheet's table is by the meaning of its headings, whatever their order."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
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
from disbursement.domain.corrections import Corrections
from disbursement.domain.families import FAMILIES as FAMILIES
from disbursement.domain.families import SUMMARY as SUMMARY
from disbursement.domain.families import VOUCHERS as VOUCHERS
from disbursement.domain.families import Family
from disbursement.domain.headings import Area, NumberedRow, Values, fold, heading_paths, windows
from disbursement.domain.meanings import Recovery
from projects.domain.codes import PROJECT_CODE_LENGTH
from projects.domain.columns import column_letters

Paths = Mapping[int, tuple[str, ...]]
Doubled = list[tuple[str, tuple[str, ...]]]

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
    `paths` are the headings over each column. `measures` are the columns of an official form by
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


@dataclass(frozen=True, slots=True)
class Hints:
    """What is known of a sheet besides its headings."""

    corrections: Corrections = field(default_factory=dict)
    hidden: Collection[int] = ()
    names_sources: bool = False


NO_HINTS = Hints()


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
        if first_data is not None and last >= first_data:
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
    missing = [LABELS[meaning] for meaning in family.needs if meaning not in columns]
    if family.has_blocks or family.has_kinds:
        figures = _figures(paths, columns, hints)
        if family.has_kinds:
            blocks, doubled = _kinds(figures, hints)
            missing += [] if blocks else [LABELS[Meaning.AMOUNT]]
        else:
            blocks, doubled = _blocks(figures, columns, hints)
            missing += _missing_figures(blocks, columns)
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
        free = _visible([c for c in claimants if c not in columns.values()], hints)
        if meaning in columns or not free:
            continue
        columns[meaning] = free[0]
        if len(free) > 1 and meaning in family.needs:
            twice.append((LABELS[meaning], _letters(free)))
    return columns, twice


def _said_identities(wanted: Sequence[Meaning], hints: Hints) -> tuple[dict[Meaning, int], Doubled]:
    """Return the columns that a person gave a meaning of the family."""
    columns: dict[Meaning, int] = {}
    twice: Doubled = []
    for column, said in sorted(hints.corrections.items()):
        if isinstance(said, Meaning) and said in wanted:
            if said in columns:
                twice.append((LABELS[said], _letters([columns[said], column])))
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


def _blocks(
    figures: Mapping[int, Figure], identities: Mapping[Meaning, int], hints: Hints
) -> tuple[list[Block], Doubled]:
    """Gather the columns of figures by pool; what cannot be told apart is returned beside."""
    gathered: dict[tuple[Pool, int | None], dict[Quantity, list[int]]] = {}
    for column, found in sorted(figures.items()):
        if found.pool is not Pool.BOTH:
            block = gathered.setdefault((found.pool, found.origin_year), {})
            block.setdefault(found.quantity, []).append(column)
    paid = {place: block for place, block in gathered.items() if block.keys() & DISBURSED}
    if any(pool is not Pool.UNSAID for pool, _ in paid):
        paid = {place: block for place, block in paid.items() if place[0] is not Pool.UNSAID}
    elif not identities.keys() & {Meaning.ORIGIN_YEAR, Meaning.POOL}:
        paid = _of_the_planned_pool(gathered, paid)
    blocks, twice = [], []
    for (pool, origin), found_columns in paid.items():
        columns = {q: _visible(places, hints) for q, places in found_columns.items()}
        for quantity in columns.keys() & DISBURSED:
            if len(columns[quantity]) > 1:
                twice.append((LABELS[quantity], _letters(columns[quantity])))
        blocks.append(Block(pool, origin, {q: places[0] for q, places in columns.items()}))
    return blocks, twice


def _of_the_planned_pool(
    gathered: Mapping[tuple[Pool, int | None], dict[Quantity, list[int]]],
    paid: Mapping[tuple[Pool, int | None], dict[Quantity, list[int]]],
) -> dict[tuple[Pool, int | None], dict[Quantity, list[int]]]:
    """Return figures that name no pool as those of the only pool whose plan stands beside them."""
    plans = [place for place in gathered if place[0] is not Pool.UNSAID]
    if len(plans) != 1 or not paid:
        return {}
    (unsaid,) = paid.values()
    return {plans[0]: {**gathered[plans[0]], **unsaid}}


def _kinds(figures: Mapping[int, Figure], hints: Hints) -> tuple[list[Block], Doubled]:
    """Gather the amounts of a list of vouchers by what they pay for, whatever pool they name."""
    gathered: dict[Quantity, list[int]] = defaultdict(list)
    for column, found in sorted(figures.items()):
        if found.quantity is not Quantity.PLAN:
            gathered[found.quantity].append(column)
    columns = {quantity: _visible(places, hints) for quantity, places in gathered.items()}
    twice = [(LABELS[q], _letters(places)) for q, places in columns.items() if len(places) > 1]
    if not columns.keys() - {Quantity.TOTAL, Quantity.RECOVERY}:
        return [], []
    return [Block(Pool.UNSAID, None, {q: places[0] for q, places in columns.items()})], twice


def _missing_figures(blocks: Sequence[Block], columns: Mapping[Meaning, int]) -> list[str]:
    if not blocks:
        return [LABELS[Quantity.VOLUME], LABELS[Quantity.ADVANCE]]
    missing = []
    for block in blocks:
        if not _can_be_split(block.columns.keys()):
            parts = (Quantity.VOLUME, Quantity.ADVANCE)
            missing += [LABELS[part] for part in parts if part not in block.columns]
        is_dated = block.pool is Pool.CURRENT or block.origin_year
        by_row = columns.keys() & {Meaning.ORIGIN_YEAR, Meaning.POOL}
        if not is_dated and not by_row:
            missing.append(LABELS[Meaning.ORIGIN_YEAR])
    return missing


def _can_be_split(quantities: Iterable[Quantity]) -> bool:
    """Tell whether volume and open advance both follow from the columns there are."""
    has = set(quantities)
    volume = Quantity.VOLUME in has or has >= {Quantity.NET_VOLUME, Quantity.RECOVERY}
    advance = bool(has & {Quantity.ADVANCE, Quantity.ADVANCE_PAID})
    return volume + advance + (Quantity.TOTAL in has) >= 2


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


def _visible(columns: list[int], hints: Hints) -> list[int]:
    """Return the columns that are shown, where several could be meant."""
    shown = [column for column in columns if column not in hints.hidden]
    return shown if len(columns) > 1 and shown else columns


def _letters(columns: Sequence[int]) -> tuple[str, ...]:
    return tuple(column_letters(column) for column in columns)
