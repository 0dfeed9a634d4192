"""Adjust figures of the treasury by hand: a small workbook, on the way of every other file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from disbursement.models import TreasuryImport
from disbursement.renderers.adjustment import AdjustmentLine, adjustment_workbook
from disbursement.services.treasury import Origin, import_receive
from projects.models import CapitalSource, Organisation, Project, User
from projects.permissions import require
from projects.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What the treasury corrects: a movement of a key, its amount in đồng, and why."""

    project: Project
    source: CapitalSource
    plan_year: int
    origin_year: int
    day: date
    kind: str
    amount: int
    reason: str


def adjustment_make(
    *,
    adjustment: Adjustment,
    office: Organisation | None,
    actor: User,
    at: datetime,
) -> TreasuryImport:
    """Write the adjustment as a list of vouchers and take it in; it counts once it is posted.

    The workbook is kept like every file that was sent, so the figure opens to a cell of it.
    """
    require(actor, "treasury.post")
    if not adjustment.reason.strip():
        raise Refusal(_("State why the figures are adjusted."))
    if adjustment.amount <= 0:
        raise Refusal(_("The amount is more than zero; the kind says which way it goes."))
    moment = timezone.localtime(at)
    number = f"ĐC-{moment:%Y%m%d-%H%M%S}-{moment.microsecond:06d}"
    line = AdjustmentLine(
        number=number,
        day=adjustment.day,
        code=adjustment.project.code,
        name=adjustment.project.name,
        source=adjustment.source.code,
        plan_year=adjustment.plan_year,
        origin_year=adjustment.origin_year,
        kind=adjustment.kind,
        amount=adjustment.amount,
    )
    made_by = f"{actor} – {moment:%d/%m/%Y %H:%M}"
    content = adjustment_workbook(line=line, reason=adjustment.reason.strip(), made_by=made_by)
    origin = Origin(office, reason=adjustment.reason.strip())
    return import_receive(
        content=content, name=f"dieu-chinh-{number[3:]}.xlsx", by=actor, at=at, origin=origin
    )
