"""Plans told apart by the nature of their money: development investment and recurrent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet, Sum

from projects.domain.natures import CODES, PARTS, nature_of
from projects.models import Project
from projects.selectors.groups import (
    ProjectKey,
    group_of_projects,
    grouped,
    in_pool,
    is_in_pool,
)
from projects.selectors.holders import Sharing
from projects.selectors.plans import lines_in_force, of_denominator

PlansByLabel = dict[str, int]


def key_plans(
    *,
    plan_year: int,
    as_of: date,
    known_by: datetime | None = None,
    projects: QuerySet[Project] | None = None,
) -> dict[ProjectKey, PlansByLabel]:
    """Return the plan in force of every (project, source, origin year) by label of nature."""
    rows = (
        lines_in_force(plan_year, as_of, known_by, projects)
        .detailed()
        .values_list("project_id", "source_id", "origin_year", "nature")
        .annotate(plan=Sum("amount"))
        .order_by()
    )
    found: dict[ProjectKey, PlansByLabel] = defaultdict(dict)
    for project, source, origin, nature, plan in rows:
        found[project, source, origin][nature] = plan
    return dict(found)


def detailed_by_nature(
    plans: Mapping[ProjectKey, PlansByLabel],
    *,
    group: str,
    pool: str,
    plan_year: int,
    sharing: Sharing,
) -> dict[str, dict[Any, int]]:
    """Return the plans of keys by nature and key of ``group``.

    A key planned under both natures stands whole under "unsplit", as its money does: the rate
    of each nature is then one of the same keys above and below the line.
    """
    group_of = group_of_projects(
        {project for project, _, _ in plans}, group=group, plan_year=plan_year, sharing=sharing
    )
    found: dict[str, dict[Any, int]] = {nature: defaultdict(int) for nature in PARTS}
    for (project, source, origin), planned in plans.items():
        if is_in_pool(origin, pool=pool, plan_year=plan_year):
            member = source if group == "source" else group_of.get(project)
            found[nature_of(planned)][member] += sum(planned.values())
    return {nature: dict(amounts) for nature, amounts in found.items()}


def assigned_by_nature(
    *,
    plan_year: int,
    as_of: date,
    group: str,
    pool: str,
    denominator: str,
    known_by: datetime | None = None,
) -> dict[str, dict[Any, int]]:
    """Return what was assigned to the province by nature and key of ``group``."""
    lines = lines_in_force(plan_year, as_of, known_by, None)
    lines = lines.filter(of_denominator(denominator, plan_year))
    rows = (
        grouped(in_pool(lines, pool=pool, plan_year=plan_year), group=group, plan_year=plan_year)
        .values("group_key", "nature")
        .annotate(plan=Sum("amount"))
        .order_by()
    )
    found: dict[str, dict[Any, int]] = {nature: {} for nature in PARTS}
    for row in rows:
        member = None if group == "province" else row["group_key"]
        found[CODES[row["nature"]]][member] = row["plan"]
    return found
