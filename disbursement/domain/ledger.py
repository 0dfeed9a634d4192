"""Derive the movements of a key from what treasury files state about it.

A key's position on a day is its latest statement on or before the day plus the vouchers dated
after that statement; a key without statements has its vouchers alone. As movements that is:
every voucher at its day, and at each statement's day the difference between what the statement
says and what the movements up to that day add up to. The sum up to any day is then the position,
and the order in which the files came plays no part.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import NamedTuple


class Key(NamedTuple):
    """What treasury money is counted under."""

    project_id: int
    source_id: int
    plan_year: int
    origin_year: int


@dataclass(frozen=True, slots=True)
class Position:
    """Completed volume and open advance of something on a day, in đồng."""

    volume: int = 0
    advance: int = 0

    @property
    def disbursed(self) -> int:
        return self.volume + self.advance

    def __add__(self, other: "Position") -> "Position":
        return Position(self.volume + other.volume, self.advance + other.advance)

    def __sub__(self, other: "Position") -> "Position":
        return Position(self.volume - other.volume, self.advance - other.advance)


class Statement(NamedTuple):
    """A key's cumulative figures as at a day."""

    id: int
    as_at: date
    volume: int
    advance: int


class VoucherEntry(NamedTuple):
    """A dated movement as a file states it."""

    id: int
    import_id: int
    day: date
    number: str
    kind: str
    amount: int


class MovementEntry(NamedTuple):
    """A derived change of volume and advance, with the one fact it comes from."""

    day: date
    volume: int
    advance: int
    voucher_id: int | None
    statement_id: int | None


# What an amount of each voucher kind does to (volume, advance). A recovery turns open advance
# into volume and adds nothing to the total.
EFFECTS = {
    "advance": (0, 1),
    "volume": (1, 0),
    "recovery": (1, -1),
    "repayment": (0, -1),
    "volume_repayment": (-1, 0),
}


def effect(kind: str, amount: int) -> tuple[int, int]:
    """Return the change of (volume, advance) that a voucher makes, in đồng."""
    volume, advance = EFFECTS[kind]
    return volume * amount, advance * amount


def counted_once(vouchers: Iterable[VoucherEntry]) -> list[VoucherEntry]:
    """Drop the vouchers that an overlapping file states again.

    Vouchers with the same number, day, kind and amount are the same one when they come from
    different files; within one file they are different lines of it. So the file that has the
    most of them counts, whichever came first. Vouchers without a number all count.
    """
    counted: list[VoucherEntry] = []
    same: dict[tuple[str, date, str, int], list[VoucherEntry]] = defaultdict(list)
    for voucher in vouchers:
        if voucher.number:
            same[voucher.number, voucher.day, voucher.kind, voucher.amount].append(voucher)
        else:
            counted.append(voucher)
    for group in same.values():
        if len(group) > 1:
            per_file = Counter(voucher.import_id for voucher in group)
            chosen = max(per_file, key=lambda file: (per_file[file], -file))
            group = [voucher for voucher in group if voucher.import_id == chosen]
        counted.extend(group)
    return counted


def derive(
    statements: Iterable[Statement], vouchers: Iterable[VoucherEntry]
) -> list[MovementEntry]:
    """Return the movements of one key, oldest first; those that change nothing are left out."""
    movements = [
        MovementEntry(v.day, *effect(v.kind, v.amount), v.id, None) for v in counted_once(vouchers)
    ]
    movements.sort(key=lambda movement: (movement.day, movement.voucher_id))
    stated = sorted(statements, key=lambda s: (s.as_at, s.volume, s.advance, s.id))
    if not stated:
        return movements
    merged: list[MovementEntry] = []
    volume = advance = taken = 0
    for statement in stated:
        while taken < len(movements) and movements[taken].day <= statement.as_at:
            volume += movements[taken].volume
            advance += movements[taken].advance
            merged.append(movements[taken])
            taken += 1
        gap = (statement.volume - volume, statement.advance - advance)
        if gap != (0, 0):
            merged.append(MovementEntry(statement.as_at, *gap, None, statement.id))
            volume, advance = statement.volume, statement.advance
    return merged + movements[taken:]


def positions_by_rule(
    statements: Iterable[Statement], vouchers: Iterable[VoucherEntry]
) -> Iterator[tuple[date, Position]]:
    """Yield the position after each day on which something is known, straight from the rule.

    Goes another way than `derive`, so that each can prove the other.
    """
    days: dict[date, list[Statement | VoucherEntry]] = defaultdict(list)
    for statement in sorted(statements, key=lambda s: (s.volume, s.advance, s.id)):
        days[statement.as_at].append(statement)
    for voucher in counted_once(vouchers):
        days[voucher.day].append(voucher)
    position = Position()
    for day in sorted(days):
        stated = [fact for fact in days[day] if isinstance(fact, Statement)]
        paid = [fact for fact in days[day] if isinstance(fact, VoucherEntry)]
        if stated:
            position = Position(stated[-1].volume, stated[-1].advance)
        else:
            for fact in paid:
                position += Position(*effect(fact.kind, fact.amount))
        yield day, position


def positions_by_movements(
    movements: Iterable[MovementEntry],
) -> Iterator[tuple[date, Position]]:
    """Yield the running position after each day with movements; these must be in day order."""
    position = Position()
    for day, entries in groupby(movements, key=lambda movement: movement.day):
        for entry in entries:
            position += Position(entry.volume, entry.advance)
        yield day, position
