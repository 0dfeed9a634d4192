"""The judgement of one report: read it cell by cell, accept, return or open it again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from disbursement.domain.submission_steps import Lock, remaining, timeliness
from disbursement.models import Submission, SubmissionStatus
from disbursement.review_forms import (
    AcceptForm,
    ExceptionForm,
    ReopenForm,
    ReturnForm,
    remark_forms,
    remarks_in,
)
from disbursement.selectors.first_approval import awaited_body
from disbursement.selectors.review_inbox import TO_JUDGE
from disbursement.selectors.review_page import (
    dependents_of,
    exceptions_of,
    exceptions_running,
    people_obliged,
)
from disbursement.selectors.review_sheet import ReviewSheet, review_sheet
from disbursement.selectors.submissions import (
    history_of,
    submissions_visible_to,
    submitted_version,
)
from disbursement.selectors.windows import LOCK_SENTENCES, lock_on
from disbursement.services.exceptions import exception_end, exception_grant
from disbursement.services.submissions import (
    submission_accept,
    submission_reopen,
    submission_return,
)
from disbursement.views.access import SignedInRequest, permitted
from disbursement.views.saving import refused_status
from projects.permissions import get_for, may
from projects.refusals import Refusal


@require_GET
@permitted("submission.view_all")
def submission_review(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a report line by line with its differences and history, and the ways to answer."""
    return _page(request, _seen_by(request, pk, "submission.view_all"))


@require_POST
@permitted("submission.review")
def submission_send_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Return a report to its investor, with a reason, or with reasons by cell, or both."""
    submission = _seen_by(request, pk, "submission.review")
    form = ReturnForm(request.POST)
    sheet = _sheet(submission, request.POST.get("version", ""), timezone.now())
    cells = remark_forms(sheet, request.POST)
    if not form.is_valid() or (cells.is_bound and not cells.is_valid()):
        return _page(request, submission, status=422, return_form=form, cell_forms=cells)
    try:
        submission_return(
            submission=submission,
            version=form.cleaned_data["version"],
            reason=form.cleaned_data["reason"],
            remarks=remarks_in(cells),
            actor=request.user,
            now=timezone.now(),
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        submission.refresh_from_db()
        status = refused_status(refusal)
        return _page(request, submission, status=status, return_form=form, cell_forms=cells)
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


@require_POST
@permitted("submission.review")
def submission_open_again(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open an accepted report again for its investor."""
    submission = _seen_by(request, pk, "submission.review")
    form = ReopenForm(request.POST)
    if not form.is_valid():
        return _page(request, submission, status=422, reopen_form=form)
    try:
        submission_reopen(
            submission=submission,
            reason=form.cleaned_data["reason"],
            actor=request.user,
            now=timezone.now(),
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        submission.refresh_from_db()
        return _page(request, submission, status=409, reopen_form=form)
    messages.success(request, _("The report is open again; its investor is told why."))
    return redirect("disbursement:submission_review", pk=pk)


@require_POST
@permitted("submission.exception")
def submission_except(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give one investor leave to hand in one period until a day."""
    submission = _seen_by(request, pk, "submission.exception")
    form = ExceptionForm(request.POST)
    if not form.is_valid():
        return _page(request, submission, status=422, exception_form=form)
    try:
        exception_grant(
            submission=submission,
            until=form.cleaned_data["until"],
            reason=form.cleaned_data["reason"],
            excuses=form.cleaned_data["excuses"],
            actor=request.user,
            now=timezone.now(),
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _page(request, submission, status=422, exception_form=form)
    messages.success(request, _("The exception is granted; it ends by itself after its last day."))
    return redirect(_part(pk, "exceptions"))


@require_POST
@permitted("submission.exception")
def submission_except_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """End an exception before its day."""
    submission = _seen_by(request, pk, "submission.exception")
    chosen = request.POST.get("exception", "")
    exception = submission.exceptions.filter(pk=int(chosen) if chosen.isdecimal() else 0).first()
    if exception is None:
        raise Http404
    try:
        exception_end(exception=exception, actor=request.user, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The exception has ended."))
    return redirect(_part(pk, "exceptions"))


def _page(
    request: SignedInRequest, submission: Submission, *, status: int = 200, **forms: Any
) -> HttpResponse:
    now = timezone.now()
    period = submission.period
    sheet = _sheet(submission, request.GET.get("version", ""), now)
    body = awaited_body(submission=submission, now=now)
    is_current = sheet is not None and sheet.review.version.number == submission.current_version
    is_to_judge = is_current and submission.status in TO_JUDGE
    may_judge = is_to_judge and may(request.user, "submission.review")
    lock = lock_on(submission=submission, now=now)
    is_accepted = submission.status == SubmissionStatus.ACCEPTED
    shown = {"version": submission.current_version}
    context = {
        "submission": submission,
        "period": period,
        "sheet": sheet,
        "versions": submission.versions.filter(submitted_at__isnull=False),
        "events": history_of(submission=submission),
        "timeliness": timeliness(submission.first_submitted_at, period.due_at, now),
        "left": remaining(now, period.due_at),
        "lock_sentence": LOCK_SENTENCES[lock] if lock and lock != Lock.IN_REVIEW else "",
        "body": body,
        "may_judge": may_judge,
        "may_accept": may_judge and body is None,
        "may_reopen": is_accepted and may(request.user, "submission.review"),
        "may_except": may(request.user, "submission.exception") and not is_accepted,
        "dependents": is_accepted and dependents_of(submission=submission),
        "exceptions": exceptions_of(submission=submission),
        "running": exceptions_running(submission=submission, now=now),
        "people": [] if sheet else people_obliged(submission=submission, now=now),
        "return_form": ReturnForm(initial=shown),
        "accept_form": AcceptForm(initial=shown),
        "reopen_form": ReopenForm(),
        "exception_form": ExceptionForm(),
        **forms,
    }
    if may_judge and "cell_forms" not in context:
        context["cell_forms"] = remark_forms(sheet)
    return render(request, "disbursement/submission_review.html", context, status=status)


def _sheet(submission: Submission, number: str, now: datetime) -> ReviewSheet | None:
    """Return the version asked for, by default the newest that stands, None without any."""
    chosen = submitted_version(
        submission=submission,
        number=int(number) if number.isdecimal() and len(number) < 6 else None,
    )
    if chosen is None:
        return None
    chosen.submission = submission
    return review_sheet(version=chosen, now=now)


def _seen_by(request: SignedInRequest, pk: int, action: str) -> Submission:
    return get_for(request.user, submissions_visible_to(request.user), action, pk=pk)


def _part(pk: int, part: str) -> str:
    return f"{reverse('disbursement:submission_review', args=[pk])}#{part}"
