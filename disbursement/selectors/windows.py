"""Read when a report may be written, and why not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from django.db.models import Max, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from disbursement.domain.entry_measures import mend_until
from disbursement.domain.submission_steps import Lock, Status, Window, lock_of
from disbursement.models import EntryException, Submission, SubmissionEvent, SubmissionEventKind
from disbursement.selectors.calendar import work_calendar
from disbursement.selectors.entry_rules import measures_of
from disbursement.selectors.first_approval import needs_first_approval as needs_first_approval

LOCK_SENTENCES: dict[Lock, str | Promise] = {
    Lock.IN_REVIEW: _("The report has been handed in and is being reviewed."),
    Lock.ACCEPTED: _("The report has been accepted and can no longer be changed."),
    Lock.NOT_OPEN: _("The period has not opened yet."),
    Lock.ORGANISATION_ENDED: _("The organisation has ended and reports no more."),
    Lock.EXPIRED: _(
        "The time to report has passed, late reports included. The planning department can open "
        "the period again for you."
    ),
}
SENT_BACK = (SubmissionEventKind.RETURNED, SubmissionEventKind.REOPENED)
# What more time can open; nothing else needs to be looked up.
OPENED_BY_EXCEPTION = frozenset({Lock.EXPIRED, Lock.ORGANISATION_ENDED})


def window_of(*, submission: Submission, now: datetime) -> Window:
    """Return when the report may be written, as known at a moment."""
    return windows_of(submissions=[submission], now=now)[submission.pk]


def windows_of(*, submissions: Iterable[Submission], now: datetime) -> dict[int, Window]:
    """Return the window of each report, in a handful of queries for any number of them."""
    rows = list(submissions)
    exceptions = _open_exceptions(rows, now)
    mending = _mending(rows, now)
    windows = {}
    for row in rows:
        days = [day for day in (exceptions.get(row.pk), mending.get(row.pk)) if day]
        windows[row.pk] = replace(_plain(row), exception_until=max(days, default=None))
    return windows


def lock_on(*, submission: Submission, now: datetime) -> Lock | None:
    """Return why the report cannot be written in at a moment, or None where it can."""
    lock = lock_of(submission.status, _plain(submission), now)
    if lock not in OPENED_BY_EXCEPTION:
        return lock
    return lock_of(submission.status, window_of(submission=submission, now=now), now)


def lock_if_withdrawn(*, submission: Submission, now: datetime) -> Lock | None:
    """Return what would keep a withdrawn report from being handed in again."""
    return lock_of(Status.DRAFT, window_of(submission=submission, now=now), now)


def _plain(submission: Submission) -> Window:
    period = submission.period
    return Window(
        opens_at=period.opens_at,
        locks_at=period.locks_at,
        organisation_ends_on=submission.investor.valid_to,
    )


def _open_exceptions(rows: list[Submission], now: datetime) -> dict[int, date]:
    exceptions = (
        EntryException.objects.filter(submission__in=rows, granted_at__lte=now)
        .filter(Q(ended_at=None) | Q(ended_at__gt=now))
        .order_by()
        .values_list("submission_id")
        .annotate(last=Max("until"))
    )
    return dict(exceptions)


def _mending(rows: list[Submission], now: datetime) -> dict[int, date]:
    """Return by report the last day to mend what came back, also after it was handed in again."""
    moments = dict(
        SubmissionEvent.objects.filter(submission__in=rows, kind__in=SENT_BACK, at__lte=now)
        .order_by()
        .values_list("submission_id")
        .annotate(last=Max("at"))
    )
    if not moments:
        return {}
    calendar = work_calendar()
    periods = {row.period_id: row.period for row in rows if row.pk in moments}
    measures = {pk: measures_of(period=period) for pk, period in periods.items()}
    return {
        row.pk: mend_until(moments[row.pk], measures[row.period_id], calendar)
        for row in rows
        if row.pk in moments
    }
