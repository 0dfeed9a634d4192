"""What the page of a report being written shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from disbursement.domain.submission_steps import lock_of, remaining, timeliness
from disbursement.entry_forms import SubmissionGrid
from disbursement.models import ObstacleCategory, Submission
from disbursement.selectors.entry_context import beside_of
from disbursement.selectors.submissions import (
    GridLine,
    entries_of,
    last_return,
    latest_version,
    submission_grid,
    submissions_visible_to,
)
from disbursement.selectors.windows import lock_on, window_of
from disbursement.views.access import SignedInRequest
from disbursement.views.entry_words import page_words
from projects.domain.money import Unit
from projects.permissions import get_for

ALL_LINES = "all"


def own_report(request: SignedInRequest, pk: int, action: str) -> Submission:
    """Return a report of the person's own organisations: others' do not exist for them."""
    return get_for(request.user, submissions_visible_to(request.user), action, pk=pk)


def time_of(submission: Submission, now: datetime) -> dict[str, object]:
    due_at = submission.period.due_at
    return {
        "left": remaining(now, due_at),
        "timeliness": timeliness(submission.first_submitted_at, due_at, now),
    }


def longer_open(submission: Submission, now: datetime) -> date | None:
    """Return until when a report is open that would be locked without more time."""
    window = window_of(submission=submission, now=now)
    plain = replace(window, exception_until=None)
    is_opened = lock_of(submission.status, plain, now) and not lock_of(
        submission.status, window, now
    )
    return window.exception_until if is_opened else None


def grid_lines(submission: Submission, now: datetime) -> list[GridLine]:
    return submission_grid(submission=submission, day=timezone.localdate(now))


def stored_grid(submission: Submission, unit: Unit, now: datetime) -> SubmissionGrid:
    """Return the grid as the newest version has it, with what stands beside its cells."""
    lines = grid_lines(submission, now)
    returned = last_return(submission=submission)
    return SubmissionGrid(
        lines=lines,
        unit=unit,
        stored=entries_of(submission=submission),
        beside=beside_of(submission=submission, lines=lines, returned=returned),
    )


def edit_page(
    request: SignedInRequest,
    submission: Submission,
    grid: SubmissionGrid,
    *,
    now: datetime,
    **shown: Any,
) -> HttpResponse:
    """Return the page of the table; `seen` is the version its figures were based on.

    Only a page that shows what is stored saves by cell: one that shows what was posted and not
    taken would not know what the server has.
    """
    newest = latest_version(submission=submission)
    seen, status = shown.pop("seen"), shown.pop("status", 200)
    is_stored = status == HttpResponse.status_code
    shows_all = request.GET.get("lines") == ALL_LINES
    context = {
        "submission": submission,
        "period": submission.period,
        "grid": grid,
        "grid_unit": grid.unit,
        "day": min(timezone.localdate(now), submission.period.as_at),
        "seen": seen.isoformat() if seen else "",
        "latest": newest.edited_at.isoformat() if newest else "",
        "newest": newest,
        "is_open": lock_on(submission=submission, now=now) is None,
        "exception_until": longer_open(submission, now),
        "is_scripted": is_stored,
        "only_marked": grid.has_remarks and is_stored and not shows_all,
        "words": page_words(),
        "categories": ObstacleCategory.choices,
        "returned": last_return(submission=submission),
        "is_nil": "is_nil" in request.POST,
        **time_of(submission, now),
        **shown,
    }
    return render(request, "disbursement/submission_edit.html", context, status=status)
