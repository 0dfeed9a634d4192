"""The list of open advances by project, key and contract, those overdue first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from disbursement.domain.advances import BANDS, Standing
from disbursement.models import AdvancePurpose, ContractAdvance
from disbursement.selectors.advances import AdvanceLine, advances_of, keyed
from projects.domain.search import vietnamese_sort_key
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
from projects.lists.filters import NO, YES, PlainSelect, choice_field
from projects.models import CapitalSource
from projects.permissions import may
from projects.selectors.visibility import visible_organisations, visible_projects

BAND_NAMES: dict[str, str | Promise] = {
    "m1": _("Up to 1 month"),
    "m3": _("1 to 3 months"),
    "m6": _("3 to 6 months"),
    "m12": _("6 to 12 months"),
    "older": _("Over 12 months"),
}
NO_CONTRACT = _("Not under any contract entered")
LOOKS = {
    str(Standing.OVERDUE): "advance_overdue",
    "negative": "advance_negative",
    str(Standing.DUE): "advance_due",
    str(Standing.OPEN): "advance_open",
}
RANKS = {look: rank for rank, look in enumerate(LOOKS.values())}
PROJECT_PAGE = Address("disbursement:advance_project", {"code": "project.code"})


def _day(context: ListContext) -> Any:
    """Return the asked day; none or a day to come is today."""
    return min(context.chosen.get("day") or context.today, context.today)


def _rows(context: ListContext) -> list[AdvanceLine]:
    keys = advances_of(projects=visible_projects(context.person), day=_day(context))
    return [line for key in keys for line in key.lines]


def look(row: AdvanceLine) -> str:
    return LOOKS[row.standing]


def _search(rows: Rows, words: list[str]) -> Rows:
    return [row for row in rows if all(word in _searched(row) for word in words)]


def _searched(row: AdvanceLine) -> str:
    contract = row.contract.search_text if row.contract else ""
    parts = (row.project.search_text, row.project.investor.search_text, contract)
    return " ".join((*parts, row.source.search_text))


def _band(code: str) -> Callable[[AdvanceLine], int | None]:
    return lambda row: row.bands[code] or None


def _purposed(row: AdvanceLine) -> str:
    return str(AdvancePurpose(row.purpose).label) if row.contract else ""


def _overdue_kept(rows: Rows, value: str, _context: ListContext) -> Rows:
    return [row for row in rows if bool(row.overdue) is (value == YES)]


def _age_kept(rows: Rows, value: str, _context: ListContext) -> Rows:
    return [row for row in rows if row.bands[value]]


def _contract_kept(rows: Rows, value: str, _context: ListContext) -> Rows:
    return [row for row in rows if (row.contract is not None) is (value == YES)]


def _named(queryset: Callable[[ListContext], Any], label: Any) -> Callable[..., forms.Field]:
    def field(context: ListContext) -> forms.Field:
        return forms.ModelChoiceField(
            queryset(context),
            to_field_name="code",
            required=False,
            label=label,
            empty_label=_("All"),
            widget=PlainSelect,
        )

    return field


def _investors(context: ListContext) -> Any:
    mine = visible_projects(context.person).order_by().values("investor")
    return visible_organisations(context.person).filter(pk__in=mine).order_by("sort_key")


def _of_source(rows: Rows, value: CapitalSource, _context: ListContext) -> Rows:
    """Keep the money of a source and of those below it."""
    parents = dict(CapitalSource.objects.order_by().values_list("pk", "parent"))

    def is_below(pk: int | None) -> bool:
        while pk is not None and pk != value.pk:
            pk = parents.get(pk)
        return pk is not None

    kept = {pk for pk in parents if is_below(pk)}
    return [row for row in rows if row.source.pk in kept]


def _day_field(context: ListContext) -> forms.Field:
    widget = forms.DateInput(
        attrs={"type": "date", "max": context.today.isoformat()}, format="%Y-%m-%d"
    )
    return forms.DateField(label=_("As of the day"), required=False, widget=widget)


def _around(context: ListContext, rows: Rows) -> dict[str, Any]:
    lines: list[AdvanceLine] = list(rows)
    overdue = {key.project.pk for key in keyed(lines) if key.overdue}
    return {
        "as_of": _day(context),
        "bands": [
            (BAND_NAMES[band.code], sum(line.bands[band.code] for line in lines)) for band in BANDS
        ],
        "balance": sum(line.balance for line in lines),
        "overdue": sum(key.overdue for key in keyed(lines)),
        "overdue_projects": len(overdue),
        "negative": sum(1 for line in lines if line.balance < 0),
        "may_see_rules": may(context.person, "advance.view"),
    }


ADVANCES = ListDefinition(
    name="tam-ung",
    title=_("Open advances"),
    about=_("What was advanced and not yet recovered: by contract, by age, overdue first."),
    icon="hourglass-split",
    action="advance.view",
    model=ContractAdvance,
    rows=_rows,
    columns=(
        Column(
            "project",
            _("Project"),
            lambda row: str(row.project),
            Kind.NAME,
            key=lambda row: (vietnamese_sort_key(row.project.name), row.pk),
        ),
        Column(
            "state",
            _("State"),
            look,
            Kind.STATUS,
            key=lambda row: (RANKS[look(row)], -row.overdue, -abs(row.balance), row.pk),
        ),
        Column(
            "overdue",
            _("Overdue"),
            lambda row: row.overdue or None,
            Kind.MONEY,
            key=lambda row: row.overdue or None,
        ),
        Column(
            "since",
            _("Overdue since"),
            lambda row: row.overdue_from,
            Kind.DAY,
            key=lambda row: row.overdue_from,
        ),
        Column(
            "days",
            _("Days overdue"),
            lambda row: row.overdue_days,
            Kind.COUNT,
            key=lambda row: row.overdue_days,
        ),
        Column(
            "balance",
            _("Open advance"),
            lambda row: row.balance,
            Kind.MONEY,
            key=lambda row: row.balance,
        ),
        *(
            Column(
                band.code,
                BAND_NAMES[band.code],
                _band(band.code),
                Kind.MONEY,
                key=_band(band.code),
            )
            for band in BANDS
        ),
        Column(
            "contract",
            _("Contract"),
            lambda row: str(row.contract) if row.contract else NO_CONTRACT,
            key=lambda row: str(row.contract or ""),
        ),
        Column("purpose", _("Advanced for"), _purposed, key=_purposed),
        Column(
            "source",
            _("Capital source"),
            lambda row: row.source.name,
            key=lambda row: row.source.sort_key,
        ),
        Column(
            "year",
            _("Plan year"),
            lambda row: row.key.plan_year,
            Kind.YEAR,
            key=lambda row: row.key.plan_year,
        ),
        Column(
            "origin",
            _("Origin year"),
            lambda row: row.key.origin_year,
            Kind.YEAR,
            key=lambda row: row.key.origin_year,
        ),
        Column(
            "investor",
            _("Investor"),
            lambda row: row.project.investor.name,
            key=lambda row: row.project.investor.sort_key,
        ),
    ),
    search=_search,
    order="state",
    filters=(
        Filter("day", _day_field, lambda rows, _value, _context: rows),
        Filter(
            "overdue",
            lambda _context: choice_field(_("Overdue"), [(YES, _("Yes")), (NO, _("No"))]),
            _overdue_kept,
        ),
        Filter("age", lambda _context: choice_field(_("Age"), list(BAND_NAMES.items())), _age_kept),
        Filter(
            "investor",
            _named(_investors, _("Investor")),
            lambda rows, value, _context: [
                row for row in rows if row.project.investor_id == value.pk
            ],
        ),
        Filter(
            "source",
            _named(
                lambda _context: CapitalSource.objects.order_by("sort_key"), _("Capital source")
            ),
            _of_source,
        ),
        Filter(
            "purpose",
            lambda _context: choice_field(_("Advanced for"), list(AdvancePurpose.choices)),
            lambda rows, value, _context: [
                row for row in rows if row.contract and row.purpose == value
            ],
        ),
        Filter(
            "under_contract",
            lambda _context: choice_field(_("Under a contract"), [(YES, _("Yes")), (NO, _("No"))]),
            _contract_kept,
        ),
    ),
    pages=(PROJECT_PAGE,),
    home="disbursement:advances",
    around=Surroundings(
        actions="disbursement/_advance_actions.html",
        above="disbursement/_advance_totals.html",
        context=_around,
    ),
)
