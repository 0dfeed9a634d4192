"""Open reporting periods and give every obliged investor a row in them."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from disbursement.domain.entry_measures import locks_at
from disbursement.domain.periods import ReportingPeriodSpec
from disbursement.models import (
    ReportingPeriod,
    Submission,
    SubmissionEvent,
    SubmissionEventKind,
)
from disbursement.selectors.entry_rules import entry_rules_on
from disbursement.selectors.periods import (
    obliged_investors,
    open_periods,
    plan_years_of,
    specs_due_to_open,
)
from disbursement.services.calendar import calendar_seed
from projects.models import Installation
from projects.services.audit import audit


def periods_open(*, now: datetime, since: datetime | None = None) -> list[ReportingPeriod]:
    """Open every period that is due to open, and oblige whoever has come to hold capital.

    Returns the periods opened by this call, oldest first. Safe to run at any time, twice, and
    twice at once. Looks back to the newest period on record, on a first run to the portal's
    first start; `since` looks back further.
    """
    year = timezone.localtime(now).year
    calendar_seed(years=(year, year + 1), now=now)
    opened = []
    for spec in specs_due_to_open(now=now, since=since or _looked_at_until(now)):
        period, is_new = period_open(spec=spec, now=now)
        if is_new:
            opened.append(period)
    for period in open_periods(now=now):
        investors_oblige(period=period, day=timezone.localdate(now), now=now)
    return opened


@transaction.atomic
def period_open(*, spec: ReportingPeriodSpec, now: datetime) -> tuple[ReportingPeriod, bool]:
    """Put one period on record with a row per obliged investor; tell whether it is new.

    It locks by the entry rules of the day it opens; what is changed later does not move it.
    """
    opens_on = timezone.localdate(spec.opens_at)
    period, is_new = ReportingPeriod.objects.get_or_create(
        code=spec.code,
        defaults={
            "kind": spec.kind.value,
            "year": spec.year,
            "month": spec.month,
            "starts_on": spec.starts_on,
            "ends_on": spec.ends_on,
            "as_at": spec.as_at,
            "opens_at": spec.opens_at,
            "due_at": spec.due_at,
            "opened_at": now,
            "locks_at": locks_at(spec.due_at, entry_rules_on(opens_on)),
        },
    )
    if is_new:
        audit(actor=None, action="period.open", about=period, at=now, code=period.code)
        investors_oblige(period=period, day=opens_on, now=now)
    return period, is_new


@transaction.atomic
def investors_oblige(*, period: ReportingPeriod, day: date, now: datetime) -> int:
    """Give a row to every investor obliged as of a day that has none yet; return how many."""
    obliged = obliged_investors(day=day, plan_years=plan_years_of(period))
    added = 0
    for investor in obliged.exclude(submissions__period=period):
        submission, is_new = Submission.objects.get_or_create(
            period=period, investor=investor, defaults={"status_at": now}
        )
        if is_new:
            SubmissionEvent.objects.create(
                submission=submission, kind=SubmissionEventKind.OPENED, at=now
            )
            audit(actor=None, action="submission.open", about=submission, at=now)
            added += 1
    return added


def _looked_at_until(now: datetime) -> datetime:
    """Return the moment up to which periods need not be looked for again."""
    newest = ReportingPeriod.objects.order_by("-due_at").first()
    if newest is not None:
        return newest.due_at
    return Installation.current().first_started_at or now
