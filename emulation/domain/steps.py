"""How plan and money of one scope moved through time."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import NamedTuple, Self


class Position(NamedTuple):
    """Plan in force and money disbursed at the end of a day, in đồng."""

    day: date
    plan: int
    disbursed: int


@dataclass(frozen=True, slots=True)
class Steps:
    """Positions at the end of each day on which plan or money changed, in order of days."""

    _positions: tuple[Position, ...] = ()

    @classmethod
    def of(
        cls, plan: Iterable[tuple[date, int]] = (), paid: Iterable[tuple[date, int]] = ()
    ) -> Self:
        """Build from signed changes of plan (by effective day) and of money, in any order."""
        planned, disbursed = _by_day(plan), _by_day(paid)
        days = sorted(planned.keys() | disbursed.keys())
        plans = accumulate(planned.get(day, 0) for day in days)
        sums = accumulate(disbursed.get(day, 0) for day in days)
        return cls(tuple(map(Position, days, plans, sums)))

    def at(self, day: date) -> tuple[int, int]:
        """Return plan in force and money disbursed at the end of the day."""
        index = bisect_right(self._positions, day, key=lambda position: position.day)
        if index == 0:
            return 0, 0
        _, plan, disbursed = self._positions[index - 1]
        return plan, disbursed

    def positions(self, until: date) -> Iterator[Position]:
        """Yield the positions of the days of change up to and including `until`."""
        for position in self._positions:
            if position.day > until:
                return
            yield position

    @property
    def first_day(self) -> date | None:
        return self._positions[0].day if self._positions else None


def _by_day(changes: Iterable[tuple[date, int]]) -> dict[date, int]:
    sums: dict[date, int] = {}
    for day, amount in changes:
        sums[day] = sums.get(day, 0) + amount
    return sums
