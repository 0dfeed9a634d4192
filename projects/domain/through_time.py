"""What was true on a day, out of dated statements of which the present one stands apart.

An organisation and a project carry their present name, a project its present investor. What
was recorded says what was true before. A correction of the present (by the register) therefore
reaches back to the last recorded change, and no further.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, TypeVar

Holder = TypeVar("Holder")
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DatedName:
    """A name from a day on; None is from the beginning. `order` grows as names are recorded."""

    since: date | None
    name: str
    order: int = 0


def name_on(day: date, names: Iterable[DatedName], now: str) -> str:
    """Return the name valid on a day; before the first one on record, that first one."""
    known = sorted(names, key=lambda each: (each.since or date.min, each.order))
    if not any(each.since and each.since > day for each in known):
        return now
    valid = [each for each in known if each.since is None or each.since <= day]
    return valid[-1].name if valid else known[0].name


@dataclass(frozen=True, slots=True)
class Passing(Generic[Holder]):
    """A handover: from its day on the taker is in charge. `order` grows as they are recorded."""

    day: date
    giver: Holder
    taker: Holder
    order: int = 0


@dataclass(frozen=True, slots=True)
class Holding(Generic[Holder]):
    """Who was in charge from a day to a day, both counted; None is without a limit."""

    holder: Holder
    since: date | None
    until: date | None

    def reaches_beyond(self, day: date) -> bool:
        return self.until is None or self.until > day

    def begins_after(self, day: date) -> bool:
        return self.since is not None and self.since > day


def holder_on(day: date, passings: Iterable[Passing[Holder]], now: Holder) -> Holder:
    """Return who was in charge on a day; `now` is who is today."""
    held = holdings(passings, now)
    return next(each.holder for each in held if each.until is None or each.until >= day)


def holdings(passings: Iterable[Passing[Holder]], now: Holder) -> list[Holding[Holder]]:
    """Return who was in charge when, oldest first and without gaps.

    Between two handovers the earlier one names who took over and the later one who gave away.
    Where one was entered out of its order they differ: what was recorded last counts.
    """
    known: Sequence[Passing[Holder]] = sorted(passings, key=lambda each: each.day)
    found: list[Holding[Holder]] = []
    earlier: Passing[Holder] | None = None
    for later in known:
        backdated = earlier is not None and earlier.order > later.order
        holder = earlier.taker if earlier is not None and backdated else later.giver
        _append(found, Holding(holder, earlier.day if earlier else None, later.day - A_DAY))
        earlier = later
    _append(found, Holding(now, earlier.day if earlier else None, None))
    return found


def as_recorded(
    passings: Iterable[Passing[Holder]], now: Holder, last: int
) -> tuple[list[Passing[Holder]], Holder]:
    """Return the handovers recorded up to an order, and who was in charge when they were all."""
    known = [each for each in passings if each.order <= last]
    newest = max((each.day for each in known), default=date.min)
    later = sorted((each for each in passings if each.order > last), key=lambda each: each.order)
    return known, next((each.giver for each in later if each.day > newest), now)


def _append(found: list[Holding[Holder]], new: Holding[Holder]) -> None:
    """Add a holding, as one with the last where its holder goes on."""
    if found and found[-1].holder == new.holder:
        new = Holding(new.holder, found.pop().since, new.until)
    found.append(new)
