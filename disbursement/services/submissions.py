"""Everything that can happen to an investor's report."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from disbursement.domain.ledger import Key
from disbursement.domain.submission_steps import Step, next_status
from disbursement.domain.submissions import Filling, LineEntry, check_line, unexplained
from disbursement.models import (
    Submission,
    SubmissionEvent,
    SubmissionEventKind,
    SubmissionLine,
    SubmissionStatus,
    SubmissionVersion,
)
from disbursement.selectors.submissions import GridLine, latest_version, submission_grid
from disbursement.services.obstacles import obstacles_report
from projects.domain.issues import Issue, has_errors
from projects.models import Role, User
from projects.permissions import organisations_of, require
from projects.refusals import NotAllowed, Refusal, StaleState
from projects.services.audit import audit

LONGEST_REASON = 2000

WHY_NOT: dict[str, str | Promise] = {
    SubmissionStatus.NOT_RECEIVED: _("The report has not been handed in yet."),
    SubmissionStatus.DRAFT: _("The report has not been handed in yet."),
    SubmissionStatus.SUBMITTED: _("The report has already been handed in; wait for the review."),
    SubmissionStatus.RETURNED: _("The report has been returned to the investor."),
    SubmissionStatus.ACCEPTED: _("The report has been accepted and can no longer be changed."),
}


class UnfitReport(Refusal):
    """A report with errors, unexplained warnings or nothing in it; `issues` says where."""

    def __init__(
        self, message: str | Promise, issues: Mapping[Key, list[Issue]] | None = None
    ) -> None:
        super().__init__(message)
        self.issues = issues or {}


@transaction.atomic
def submission_draft_save(
    *, submission: Submission, filling: Filling, actor: User | None, now: datetime
) -> SubmissionVersion:
    """Keep what was entered so far in the open version, errors and all."""
    _require_own(actor, submission)
    status = _claim(submission, Step.SAVE, now=now)
    version = _open_version(submission, filling, actor=actor, now=now)
    grid = submission_grid(submission=submission, day=timezone.localdate(now))
    _write_lines(version, grid, filling)
    audit(
        actor=actor,
        action="submission.save",
        about=submission,
        at=now,
        version=version.number,
        status=status,
    )
    return version


@transaction.atomic
def submission_submit(
    *, submission: Submission, filling: Filling, actor: User | None, now: datetime
) -> SubmissionVersion:
    """Hand in the report; the version is frozen from then on, late or not.

    Of two clicks at once one hands in and the other finds the report handed in. Raises
    UnfitReport where the figures do not allow it.
    """
    _require_own(actor, submission)
    _claim(submission, Step.SUBMIT, now=now)
    grid = submission_grid(submission=submission, day=timezone.localdate(now))
    _refuse_unfit(grid, filling)
    version = _open_version(submission, filling, actor=actor, now=now)
    _write_lines(version, grid, filling)
    version.submitted_at, version.submitted_by = now, actor
    version.save(update_fields=["submitted_at", "submitted_by"])
    # Parts of a second do not count towards being late.
    first = Coalesce(F("first_submitted_at"), now.replace(microsecond=0))
    Submission.objects.filter(pk=submission.pk).update(first_submitted_at=first)
    obstacles_report(
        submission=submission, entries=filling.entries, actor=actor, day=timezone.localdate(now)
    )
    note = gettext("Nothing to report, or no change since the last report")
    note = note if filling.is_nil else ""
    _record(submission, SubmissionEventKind.SUBMITTED, actor=actor, now=now, note=note)
    submission.refresh_from_db()
    return version


@transaction.atomic
def submission_return(
    *, submission: Submission, version: int, reason: str, actor: User | None, now: datetime
) -> None:
    """Send a report back to its investor; `version` is the one the reviewer read."""
    require(actor, "submission.review")
    reason = reason.strip()
    if not reason:
        raise Refusal(_("Say why the report is returned: the investor reads it."))
    if len(reason) > LONGEST_REASON:
        raise Refusal(_("The reason is too long."))
    _claim(submission, Step.RETURN, now=now, version=version)
    _record(submission, SubmissionEventKind.RETURNED, actor=actor, now=now, note=reason)


@transaction.atomic
def submission_accept(
    *, submission: Submission, version: int, actor: User | None, now: datetime
) -> None:
    """Accept a report: nothing in it changes any more."""
    require(actor, "submission.review")
    _claim(submission, Step.ACCEPT, now=now, version=version)
    _record(submission, SubmissionEventKind.ACCEPTED, actor=actor, now=now)


def _require_own(actor: User | None, submission: Submission) -> None:
    require(actor, "submission.edit")
    if actor and submission.investor_id not in organisations_of(actor, Role.INVESTOR):
        raise NotAllowed(_("Only the investor itself reports its figures."))


def _claim(
    submission: Submission, step: Step, *, now: datetime, version: int | None = None
) -> SubmissionStatus:
    """Take a step in the database; of several callers at once only one gets through."""
    submission.refresh_from_db(fields=["status", "current_version"])
    target = next_status(submission.status, step)
    if target is None:
        raise StaleState(WHY_NOT[submission.status])
    if version is not None and version != submission.current_version:
        raise StaleState(_("The investor has handed in a newer version; read it first."))
    changes: dict[str, object] = {"status": target.value}
    if target != submission.status:
        changes["status_at"] = now
    claimed = Submission.objects.filter(
        pk=submission.pk,
        status=submission.status,
        current_version=submission.current_version,
    ).update(**changes)
    if claimed != 1:
        raise StaleState(_("Somebody else has changed this report in the meantime."))
    submission.status = SubmissionStatus(target.value)
    return submission.status


def _open_version(
    submission: Submission, filling: Filling, *, actor: User | None, now: datetime
) -> SubmissionVersion:
    """Return the open version, provided it is the one the person was looking at."""
    latest = latest_version(submission=submission)
    if (latest and latest.edited_at) != filling.seen:
        raise StaleState(_overtaken(latest))
    if latest is None or latest.submitted_at:
        return _new_version(submission, actor=actor, now=now)
    claimed = SubmissionVersion.objects.filter(
        pk=latest.pk, edited_at=latest.edited_at, submitted_at=None
    ).update(edited_at=now, edited_by=actor)
    if claimed != 1:
        raise StaleState(_overtaken(latest))
    latest.edited_at, latest.edited_by = now, actor
    return latest


def _new_version(submission: Submission, *, actor: User | None, now: datetime) -> SubmissionVersion:
    number = submission.current_version + 1
    Submission.objects.filter(pk=submission.pk).update(current_version=number)
    submission.current_version = number
    return SubmissionVersion.objects.create(
        submission=submission, number=number, edited_at=now, edited_by=actor
    )


def _overtaken(latest: SubmissionVersion | None) -> str:
    if latest is None:
        return gettext("Somebody else has changed this report in the meantime.")
    return gettext(
        "%(person)s changed this report at %(time)s, after you had opened the page. What you "
        "typed is still below: open the report anew in another tab and compare."
    ) % {
        "person": latest.edited_by or "–",
        "time": f"{timezone.localtime(latest.edited_at):%H:%M %d/%m/%Y}",
    }


def _refuse_unfit(grid: list[GridLine], filling: Filling) -> None:
    """Raise UnfitReport for what may not be handed in as it is."""
    stated = {entry.key: entry for entry in filling.entries}
    entries = [(line, stated.get(line.key) or LineEntry(line.key)) for line in grid]
    is_empty = all(entry.is_empty for _line, entry in entries)
    if is_empty and not filling.is_nil:
        raise UnfitReport(
            _("Nothing has been entered. Fill in the table, or tick “nothing to report”.")
        )
    if filling.is_nil and not is_empty:
        raise UnfitReport(_("“Nothing to report” is ticked, but figures are entered: keep one."))
    issues = {line.key: check_line(line.figures, entry) for line, entry in entries}
    issues = {key: found for key, found in issues.items() if found}
    if any(has_errors(found) for found in issues.values()):
        raise UnfitReport(_("Some figures cannot be handed in as they are."), issues)
    if any(unexplained(issues.get(line.key, []), entry) for line, entry in entries):
        raise UnfitReport(_("Some figures need a word of explanation."), issues)
    if issues and not filling.warnings_confirmed:
        raise UnfitReport(_("Read the warnings once more and confirm them."), issues)


def _write_lines(version: SubmissionVersion, grid: list[GridLine], filling: Filling) -> None:
    """Write a line per key, with the plan and the treasury's figure as they stand."""
    stated = {entry.key: entry for entry in filling.entries}
    version.lines.all().delete()
    SubmissionLine.objects.bulk_create(
        _line(version, line, stated.get(line.key) or LineEntry(line.key)) for line in grid
    )


def _line(version: SubmissionVersion, line: GridLine, entry: LineEntry) -> SubmissionLine:
    return SubmissionLine(
        version=version,
        project=line.project,
        source=line.source,
        plan_year=line.key.plan_year,
        origin_year=line.key.origin_year,
        plan=line.figures.plan,
        treasury_disbursed=line.figures.treasury,
        executed_volume=entry.executed_volume,
        own_disbursed=entry.own_disbursed,
        month_estimate=entry.month_estimate,
        year_forecast=entry.year_forecast,
        obstacle_category=entry.obstacle_category,
        difficulty=entry.difficulty,
    )


def _record(
    submission: Submission,
    kind: SubmissionEventKind,
    *,
    actor: User | None,
    now: datetime,
    note: str = "",
) -> None:
    """Leave a step in the history of the report and in the audit."""
    version = submission.current_version
    SubmissionEvent.objects.create(
        submission=submission, kind=kind, version=version, at=now, actor=actor, note=note
    )
    audit(
        actor=actor,
        action=f"submission.{kind}",
        about=submission,
        at=now,
        version=version,
        note=note,
    )
