"""What a page of figures consists of, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from emulation.domain.rates import rate
from emulation.models import Pool
from emulation.selectors.rates import DENOMINATORS
from projects.models import CapitalSource, Organisation, Project
from projects.selectors.plans import UnallocatedRow, sum_of_known
from reports.domain.curve import CurvePoint
from reports.domain.figures import Figures, difference
from reports.domain.targets import Target
from reports.selectors.figures import Cut
from reports.selectors.missing import PeriodGap, TreasuryGap

A_WEEK = timedelta(days=7)
WORST = 10


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person looks at: a plan year as of a day, a denominator and a pool."""

    plan_year: int
    as_of: date
    denominator: str = "D3"
    pool: str = "all"

    @property
    def cut(self) -> Cut:
        return Cut(self.plan_year, self.as_of, self.as_of - A_WEEK)

    @property
    def assigned_pool(self) -> str:
        """Which money allotments are held against totals in: carried-over money has no totals."""
        return "current" if self.pool == "all" else self.pool

    @property
    def denominator_name(self) -> str:
        return f"{self.denominator} – {DENOMINATORS[self.denominator]}"

    @property
    def pool_name(self) -> str:
        return str(Pool(self.pool).label)


def tone_of(figures: Figures, target: Target | None, overdue: Target | None) -> str:
    """Return "ok" for money that reaches what is asked next, "bad" for what is overdue."""
    if figures.rate is None:
        return ""
    if target is not None and figures.rate >= target.rate:
        return "ok"
    return "bad" if overdue is not None and figures.rate < overdue.rate else ""


@dataclass(frozen=True, slots=True)
class Headline:
    """The whole against the chosen denominator."""

    plan: int
    earlier_plan: int
    money: Figures
    target: Target | None
    overdue: Target | None

    @property
    def rate(self) -> Fraction | None:
        return rate(self.money.disbursed, self.plan)

    @property
    def points(self) -> Fraction | None:
        return difference(self.rate, rate(self.money.earlier_disbursed, self.earlier_plan))

    @property
    def remaining(self) -> int:
        return self.plan - self.money.disbursed

    @property
    def ahead(self) -> Fraction | None:
        """By how many points the rate allotted in detail is ahead of the milestone target."""
        return difference(self.money.rate, self.target_rate)

    @property
    def target_rate(self) -> Fraction | None:
        return self.target.rate if self.target else None

    @property
    def tone(self) -> str:
        return tone_of(self.money, self.target, self.overdue)

    @property
    def required(self) -> int | None:
        return self.target.still_required(self.money.disbursed) if self.target else None


@dataclass(frozen=True, slots=True)
class RankedRow:
    """An investor (or project) with its rate, its rank and what its milestones ask.

    `target` is what they ask next, `overdue` what they asked last and should be there.
    """

    rank: int | None
    unit: Organisation | Project
    figures: Figures
    target: Target | None
    overdue: Target | None
    is_below_average: bool

    @property
    def target_rate(self) -> Fraction | None:
        return self.target.rate if self.target else None

    @property
    def target_day(self) -> date | None:
        return self.target.day if self.target else None

    @property
    def tone(self) -> str:
        """How the row's line is drawn."""
        found = tone_of(self.figures, self.target, self.overdue)
        return found or ("warn" if self.is_below_average else "")


@dataclass(frozen=True, slots=True)
class SourceRow:
    source: CapitalSource
    figures: Figures
    totals: tuple[UnallocatedRow, ...]

    @property
    def assigned(self) -> int | None:
        """What the Prime Minister assigned of the source."""
        return sum_of_known(row.by_prime_minister for row in self.totals)

    @property
    def unallocated(self) -> int | None:
        return sum_of_known(row.unallocated_of_prime_minister for row in self.totals)


@dataclass(frozen=True, slots=True)
class NamedRow:
    name: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class Dashboard:
    choice: Choice
    headline: Headline
    pools: tuple[NamedRow, ...]
    ranking: tuple[RankedRow, ...]
    sources: tuple[SourceRow, ...]
    stages: tuple[NamedRow, ...]
    curve: tuple[CurvePoint, ...]
    targets: tuple[Target, ...]
    periods: tuple[PeriodGap, ...]
    treasury: TreasuryGap | None

    @property
    def is_empty(self) -> bool:
        return self.headline.plan == 0 and self.headline.money.is_empty

    @property
    def mixes_pools(self) -> bool:
        """Tell whether carried-over money is measured against a plan that has none of it."""
        carried = self.pools[1].figures
        unlike = self.choice.denominator != "D3" and self.choice.pool == "all"
        return unlike and not carried.is_empty

    @property
    def ranked(self) -> tuple[RankedRow, ...]:
        return tuple(row for row in self.ranking if row.rank is not None)

    @property
    def worst(self) -> tuple[RankedRow, ...]:
        """The ten with the lowest rates, the lowest first."""
        return tuple(reversed(self.ranked[-WORST:]))

    @property
    def below_average(self) -> int:
        return sum(row.is_below_average for row in self.ranking)

    @property
    def unallocated(self) -> int | None:
        return sum_of_known(row.unallocated for row in self.sources)
