"""Plan and money of a plan year as cells, from the ledger or from the facts known at a moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, FilteredRelation, Q, QuerySet, Sum

from disbursement.domain.ledger import derive
from disbursement.models import Movement
from disbursement.selectors.facts import facts_by_key
from projects.models import CapitalSource, PlanLine, Project
from projects.selectors.holders import other_holders
from projects.selectors.plans import plan_by_key
from reports.domain.figures import Cell, Figures, Place

KEY = ("project_id", "source_id", "origin_year")
Sums = dict[tuple[Any, ...], dict[str, int]]  # figures by name, of whatever shares a key


@dataclass(frozen=True, slots=True)
class Cut:
    """Which plan year, as of which day, and the earlier day that it is compared with."""

    plan_year: int
    as_of: date
    earlier: date


def cells_of_ledger(
    *,
    cut: Cut,
    projects: QuerySet[Project] | None = None,
    source: CapitalSource | None = None,
) -> list[Cell]:
    """Return the cells as the ledger has them now, in three queries.

    Sums are grouped by what the ledger's index is sorted by and only then placed: joining
    millions of movements to their projects first takes three times as long.
    """
    lines: Any = PlanLine.objects.in_force(plan_year=cut.plan_year, as_of=cut.as_of).detailed()
    movements: Any = Movement.objects.filter(plan_year=cut.plan_year, day__lte=cut.as_of)
    if projects is not None:
        lines = lines.filter(project__in=projects)
        movements = movements.filter(project__in=projects)
    if source is not None:
        lines = lines.filter(source=source)
        movements = movements.filter(source=source)
    was = Q(effective_on__lte=cut.earlier)
    planned = lines.values_list(*KEY).annotate(now=Sum("amount"), before=Sum("amount", filter=was))
    was = Q(day__lte=cut.earlier)
    paid = movements.values_list(*KEY).annotate(
        volume_now=Sum("volume"),
        advance_now=Sum("advance"),
        before=Sum(F("volume") + F("advance"), filter=was),
    )
    sums: Sums = {}
    for *key, now, before in planned.order_by():
        _add(sums, tuple(key), plan=now, earlier_plan=before or 0)
    for *key, volume, advance, before in paid.order_by():
        _add(sums, tuple(key), volume=volume, advance=advance, earlier_disbursed=before or 0)
    return _placed(sums, cut, projects=projects)


def cells_as_known(*, cut: Cut, known_by: datetime | None) -> list[Cell]:
    """Return the cells from the facts that counted at a moment."""
    sums: Sums = {}
    for day, name in ((cut.as_of, "plan"), (cut.earlier, "earlier_plan")):
        plans = plan_by_key(plan_year=cut.plan_year, as_of=day, known_by=known_by)
        for key, amount in plans.items():
            _add(sums, key, **{name: amount})
    facts = facts_by_key(plan_year=cut.plan_year, known_by=known_by)
    for (project, source, _year, origin), stated in facts.items():
        for entry in derive(*stated):
            if entry.day > cut.as_of:
                continue
            was = entry.volume + entry.advance if entry.day <= cut.earlier else 0
            key = (project, source, origin)
            _add(sums, key, volume=entry.volume, advance=entry.advance, earlier_disbursed=was)
    return _placed(sums, cut, known_by=known_by)


def _placed(
    sums: Sums,
    cut: Cut,
    *,
    projects: QuerySet[Project] | None = None,
    known_by: datetime | None = None,
) -> list[Cell]:
    """Say what each sum belongs to: programme and stage of its project, and who held it then."""
    of_year = Q(stages__plan_year=cut.plan_year)
    rows = (
        (Project.objects.all() if projects is None else projects)
        .annotate(stage_of_year=FilteredRelation("stages", condition=of_year))
        .order_by()
        .values_list("pk", "investor_id", "investor__block", "programme_id", "stage_of_year__stage")
    )
    known = {row[0]: row[1:] for row in rows}
    others = other_holders(as_of=cut.as_of, known_by=known_by)
    cells = []
    for (project, source, origin), figures in sums.items():
        investor, block, programme, stage = known[project]
        if holder := others.get(project):
            investor, block = holder.pk, holder.block
        place = Place(investor, source, origin, stage, programme, block, project)
        cells.append(Cell(place, Figures(**figures)))
    return cells


def _add(sums: Sums, key: tuple[Any, ...], **amounts: int) -> None:
    found = sums.setdefault(key, {})
    for name, amount in amounts.items():
        found[name] = found.get(name, 0) + amount
