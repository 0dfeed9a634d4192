"""What the milestones of a campaign ask of a sum of money by each of their days."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import accumulate
from typing import NamedTuple

from emulation.domain.milestones import RateRule, Scope, last_counting_day

from .figures import Cell, Place


@dataclass(frozen=True, slots=True)
class Milestone:
    """A rate rule, and the one source it may be narrowed to."""

    rule: RateRule
    source: int | None = None

    def covers(self, place: Place, plan_year: int) -> bool:
        programme = str(place.programme) if place.programme else None
        scope = Scope(place.stage, place.block or None, programme)
        return (
            self.source in (None, place.source)
            and self.rule.asks_about(plan_year, place.origin_year)
            and self.rule.scope.covers(scope)
        )


class Step(NamedTuple):
    """From a day on, so many per cent more are asked."""

    day: date
    points: int


@dataclass(frozen=True, slots=True)
class Target:
    """What has to be disbursed up to and including a day: an exact amount over a plan."""

    day: date
    asked: Fraction
    plan: int

    @property
    def rate(self) -> Fraction:
        return self.asked * 100 / self.plan

    def still_required(self, disbursed: int) -> int:
        """Return the smallest whole amount that reaches the target from here."""
        return max(0, -(-self.asked.numerator // self.asked.denominator) - disbursed)


class Demands:
    """The milestones of a plan year, worked out once for all money of the same kind."""

    def __init__(self, milestones: Sequence[Milestone], plan_year: int) -> None:
        self.milestones = milestones
        self.plan_year = plan_year
        self._known: dict[tuple[Hashable, ...], tuple[Step, ...]] = {}

    def on(self, place: Place) -> tuple[Step, ...]:
        """Return the days on which more is asked of the money, with how many per cent more.

        On any day the highest threshold of those due by then counts.
        """
        kind = (place.block, place.stage, place.programme, place.source, place.origin_year)
        found = self._known.get(kind)
        if found is None:
            found = self._known[kind] = tuple(self._steps(place))
        return found

    def _steps(self, place: Place) -> Iterator[Step]:
        due = sorted(
            (last_counting_day(each.rule), each.rule.threshold)
            for each in self.milestones
            if each.covers(place, self.plan_year)
        )
        highest = 0
        for day, threshold in due:
            if threshold > highest:
                yield Step(day, threshold - highest)
                highest = threshold


def targets(cells: Iterable[Cell], demands: Demands) -> list[Target]:
    """Return the target of every day on which the milestones ask for more, the earliest first.

    Each amount is asked for once: by the highest threshold of those due by the day. Money
    without a milestone is not asked for, but is part of the plan. Without a plan, or where no
    milestone touches it, there are no targets.
    """
    plan = 0
    more: dict[date, int] = {}
    for cell in cells:
        plan += cell.figures.plan
        for day, points in demands.on(cell.place):
            more[day] = more.get(day, 0) + points * cell.figures.plan
    if plan <= 0:
        return []
    days = sorted(day for day, asked in more.items() if asked)
    return [
        Target(day, Fraction(asked, 100), plan)
        for day, asked in zip(days, accumulate(more[day] for day in days), strict=True)
    ]


def target_on(found: Sequence[Target], day: date) -> Target | None:
    """Return the target that is next on a day, or the last one when all are over."""
    return next((target for target in found if target.day >= day), found[-1] if found else None)


def target_due(found: Sequence[Target], day: date) -> Target | None:
    """Return the target that should have been reached by a day: the last one not after it."""
    return next((target for target in reversed(found) if target.day <= day), None)
