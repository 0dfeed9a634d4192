"""The list of projects."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import F, FilteredRelation, Q
from django.utils.translation import gettext_lazy as _

from projects.lists.addresses import record_address
from projects.lists.definition import (
    Address,
    Column,
    Filter,
    Kind,
    ListContext,
    ListDefinition,
    Rows,
)
from projects.lists.filters import (
    choice_field,
    reference_filter,
    value_filter,
    year_filter,
    yes_filter,
)
from projects.models import Programme, Project, Stage
from projects.selectors.project_search import projects_found, reasons_found
from projects.selectors.visibility import visible_organisations, visible_projects

SHOWN = (
    *("pk", "code", "name", "search_text", "investor__code", "investor__name", "group", "sector"),
    *("stage_of_year", "total_investment", "is_key", "programme__name", "place"),
)


def _rows(context: ListContext) -> Rows:
    return visible_projects(context.person).select_related("investor", "programme")


def _shown(rows: Rows, context: ListContext) -> Rows:
    """Read plain rows with the stage of the chosen year, by default this one, in one query.

    Joined here and not in `_rows`: a count would join all stages, too.
    """
    of_year = Q(stages__plan_year=_year(context), stages__is_confirmed=True)
    return rows.annotate(
        stage_row=FilteredRelation("stages", condition=of_year), stage_of_year=F("stage_row__stage")
    ).values_list(*SHOWN, named=True)


def _year(context: ListContext) -> int:
    return int(context.chosen.get("year") or context.today.year)


def _stage_kept(rows: Rows, value: str, context: ListContext) -> Rows:
    return rows.filter(
        stages__plan_year=_year(context), stages__stage=value, stages__is_confirmed=True
    )


def _year_kept(rows: Rows, value: int, context: ListContext) -> Rows:
    """Keep the projects that have a stage in the year; the filter of stages already does."""
    if context.chosen.get("stage"):
        return rows
    return rows.filter(stages__plan_year=value, stages__is_confirmed=True)


def _stage_field(_context: ListContext) -> forms.Field:
    return choice_field(_("Stage"), list(Stage.choices))


def _stage(project: Any) -> str:
    return str(Stage(project.stage_of_year).label) if project.stage_of_year else ""


def _mine(context: ListContext) -> Rows:
    return visible_projects(context.person)


def _investors(context: ListContext) -> Rows:
    projects = visible_projects(context.person).values("investor")
    return visible_organisations(context.person).filter(pk__in=projects).order_by("sort_key")


def _programmes(_context: ListContext) -> Rows:
    return Programme.objects.order_by("sort_key")


PROJECTS = ListDefinition(
    name="du-an",
    title=_("Projects"),
    about=_("Code, name, investor, group, sector and total investment of every project."),
    icon="folder2-open",
    action="project.view",
    model=Project,
    rows=_rows,
    columns=(
        Column("code", _("Project code"), lambda row: row.code, Kind.CODE, ("code",)),
        Column("name", _("Name"), lambda row: row.name, Kind.NAME, ("sort_key",)),
        Column(
            "investor",
            _("Investor"),
            lambda row: row.investor__name,
            order=("investor__sort_key", "sort_key"),
            pages=(Address("reports:investor", {"code": "investor__code"}),),
        ),
        Column("group", _("Group"), lambda row: row.group, Kind.CODE, ("group", "sort_key")),
        Column("sector", _("Sector"), lambda row: row.sector, order=("sector", "sort_key")),
        Column("stage", _("Stage in the year"), _stage),
        Column(
            "total_investment",
            _("Total investment"),
            lambda row: row.total_investment,
            Kind.MONEY,
            ("total_investment",),
            may_be_empty=True,
        ),
        Column("is_key", _("Key project"), lambda row: row.is_key, Kind.YES, ("is_key",)),
        Column("programme", _("Programme"), lambda row: row.programme__name),
        Column("place", _("Place"), lambda row: row.place),
    ),
    search=projects_found,
    reasons=reasons_found,
    order="name",
    shown=_shown,
    filters=(
        reference_filter("investor", _("Investor"), _investors),
        value_filter("group", _("Group"), _mine),
        value_filter("sector", _("Sector"), _mine),
        Filter("stage", _stage_field, _stage_kept),
        year_filter("year", _("Plan year"), _year_kept),
        reference_filter(
            "programme",
            _("Programme"),
            _programmes,
            "programme",
            "programme__parent",
            "programme__parent__parent",
        ),
        yes_filter("key", _("Key project"), lambda _context: Q(is_key=True)),
    ),
    pages=(Address("reports:project", {"code": "code"}), record_address("du-an")),
    bulk=("sector", "group", "programme", "place", "leader", "is_key"),
    editable=(
        "group",
        "sector",
        "programme",
        "place",
        "leader",
        "is_key",
        "planned_start_on",
        "planned_completion_on",
        "completed_on",
    ),
)
