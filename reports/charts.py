"""What the charts of the pages are drawn from; here rates become numbers of JSON."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from projects.domain.numbers import round_half_up
from reports.domain.curve import CurvePoint


def curve_chart(points: Sequence[CurvePoint], plan_year: int) -> dict[str, Any]:
    """Return the cumulative curve: this year's rates, last year's, and the milestones' steps."""
    series = [
        {
            "name": _("Disbursed %(year)s") % {"year": plan_year},
            "role": "actual",
            "values": [_number(point.rate) for point in points],
        }
    ]
    if any(point.last_year is not None for point in points):
        series.append(
            {
                "name": _("Same day of %(year)s") % {"year": plan_year - 1},
                "role": "last_year",
                "values": [_number(point.last_year) for point in points],
            }
        )
    if any(point.target is not None for point in points):
        series.append(
            {
                "name": _("Asked by the milestones"),
                "role": "target",
                "values": [_number(point.target) for point in points],
            }
        )
    labels = [
        f"{point.day:%d/%m}" if point.day.year == plan_year else f"{point.day:%d/%m/%y}"
        for point in points
    ]
    return {"kind": "line", "unit": "%", "labels": labels, "series": series}


def _number(rate: Fraction | None) -> float | None:
    return None if rate is None else float(round_half_up(rate, 2))
