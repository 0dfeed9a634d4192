"""The investor's own pages: its periods, and a report as it was handed in."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from disbursement.domain.submission_steps import Lock, Step, lock_of, next_status
from disbursement.selectors.attachments import attachments_of
from disbursement.selectors.entry_context import remarks_of
from disbursement.selectors.review import review_of
from disbursement.selectors.submissions import (
    history_of,
    last_return,
    own_reports,
    submitted_version,
)
from disbursement.selectors.windows import (
    LOCK_SENTENCES,
    lock_if_withdrawn,
    lock_on,
    windows_of,
)
from disbursement.views.access import SignedInRequest, permitted
from disbursement.views.entry_page import longer_open, own_report, time_of

PERIODS_PER_PAGE = 24


@require_GET
@permitted("submission.view_own")
def my_periods(request: SignedInRequest) -> HttpResponse:
    """List the periods of the person's organisations, what is open first."""
    now = timezone.now()
    reports = own_reports(user=request.user, now=now)
    unsent = [
        report for report in reports if next_status(report.submission.status, Step.SAVE) is not None
    ]
    windows = windows_of(submissions=[report.submission for report in unsent], now=now)
    locks = {
        row.pk: lock_of(row.status, windows[row.pk], now)
        for row in (report.submission for report in unsent)
    }
    context = {
        "to_write": [report for report in unsent if not locks[report.submission.pk]],
        "closed": [
            (report, LOCK_SENTENCES[lock])
            for report in unsent
            if (lock := locks[report.submission.pk]) and lock is not Lock.NOT_OPEN
        ],
        "page_obj": Paginator(reports, PERIODS_PER_PAGE).get_page(request.GET.get("page")),
        "many_organisations": len({report.submission.investor_id for report in reports}) > 1,
    }
    return render(request, "disbursement/my_periods.html", context)


@require_GET
@permitted("submission.view_own")
def submission_view(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a report of one's own as it was handed in, and its history."""
    submission = own_report(request, pk, "submission.view_own")
    now = timezone.now()
    number = request.GET.get("version", "")
    chosen = submitted_version(
        submission=submission, number=int(number) if number.isdecimal() else None
    )
    lock = lock_on(submission=submission, now=now)
    returned = last_return(submission=submission)
    may_withdraw = next_status(submission.status, Step.WITHDRAW) is not None
    context = {
        "submission": submission,
        "period": submission.period,
        "review": chosen and review_of(version=chosen),
        "events": history_of(submission=submission),
        "returned": returned,
        "remarked": sum(map(len, remarks_of(event=returned).values())) if returned else 0,
        "versions": submission.versions.filter(submitted_at__isnull=False),
        "attachments": attachments_of(submission=submission),
        "is_open": lock is None,
        "lock_sentence": LOCK_SENTENCES[lock] if lock else "",
        "exception_until": longer_open(submission, now),
        "may_withdraw": may_withdraw and not lock_if_withdrawn(submission=submission, now=now),
        **time_of(submission, now),
    }
    return render(request, "disbursement/submission_view.html", context)
