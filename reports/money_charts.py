"""What a chart of amounts is drawn from; here đồng become numbers of JSON in a unit."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from projects.domain.money import Unit
from projects.domain.numbers import round_half_up
from projects.templatetags.vnd import unit_name
from reports.selectors.project_curve import ProjectPoint


def project_chart(points: Sequence[ProjectPoint], unit: Unit) -> dict[str, Any]:
    """Return a project's money, its registered plan and the plan in force, in the unit."""
    columns = (
        (_("Disbursed"), "actual", [point.disbursed for point in points]),
        (_("Registered plan"), "forecast", [point.registered for point in points]),
        (_("Plan in force"), "plan", [point.plan for point in points]),
    )
    series = [
        {"name": name, "role": role, "values": [_amount(value, unit) for value in values]}
        for name, role, values in columns
        if any(value is not None for value in values)
    ]
    labels = [f"{point.day:%d/%m/%y}" for point in points]
    return {"kind": "line", "unit": str(unit_name(unit)), "labels": labels, "series": series}


def _amount(amount: int | None, unit: Unit) -> float | None:
    return None if amount is None else float(round_half_up(Fraction(amount, unit.factor), 2))
