"""The list of obstacles that investors have reported, solved or not."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from disbursement.models import Obstacle, ObstacleCategory
from projects.lists.definition import Address, Column, Filter, Kind, ListContext, ListDefinition
from projects.lists.filters import (
    choice_field,
    choice_filter,
    contains_words,
    reference_filter,
    year_filter,
)
from projects.permissions import sees_province
from projects.selectors.visibility import visible_organisations, visible_projects

OPEN, OVERDUE, SOLVED = "open", "overdue", "solved"
STATES = [(OPEN, _("Not solved")), (OVERDUE, _("Not solved in time")), (SOLVED, _("Solved"))]
PROJECT_PAGES = (Address("reports:project", {"code": "project.code"}, "project.view"),)
OBSTACLE_PAGES = (Address("disbursement:obstacle", {"pk": "pk"}), *PROJECT_PAGES)


def _rows(context: ListContext) -> Any:
    obstacles = Obstacle.objects.select_related("project__investor")
    if sees_province(context.person):
        return obstacles
    return obstacles.filter(project__in=visible_projects(context.person))


def _investors(context: ListContext) -> Any:
    projects = visible_projects(context.person).values("investor")
    return visible_organisations(context.person).filter(pk__in=projects).order_by("sort_key")


def _state_kept(rows: Any, value: str, context: ListContext) -> Any:
    if value == SOLVED:
        return rows.filter(closed_on__isnull=False)
    unsolved = rows.filter(closed_on=None)
    return unsolved.filter(due_on__lt=context.today) if value == OVERDUE else unsolved


def _raised_in(rows: Any, value: int, _context: ListContext) -> Any:
    return rows.filter(raised_on__year=value)


OBSTACLES = ListDefinition(
    name="vuong-mac",
    title=_("Obstacles"),
    about=_("What holds projects back, as investors have reported it, and since when."),
    icon="exclamation-triangle",
    action="project.view",
    model=Obstacle,
    rows=_rows,
    columns=(
        Column(
            "project",
            _("Project"),
            lambda row: str(row.project),
            Kind.NAME,
            ("project__sort_key",),
        ),
        Column(
            "investor",
            _("Investor"),
            lambda row: row.project.investor.name,
            order=("project__investor__sort_key", "project__sort_key"),
        ),
        Column("category", _("Group"), lambda row: row.get_category_display(), order=("category",)),
        Column("content", _("Content"), lambda row: row.content),
        Column(
            "affected_capital",
            _("Capital affected"),
            lambda row: row.affected_capital,
            Kind.MONEY,
            ("affected_capital",),
            may_be_empty=True,
        ),
        Column("raised_on", _("Raised on"), lambda row: row.raised_on, Kind.DAY, ("raised_on",)),
        Column(
            "due_on",
            _("To be solved by"),
            lambda row: row.due_on,
            Kind.DAY,
            ("due_on",),
            may_be_empty=True,
        ),
        Column(
            "closed_on",
            _("Solved on"),
            lambda row: row.closed_on,
            Kind.DAY,
            ("closed_on",),
            may_be_empty=True,
        ),
    ),
    search=contains_words("search_text", "project__search_text"),
    order="-raised_on",
    filters=(
        Filter("state", lambda _context: choice_field(_("State"), STATES), _state_kept),
        choice_filter("category", _("Group"), ObstacleCategory.choices),
        reference_filter("investor", _("Investor"), _investors, "project__investor"),
        year_filter("year", _("Raised in the year"), _raised_in),
    ),
    pages=OBSTACLE_PAGES,
)
