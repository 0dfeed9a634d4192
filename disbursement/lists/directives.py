"""The list of directives of leaders, those overdue first."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from disbursement.models import Directive
from disbursement.selectors.directives import (
    DONE,
    OPEN,
    OVERDUE,
    directives_ranked,
    directives_visible_to,
    overdue_directive,
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
    contains_words,
    reference_filter,
    value_filter,
    year_filter,
)
from projects.models import Organisation
from projects.permissions import may

STATES = [("open", _("Being carried out")), ("overdue", _("Overdue")), ("done", _("Done"))]
LOOKS = {OVERDUE: "overdue", OPEN: "directive_open", DONE: "directive_done"}


def _mine(context: ListContext) -> Any:
    return directives_visible_to(context.person)


def _rows(context: ListContext) -> Any:
    return directives_ranked(directives=_mine(context), day=context.today)


def _units(context: ListContext) -> Any:
    named = _mine(context).order_by().values("unit_in_charge")
    return Organisation.objects.filter(pk__in=named).order_by("sort_key")


def _state_kept(rows: Any, value: str, context: ListContext) -> Any:
    if value == "done":
        return rows.filter(closed_on__isnull=False)
    return rows.filter(
        overdue_directive(context.today) if value == "overdue" else Q(closed_on=None)
    )


def _issued_in(rows: Any, value: int, _context: ListContext) -> Any:
    return rows.filter(issued_on__year=value)


def _around(context: ListContext, _rows: Any) -> dict[str, Any]:
    return {"may_record": may(context.person, "directive.record")}


DIRECTIVES = ListDefinition(
    name="chi-dao",
    title=_("Directives of leaders"),
    about=_("What leaders ordered, which unit carries it out, by when, and what became of it."),
    icon="flag",
    action="directive.view",
    model=Directive,
    rows=_rows,
    columns=(
        Column("content", _("Directive"), lambda row: row.content, Kind.NAME),
        Column("state", _("State"), lambda row: LOOKS[row.rank], Kind.STATUS, ("rank", "due_on")),
        Column("number", _("Document number"), lambda row: row.number, Kind.CODE, ("number",)),
        Column("issued_on", _("Issued on"), lambda row: row.issued_on, Kind.DAY, ("issued_on",)),
        Column("issuer", _("Issued by"), lambda row: row.issuer, order=("issuer", "issued_on")),
        Column(
            "unit",
            _("Unit in charge"),
            lambda row: row.unit_in_charge.name,
            order=("unit_in_charge__sort_key", "due_on"),
        ),
        Column("due_on", _("To be done by"), lambda row: row.due_on, Kind.DAY, ("due_on",)),
        Column(
            "closed_on",
            _("Done on"),
            lambda row: row.closed_on,
            Kind.DAY,
            ("closed_on",),
            may_be_empty=True,
        ),
    ),
    search=contains_words("search_text", "unit_in_charge__search_text"),
    order="state",
    filters=(
        Filter("state", lambda _context: choice_field(_("State"), STATES), _state_kept),
        reference_filter("unit", _("Unit in charge"), _units, "unit_in_charge"),
        value_filter("issuer", _("Issued by"), _mine),
        year_filter("year", _("Issued in the year"), _issued_in),
    ),
    pages=(Address("disbursement:directive", {"pk": "pk"}),),
    home="disbursement:directives",
    around=Surroundings(actions="disbursement/_directive_actions.html", context=_around),
)
