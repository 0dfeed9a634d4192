"""Read what the checks of a treasury file ask for, in the same few queries for any file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from django.db.models import F, Max, QuerySet, Sum

from disbursement.domain.ledger import Key, Position
from disbursement.domain.treasury_known import (
    Known,
    KnownFacts,
    KnownProject,
    KnownSource,
    KnownUnit,
    PlanStep,
)
from disbursement.domain.treasury_reading import Reading
from disbursement.domain.unit_comparison import unit_key
from disbursement.models import (
    AdvanceRule,
    ImportStatus,
    Movement,
    ProjectCodeMatch,
    StatementLine,
    TreasuryImport,
    Voucher,
)
from disbursement.selectors.facts import KEY_FIELDS, facts_by_key
from disbursement.selectors.positions import positions_by_group
from projects.domain.codes import code_key
from projects.models import CapitalSource, Organisation, PlanLine, Project, Role, User
from projects.permissions import memberships_of

# With more projects than this, asking for all of them is cheaper than naming each.
MOST_PROJECTS_NAMED = 500
ALIVE = (
    ImportStatus.RECEIVED,
    ImportStatus.CHECKING,
    ImportStatus.CHECKED,
    ImportStatus.HELD,
    ImportStatus.POSTING,
    ImportStatus.POSTED,
)


def known_for(*, reading: Reading, today: date, office: Organisation | None = None) -> Known:
    """Return what is known of the projects and plan years that an office's file speaks of."""
    projects = known_projects()
    codes = {code_key(row.code) for row in reading.rows}
    ids = {projects[code].id for code in codes if code in projects}
    named = ids if len(ids) <= MOST_PROJECTS_NAMED else None
    years = {row.plan_year for row in reading.rows}
    sources = _source_list()
    return Known(
        today=today,
        projects=projects,
        sources={code_key(source.code): source.id for source in sources},
        source_list=sources,
        units=_units(reading),
        plans=_plans(years, named),
        facts={
            key: KnownFacts(*facts)
            for year in years
            for key, facts in facts_by_key(projects=named, plan_year=year).items()
        },
        spent=_spent(named),
        office=office.name if office else "",
        offices=_offices(named) if office else {},
        newest_of_office=_newest_of(office) if office else None,
        advance_months=longest_advance(day=reading.as_at or today),
    )


def adjustments() -> QuerySet[TreasuryImport]:
    """Return the imports that the treasury made itself to adjust figures, newest first."""
    return (
        TreasuryImport.objects.filter(replaces=None)
        .exclude(adjustment_reason="")
        .select_related("source_file", "received_by", "office")
        .defer("issues", "columns", "preview")
    )


def offices_of(user: User) -> list[Organisation]:
    """Return the treasury offices for which somebody works today."""
    offices = {m.organisation for m in memberships_of(user) if m.role == Role.TREASURY}
    return sorted(offices, key=lambda office: office.code)


def known_projects() -> dict[str, KnownProject]:
    """Return the projects by code, also under the codes that people matched with them."""
    rows = Project.objects.values_list("code", "id", "total_investment")
    by_code = {code_key(code): KnownProject(pk, total) for code, pk, total in rows}
    matches = ProjectCodeMatch.objects.values_list(
        "code", "project_id", "project__total_investment"
    )
    matched = {code_key(code): KnownProject(pk, total) for code, pk, total in matches}
    return matched | by_code


def known_sources() -> dict[str, int]:
    return {code_key(code): pk for code, pk in CapitalSource.objects.values_list("code", "id")}


def _source_list() -> list[KnownSource]:
    """Return the sources with the names of those they stand under."""
    rows = {
        pk: (code, name, parent)
        for pk, code, name, parent in CapitalSource.objects.values_list(
            "id", "code", "name", "parent_id"
        )
    }
    listed = []
    for pk, (code, name, parent) in rows.items():
        above: list[str] = []
        while parent in rows and len(above) < len(rows):
            above.append(f"{rows[parent][0]} {rows[parent][1]}")
            parent = rows[parent][2]
        listed.append(KnownSource(pk, code, name, " ".join(above)))
    return listed


def _units(reading: Reading) -> dict[str, KnownUnit]:
    """Return what organisations disbursed in all pools, where a file states results of units."""
    if not (reading.units and reading.plan_year and reading.as_at):
        return {}
    sums = positions_by_group(plan_year=reading.plan_year, as_of=reading.as_at, group="investor")
    units: dict[str, KnownUnit] = {}
    for pk, code, name in Organisation.objects.values_list("id", "code", "name"):
        position = sums.get(pk, Position())
        unit = KnownUnit(name, position.volume, position.advance)
        units[unit_key(name)] = units[unit_key(code)] = unit
    return units


def import_of_bytes(*, sha256: str) -> TreasuryImport | None:
    """Return the import that these bytes already have in progress or posted."""
    return (
        TreasuryImport.objects.filter(sha256=sha256, status__in=ALIVE)
        .select_related("source_file")
        .first()
    )


def keys_of_import(*, treasury_import: TreasuryImport) -> set[Key]:
    """Return the keys that the facts of an import are about."""
    return {
        Key(*row)
        for facts in (StatementLine, Voucher)
        for row in facts.objects.filter(treasury_import=treasury_import)
        .order_by()
        .values_list(*KEY_FIELDS)
        .distinct()
    }


def _plans(years: Collection[int], projects: Collection[int] | None) -> dict[Key, list[PlanStep]]:
    lines = PlanLine.objects.counting().detailed().filter(plan_year__in=years)
    if projects is not None:
        lines = lines.filter(project_id__in=projects)
    plans: dict[Key, list[PlanStep]] = defaultdict(list)
    for row in lines.values_list(*KEY_FIELDS, "effective_on", "amount"):
        plans[Key(*row[:4])].append(PlanStep(*row[4:]))
    return plans


def longest_advance(*, day: date) -> int | None:
    """Return the longest fixed time in months after which an advance is overdue, if any is set."""
    in_force: dict[str, int | None] = {}
    rules = AdvanceRule.objects.filter(effective_from__lte=day).order_by("effective_from")
    for rule in rules:
        is_fixed = rule.months is not None
        in_force[rule.purpose] = (rule.months or 0) + rule.overdue_months if is_fixed else None
    return max((months for months in in_force.values() if months is not None), default=None)


def _offices(projects: Collection[int] | None) -> dict[int, frozenset[str]]:
    """Return the treasury offices whose posted files speak of each project."""
    offices: dict[int, set[str]] = defaultdict(set)
    for facts in (StatementLine, Voucher):
        rows = facts.objects.counting().filter(treasury_import__office__isnull=False).order_by()
        if projects is not None:
            rows = rows.filter(project_id__in=projects)
        for project, office in rows.values_list(
            "project_id", "treasury_import__office__name"
        ).distinct():
            offices[project].add(office)
    return {project: frozenset(names) for project, names in offices.items()}


def _newest_of(office: Organisation) -> date | None:
    """Return the latest day of the cumulative figures that an office's posted files state."""
    lines = StatementLine.objects.counting().filter(treasury_import__office=office)
    return lines.aggregate(newest=Max("as_at"))["newest"]


def _spent(projects: Collection[int] | None) -> dict[int, int]:
    movements = Movement.objects.all()
    if projects is not None:
        movements = movements.filter(project_id__in=projects)
    rows = movements.order_by().values_list("project_id")
    return dict(rows.annotate(spent=Sum(F("volume") + F("advance"))))
