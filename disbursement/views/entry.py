"""The report being written: its table, saved or handed in with one click, and how it stands."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from disbursement.entry_forms import SubmissionGrid
from disbursement.models import Submission
from disbursement.selectors.entry_context import beside_of
from disbursement.selectors.submissions import (
    entries_of,
    last_return,
    latest_version,
    submissions_visible_to,
)
from disbursement.selectors.windows import LOCK_SENTENCES, lock_on
from disbursement.services.submissions import (
    UnfitReport,
    submission_draft_save,
    submission_submit,
)
from disbursement.views.access import SignedInRequest, permitted
from disbursement.views.entry_page import edit_page, grid_lines, own_report, stored_grid
from disbursement.views.entry_person import ended_session
from projects.display import current_unit, unit_named
from projects.permissions import get_for, may
from projects.refusals import Refusal, StaleState
from projects.requests import person_of
from projects.templatetags.vnd import vndatetime


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("submission.edit")
@never_cache
def submission_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the table of a report to be filled in; save it or hand it in."""
    submission = own_report(request, pk, "submission.edit")
    now = timezone.now()
    if request.method == "POST":
        return Attempt(request, submission, _posted_grid(request, submission, now), now).answer()
    if lock_on(submission=submission, now=now):
        return redirect("disbursement:submission_view", pk=pk)
    version = latest_version(submission=submission)
    grid = stored_grid(submission, current_unit(), now)
    return edit_page(request, submission, grid, now=now, seen=version and version.edited_at)


@require_GET
@login_not_required
@never_cache
def submission_state(request: HttpRequest, pk: int) -> JsonResponse:
    """Tell an open page how its report stands now, in JSON also when the session has ended."""
    if ended := ended_session(request):
        return ended
    person = person_of(request)
    if not may(person, "submission.edit"):
        raise PermissionDenied
    submissions = submissions_visible_to(person)
    submission = get_for(person, submissions, "submission.edit", pk=pk)
    newest = latest_version(submission=submission)
    lock = lock_on(submission=submission, now=timezone.now())
    message = str(LOCK_SENTENCES[lock]) if lock else ""
    if newest and not lock:
        message = _("%(person)s changed this report at %(time)s.") % {
            "person": newest.edited_by or "–",
            "time": vndatetime(newest.edited_at),
        }
    return JsonResponse(
        {
            "lock": lock or "",
            "message": message,
            "seen": newest.edited_at.isoformat() if newest else "",
        }
    )


def _posted_grid(request: SignedInRequest, submission: Submission, now: datetime) -> SubmissionGrid:
    lines = grid_lines(submission, now)
    returned = last_return(submission=submission)
    return SubmissionGrid.posted(
        lines=lines,
        unit=unit_named(request.POST.get("unit", "")) or current_unit(),
        data=request.POST,
        beside=beside_of(submission=submission, lines=lines, returned=returned),
    )


class Attempt:
    """One click on "save" or "submit" without scripts, and the page that answers it."""

    def __init__(
        self, request: SignedInRequest, submission: Submission, grid: SubmissionGrid, now: datetime
    ) -> None:
        self.request = request
        self.submission = submission
        self.grid = grid
        self.now = now
        self.filling = grid.filling(request.POST)
        self.seen = self.filling.seen

    def answer(self) -> HttpResponse:
        try:
            if self.request.POST.get("action") == "submit":
                return self._submit()
            return self._save()
        except StaleState as refusal:
            return self._overtaken(refusal)
        except Refusal as refusal:
            return self._again(refusal.message, status=HTTPStatus.UNPROCESSABLE_ENTITY)

    def _save(self) -> HttpResponse:
        self._keep_draft()
        if self.grid.unreadable:
            return self._again(
                _("The draft is saved without the cells marked below: they cannot be read."),
                status=HTTPStatus.UNPROCESSABLE_ENTITY,
            )
        messages.success(self.request, _("The draft is saved. It has not been handed in yet."))
        return redirect("disbursement:submission_edit", pk=self.submission.pk)

    def _submit(self) -> HttpResponse:
        if self.grid.unreadable:
            self._keep_draft()
            return self._again(
                _("Not handed in: some cells cannot be read. The rest is kept as a draft."),
                status=HTTPStatus.UNPROCESSABLE_ENTITY,
            )
        try:
            submission_submit(
                submission=self.submission,
                filling=self.filling,
                actor=self.request.user,
                now=self.now,
            )
        except UnfitReport as refusal:
            self.submission.refresh_from_db()
            self._keep_draft()
            return self._again(refusal.message, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        tell_handed_in(self.request, self.submission)
        return redirect("disbursement:submission_view", pk=self.submission.pk)

    def _keep_draft(self) -> None:
        version = submission_draft_save(
            submission=self.submission,
            filling=self.filling,
            actor=self.request.user,
            now=self.now,
        )
        self.seen = version.edited_at

    def _overtaken(self, refusal: StaleState) -> HttpResponse:
        """Show what was typed beside the reason; a repeated click just shows the report."""
        self.submission.refresh_from_db()
        if self._was_already_handed_in():
            messages.info(self.request, _("The report had already been handed in."))
            return redirect("disbursement:submission_view", pk=self.submission.pk)
        return self._again(refusal.message, status=HTTPStatus.CONFLICT, is_overtaken=True)

    def _was_already_handed_in(self) -> bool:
        """Tell whether the same person has handed in the same figures: a second click."""
        newest = latest_version(submission=self.submission)
        if not newest or newest.submitted_by_id != self.request.user.pk:
            return False
        stored = {entry.key: entry for entry in entries_of(submission=self.submission)}
        return stored == {entry.key: entry for entry in self.filling.entries}

    def _again(self, message: object, *, status: int, is_overtaken: bool = False) -> HttpResponse:
        return edit_page(
            self.request,
            self.submission,
            self.grid,
            now=self.now,
            seen=self.seen,
            problem=message,
            is_overtaken=is_overtaken,
            status=status,
        )


def tell_handed_in(request: SignedInRequest, submission: Submission) -> None:
    """Say that a report came in, and whether in time."""
    if submission.is_on_time:
        messages.success(request, _("The report is handed in on time."))
    else:
        messages.warning(request, _("The report is handed in, after its deadline."))
