"""What was already paid out of plans, in the shape of the checks of plan lines."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F, Sum

from disbursement.models import Movement
from projects.domain.codes import code_key
from projects.domain.registers import PositionKey
from projects.selectors.registers import CHUNK


def disbursed_by_position(*, codes: Iterable[str]) -> dict[PositionKey, int]:
    """Return volume and open advance of projects, by their codes, up to the last movement."""
    wanted = sorted({code for code in codes if code})
    paid: dict[PositionKey, int] = {}
    for start in range(0, len(wanted), CHUNK):
        rows = (
            Movement.objects.filter(project__code__in=wanted[start : start + CHUNK])
            .values_list("project__code", "source__code", "plan_year", "origin_year")
            .annotate(paid=Sum(F("volume") + F("advance")))
            .order_by()
        )
        for project, source, year, origin, amount in rows:
            paid[PositionKey(code_key(project), code_key(source), year, origin)] = amount
    return paid
