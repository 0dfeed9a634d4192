"""What the rows of a draft are checked against: of plans, only what concerns their projects."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db.models import QuerySet, Sum

from projects.domain.codes import code_key
from projects.domain.plan_context import PlanContext
from projects.domain.plan_difference import decisions_of
from projects.domain.registers import PlanLineRow, PositionKey
from projects.models import PlanLine, Project
from projects.selectors.plan_bounds import (
    POSITION,
    carried_positions,
    medium_term_given,
    source_parents,
)
from projects.selectors.registers import CHUNK, decision_ids, known_lines


def draft_context(
    *, rows: Collection[PlanLineRow], disbursed: Mapping[PositionKey, int]
) -> PlanContext:
    """Return what the checks of a decision's rows need; only of the projects they name."""
    decisions = decision_ids()
    mentioned = [pk for key in decisions_of(rows) for pk in decisions.get(key, ())]
    codes = sorted({row.project for row in rows if row.project})
    lines = PlanLine.objects.counting()
    return PlanContext(
        lines=tuple(known_lines(decision_ids=mentioned)),
        decisions=frozenset(decisions),
        positions=_positions(lines.filter(project=None)) | _of_projects(lines, codes),
        investments=_investments(codes),
        medium_term=medium_term_given(),
        source_parents=source_parents(),
        carried=carried_positions(),
        disbursed=disbursed,
    )


def _of_projects(lines: QuerySet[PlanLine], codes: list[str]) -> dict[PositionKey, int]:
    found: dict[PositionKey, int] = {}
    for start in range(0, len(codes), CHUNK):
        found |= _positions(lines.filter(project__code__in=codes[start : start + CHUNK]))
    return found


def _positions(lines: QuerySet[PlanLine]) -> dict[PositionKey, int]:
    rows = lines.values_list(*POSITION).annotate(plan=Sum("amount")).order_by()
    return {
        PositionKey(code_key(project or ""), code_key(source), year, origin): plan
        for project, source, year, origin, plan in rows
    }


def _investments(codes: list[str]) -> dict[str, int]:
    known: dict[str, int] = {}
    for start in range(0, len(codes), CHUNK):
        rows = Project.objects.filter(code__in=codes[start : start + CHUNK])
        known |= {
            code_key(code): total
            for code, total in rows.values_list("code", "total_investment")
            if total is not None
        }
    return known
