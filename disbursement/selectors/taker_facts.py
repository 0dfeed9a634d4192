"""What an investor has put on record about a project since it took the project over."""

from __future__ import annotations

from django.utils.translation import gettext as _

from disbursement.models import RegisteredPlan, SubmissionLine
from projects.models import Handover


def taker_facts(*, handover: Handover) -> list[str]:
    """Return in words the reports handed in and the monthly plans registered by the taker."""
    reports = (
        SubmissionLine.objects.filter(
            project=handover.project_id,
            version__submission__investor=handover.to_investor_id,
            version__submitted_at__gte=handover.recorded_at,
            version__withdrawn_at=None,
        )
        .order_by("version__submission__period__due_at")
        .values_list("version__submission__period__code", flat=True)
        .distinct()
    )
    plans = (
        RegisteredPlan.objects.filter(
            project=handover.project_id, registered_at__gte=handover.recorded_at
        )
        .order_by("plan_year")
        .values_list("plan_year", flat=True)
        .distinct()
    )
    return [_("report %(period)s") % {"period": code} for code in reports] + [
        _("monthly plan %(year)s") % {"year": year} for year in plans
    ]
