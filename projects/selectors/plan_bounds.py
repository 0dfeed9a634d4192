"""What bounds plan lines, as far as registers and plans know it, in the shape of the checks."""

from __future__ import annotations

from django.db.models import Sum

from projects.domain.codes import code_key
from projects.domain.plan_context import MediumTermKey
from projects.domain.registers import PositionKey
from projects.models import CapitalSource, MediumTermLine, PlanKind, PlanLine

POSITION = ("project__code", "source__code", "plan_year", "origin_year")


def medium_term_given() -> dict[MediumTermKey, int]:
    """Return what medium-term plans give, by project, source and span of years."""
    rows = (
        MediumTermLine.objects.counting()
        .filter(project__isnull=False)
        .values_list("project__code", "source__code", "first_year", "last_year")
        .annotate(given=Sum("amount"))
        .order_by()
    )
    return {
        MediumTermKey(code_key(project), code_key(source), first, last): given
        for project, source, first, last, given in rows
    }


def source_parents() -> dict[str, str]:
    """Return for each source the one above it."""
    rows = CapitalSource.objects.exclude(parent=None).values_list("code", "parent__code")
    return {code_key(code): code_key(parent) for code, parent in rows}


def carried_positions() -> frozenset[PositionKey]:
    """Return the positions that a carry-over decision has opened."""
    rows = PlanLine.objects.counting().filter(kind=PlanKind.CARRY_OVER)
    return frozenset(
        PositionKey(code_key(project or ""), code_key(source), year, origin)
        for project, source, year, origin in rows.values_list(*POSITION).distinct().order_by()
    )
