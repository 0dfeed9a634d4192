"""What was disbursed up to a day: sums over the ledger, or over the facts known at a moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet, Sum

from disbursement.domain.ledger import Key, Position, derive
from disbursement.models import Movement
from disbursement.selectors.facts import facts_by_key
from projects.domain.plan_positions import MoneyStep
from projects.models import Project
from projects.selectors.groups import (
    ProjectKey,
    group_of_projects,
    grouped,
    in_pool,
    is_in_pool,
)
from projects.selectors.holders import Sharing, sharing_on

# Above this, asking for all projects is cheaper than naming each.
MOST_PROJECTS_NAMED = 500


def positions_by_group(
    *,
    plan_year: int,
    as_of: date,
    group: str,
    pool: str = "all",
    known_by: datetime | None = None,
    projects: QuerySet[Project] | None = None,
    sharing: Sharing | None = None,
) -> dict[Any, Position]:
    """Return the position as of a day of everything that shares a key of ``group``.

    known_by None reads the ledger; a moment reads what was known then. Keys: see `grouped`.
    ``sharing`` says whose the projects are; None is who was in charge on the day.
    """
    sharing = sharing or sharing_on(group=group, as_of=as_of, known_by=known_by)
    if known_by is not None:
        by_key = positions_by_key(
            plan_year=plan_year, as_of=as_of, known_by=known_by, projects=projects
        )
        return positions_folded(
            by_key, group=group, pool=pool, plan_year=plan_year, sharing=sharing
        )

    def add_up(by: str, some: QuerySet[Project] | None) -> dict[Any, Position]:
        rows = in_pool(_movements(plan_year, as_of, projects), pool=pool, plan_year=plan_year)
        return _grouped(rows if some is None else rows.filter(project__in=some), by, plan_year)

    return sharing.sums(add_up, group)


def _grouped(movements: QuerySet[Movement], group: str, plan_year: int) -> dict[Any, Position]:
    rows = grouped(movements, group=group, plan_year=plan_year).annotate(
        volume_sum=Sum("volume"), advance_sum=Sum("advance")
    )
    return {
        None if group == "province" else row["group_key"]: Position(
            row["volume_sum"], row["advance_sum"]
        )
        for row in rows.order_by()
        if row["volume_sum"] is not None  # the sum over no movements at all
    }


def positions_by_key(
    *,
    plan_year: int,
    as_of: date,
    known_by: datetime | None = None,
    projects: QuerySet[Project] | None = None,
) -> dict[ProjectKey, Position]:
    """Return the position of every (project, source, origin year) as of a day."""
    if known_by is not None:
        return _known_then(plan_year, as_of, known_by, projects)
    rows = (
        _movements(plan_year, as_of, projects)
        .values_list("project_id", "source_id", "origin_year")
        .annotate(volume_sum=Sum("volume"), advance_sum=Sum("advance"))
        .order_by()
    )
    return {tuple(row[:3]): Position(row[3], row[4]) for row in rows}


def positions_of_keys(*, keys: Collection[Key], as_of: date) -> dict[Key, Position]:
    """Return the position of each of the keys as of a day, in one query per plan year."""
    named = {key.project_id for key in keys}
    some = Project.objects.filter(pk__in=named) if len(named) <= MOST_PROJECTS_NAMED else None
    positions: dict[Key, Position] = {}
    for year in {key.plan_year for key in keys}:
        known = positions_by_key(plan_year=year, as_of=as_of, projects=some)
        for (project, source, origin), position in known.items():
            positions[Key(project, source, year, origin)] = position
    return {key: positions.get(key, Position()) for key in keys}


def payment_steps(
    *, plan_year: int, as_of: date, projects: QuerySet[Project] | None = None
) -> dict[int, list[MoneyStep]]:
    """Return per project the changes of what was disbursed, oldest first."""
    steps: dict[int, list[MoneyStep]] = defaultdict(list)
    rows = (
        _movements(plan_year, as_of, projects)
        .values_list("project_id", "day", "source_id", "origin_year")
        .annotate(volume_sum=Sum("volume"), advance_sum=Sum("advance"))
        .order_by("day")
    )
    for project, day, source, origin, volume, advance in rows.iterator(chunk_size=10_000):
        if volume + advance:
            steps[project].append(MoneyStep(day, source, origin, volume + advance))
    return steps


def daily_totals(
    *, plan_year: int, as_of: date, projects: QuerySet[Project] | None = None
) -> list[tuple[date, int]]:
    """Return the change of disbursed per day, oldest first: the cumulative curve's steps."""
    rows = (
        _movements(plan_year, as_of, projects)
        .values_list("day")
        .annotate(volume_sum=Sum("volume"), advance_sum=Sum("advance"))
        .order_by("day")
    )
    return [(day, volume + advance) for day, volume, advance in rows]


def _movements(
    plan_year: int, as_of: date, projects: QuerySet[Project] | None
) -> QuerySet[Movement]:
    rows = Movement.objects.filter(plan_year=plan_year, day__lte=as_of)
    return rows if projects is None else rows.filter(project__in=projects)


def _known_then(
    plan_year: int, as_of: date, known_by: datetime, projects: QuerySet[Project] | None
) -> dict[ProjectKey, Position]:
    ids: Collection[int] | None = None
    if projects is not None:
        ids = set(projects.values_list("id", flat=True))
    positions: dict[ProjectKey, Position] = {}
    for key, (statements, vouchers) in facts_by_key(plan_year=plan_year, known_by=known_by).items():
        if ids is not None and key.project_id not in ids:
            continue
        entries = [entry for entry in derive(statements, vouchers) if entry.day <= as_of]
        if entries:
            positions[key.project_id, key.source_id, key.origin_year] = Position(
                sum(entry.volume for entry in entries), sum(entry.advance for entry in entries)
            )
    return positions


def positions_folded(
    by_key: Mapping[ProjectKey, Position],
    *,
    group: str,
    pool: str,
    plan_year: int,
    sharing: Sharing,
) -> dict[Any, Position]:
    """Return the positions of keys added up by the keys of ``group``."""
    group_of = group_of_projects(
        {project for project, _, _ in by_key}, group=group, plan_year=plan_year, sharing=sharing
    )
    folded: dict[Any, Position] = defaultdict(Position)
    for (project, source, origin), position in by_key.items():
        if is_in_pool(origin, pool=pool, plan_year=plan_year):
            folded[source if group == "source" else group_of.get(project)] += position
    return dict(folded)
