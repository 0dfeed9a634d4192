"""The planning department's pages: who has handed in, and the judgement of one report."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from disbursement.domain.submission_steps import Timeliness, remaining, timeliness
from disbursement.forms import AcceptForm, BoardFilter, ReturnForm
from disbursement.models import ReportingPeriod, Submission, SubmissionStatus
from disbursement.selectors.periods import current_period, period_summaries
from disbursement.selectors.review import review_of
from disbursement.selectors.submissions import (
    BoardRow,
    board_rows,
    history_of,
    submissions_visible_to,
    submitted_version,
)
from disbursement.services.submissions import submission_accept, submission_return
from disbursement.views.access import SignedInRequest, permitted
from projects.permissions import get_for, may
from projects.refusals import Refusal


@require_GET
@permitted("submission.view_all")
def period_board(request: SignedInRequest, code: str = "") -> HttpResponse:
    """Show every obliged investor of a period: what came, when, and how it compares."""
    now = timezone.now()
    summaries = period_summaries()
    period = _chosen_period(code)
    if period is None:
        return render(request, "disbursement/period_board.html", {"period": None})
    rows = board_rows(period=period, now=now)
    form = BoardFilter(request.GET, blocks={row.submission.investor.block for row in rows} - {""})
    chosen = form.cleaned_data if form.is_valid() else {}
    context = {
        "period": period,
        "left": remaining(now, period.due_at),
        "summaries": summaries,
        "summary": next(found for found in summaries if found.period == period),
        "rows": [row for row in rows if _is_wanted(row, chosen)],
        "form": form,
        "is_filtered": any(chosen.values()),
    }
    return render(request, "disbursement/period_board.html", context)


@require_GET
@permitted("submission.view_all")
def submission_review(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a report line by line with its differences and history, and the ways to answer."""
    submission = _seen_by(request, pk, "submission.view_all")
    return _review_page(request, submission, ReturnForm(initial=_version_of(submission)))


@require_POST
@permitted("submission.review")
def submission_send_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Return a report to its investor with a reason."""
    submission = _seen_by(request, pk, "submission.review")
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return _review_page(request, submission, form, status=422)
    try:
        submission_return(
            submission=submission,
            version=form.cleaned_data["version"],
            reason=form.cleaned_data["reason"],
            actor=request.user,
            now=timezone.now(),
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        submission.refresh_from_db()
        return _review_page(request, submission, form, status=409)
    messages.success(request, _("The report is returned; the investor sees your reason."))
    return redirect("disbursement:submission_review", pk=pk)


@require_POST
@permitted("submission.review")
def submission_take(request: SignedInRequest, pk: int) -> HttpResponse:
    """Accept a report."""
    submission = _seen_by(request, pk, "submission.review")
    form = AcceptForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        submission_accept(
            submission=submission,
            version=form.cleaned_data["version"],
            actor=request.user,
            now=timezone.now(),
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The report is accepted."))
    return redirect("disbursement:submission_review", pk=pk)


def _review_page(
    request: SignedInRequest, submission: Submission, form: ReturnForm, *, status: int = 200
) -> HttpResponse:
    number = request.GET.get("version", "")
    chosen = submitted_version(
        submission=submission, number=int(number) if number.isdecimal() else None
    )
    now = timezone.now()
    period = submission.period
    is_current = chosen is not None and chosen.number == submission.current_version
    is_to_judge = submission.status == SubmissionStatus.SUBMITTED and is_current
    context = {
        "submission": submission,
        "period": period,
        "review": chosen and review_of(version=chosen),
        "versions": submission.versions.filter(submitted_at__isnull=False),
        "events": history_of(submission=submission),
        "timeliness": timeliness(submission.first_submitted_at, period.due_at, now),
        "left": remaining(now, period.due_at),
        "may_judge": is_to_judge and may(request.user, "submission.review"),
        "return_form": form,
        "accept_form": AcceptForm(initial=_version_of(submission)),
    }
    return render(request, "disbursement/submission_review.html", context, status=status)


def _seen_by(request: SignedInRequest, pk: int, action: str) -> Submission:
    return get_for(request.user, submissions_visible_to(request.user), action, pk=pk)


def _chosen_period(code: str) -> ReportingPeriod | None:
    """Return the period asked for, by default the current one."""
    if not code:
        return current_period(now=timezone.now())
    period = ReportingPeriod.objects.filter(code=code).first()
    if period is None:
        raise Http404
    return period


def _version_of(submission: Submission) -> dict[str, int]:
    return {"version": submission.current_version}


def _is_wanted(row: BoardRow, chosen: Mapping[str, str]) -> bool:
    block, status = chosen.get("block"), chosen.get("status")
    if block and row.submission.investor.block != block:
        return False
    if status == "missing":
        return row.submission.first_submitted_at is None
    if status == Timeliness.LATE:
        return row.timeliness == Timeliness.LATE
    return not status or row.submission.status == status
