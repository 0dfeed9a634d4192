"""What the sources that are spent only as collected have brought in, against their plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from projects.models import CapitalSource, CollectedRevenue
from projects.selectors.plans import unallocated


@dataclass(frozen=True, slots=True)
class Collected:
    """One source of a year: its plan on a day, and what had come in by then."""

    source: CapitalSource
    plan: int
    allotted: int
    collected: int | None
    as_at: date | None

    @property
    def rate(self) -> Fraction | None:
        """Collected over planned, in per cent."""
        if not self.plan or self.collected is None:
            return None
        return Fraction(self.collected * 100, self.plan)

    @property
    def without_money(self) -> int:
        """How much of the plan no revenue stands behind yet."""
        return max(self.plan - (self.collected or 0), 0)


def collected_revenue(*, plan_year: int, as_of: date) -> list[Collected]:
    """Return every source that is spent only as collected, with its latest figure by the day.

    The plan is what the province assigned of the source, else what the Prime Minister did, else
    what projects were allotted.
    """
    sources = list(CapitalSource.objects.filter(collected_in_year=True).order_by("code"))
    if not sources:
        return []
    plans = {row.source.pk: row for row in unallocated(plan_year=plan_year, as_of=as_of)}
    latest: dict[int, CollectedRevenue] = {}
    figures = CollectedRevenue.objects.filter(
        source__in=sources, plan_year=plan_year, as_at__lte=as_of
    )
    for each in figures.order_by("as_at", "pk"):
        latest[each.source_id] = each
    found = []
    for source in sources:
        row, figure = plans.get(source.pk), latest.get(source.pk)
        allotted = row.allocated if row else 0
        assigned = (row.by_province or row.by_prime_minister) if row else None
        found.append(
            Collected(
                source=source,
                plan=assigned or allotted,
                allotted=allotted,
                collected=figure.amount if figure else None,
                as_at=figure.as_at if figure else None,
            )
        )
    return found
