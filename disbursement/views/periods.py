"""The investor's own pages: its periods, the report being written, the report handed in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from disbursement.domain.submission_steps import Step, next_status, remaining, timeliness
from disbursement.forms import SubmissionGrid
from disbursement.models import ObstacleCategory, Submission
from disbursement.selectors.review import review_of
from disbursement.selectors.submissions import (
    entries_of,
    history_of,
    last_return,
    latest_version,
    own_reports,
    submission_grid,
    submissions_visible_to,
    submitted_version,
)
from disbursement.services.submissions import (
    UnfitReport,
    submission_draft_save,
    submission_submit,
)
from disbursement.views.access import SignedInRequest, permitted
from projects.display import current_unit, unit_named
from projects.permissions import get_for
from projects.refusals import Refusal, StaleState

PERIODS_PER_PAGE = 24


@require_GET
@permitted("submission.view_own")
def my_periods(request: SignedInRequest) -> HttpResponse:
    """List the periods of the person's organisations, what is open first."""
    reports = own_reports(user=request.user, now=timezone.now())
    context = {
        "to_write": [report for report in reports if _is_open(report.submission)],
        "page_obj": Paginator(reports, PERIODS_PER_PAGE).get_page(request.GET.get("page")),
        "many_organisations": len({report.submission.investor_id for report in reports}) > 1,
    }
    return render(request, "disbursement/my_periods.html", context)


@require_GET
@permitted("submission.view_own")
def submission_view(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a report of one's own as it was handed in, and its history."""
    submission = _own(request, pk, "submission.view_own")
    number = request.GET.get("version", "")
    chosen = submitted_version(
        submission=submission, number=int(number) if number.isdecimal() else None
    )
    context = {
        "submission": submission,
        "period": submission.period,
        "review": chosen and review_of(version=chosen),
        "events": history_of(submission=submission),
        "returned": last_return(submission=submission),
        "versions": submission.versions.filter(submitted_at__isnull=False),
        "is_open": _is_open(submission),
        **_time_of(submission, timezone.now()),
    }
    return render(request, "disbursement/submission_view.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("submission.edit")
def submission_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the table of a report to be filled in; save it or hand it in."""
    submission = _own(request, pk, "submission.edit")
    now = timezone.now()
    lines = submission_grid(submission=submission, day=timezone.localdate(now))
    if request.method == "POST":
        unit = unit_named(request.POST.get("unit", "")) or current_unit()
        grid = SubmissionGrid.posted(lines=lines, unit=unit, data=request.POST)
        return Attempt(request, submission, grid, now).answer()
    if not _is_open(submission):
        return redirect("disbursement:submission_view", pk=pk)
    version = latest_version(submission=submission)
    stored = entries_of(submission=submission)
    grid = SubmissionGrid(lines=lines, unit=current_unit(), stored=stored)
    return _edit_page(request, submission, grid, now=now, seen=version and version.edited_at)


class Attempt:
    """One click on "save" or "submit", and the page that answers it."""

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
            return self._again(refusal.message, status=422)

    def _save(self) -> HttpResponse:
        self._keep_draft()
        if self.grid.unreadable:
            return self._again(
                _("The draft is saved without the cells marked below: they cannot be read."),
                status=422,
            )
        messages.success(self.request, _("The draft is saved. It has not been handed in yet."))
        return redirect("disbursement:submission_edit", pk=self.submission.pk)

    def _submit(self) -> HttpResponse:
        if self.grid.unreadable:
            self._keep_draft()
            return self._again(
                _("Not handed in: some cells cannot be read. The rest is kept as a draft."),
                status=422,
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
            return self._again(refusal.message, status=422)
        if self.submission.is_on_time:
            messages.success(self.request, _("The report is handed in on time."))
        else:
            messages.warning(self.request, _("The report is handed in, after its deadline."))
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
        return self._again(refusal.message, status=409, is_overtaken=True)

    def _was_already_handed_in(self) -> bool:
        """Tell whether the same person has handed in the same figures: a second click."""
        newest = latest_version(submission=self.submission)
        if not newest or newest.submitted_by_id != self.request.user.pk:
            return False
        stored = {entry.key: entry for entry in entries_of(submission=self.submission)}
        return stored == {entry.key: entry for entry in self.filling.entries}

    def _again(self, message: object, *, status: int, is_overtaken: bool = False) -> HttpResponse:
        return _edit_page(
            self.request,
            self.submission,
            self.grid,
            now=self.now,
            seen=self.seen,
            problem=message,
            is_overtaken=is_overtaken,
            status=status,
        )


def _edit_page(
    request: SignedInRequest,
    submission: Submission,
    grid: SubmissionGrid,
    *,
    now: datetime,
    **shown: Any,
) -> HttpResponse:
    """Return the page of the table; `seen` is the version its figures were based on."""
    newest = latest_version(submission=submission)
    seen, status = shown.pop("seen"), shown.pop("status", 200)
    context = {
        "submission": submission,
        "period": submission.period,
        "grid": grid,
        "grid_unit": grid.unit,
        "day": min(timezone.localdate(now), submission.period.as_at),
        "seen": seen.isoformat() if seen else "",
        "latest": newest.edited_at.isoformat() if newest else "",
        "newest": newest,
        "is_open": _is_open(submission),
        "categories": ObstacleCategory.choices,
        "returned": last_return(submission=submission),
        "is_nil": "is_nil" in request.POST,
        **_time_of(submission, now),
        **shown,
    }
    return render(request, "disbursement/submission_edit.html", context, status=status)


def _own(request: SignedInRequest, pk: int, action: str) -> Submission:
    """Return a report of the person's own organisations: others' do not exist for them."""
    return get_for(request.user, submissions_visible_to(request.user), action, pk=pk)


def _is_open(submission: Submission) -> bool:
    return next_status(submission.status, Step.SAVE) is not None


def _time_of(submission: Submission, now: datetime) -> dict[str, object]:
    due_at = submission.period.due_at
    return {
        "left": remaining(now, due_at),
        "timeliness": timeliness(submission.first_submitted_at, due_at, now),
    }
