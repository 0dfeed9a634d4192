"""The list of measured projects, by the gap between the work that stands and the money paid."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from emulation.domain.gaps import GapLevel, GapSide
from emulation.selectors.gaps import GapRow, progress_gaps, widest_first
from projects.lists.definition import (
    Address,
    Column,
    Filter,
    Kind,
    ListContext,
    ListDefinition,
    Surroundings,
)
from projects.lists.filters import choice_field, reference_filter
from projects.models import Project
from projects.selectors.visibility import visible_organisations, visible_projects

Gaps = list[GapRow]
LEVELS = [
    (GapLevel.RED, _("30 points apart or more")),
    (GapLevel.YELLOW, _("15 points apart or more")),
    (GapLevel.CLOSE, _("Close together")),
    (GapLevel.UNKNOWN, _("Not comparable")),
]
SIDES = [
    (GapSide.WORK, _("The work is ahead")),
    (GapSide.MONEY, _("The money is ahead")),
]
PROJECT_PAGES = (Address("reports:project", {"code": "project.code"}),)


def _day(context: ListContext) -> date:
    return context.chosen.get("as_of") or context.today


def _rows(context: ListContext) -> Gaps:
    return progress_gaps(projects=visible_projects(context.person), as_of=_day(context))


def _search(rows: Gaps, words: list[str]) -> Gaps:
    return [row for row in rows if all(word in row.project.search_text for word in words)]


def _investors(context: ListContext) -> Any:
    projects = visible_projects(context.person).values("investor")
    return visible_organisations(context.person).filter(pk__in=projects).order_by("sort_key")


def _investor_kept(rows: Gaps, value: Any, _context: ListContext) -> Gaps:
    return [row for row in rows if row.project.investor_id == value.pk]


def _level_kept(rows: Gaps, value: str, _context: ListContext) -> Gaps:
    return [row for row in rows if row.level == value]


def _side_kept(rows: Gaps, value: str, _context: ListContext) -> Gaps:
    return [row for row in rows if row.gap is not None and row.gap.side == value]


def _day_field(context: ListContext) -> forms.Field:
    return forms.DateField(
        label=_("As of"),
        required=False,
        widget=forms.DateInput(
            attrs={"type": "date", "max": context.today.isoformat()}, format="%Y-%m-%d"
        ),
    )


def _around(context: ListContext, rows: Gaps) -> dict[str, Any]:
    """Return what the rows are of all projects, whatever the filters."""
    return {
        "as_of": _day(context),
        "counts": Counter(row.level for row in rows),
        "measured": len(rows),
        "all": visible_projects(context.person).count(),
    }


GAPS = ListDefinition(
    name="chenh-lech",
    title=_("Gaps in progress"),
    about=_(
        "Physical progress against the money disbursed since the start, over the total investment."
    ),
    icon="graph-up",
    action="gaps.view",
    model=Project,
    rows=_rows,
    columns=(
        Column(
            "code",
            _("Project code"),
            lambda row: row.project.code,
            Kind.CODE,
            key=lambda row: row.project.code,
        ),
        Column(
            "name",
            _("Project"),
            lambda row: row.project.name,
            Kind.NAME,
            key=lambda row: row.project.sort_key,
        ),
        Column(
            "investor",
            _("Investor"),
            lambda row: row.project.investor.name,
            key=lambda row: (row.project.investor.sort_key, row.project.sort_key),
        ),
        Column("gap", _("Gap"), lambda row: row.gap_status, Kind.STATUS, key=widest_first),
        Column(
            "points",
            _("Work ahead by (percentage points)"),
            lambda row: row.gap and row.gap.points,
            Kind.POINTS,
            key=lambda row: row.gap and row.gap.points,
        ),
        Column(
            "physical",
            _("Physical progress (%)"),
            lambda row: row.measured.share,
            Kind.SHARE,
            key=lambda row: row.measured.share,
        ),
        Column(
            "measured_on",
            _("Measured on"),
            lambda row: row.measured.day,
            Kind.DAY,
            key=lambda row: row.measured.day,
        ),
        Column(
            "financial",
            _("Money of the total investment (%)"),
            lambda row: row.gap and row.gap.financial,
            Kind.SHARE,
            key=lambda row: row.gap and row.gap.financial,
        ),
        Column(
            "disbursed",
            _("Disbursed since the start"),
            lambda row: row.disbursed,
            Kind.MONEY,
            key=lambda row: row.disbursed,
            pages=PROJECT_PAGES,
        ),
        Column(
            "total_investment",
            _("Total investment"),
            lambda row: row.total_investment,
            Kind.MONEY,
            key=lambda row: row.total_investment,
        ),
    ),
    search=_search,
    order="gap",
    filters=(
        Filter("as_of", _day_field, lambda rows, _value, _context: rows),
        Filter("level", lambda _context: choice_field(_("Gap"), LEVELS), _level_kept),
        Filter("side", lambda _context: choice_field(_("Ahead"), SIDES), _side_kept),
        Filter(
            "investor",
            reference_filter("investor", _("Investor"), _investors).field,
            _investor_kept,
        ),
    ),
    pages=PROJECT_PAGES,
    home="emulation:gaps",
    around=Surroundings(
        above="emulation/_gap_counts.html", below="emulation/_gap_note.html", context=_around
    ),
)
