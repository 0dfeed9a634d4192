"""Looking through a report before it is handed in, handing it in, and taking it back."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from disbursement.domain.deadlines import is_on_time
from disbursement.entry_forms import SubmissionGrid, moment_of
from disbursement.models import Submission
from disbursement.selectors.submissions import latest_version
from disbursement.selectors.windows import lock_on
from disbursement.services.submissions import submission_submit, submission_withdraw
from disbursement.views.access import SignedInRequest, permitted
from disbursement.views.entry import tell_handed_in
from disbursement.views.entry_page import own_report, stored_grid, time_of
from projects.display import current_unit
from projects.refusals import Refusal, StaleState
from projects.templatetags.vnd import vndatetime


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("submission.edit")
@never_cache
def submission_hand_in(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what will be handed in: totals, doubts with their explanations, what is empty."""
    submission = own_report(request, pk, "submission.edit")
    now = timezone.now()
    if request.method == "POST":
        return _hand_in(request, submission, now)
    if lock_on(submission=submission, now=now):
        return redirect("disbursement:submission_view", pk=pk)
    grid = stored_grid(submission, current_unit(), now)
    return _page(request, submission, grid, now)


@require_POST
@permitted("submission.edit")
def submission_take_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Withdraw a report that nobody has judged yet."""
    submission = own_report(request, pk, "submission.edit")
    try:
        submission_withdraw(
            submission=submission,
            reason=request.POST.get("reason", ""),
            actor=request.user,
            now=timezone.now(),
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("disbursement:submission_view", pk=pk)
    messages.success(
        request, _("The report is withdrawn. Mend it and hand it in again before its deadline.")
    )
    return redirect("disbursement:submission_edit", pk=pk)


def _hand_in(request: SignedInRequest, submission: Submission, now: datetime) -> HttpResponse:
    grid = stored_grid(submission, current_unit(), now)
    seen = moment_of(request.POST.get("seen", ""))
    try:
        _require_looked_through(submission, seen)
        submission_submit(
            submission=submission,
            filling=grid.filling_as(seen, request.POST),
            actor=request.user,
            now=now,
        )
    except StaleState as refusal:
        submission.refresh_from_db()
        newest = latest_version(submission=submission)
        if newest and newest.submitted_by_id == request.user.pk and newest.submitted_at:
            messages.info(request, _("The report had already been handed in."))
            return redirect("disbursement:submission_view", pk=submission.pk)
        return _page(
            request, submission, grid, now, problem=refusal.message, status=HTTPStatus.CONFLICT
        )
    except Refusal as refusal:
        return _page(
            request,
            submission,
            grid,
            now,
            problem=refusal.message,
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
        )
    tell_handed_in(request, submission)
    return redirect("disbursement:submission_view", pk=submission.pk)


def _require_looked_through(submission: Submission, seen: datetime | None) -> None:
    """Refuse to hand in what somebody has changed since the person looked it through."""
    newest = latest_version(submission=submission)
    if newest is None or newest.edited_at == seen:
        return
    raise StaleState(
        _("%(person)s changed the report at %(time)s: look it through once more.")
        % {"person": newest.edited_by or "–", "time": vndatetime(newest.edited_at)}
    )


def _page(
    request: SignedInRequest,
    submission: Submission,
    grid: SubmissionGrid,
    now: datetime,
    *,
    problem: object = "",
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    newest = latest_version(submission=submission)
    wants_nil = "nil" in request.GET or "is_nil" in request.POST
    unexplained = [
        row for row in grid.rows if row.has_warnings and not row.explanation and not row.has_errors
    ]
    context = {
        "submission": submission,
        "period": submission.period,
        "grid": grid,
        "newest": newest,
        "seen": newest.edited_at.isoformat() if newest else "",
        "is_nil": wants_nil,
        "unexplained": unexplained,
        "is_ready": grid.is_empty == wants_nil and not grid.error_count and not unexplained,
        "is_late": not is_on_time(now, submission.period.due_at),
        "attachments": submission.attachments.filter(removed_at=None).count(),
        "problem": problem,
        **time_of(submission, now),
    }
    return render(request, "disbursement/submission_hand_in.html", context, status=status)
