"""Which reports were made, are being made, or failed, and where their files lie."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db.models import Max, Min, Q, QuerySet

from disbursement.models import StatementLine, Voucher
from projects.models import PlanLine
from reports.models import ReportFile, ReportRun, RunStatus

MOST_ATTEMPTS = 3
# A maker that has not finished by then is taken for dead.
STUCK_AFTER = timedelta(minutes=5)


def folder() -> Path:
    return Path(settings.DATA_DIR) / "reports"


def path_of(report_file: ReportFile) -> Path:
    return folder() / report_file.path


def to_make(*, now: datetime) -> QuerySet[ReportRun]:
    """Return the runs that wait, failed and may be tried again, or whose maker has died."""
    stuck = Q(status=RunStatus.MAKING, status_at__lte=now - STUCK_AFTER)
    failed = Q(status=RunStatus.FAILED)
    return ReportRun.objects.filter(
        Q(status=RunStatus.WAITING) | (failed | stuck) & Q(attempts__lt=MOST_ATTEMPTS)
    ).order_by("due_at", "pk")


def given_up(*, now: datetime) -> QuerySet[ReportRun]:
    """Return the runs whose maker died too often."""
    return ReportRun.objects.filter(
        status=RunStatus.MAKING, status_at__lte=now - STUCK_AFTER, attempts__gte=MOST_ATTEMPTS
    )


def runs() -> QuerySet[ReportRun]:
    """Return every run with its files, the newest first."""
    return ReportRun.objects.select_related("asked_by").prefetch_related("files")


class Recorded(NamedTuple):
    """When the first and the last fact of plans and treasury were put on record."""

    first: datetime
    last: datetime


def facts_recorded() -> Recorded | None:
    """Return the span in which facts were recorded; None while there are none."""
    spans = [
        facts.objects.aggregate(first=Min("recorded_at"), last=Max("recorded_at"))
        for facts in (PlanLine, StatementLine, Voucher)
    ]
    found = [Recorded(span["first"], span["last"]) for span in spans if span["first"]]
    if not found:
        return None
    return Recorded(min(each.first for each in found), max(each.last for each in found))


def known_moment(due_at: datetime, recorded: Recorded | None) -> datetime:
    """Return up to which moment facts count for a report that fell due.

    That is the due moment: what came in later belongs to the next report. Only where the portal
    was filled after the fact, and knew nothing at all by then, everything recorded counts, for
    a report of nothing would serve nobody.
    """
    if recorded is None or recorded.first <= due_at:
        return due_at
    return recorded.last
