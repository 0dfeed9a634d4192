"""Gather the columns of figures of a table by pool of money, or by kind of payment."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from disbursement.domain.column_meanings import LABELS, Figure, Meaning, Pool, Quantity
from disbursement.domain.corrections import Corrections
from disbursement.domain.headings import fold
from projects.domain.columns import column_letters

Doubled = list[tuple[str, tuple[str, ...]]]

DISBURSED = frozenset(Quantity) - {Quantity.PLAN}
# What a heading over several pools together says of itself.
SUM_WORDS = frozenset({"tong", "cong", "chung"})


@dataclass(frozen=True, slots=True)
class Block:
    """The figures of one pool of money within a row, each in its column."""

    pool: Pool
    origin_year: int | None
    columns: Mapping[Quantity, int]


@dataclass(frozen=True, slots=True)
class Hints:
    """What is known of a sheet besides its headings."""

    corrections: Corrections = field(default_factory=dict)
    hidden: Collection[int] = ()
    names_sources: bool = False


NO_HINTS = Hints()


def gather_blocks(
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
        columns = {q: shown_columns(places, hints) for q, places in found_columns.items()}
        for quantity in columns.keys() & DISBURSED:
            if len(columns[quantity]) > 1:
                twice.append((LABELS[quantity], letters_of(columns[quantity])))
        blocks.append(Block(pool, origin, {q: places[0] for q, places in columns.items()}))
    return blocks, twice


def left_out(
    figures: Mapping[int, Figure], used: Collection[int], paths: Mapping[int, tuple[str, ...]]
) -> list[int]:
    """Return the columns of payments that no block took, but for sums over the pools."""
    return [
        column
        for column, found in sorted(figures.items())
        if found.quantity in DISBURSED
        and found.pool is Pool.UNSAID
        and column not in used
        and SUM_WORDS.isdisjoint(fold(" ".join(paths.get(column, ()))).split())
    ]


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


def gather_kinds(figures: Mapping[int, Figure], hints: Hints) -> tuple[list[Block], Doubled]:
    """Gather the amounts of a list of vouchers by what they pay for, whatever pool they name."""
    gathered: dict[Quantity, list[int]] = defaultdict(list)
    for column, found in sorted(figures.items()):
        if found.quantity is not Quantity.PLAN:
            gathered[found.quantity].append(column)
    columns = {quantity: shown_columns(places, hints) for quantity, places in gathered.items()}
    twice = [(LABELS[q], letters_of(places)) for q, places in columns.items() if len(places) > 1]
    if not columns.keys() - {Quantity.TOTAL, Quantity.RECOVERY}:
        return [], []
    return [Block(Pool.UNSAID, None, {q: places[0] for q, places in columns.items()})], twice


def missing_figures(blocks: Sequence[Block], columns: Mapping[Meaning, int]) -> list[str]:
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


def shown_columns(columns: list[int], hints: Hints) -> list[int]:
    """Return the columns that are shown, where several could be meant."""
    shown = [column for column in columns if column not in hints.hidden]
    return shown if len(columns) > 1 and shown else columns


def letters_of(columns: Sequence[int]) -> tuple[str, ...]:
    return tuple(column_letters(column) for column in columns)
