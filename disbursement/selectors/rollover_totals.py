"""The province's totals of a plan year as they stood when its window closed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q, Sum

from disbursement.domain.rollover import ClosedLine, closing_day
from disbursement.domain.rollover_totals import ClosingTotal
from projects.models import CapitalSource, Issuer, PlanLine, RolloverStatus, YearRollover
from projects.selectors.plans import SourceMoney, nearest_holder

LEVELS = ("D1", "D2")
STANDING = (RolloverStatus.POSTED, RolloverStatus.CONFIRMED)
Natures = dict[str, int]


def closing_totals(*, year: int, closed: Iterable[ClosedLine]) -> list[ClosingTotal]:
    """Return every total of the year that loses something or keeps a longer window.

    With them come those of the year before whose longer window closed on 31 December.
    """
    lines = list(closed)
    found = _totals(year, closing_day(year), lines, late_after=date(year, 9, 30))
    if any(line.line.is_of_last_rollover for line in lines) or _kept_before(year):
        found += _totals(year - 1, date(year, 12, 31), lines, late_after=None)
    return [each for each in found if each.cancelled or each.kept]


def stored_total(stored: Mapping[str, Any]) -> ClosingTotal:
    """Return a total as it was posted."""
    return ClosingTotal(
        stored["level"],
        stored["source"],
        stored["plan_year"],
        stored["origin_year"],
        stored["total"],
        stored["allotted"],
        late=stored["kept"],
        below=stored["below"],
    )


def _kept_before(year: int) -> bool:
    before = YearRollover.objects.filter(from_year=year - 1, status__in=STANDING).first()
    stored = before.lines if before else []
    return any(each["project"] is None and each["kept"] for each in stored)


def _totals(
    plan_year: int, day: date, closed: list[ClosedLine], *, late_after: date | None
) -> list[ClosingTotal]:
    parents = dict(CapitalSource.objects.values_list("pk", "parent_id"))
    assigned, late = _sums(plan_year, day, late_after)
    below: dict[SourceMoney, Natures] = defaultdict(lambda: defaultdict(int))
    for line in closed:
        key = line.line.key
        if key.plan_year == plan_year and line.cancelled:
            below[key.source_id, key.origin_year][line.nature] += line.cancelled
    found = []
    for level in LEVELS:
        totals = assigned[level]
        allotted = _rolled_up(assigned["D3"], totals, parents)
        cancelled = _rolled_up(below, totals, parents)
        late_allotted = _rolled_up(late["D3"], totals, parents)
        for money in sorted(totals):
            spare = sum(late[level][money].values()) - sum(late_allotted[money].values())
            rooms = {
                nature: amount - allotted[money].get(nature, 0) + cancelled[money].get(nature, 0)
                for nature, amount in totals[money].items()
            }
            found.append(
                ClosingTotal(
                    level,
                    money[0],
                    plan_year,
                    money[1],
                    sum(totals[money].values()),
                    sum(allotted[money].values()),
                    late=max(spare, 0) if money[1] == plan_year else 0,
                    below=sum(cancelled[money].values()),
                    rooms=rooms,
                )
            )
    return found


def _sums(
    plan_year: int, day: date, late_after: date | None
) -> tuple[dict[str, dict[SourceMoney, Natures]], dict[str, dict[SourceMoney, Natures]]]:
    """Return D1, D2 and D3 by source, origin year and nature, and what of them came late."""
    rows = (
        PlanLine.objects.in_force(plan_year=plan_year, as_of=day)
        .annotate(is_total=ExpressionWrapper(Q(project=None), output_field=BooleanField()))
        .order_by()
        .values_list(
            "is_total", "decision__issuer", "source_id", "origin_year", "nature", "effective_on"
        )
        .annotate(plan=Sum("amount"))
    )
    sums, late = _empty_sums(), _empty_sums()
    for is_total, issuer, source, origin, nature, since, plan in rows:
        level = "D3"
        if is_total:
            level = "D1" if issuer == Issuer.PRIME_MINISTER else "D2"
        sums[level][source, origin][nature] += plan
        if late_after is not None and since > late_after:
            late[level][source, origin][nature] += plan
    return sums, late


def _empty_sums() -> dict[str, dict[SourceMoney, Natures]]:
    return {name: defaultdict(lambda: defaultdict(int)) for name in (*LEVELS, "D3")}


def _rolled_up(
    amounts: Mapping[SourceMoney, Mapping[str, int]],
    totals: Mapping[SourceMoney, Any],
    parents: Mapping[int, int | None],
) -> dict[SourceMoney, Natures]:
    """Return amounts by the nearest source above them that has a total of their origin year."""
    found: dict[SourceMoney, Natures] = defaultdict(lambda: defaultdict(int))
    for (source, origin), natures in amounts.items():
        holders = {each for each, year in totals if year == origin}
        holder = nearest_holder(source, parents, holders)
        for nature, amount in natures.items():
            found[holder, origin][nature] += amount
    return found
