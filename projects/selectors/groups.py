"""The ways in which money can be added up: by province, investor, project, source and so on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import F, FilteredRelation, Q, QuerySet, Value

from projects.models import Project
from projects.selectors.holders import BY_HOLDER, Sharing

ProjectKey = tuple[int, int, int]  # project, source, origin year

GROUPS = ("province", "investor", "project", "source", "stage", "block", "programme")
TREES = ("source", "programme")  # their members stand under one another
POOLS = ("all", "current", "carried")

_PATHS = {
    "investor": "project__investor_id",
    "project": "project_id",
    "source": "source_id",
    "block": "project__investor__block",
    "programme": "project__programme_id",
}


def grouped(rows: QuerySet, *, group: str, plan_year: int) -> QuerySet:
    """Return values rows with one column ``group_key``, ready to be annotated with sums.

    ``rows`` have a project and a source. Investors and blocks are those of today; whose the
    money was is the matter of `Sharing`. The key is a primary key, a stage or block label, or
    None for the province and for what belongs to no stage or programme.
    """
    if group == "province":
        return rows.annotate(group_key=Value(0)).values("group_key")
    if group == "stage":
        rows = rows.annotate(
            stage_of_year=FilteredRelation(
                "project__stages",
                condition=Q(
                    project__stages__plan_year=plan_year, project__stages__is_confirmed=True
                ),
            )
        )
        return rows.annotate(group_key=F("stage_of_year__stage")).values("group_key")
    return rows.annotate(group_key=F(_PATHS[group])).values("group_key")


def in_pool(rows: QuerySet, *, pool: str, plan_year: int) -> QuerySet:
    """Keep this year's capital, the carried-over capital, or all of it."""
    if pool == "current":
        return rows.filter(origin_year=plan_year)
    if pool == "carried":
        return rows.filter(origin_year__lt=plan_year)
    return rows


def is_in_pool(origin_year: int, *, pool: str, plan_year: int) -> bool:
    """Tell the same of the origin year of a key."""
    return pool == "all" or (origin_year == plan_year) == (pool == "current")


def group_of_projects(
    projects: Iterable[int], *, group: str, plan_year: int, sharing: Sharing
) -> dict[int, Any]:
    """Return the group key of each project, for groups that projects belong to."""
    if group in ("province", "source"):
        return {}
    if group == "project":
        return {project: project for project in projects}
    if group in BY_HOLDER:
        return sharing.keys(group)
    rows = Project.objects.all()
    if group == "stage":
        rows = rows.filter(stages__plan_year=plan_year, stages__is_confirmed=True)
        return dict(rows.values_list("id", "stages__stage"))
    return dict(rows.values_list("id", _PATHS[group].removeprefix("project__")))
