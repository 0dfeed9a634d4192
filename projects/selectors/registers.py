"""The registers as the portal knows them, in the shape of the rows of their workbook."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from django.db.models import QuerySet, Sum

from projects.domain.codes import code_key
from projects.domain.plan_checks import PlanContext
from projects.domain.plan_difference import KnownLine, decisions_of
from projects.domain.registers import (
    DecisionKey,
    OrganisationRow,
    PlanLineRow,
    PositionKey,
    ProjectRow,
    Registers,
    SourceRow,
    StageRow,
    number_key,
)
from projects.models import (
    CapitalSource,
    Organisation,
    PlanDecision,
    PlanLine,
    Project,
    ProjectStage,
)
from projects.selectors.plan_bounds import carried_positions, medium_term_given, source_parents

CHUNK = 500  # well under what either database takes as parameters of one query


def known_registers() -> Registers:
    """Return all organisations, sources, projects and stages; plan lines are asked for apart."""
    return Registers(
        organisations=tuple(_organisations()),
        sources=tuple(_sources()),
        projects=tuple(_projects()),
        stages=tuple(_stages()),
    )


def plan_context(
    rows: Iterable[PlanLineRow],
    projects: Iterable[ProjectRow],
    disbursed: Mapping[PositionKey, int],
) -> PlanContext:
    """Return what the checks of plan lines need to know; ``projects`` as they will stand."""
    decisions = decision_ids()
    mentioned = [pk for key in decisions_of(rows) for pk in decisions.get(key, ())]
    return PlanContext(
        lines=tuple(known_lines(decision_ids=mentioned)),
        decisions=frozenset(decisions),
        positions=_positions(),
        investments={
            row.key: row.total_investment for row in projects if row.total_investment is not None
        },
        medium_term=medium_term_given(),
        source_parents=source_parents(),
        carried=carried_positions(),
        disbursed=disbursed,
    )


def decision_ids() -> dict[DecisionKey, list[int]]:
    """Return the primary keys of all decisions by what they are told apart by, oldest first."""
    found: dict[DecisionKey, list[int]] = defaultdict(list)
    rows = PlanDecision.objects.order_by("pk").values_list("pk", "number", "decided_on", "issuer")
    for pk, number, day, issuer in rows:
        found[DecisionKey(number_key(number), day, issuer)].append(pk)
    return found


def known_lines(*, decision_ids: Iterable[int] | None = None) -> Iterator[KnownLine]:
    """Yield the plan lines that count, of some decisions or of all, as they were recorded."""
    lines = PlanLine.objects.counting().order_by("pk")
    if decision_ids is None:
        yield from _rows_of(lines)
        return
    wanted = sorted(decision_ids)
    for start in range(0, len(wanted), CHUNK):
        yield from _rows_of(lines.filter(decision_id__in=wanted[start : start + CHUNK]))


def _rows_of(lines: QuerySet[PlanLine]) -> Iterator[KnownLine]:
    fields = (
        "decision__number",
        "decision__decided_on",
        "decision__issuer",
        "plan_year",
        "origin_year",
        "kind",
        "project__code",
        "source__code",
        "nature",
        "amount",
    )
    for (
        pk,
        number,
        day,
        issuer,
        year,
        origin,
        kind,
        project,
        source,
        nature,
        amount,
    ) in lines.values_list("pk", *fields):
        yield KnownLine(
            pk,
            PlanLineRow(
                number=number,
                decided_on=day,
                issuer=issuer,
                plan_year=year,
                origin_year=origin,
                kind=kind,
                project=project or "",
                source=source,
                nature=nature,
                amount=amount,
            ),
        )


def _positions() -> dict[PositionKey, int]:
    rows = (
        PlanLine.objects.counting()
        .values_list("project__code", "source__code", "plan_year", "origin_year")
        .annotate(plan=Sum("amount"))
        .order_by()
    )
    return {
        PositionKey(code_key(project or ""), code_key(source), year, origin): plan
        for project, source, year, origin, plan in rows
    }


def _organisations() -> Iterator[OrganisationRow]:
    successors: dict[int, list[str]] = defaultdict(list)
    pairs = Organisation.successors.through.objects.order_by("pk")
    for pk, code in pairs.values_list("from_organisation_id", "to_organisation__code"):
        successors[pk].append(code)
    for organisation in Organisation.objects.select_related("parent").order_by("pk"):
        yield OrganisationRow(
            code=organisation.code,
            name=organisation.name,
            kind=organisation.kind,
            parent=organisation.parent.code if organisation.parent else "",
            block=organisation.block,
            valid_from=organisation.valid_from,
            valid_to=organisation.valid_to,
            successors=tuple(successors[organisation.pk]),
        )


def _sources() -> Iterator[SourceRow]:
    rows = CapitalSource.objects.order_by("pk").values_list("code", "name", "parent__code")
    for code, name, parent in rows:
        yield SourceRow(code=code, name=name, parent=parent or "")


def _projects() -> Iterator[ProjectRow]:
    for project in Project.objects.select_related("investor").order_by("pk"):
        yield ProjectRow(
            code=project.code,
            name=project.name,
            investor=project.investor.code,
            group=project.group,
            sector=project.sector,
            total_investment=project.total_investment,
            is_key=project.is_key,
            started_on=project.started_on,
        )


def _stages() -> Iterator[StageRow]:
    rows = ProjectStage.objects.confirmed().order_by("pk")
    for year, project, stage in rows.values_list("plan_year", "project__code", "stage"):
        yield StageRow(plan_year=year, project=project, stage=stage)
