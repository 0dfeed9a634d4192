"""What a document says around its figures: who issues it, and how new its facts are."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Max

from disbursement.models import StatementLine, TreasuryImport, Voucher
from projects.models import Installation, Membership, PlanLine, Role
from reports.domain.document import committee_of, place_of
from reports.domain.table import Letterhead

DEFAULT_ISSUER = "SỞ TÀI CHÍNH"


def letterhead(*, day: date) -> Letterhead:
    """Return the head of the planning department's documents."""
    province = _installation().province
    planning = (
        Membership.objects.filter(role=Role.PLANNING)
        .valid_on(day)
        .order_by("pk")
        .values_list("organisation__name", flat=True)
        .first()
    )
    return Letterhead(
        superior=committee_of(province),
        issuer=(planning or DEFAULT_ISSUER).upper(),
        place=place_of(province),
        day=day,
    )


def is_demonstration() -> bool:
    return _installation().is_demo


def newest_fact() -> datetime | None:
    """Return when the newest of the facts that reports are made from was recorded or withdrawn."""
    moments = [
        StatementLine.objects.aggregate(at=Max("recorded_at"))["at"],
        Voucher.objects.aggregate(at=Max("recorded_at"))["at"],
        TreasuryImport.objects.aggregate(at=Max("reversed_at"))["at"],
        PlanLine.objects.aggregate(at=Max("recorded_at"))["at"],
        PlanLine.objects.aggregate(at=Max("reversed_at"))["at"],
    ]
    return max((moment for moment in moments if moment), default=None)


def _installation() -> Installation:
    return Installation.objects.first() or Installation()
