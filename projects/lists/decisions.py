"""The list of plan decisions, with the sums of their lines that the person may see."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from projects.lists.definition import (
    Address,
    Column,
    Filter,
    Kind,
    ListContext,
    ListDefinition,
    Rows,
    Surroundings,
)
from projects.lists.filters import (
    choice_field,
    choice_filter,
    contains_words,
    reference_filter,
    year_filter,
    yes_filter,
)
from projects.models import CapitalSource, Issuer, PlanDecision, PlanKind
from projects.permissions import may
from projects.plan_tables import years_text
from projects.selectors.decision_drafts import open_drafts
from projects.selectors.decisions import decision_list, lines_visible_to
from projects.selectors.plans import plan_years
from projects.templatetags.portal import STATUS_LOOKS

DRAFTS_SHOWN = 50
IN_FORCE, PARTLY, WITHDRAWN, EMPTY = (
    "decision_in_force",
    "decision_partly",
    "decision_withdrawn",
    "decision_empty",
)
MEANINGS = {
    IN_FORCE: Q(line_count__gt=0, reversed_count=0),
    PARTLY: Q(line_count__gt=0, reversed_count__gt=0),
    WITHDRAWN: Q(line_count=0, reversed_count__gt=0),
    EMPTY: Q(line_count=0, reversed_count=0),
}


def status_of(decision: Any) -> str:
    """Return how much of an annotated decision counts."""
    if decision.line_count:
        return PARTLY if decision.reversed_count else IN_FORCE
    return WITHDRAWN if decision.reversed_count else EMPTY


def _with_lines(rows: Rows, context: ListContext, **lookup: Any) -> Rows:
    lines = lines_visible_to(context.person).filter(**lookup)
    return rows.filter(pk__in=lines.values("decision"))


def _sources(_context: ListContext) -> Rows:
    return CapitalSource.objects.order_by("sort_key")


def _year_field(_context: ListContext) -> forms.Field:
    return choice_field(_("Plan year"), [(str(year), str(year)) for year in plan_years()])


def _year_kept(rows: Rows, value: str, context: ListContext) -> Rows:
    return _with_lines(rows, context, plan_year=int(value))


def _decided_in(rows: Rows, value: int, _context: ListContext) -> Rows:
    return rows.filter(decided_on__year=value)


def _kind_kept(rows: Rows, value: str, context: ListContext) -> Rows:
    return _with_lines(rows, context, kind=value)


def _source_kept(rows: Rows, value: CapitalSource, context: ListContext) -> Rows:
    below = CapitalSource.objects.filter(Q(pk=value.pk) | Q(parent=value) | Q(parent__parent=value))
    return _with_lines(rows, context, source__in=below)


def _status_kept(rows: Rows, value: str, _context: ListContext) -> Rows:
    return rows.filter(MEANINGS[value])


def _around(context: ListContext, _rows: Rows) -> dict[str, Any]:
    """Return the drafts that wait, for those who may go on with them."""
    may_edit = may(context.person, "plan.edit")
    return {
        "drafts": list(open_drafts()[:DRAFTS_SHOWN]) if may_edit else [],
        "may_edit_plans": may_edit,
        "today": context.today,
    }


DECISIONS = ListDefinition(
    name="quyet-dinh",
    title=_("Plan decisions"),
    about=_("Every decision that assigns or moves capital, with what it did to the plan"),
    icon="file-earmark-text",
    action="plan.view",
    model=PlanDecision,
    rows=lambda context: decision_list(user=context.person),
    columns=(
        Column("number", _("Decision"), lambda row: row.number, Kind.NAME, ("sort_key",)),
        Column(
            "decided_on",
            _("Day of the decision"),
            lambda row: row.decided_on,
            Kind.DAY,
            ("decided_on",),
        ),
        Column(
            "issuer",
            _("Issuer"),
            lambda row: row.get_issuer_display(),
            order=("issuer", "sort_key"),
        ),
        Column("summary", _("Summary"), lambda row: row.summary),
        Column(
            "years",
            _("Plan years"),
            years_text,
            Kind.CODE,
            ("first_year", "last_year"),
            may_be_empty=True,
        ),
        Column("lines", _("Lines"), lambda row: row.line_count, Kind.COUNT, ("line_count",)),
        Column(
            "given",
            _("Given"),
            lambda row: row.given,
            Kind.MONEY,
            ("given",),
            may_be_empty=True,
        ),
        Column(
            "taken",
            _("Taken back"),
            lambda row: row.taken,
            Kind.MONEY,
            ("taken",),
            may_be_empty=True,
        ),
        Column("status", _("Status"), status_of, Kind.STATUS),
        Column(
            "document",
            _("Scanned decision"),
            lambda row: row.document.name if row.document else "",
            pages=(Address("projects:decision_file", {"pk": "pk", "file": "document_id"}),),
        ),
    ),
    search=contains_words("search_text"),
    order="-decided_on",
    filters=(
        Filter("year", _year_field, _year_kept),
        year_filter("decided", _("Year of the decision"), _decided_in),
        choice_filter("issuer", _("Issuer"), Issuer.choices),
        Filter(
            "kind",
            lambda _context: choice_field(_("With lines of the kind"), list(PlanKind.choices)),
            _kind_kept,
        ),
        Filter(
            "source", reference_filter("source", _("Capital source"), _sources).field, _source_kept
        ),
        Filter(
            "status",
            lambda _context: choice_field(
                _("Status"), [(name, STATUS_LOOKS[name].label) for name in MEANINGS]
            ),
            _status_kept,
        ),
        yes_filter(
            "scanned", _("Scanned decision attached"), lambda _context: Q(document__isnull=False)
        ),
    ),
    pages=(Address("projects:decision_detail", {"pk": "pk"}),),
    home="projects:decision_list",
    around=Surroundings(
        actions="projects/_decision_actions.html",
        above="projects/_decision_drafts.html",
        context=_around,
    ),
)
