"""Plans in force on a day: the denominators of every rate. Amounts in đồng."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet, Sum

from projects.domain.plan_positions import MoneyStep
from projects.models import CapitalSource, Issuer, PlanLine, Project
from projects.selectors.groups import ProjectKey, grouped, in_pool
from projects.selectors.holders import Sharing, sharing_on

SourceMoney = tuple[int, int]  # source, origin year


@dataclass(frozen=True, slots=True)
class PlanCut:
    """Which plans: of a year, in force on a day, of one pool, against one denominator.

    ``sharing`` says whose the projects are; None is who was in charge on the day.
    """

    plan_year: int
    as_of: date
    pool: str = "all"
    denominator: str = "D3"
    known_by: datetime | None = None
    projects: QuerySet[Project] | None = None
    sharing: Sharing | None = None


def plan_totals(
    *,
    plan_year: int,
    as_of: date,
    group: str,
    pool: str = "all",
    denominator: str = "D3",
    known_by: datetime | None = None,
    projects: QuerySet[Project] | None = None,
) -> dict[Any, int]:
    """Return the plan in force by the keys of ``group`` (see `grouped`; None for the province).

    D1 is what the Prime Minister assigned to the province, D2 what its Council and Committee
    did, D3 what is allotted to projects, D4 is D1 without what was added after 30 September.
    Only D3 has projects, so the others make sense by province and by source.
    """
    cut = PlanCut(plan_year, as_of, pool, denominator, known_by, projects)
    return plan_sums(cut=cut, group=group)


def plan_sums(*, cut: PlanCut, group: str) -> dict[Any, int]:
    """Return the plan in force by the keys of ``group``, see `plan_totals`."""
    sharing = cut.sharing or sharing_on(group=group, as_of=cut.as_of, known_by=cut.known_by)

    def add_up(by: str, some: QuerySet[Project] | None) -> dict[Any, int]:
        lines = lines_in_force(cut.plan_year, cut.as_of, cut.known_by, cut.projects)
        lines = lines.filter(of_denominator(cut.denominator, cut.plan_year))
        lines = in_pool(lines, pool=cut.pool, plan_year=cut.plan_year)
        if some is not None:
            lines = lines.filter(project__in=some)
        rows = grouped(lines, group=by, plan_year=cut.plan_year).annotate(plan=Sum("amount"))
        return {
            None if by == "province" else row["group_key"]: row["plan"]
            for row in rows.order_by()
            if row["plan"] is not None  # the sum over no lines at all
        }

    return sharing.sums(add_up, group)


def plan_years() -> list[int]:
    """Return the years that have plans, latest first."""
    years = PlanLine.objects.counting().order_by("-plan_year")
    return list(years.values_list("plan_year", flat=True).distinct())


def assigned_by_source(
    *, plan_year: int, as_of: date, pool: str = "current", known_by: datetime | None = None
) -> tuple[dict[SourceMoney, int], dict[SourceMoney, int]]:
    """Return what the Prime Minister (D1) and what the province's own bodies (D2) assigned."""
    lines = lines_in_force(plan_year, as_of, known_by, None).filter(project=None)
    rows = (
        in_pool(lines, pool=pool, plan_year=plan_year)
        .values_list("source_id", "origin_year", "decision__issuer")
        .annotate(plan=Sum("amount"))
        .order_by()
    )
    first: dict[SourceMoney, int] = defaultdict(int)
    second: dict[SourceMoney, int] = defaultdict(int)
    for source, origin, issuer, plan in rows:
        (first if issuer == Issuer.PRIME_MINISTER else second)[source, origin] += plan
    return dict(first), dict(second)


def plan_by_key(
    *,
    plan_year: int,
    as_of: date,
    known_by: datetime | None = None,
    projects: QuerySet[Project] | None = None,
) -> dict[ProjectKey, int]:
    """Return the plan in force of every (project, source, origin year)."""
    rows = (
        lines_in_force(plan_year, as_of, known_by, projects)
        .detailed()
        .values_list("project_id", "source_id", "origin_year")
        .annotate(plan=Sum("amount"))
        .order_by()
    )
    return {(project, source, origin): plan for project, source, origin, plan in rows}


def plan_steps(
    *,
    plan_year: int,
    as_of: date,
    known_by: datetime | None = None,
    projects: QuerySet[Project] | None = None,
) -> dict[int, list[MoneyStep]]:
    """Return per project the changes of its plan, oldest first."""
    rows = (
        lines_in_force(plan_year, as_of, known_by, projects)
        .detailed()
        .values_list("project_id", "effective_on", "source_id", "origin_year")
        .annotate(change=Sum("amount"))
        .order_by("effective_on", "source_id", "origin_year")
    )
    steps: dict[int, list[MoneyStep]] = defaultdict(list)
    for project, day, source, origin, change in rows:
        if change:
            steps[project].append(MoneyStep(day, source, origin, change))
    return steps


@dataclass(frozen=True, slots=True)
class UnallocatedRow:
    """What of a source's totals is not yet allotted to projects; None where none was assigned.

    All of it is money of one origin year: totals of one year say nothing of another year's money.
    """

    source: CapitalSource
    origin_year: int
    by_prime_minister: int | None
    by_province: int | None
    allocated: int

    @property
    def unallocated_of_prime_minister(self) -> int | None:
        return None if self.by_prime_minister is None else self.by_prime_minister - self.allocated

    @property
    def unallocated_of_province(self) -> int | None:
        return None if self.by_province is None else self.by_province - self.allocated


def unallocated(
    *, plan_year: int, as_of: date, pool: str = "current", known_by: datetime | None = None
) -> list[UnallocatedRow]:
    """Return the totals of each source and origin year beside what projects were allotted of it.

    A total may be assigned to a source whose parts projects are allotted from; those parts
    then count for the nearest source above them that has a total of the same origin year.
    """
    first, second = assigned_by_source(
        plan_year=plan_year, as_of=as_of, pool=pool, known_by=known_by
    )
    lines = lines_in_force(plan_year, as_of, known_by, None).detailed()
    rows = (
        in_pool(lines, pool=pool, plan_year=plan_year)
        .values_list("source_id", "origin_year")
        .annotate(plan=Sum("amount"))
        .order_by()
    )
    sources = {source.pk: source for source in CapitalSource.objects.order_by("code")}
    detailed = {(source, origin): plan for source, origin, plan in rows}
    return unallocated_rows(sources=sources, first=first, second=second, detailed=detailed)


def unallocated_rows(
    *,
    sources: Mapping[int, CapitalSource],
    first: Mapping[SourceMoney, int],
    second: Mapping[SourceMoney, int],
    detailed: Mapping[SourceMoney, int],
) -> list[UnallocatedRow]:
    """Return the same from sums of D1, D2 and D3 made before, the latest money first."""
    allocated: dict[SourceMoney, int] = defaultdict(int)
    holders = {*first, *second}
    parents = {pk: source.parent_id for pk, source in sources.items()}
    for (held, origin), amount in detailed.items():
        above = (each for each, year in holders if year == origin)
        allocated[nearest_holder(held, parents, set(above)), origin] += amount
    keys = {*holders, *allocated}
    years = sorted({origin for _source, origin in keys}, reverse=True)
    found = []
    for year in years:
        for pk, source in sources.items():
            key = (pk, year)
            if key in keys:
                totals = first.get(key), second.get(key)
                found.append(UnallocatedRow(source, year, *totals, allocated.get(key, 0)))
    return found


def sum_of_known(amounts: Iterable[int | None]) -> int | None:
    """Return the sum of the amounts there are; None where there is none."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None


def nearest_holder(source: int, parents: Mapping[int, int | None], holders: Container[int]) -> int:
    """Return the nearest of the holders at or above a source; the source itself without one."""
    at: int | None = source
    while at is not None and at not in holders:
        at = parents[at]
    return source if at is None else at


def lines_in_force(
    plan_year: int, as_of: date, known_by: datetime | None, projects: QuerySet[Project] | None
) -> Any:
    """Return the plan lines in force on a day, of some projects or of all."""
    lines = PlanLine.objects.in_force(plan_year=plan_year, as_of=as_of, known_by=known_by)
    return lines if projects is None else lines.filter(project__in=projects)


def of_denominator(denominator: str, plan_year: int) -> Q:
    """Return which plan lines a denominator adds up."""
    prime_minister = Q(project=None, decision__issuer=Issuer.PRIME_MINISTER)
    return {
        "D1": prime_minister,
        "D2": Q(project=None, decision__issuer__in=[Issuer.COUNCIL, Issuer.COMMITTEE]),
        "D3": Q(project__isnull=False),
        "D4": prime_minister & Q(effective_on__lte=date(plan_year, 9, 30)),
    }[denominator]
