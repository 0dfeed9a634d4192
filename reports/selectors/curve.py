"""The steps of plan and money that the year's curve is drawn from."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.db.models import CharField, F, Q, QuerySet, Sum, Value

from disbursement.models import Movement
from emulation.domain.steps import Steps
from projects.models import PlanLine, Project

Changes = list[tuple[date, int]]


def year_steps(
    *, plan_years: tuple[int, ...], pool: str, projects: QuerySet[Project] | None = None
) -> dict[int, Steps]:
    """Return plan allotted in detail and money, day by day, of each plan year, in one query."""
    lines = PlanLine.objects.counting().detailed()
    movements = Movement.objects.all()
    if projects is not None:
        lines = lines.filter(project__in=projects)
        movements = movements.filter(project__in=projects)
    of_pool = {
        "current": Q(origin_year=F("plan_year")),
        "carried": Q(origin_year__lt=F("plan_year")),
    }.get(pool, Q())
    wanted = Q(plan_year__in=plan_years) & of_pool
    planned = (
        lines.filter(wanted)
        .values_list("plan_year", "effective_on")
        .annotate(what=Value("plan", output_field=CharField()), change=Sum("amount"))
        .order_by()
    )
    paid = (
        movements.filter(wanted)
        .values_list("plan_year", "day")
        .annotate(
            what=Value("paid", output_field=CharField()), change=Sum(F("volume") + F("advance"))
        )
        .order_by()
    )
    changes: dict[tuple[int, str], Changes] = defaultdict(list)
    for year, day, what, change in planned.union(paid, all=True):
        changes[year, what].append((day, change))
    return {year: Steps.of(changes[year, "plan"], changes[year, "paid"]) for year in plan_years}
