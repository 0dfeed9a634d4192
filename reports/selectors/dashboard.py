"""Everything the dashboard shows, in a handful of queries whatever the number of projects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from emulation.domain.ranking import Entry, competition_ranking
from emulation.models import Pool
from projects.models import CapitalSource, Organisation, Project, Stage
from projects.selectors.names import organisations_called, projects_called
from projects.selectors.plans import (
    SourceMoney,
    UnallocatedRow,
    assigned_by_source,
    plan_totals,
    unallocated_rows,
)
from reports.domain.curve import CurvePoint, curve, curve_days
from reports.domain.figures import NOTHING, Cell, by, of_pool, total
from reports.domain.targets import Demands, Target, target_due, target_on, targets
from reports.selectors.curve import year_steps
from reports.selectors.figures import cells_of_ledger
from reports.selectors.milestones import rate_milestones
from reports.selectors.missing import period_gaps, treasury_gap
from reports.selectors.panels import (
    Choice,
    Dashboard,
    Headline,
    NamedRow,
    RankedRow,
    SourceRow,
)


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose figures: the whole province, or some investors' projects only."""

    projects: QuerySet[Project] | None = None
    investors: QuerySet[Organisation] | None = None

    @property
    def is_province(self) -> bool:
        return self.projects is None


def dashboard(*, choice: Choice, scope: Scope, now: datetime) -> Dashboard:
    """Return the dashboard of a scope: a province ranks its investors, investors their projects."""
    organisations = Organisation.objects.all() if scope.investors is None else scope.investors
    investors = organisations_called(organisations, day=choice.as_of)
    every_cell = cells_of_ledger(cut=choice.cut, projects=scope.projects)
    cells = of_pool(every_cell, choice.pool, choice.plan_year)
    units: dict[int, Organisation] | dict[int, Project] = investors
    if scope.projects is not None:
        units = projects_called(scope.projects, day=choice.as_of)
    demands = Demands(rate_milestones(plan_year=choice.plan_year), choice.plan_year)
    goals = targets(cells, demands)
    assigned: tuple[dict[SourceMoney, int], dict[SourceMoney, int]] = ({}, {})
    if scope.is_province:
        assigned = assigned_by_source(
            plan_year=choice.plan_year, as_of=choice.as_of, pool=choice.assigned_pool
        )
    return Dashboard(
        choice=choice,
        headline=_headline(choice, cells, goals),
        pools=_pools(choice, every_cell),
        ranking=_ranking(choice, scope, cells, demands, units),
        sources=_sources(choice, cells, assigned),
        stages=_stages(cells),
        curve=_curve(choice, scope, goals),
        targets=tuple(goals),
        periods=period_gaps(now=now, investors=scope.investors),
        treasury=treasury_gap() if scope.is_province else None,
    )


def _headline(
    choice: Choice,
    cells: Sequence[Cell],
    goals: Sequence[Target],
) -> Headline:
    money = total(cells)
    asked = target_on(goals, choice.as_of), target_due(goals, choice.as_of)
    if choice.denominator == "D3":
        return Headline(money.plan, money.earlier_plan, money, *asked)
    now = _plan_on(choice, choice.as_of)
    return Headline(now, _plan_on(choice, choice.cut.earlier), money, *asked)


def _plan_on(choice: Choice, day: date) -> int:
    found = plan_totals(
        plan_year=choice.plan_year,
        as_of=day,
        group="province",
        pool=choice.pool,
        denominator=choice.denominator,
    )
    return int(found.get(None, 0))


def _pools(choice: Choice, cells: Sequence[Cell]) -> tuple[NamedRow, ...]:
    return tuple(
        NamedRow(str(pool.label), total(of_pool(cells, pool, choice.plan_year)))
        for pool in (Pool.CURRENT, Pool.CARRIED, Pool.ALL)
    )


def _ranking(
    choice: Choice,
    scope: Scope,
    cells: Sequence[Cell],
    demands: Demands,
    units: Mapping[int, Organisation] | Mapping[int, Project],
) -> tuple[RankedRow, ...]:
    """Return the units by rate, best first; those without a plan come last and have no rank."""
    own: dict[int, list[Cell]] = defaultdict(list)
    for cell in cells:
        own[cell.place.investor if scope.is_province else cell.place.project].append(cell)
    sums = {pk: total(mine) for pk, mine in own.items()}
    ranking = competition_ranking(
        [Entry(pk, sums[pk].rate) for pk in sorted(own, key=lambda pk: units[pk].code)]
    )
    ranks = [(each.rank, each.unit) for each in ranking.ranked]
    average = total(cells).rate
    rows = []
    for rank, pk in [*ranks, *((None, pk) for pk in ranking.not_scored)]:
        goals = targets(own[pk], demands)
        target, overdue = target_on(goals, choice.as_of), target_due(goals, choice.as_of)
        mine = sums[pk].rate
        below = mine is not None and average is not None and mine < average
        if not sums[pk].is_empty:
            rows.append(RankedRow(rank, units[pk], sums[pk], target, overdue, below))
    return tuple(rows)


def _sources(
    choice: Choice,
    cells: Sequence[Cell],
    assigned: tuple[dict[SourceMoney, int], dict[SourceMoney, int]],
) -> tuple[SourceRow, ...]:
    names = {each.pk: each for each in CapitalSource.objects.order_by("code")}
    sums = by(cells, lambda place: place.source)
    of_assigned = of_pool(cells, choice.assigned_pool, choice.plan_year)
    allotted = by(of_assigned, lambda place: (place.source, place.origin_year))
    detailed = {pk: figures.plan for pk, figures in allotted.items()}
    first, second = assigned
    rows = unallocated_rows(sources=names, first=first, second=second, detailed=detailed)
    totals: dict[int, tuple[UnallocatedRow, ...]] = {}
    for row in rows:
        totals[row.source.pk] = (*totals.get(row.source.pk, ()), row)
    return tuple(
        SourceRow(source, sums.get(pk, NOTHING), totals.get(pk, ()))
        for pk, source in names.items()
        if pk in sums or pk in totals
    )


def _stages(cells: Sequence[Cell]) -> tuple[NamedRow, ...]:
    sums = by(cells, lambda place: place.stage)
    labels: list[tuple[str | None, str]] = [(each.value, str(each.label)) for each in Stage]
    labels.append((None, _("Not yet classified")))
    return tuple(NamedRow(label, sums[stage]) for stage, label in labels if stage in sums)


def _curve(choice: Choice, scope: Scope, goals: Sequence[Target]) -> tuple[CurvePoint, ...]:
    year = choice.plan_year
    steps = year_steps(plan_years=(year, year - 1), pool=choice.pool, projects=scope.projects)
    days = curve_days(year, choice.as_of)
    return tuple(curve(days, steps[year], steps[year - 1], goals, choice.as_of))
