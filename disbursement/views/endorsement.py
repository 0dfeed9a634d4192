"""First approval: a governing body reads the reports of its investors, endorses or returns them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from disbursement.domain.submission_steps import remaining, timeliness
from disbursement.models import Submission, SubmissionStatus
from disbursement.review_forms import AcceptForm, ReturnForm, remark_forms, remarks_in
from disbursement.selectors.first_approval import awaited_body, submissions_to_endorse
from disbursement.selectors.review_inbox import inbox_rows
from disbursement.selectors.review_sheet import review_sheet
from disbursement.selectors.submissions import history_of, submitted_version
from disbursement.services.submissions import submission_endorse, submission_return
from disbursement.views.access import SignedInRequest, permitted
from disbursement.views.saving import refused_status
from projects.models import Role
from projects.permissions import get_for, organisations_of
from projects.refusals import Refusal


@require_GET
@permitted("submission.endorse")
def endorsements(request: SignedInRequest) -> HttpResponse:
    """List the reports that wait for the person's body, and those it has passed on."""
    now = timezone.now()
    mine = submissions_to_endorse(user=request.user, now=now)
    bodies = organisations_of(request.user, Role.INVESTOR)
    waiting = inbox_rows(submissions=mine.filter(status=SubmissionStatus.SUBMITTED), now=now)
    context = {
        "waiting": [row for row in waiting if row.body and row.body.pk in bodies],
        "passed": inbox_rows(submissions=mine.filter(status=SubmissionStatus.ENDORSED), now=now),
    }
    return render(request, "disbursement/endorsements.html", context)


@require_GET
@permitted("submission.endorse")
def endorsement(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a report of an investor for which the person's body answers."""
    return _page(request, _asked(request, pk))


@require_POST
@permitted("submission.endorse")
def endorsement_give(request: SignedInRequest, pk: int) -> HttpResponse:
    """Endorse a report; the planning department reviews it from then on."""
    submission = _asked(request, pk)
    form = AcceptForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        submission_endorse(
            submission=submission,
            version=form.cleaned_data["version"],
            actor=request.user,
            now=timezone.now(),
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("disbursement:endorsement", pk=pk)
    messages.success(request, _("The report is endorsed; the planning department has it now."))
    return redirect("disbursement:endorsements")


@require_POST
@permitted("submission.endorse")
def endorsement_return(request: SignedInRequest, pk: int) -> HttpResponse:
    """Return a report to its investor before it reaches the planning department."""
    submission = _asked(request, pk)
    form = ReturnForm(request.POST)
    sheet = _sheet(submission)
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
    return redirect("disbursement:endorsements")


def _page(
    request: SignedInRequest, submission: Submission, *, status: int = 200, **forms: Any
) -> HttpResponse:
    now = timezone.now()
    sheet = _sheet(submission)
    body = awaited_body(submission=submission, now=now)
    is_ours = body is not None and body.pk in organisations_of(request.user, Role.INVESTOR)
    shown = {"version": submission.current_version}
    context = {
        "submission": submission,
        "period": submission.period,
        "sheet": sheet,
        "events": history_of(submission=submission),
        "timeliness": timeliness(submission.first_submitted_at, submission.period.due_at, now),
        "left": remaining(now, submission.period.due_at),
        "body": body,
        "may_judge": is_ours and sheet is not None,
        "return_form": ReturnForm(initial=shown),
        "accept_form": AcceptForm(initial=shown),
        "cell_forms": remark_forms(sheet),
        **forms,
    }
    return render(request, "disbursement/endorsement.html", context, status=status)


def _sheet(submission: Submission) -> Any:
    version = submitted_version(submission=submission)
    if version is None:
        return None
    version.submission = submission
    return review_sheet(version=version, now=timezone.now())


def _asked(request: SignedInRequest, pk: int) -> Submission:
    mine = submissions_to_endorse(user=request.user, now=timezone.now())
    found = mine.select_related("period", "investor")
    return get_for(request.user, found, "submission.endorse", pk=pk)
