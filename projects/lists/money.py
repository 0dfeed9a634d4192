"""The lists of what money comes from and goes to: sources, programmes, plan lines, contracts."""

from __future__ import annotations

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from projects.lists.addresses import record_address
from projects.lists.definition import Address, Column, Kind, ListContext, ListDefinition, Rows
from projects.lists.filters import (
    choice_filter,
    contains_words,
    reference_filter,
    year_filter,
    yes_filter,
)
from projects.models import (
    CapitalNature,
    CapitalSource,
    Contract,
    Issuer,
    PlanKind,
    PlanLine,
    Programme,
)
from projects.permissions import sees_province
from projects.selectors.visibility import visible_organisations, visible_projects

PROJECT_PAGES = (Address("reports:project", {"code": "project.code"}, "project.view"),)
CONTRACT_PAGES = (
    Address(
        "projects:contract_edit", {"code": "project.code", "pk": "pk"}, action="project.contracts"
    ),
    *PROJECT_PAGES,
)


def _sources(_context: ListContext) -> Rows:
    return CapitalSource.objects.order_by("sort_key")


def _programmes(_context: ListContext) -> Rows:
    return Programme.objects.order_by("sort_key")


def _investors(context: ListContext) -> Rows:
    projects = visible_projects(context.person).values("investor")
    return visible_organisations(context.person).filter(pk__in=projects).order_by("sort_key")


def _plan_lines(context: ListContext) -> Rows:
    """Return the lines that count: of the whole province, or of the person's own projects."""
    lines = PlanLine.objects.counting().select_related("decision", "project", "source")
    if sees_province(context.person):
        return lines
    return lines.filter(project__in=visible_projects(context.person))


def _contracts(context: ListContext) -> Rows:
    contracts = Contract.objects.select_related("project")
    if sees_province(context.person):
        return contracts
    return contracts.filter(project__in=visible_projects(context.person))


def _year_kept(rows: Rows, value: int, _context: ListContext) -> Rows:
    return rows.filter(plan_year=value)


def _signed_in(rows: Rows, value: int, _context: ListContext) -> Rows:
    return rows.filter(signed_on__year=value)


SOURCES = ListDefinition(
    name="nguon-von",
    title=_("Capital sources"),
    about=_("The tree of budget sources that plan lines and payments name."),
    icon="cash-coin",
    action="source.view",
    model=CapitalSource,
    rows=lambda _context: CapitalSource.objects.select_related("parent"),
    columns=(
        Column("code", _("Code"), lambda row: row.code, Kind.CODE, ("code",)),
        Column("name", _("Name"), lambda row: row.name, Kind.NAME, ("sort_key",)),
        Column("parent", _("Part of"), lambda row: row.parent.name if row.parent else ""),
        Column(
            "collected",
            _("Spent only as collected"),
            lambda row: row.collected_in_year,
            Kind.YES,
            ("collected_in_year",),
        ),
    ),
    search=contains_words("search_text"),
    order="code",
    filters=(
        reference_filter("parent", _("Part of"), _sources, "parent", "parent__parent"),
        yes_filter(
            "collected", _("Spent only as collected"), lambda _context: Q(collected_in_year=True)
        ),
    ),
    pages=(record_address("nguon-von"),),
    editable=("name", "parent", "collected_in_year"),
    may_grow=True,
)
PROGRAMMES = ListDefinition(
    name="chuong-trinh",
    title=_("Programmes"),
    about=_("National target programmes with their components and sub-projects."),
    icon="diagram-3",
    action="registers.view",
    model=Programme,
    rows=lambda _context: Programme.objects.select_related("parent"),
    columns=(
        Column("code", _("Code"), lambda row: row.code, Kind.CODE, ("code",)),
        Column("name", _("Name"), lambda row: row.name, Kind.NAME, ("sort_key",)),
        Column("parent", _("Part of"), lambda row: row.parent.name if row.parent else ""),
    ),
    search=contains_words("search_text"),
    order="code",
    filters=(reference_filter("parent", _("Part of"), _programmes, "parent", "parent__parent"),),
    pages=(record_address("chuong-trinh"),),
    editable=("name", "parent"),
    may_grow=True,
)
PLAN_LINES = ListDefinition(
    name="ke-hoach-von",
    title=_("Plan lines"),
    about=_("Every line in force of every decision: project, source, year, kind and amount."),
    icon="layers",
    action="project.view",
    model=PlanLine,
    rows=_plan_lines,
    columns=(
        Column(
            "decision",
            _("Decision"),
            lambda row: row.decision.number,
            Kind.CODE,
            ("decision__sort_key",),
            pages=(Address("projects:decision_detail", {"pk": "decision_id"}, "plan.view"),),
        ),
        Column(
            "decided_on",
            _("Day of the decision"),
            lambda row: row.decision.decided_on,
            Kind.DAY,
            ("decision__decided_on",),
        ),
        Column("issuer", _("Issuer"), lambda row: row.decision.get_issuer_display()),
        Column("plan_year", _("Plan year"), lambda row: row.plan_year, Kind.YEAR, ("plan_year",)),
        Column(
            "origin_year",
            _("Origin year of the money"),
            lambda row: row.origin_year,
            Kind.YEAR,
            ("origin_year",),
        ),
        Column("kind", _("Kind"), lambda row: row.get_kind_display(), order=("kind",)),
        Column(
            "project",
            _("Project"),
            lambda row: str(row.project) if row.project else _("Whole province"),
            Kind.NAME,
            ("project__sort_key",),
            may_be_empty=True,
        ),
        Column("source", _("Source"), lambda row: row.source.name, order=("source__sort_key",)),
        Column("nature", _("Nature"), lambda row: row.get_nature_display(), order=("nature",)),
        Column("amount", _("Amount"), lambda row: row.amount, Kind.MONEY, ("amount",)),
    ),
    search=contains_words("project__search_text", "source__search_text", "decision__search_text"),
    order="-decided_on",
    filters=(
        year_filter("year", _("Plan year"), _year_kept),
        yes_filter("carried", _("Carried over"), lambda _c: Q(origin_year__lt=F("plan_year"))),
        choice_filter("kind", _("Kind"), PlanKind.choices),
        reference_filter(
            "source", _("Source"), _sources, "source", "source__parent", "source__parent__parent"
        ),
        choice_filter("nature", _("Nature"), CapitalNature.choices),
        choice_filter("issuer", _("Issuer"), Issuer.choices, "decision__issuer"),
        reference_filter("investor", _("Investor"), _investors, "project__investor"),
        yes_filter("whole", _("Whole province"), lambda _c: Q(project=None)),
    ),
    pages=PROJECT_PAGES,
)
CONTRACTS = ListDefinition(
    name="hop-dong",
    title=_("Contracts"),
    about=_("Contracts with contractors: value, days and progress."),
    icon="journal-text",
    action="project.view",
    model=Contract,
    rows=_contracts,
    columns=(
        Column(
            "number",
            _("Contract number"),
            lambda row: row.number,
            Kind.CODE,
            ("number",),
            pages=CONTRACT_PAGES,
        ),
        Column("contractor", _("Contractor"), lambda row: row.contractor, Kind.NAME, ("sort_key",)),
        Column(
            "project",
            _("Project"),
            lambda row: str(row.project),
            order=("project__sort_key",),
            pages=PROJECT_PAGES,
        ),
        Column("content", _("Content"), lambda row: row.content),
        Column("signed_on", _("Signed on"), lambda row: row.signed_on, Kind.DAY, ("signed_on",)),
        Column(
            "ends_on",
            _("Ends on"),
            lambda row: row.ends_on,
            Kind.DAY,
            ("ends_on",),
            may_be_empty=True,
        ),
        Column("value", _("Contract value"), lambda row: row.value, Kind.MONEY, ("value",)),
        Column(
            "progress", _("Progress (%)"), lambda row: row.per_mille, Kind.TENTHS, ("per_mille",)
        ),
    ),
    search=contains_words("search_text", "project__search_text"),
    order="-signed_on",
    filters=(
        reference_filter("investor", _("Investor"), _investors, "project__investor"),
        year_filter("year", _("Year signed"), _signed_in),
        yes_filter("ended", _("Period over"), lambda context: Q(ends_on__lt=context.today)),
        yes_filter("finished", _("Work finished"), lambda _context: Q(per_mille=1000)),
    ),
    pages=CONTRACT_PAGES,
)
