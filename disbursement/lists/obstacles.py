"""The list of obstacles: what holds projects back, in whose hands it lies, since when."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from disbursement.domain.obstacle_groups import GROUPED, MAIN_GROUP_NAMES, MainGroup
from disbursement.domain.obstacle_timeline import AgeBand, band_span
from disbursement.models import Obstacle, ObstacleCategory, ObstacleLevel
from disbursement.selectors.obstacles import (
    obstacles_visible_to,
    open_obstacles_on,
    overdue_on,
    units_in_charge,
)
from projects.lists.definition import (
    Address,
    Column,
    Filter,
    Kind,
    ListContext,
    ListDefinition,
    Surroundings,
)
from projects.lists.filters import (
    choice_field,
    choice_filter,
    contains_words,
    reference_filter,
    value_filter,
    year_filter,
)
from projects.permissions import may
from projects.selectors.visibility import visible_organisations

OPEN, OVERDUE, SOLVED = "open", "overdue", "solved"
STATES = [(OPEN, _("Not solved")), (OVERDUE, _("Not solved in time")), (SOLVED, _("Solved"))]
STATE_LOOKS = {name: f"obstacle_{name}" for name in (OPEN, OVERDUE, SOLVED)}
BAND_NAMES = {
    AgeBand.FORTNIGHT: _("up to 15 days"),
    AgeBand.MONTH: _("16 to 30 days"),
    AgeBand.TWO_MONTHS: _("31 to 60 days"),
    AgeBand.QUARTER: _("61 to 90 days"),
    AgeBand.OLDER: _("more than 90 days"),
}
MAIN_GROUPS = [(group, _(MAIN_GROUP_NAMES[group])) for group in MainGroup]
PROJECT_PAGES = (Address("reports:project", {"code": "project.code"}, "project.view"),)
OBSTACLE_PAGES = (Address("disbursement:obstacle", {"pk": "pk"}),)


def _day(context: ListContext) -> date:
    """Return the day on which ages and open obstacles are told, today unless one is asked for."""
    return context.chosen.get("open_on") or context.today


def _rows(context: ListContext) -> Any:
    state = Case(
        When(overdue_on(context.today), then=Value(STATE_LOOKS[OVERDUE])),
        When(closed_on=None, then=Value(STATE_LOOKS[OPEN])),
        default=Value(STATE_LOOKS[SOLVED]),
    )
    unit = Coalesce(F("unit_in_charge__sort_key"), F("outside_unit"))
    return obstacles_visible_to(context.person).annotate(state=state, unit_key=unit)


def _mine(context: ListContext) -> Any:
    return obstacles_visible_to(context.person)


def _investors(context: ListContext) -> Any:
    investors = _mine(context).order_by().values("project__investor")
    return visible_organisations(context.person).filter(pk__in=investors).order_by("sort_key")


def _units(context: ListContext) -> Any:
    return units_in_charge(obstacles=_mine(context))


def _state_kept(rows: Any, value: str, context: ListContext) -> Any:
    if value == SOLVED:
        return rows.filter(closed_on__isnull=False)
    return rows.filter(overdue_on(context.today) if value == OVERDUE else Q(closed_on=None))


def _main_kept(rows: Any, value: str, _context: ListContext) -> Any:
    return rows.filter(category__in=GROUPED[MainGroup(value)])


def _age_kept(rows: Any, value: str, context: ListContext) -> Any:
    """Keep the obstacles open on the asked day whose age falls into a band."""
    day = _day(context)
    oldest, youngest = band_span(AgeBand(value), day)
    kept = open_obstacles_on(day=day, obstacles=rows).filter(raised_on__lte=youngest)
    return kept if oldest is None else kept.filter(raised_on__gte=oldest)


def _open_kept(rows: Any, value: date, _context: ListContext) -> Any:
    return open_obstacles_on(day=value, obstacles=rows)


def _day_field(context: ListContext) -> forms.Field:
    widget = forms.DateInput(
        attrs={"type": "date", "max": context.today.isoformat()}, format="%Y-%m-%d"
    )
    return forms.DateField(label=_("Open on the day"), required=False, widget=widget)


def _raised_in(rows: Any, value: int, _context: ListContext) -> Any:
    return rows.filter(raised_on__year=value)


def _around(context: ListContext, _rows: Any) -> dict[str, Any]:
    return {"may_raise": may(context.person, "obstacle.raise")}


def unit_name(row: Any) -> str:
    return row.unit_in_charge.name if row.unit_in_charge else row.outside_unit


OBSTACLES = ListDefinition(
    name="vuong-mac",
    title=_("Obstacles"),
    about=_("What holds projects back, who can solve it and by when."),
    icon="exclamation-triangle",
    action="obstacle.view",
    model=Obstacle,
    rows=_rows,
    columns=(
        Column("content", _("Obstacle"), lambda row: row.content, Kind.NAME),
        Column("state", _("State"), lambda row: row.state, Kind.STATUS, ("state", "due_on")),
        Column(
            "project",
            _("Project"),
            lambda row: str(row.project),
            order=("project__sort_key",),
            pages=PROJECT_PAGES,
        ),
        Column("category", _("Group"), lambda row: row.get_category_display(), order=("category",)),
        Column("unit", _("Unit in charge"), unit_name, order=("unit_key",)),
        Column(
            "level",
            _("Level that can solve it"),
            lambda row: row.get_level_display(),
            order=("level",),
        ),
        Column(
            "due_on",
            _("To be solved by"),
            lambda row: row.due_on,
            Kind.DAY,
            ("due_on",),
            may_be_empty=True,
        ),
        Column("raised_on", _("Raised on"), lambda row: row.raised_on, Kind.DAY, ("raised_on",)),
        Column(
            "affected_capital",
            _("Capital affected"),
            lambda row: row.affected_capital,
            Kind.MONEY,
            ("affected_capital",),
            may_be_empty=True,
        ),
        Column(
            "investor",
            _("Investor"),
            lambda row: row.project.investor.name,
            order=("project__investor__sort_key", "project__sort_key"),
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
    search=contains_words("search_text", "project__search_text", "unit_in_charge__search_text"),
    order="-raised_on",
    filters=(
        Filter("state", lambda _context: choice_field(_("State"), STATES), _state_kept),
        Filter("main", lambda _context: choice_field(_("Main group"), MAIN_GROUPS), _main_kept),
        choice_filter("category", _("Group"), ObstacleCategory.choices),
        choice_filter("level", _("Level that can solve it"), ObstacleLevel.choices),
        reference_filter("unit", _("Unit in charge"), _units, "unit_in_charge"),
        value_filter("outside_unit", _("Unit outside the province"), _mine),
        Filter(
            "age",
            lambda _context: choice_field(_("Open for"), list(BAND_NAMES.items())),
            _age_kept,
        ),
        Filter("open_on", _day_field, _open_kept),
        reference_filter("investor", _("Investor"), _investors, "project__investor"),
        year_filter("year", _("Raised in the year"), _raised_in),
    ),
    pages=OBSTACLE_PAGES,
    home="disbursement:obstacles",
    around=Surroundings(actions="disbursement/_obstacle_actions.html", context=_around),
)
