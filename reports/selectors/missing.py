"""What is missing from the figures of a page: reports, treasury files, codes, allotments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import Count, Max, Q, QuerySet, Subquery, Sum

from disbursement.models import ImportStatus, ReportingPeriod, Submission, TreasuryImport
from projects.models import Organisation

PERIOD_SHOWN = tuple(
    f"period__{name}" for name in ("code", "kind", "year", "month", "as_at", "due_at")
)


@dataclass(frozen=True, slots=True)
class PeriodGap:
    """A period, and who has not handed in for it."""

    period: ReportingPeriod
    obliged: int
    missing: tuple[Organisation, ...]
    is_over: bool

    @property
    def received(self) -> int:
        return self.obliged - len(self.missing)


@dataclass(frozen=True, slots=True)
class TreasuryGap:
    """How far the posted files reach, and what of them still waits for a project."""

    newest_as_at: date | None
    newest_posted_at: datetime | None
    waiting_rows: int
    waiting_amount: int

    def days_old(self, today: date) -> int | None:
        return (today - self.newest_as_at).days if self.newest_as_at else None


def period_gaps(
    *, now: datetime, investors: QuerySet[Organisation] | None = None
) -> tuple[PeriodGap, ...]:
    """Return the two periods that opened last, with those who owe a report, in one query."""
    newest = ReportingPeriod.objects.filter(opens_at__lte=now).order_by("-due_at").values("pk")[:2]
    rows = (
        Submission.objects.filter(period__in=Subquery(newest))
        .select_related("period", "investor")
        .only("first_submitted_at", "investor__code", "investor__name", *PERIOD_SHOWN)
        .order_by("-period__due_at", "investor__code")
    )
    if investors is not None:
        rows = rows.filter(investor__in=investors)
    return tuple(
        _gap(list(members), now)
        for _period, members in groupby(rows, key=lambda row: row.period_id)
    )


def _gap(rows: list[Submission], now: datetime) -> PeriodGap:
    period = rows[0].period
    owing = tuple(row.investor for row in rows if row.first_submitted_at is None)
    return PeriodGap(period, len(rows), owing, now > period.due_at)


def treasury_gap() -> TreasuryGap:
    """Return what the posted files cover and what waits in them, in one query."""
    waiting = Q(unmatched_rows__matched_at=None)
    sums = TreasuryImport.objects.filter(status=ImportStatus.POSTED).aggregate(
        as_at=Max("as_at"),
        posted_at=Max("posted_at"),
        rows=Count("unmatched_rows", filter=waiting),
        amount=Sum("unmatched_rows__disbursed", filter=waiting),
    )
    return TreasuryGap(sums["as_at"], sums["posted_at"], sums["rows"], sums["amount"] or 0)
