"""The list of reconciled lines: which differ, and what only one side has."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.db.models.functions import Abs, Coalesce
from django.utils.translation import gettext_lazy as _

from disbursement.domain.reconciliation import OnlyOn
from disbursement.models import ReconciliationLine, ReconciliationState, ReportingPeriod
from disbursement.selectors.reconciliation import investors_reconciling, lines_visible_to, pair_of
from disbursement.selectors.reconciliation_sums import only_on
from disbursement.templatetags.periods import period_name
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
    year_filter,
)

ONE_SIDED = [
    (OnlyOn.INVESTOR.value, _("only the investor has")),
    (OnlyOn.TREASURY.value, _("only the treasury has")),
]


def _rows(context: ListContext) -> Any:
    apart = Coalesce(F("own"), 0) - Coalesce(F("treasury"), 0)
    return lines_visible_to(context.person).annotate(apart=Abs(apart))


def _investors(context: ListContext) -> Any:
    return investors_reconciling(user=context.person)


def _only_kept(rows: Any, value: str, _context: ListContext) -> Any:
    return rows.filter(only_on(OnlyOn(value)))


def _periods(context: ListContext) -> Any:
    sheets = lines_visible_to(context.person).order_by().values("sheet__submission")
    found = ReportingPeriod.objects.filter(submissions__in=sheets).distinct().order_by("-as_at")
    return choice_field(_("Period"), [(each.code, period_name(each)) for each in found])


def _period_kept(rows: Any, value: str, _context: ListContext) -> Any:
    return rows.filter(sheet__submission__period__code=value)


def _year_kept(rows: Any, value: int, _context: ListContext) -> Any:
    return rows.filter(sheet__year=value)


def _period(row: Any) -> str:
    submission = row.sheet.submission
    return period_name(submission.period) if submission else str(_("Whole plan year"))


def _said(_context: ListContext, _rows: Any) -> dict[str, Any]:
    return {"here": "lines"}


RECONCILED_LINES = ListDefinition(
    name="doi-chieu",
    title=_("Reconciled lines"),
    about=_("Investors' own figures beside the treasury's, the greatest differences first."),
    icon="arrow-left-right",
    action="reconciliation.view",
    model=ReconciliationLine,
    rows=_rows,
    columns=(
        Column(
            "project", _("Project"), lambda row: str(row.project), Kind.NAME, ("project__sort_key",)
        ),
        Column("state", _("State"), lambda row: row.state, Kind.STATUS, ("state",)),
        Column(
            "source", _("Capital source"), lambda row: row.source.code, Kind.CODE, ("source__code",)
        ),
        Column("plan_year", _("Plan year"), lambda row: row.plan_year, Kind.YEAR, ("plan_year",)),
        Column(
            "origin_year",
            _("Origin year"),
            lambda row: row.origin_year,
            Kind.YEAR,
            ("origin_year",),
        ),
        Column(
            "own",
            _("By the investor"),
            lambda row: row.own,
            Kind.MONEY,
            ("own",),
            may_be_empty=True,
        ),
        Column(
            "treasury",
            _("By the treasury"),
            lambda row: row.treasury,
            Kind.MONEY,
            ("treasury",),
            may_be_empty=True,
        ),
        Column("apart", _("Apart by"), lambda row: pair_of(row).apart, Kind.MONEY, ("apart",)),
        Column(
            "investor",
            _("Investor"),
            lambda row: row.sheet.investor.name,
            order=("sheet__investor__sort_key",),
        ),
        Column("period", _("Period or year"), _period, order=("sheet__as_at",)),
    ),
    search=contains_words("project__search_text", "sheet__investor__search_text"),
    order="-apart",
    filters=(
        choice_filter("state", _("State"), ReconciliationState.choices),
        Filter(
            "only", lambda _context: choice_field(_("Only one side has"), ONE_SIDED), _only_kept
        ),
        reference_filter("investor", _("Investor"), _investors, "sheet__investor"),
        Filter("period", _periods, _period_kept),
        year_filter("year", _("Whole plan year"), _year_kept),
    ),
    pages=(Address("disbursement:reconciliation_line", {"pk": "pk"}),),
    home="disbursement:reconciled_lines",
    around=Surroundings(above="disbursement/_reconciliation_tabs.html", context=_said),
)
