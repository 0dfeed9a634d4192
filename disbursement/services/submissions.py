"""Everything that can happen to an investor's report, from the first draft to acceptance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import F, Min
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from disbursement.domain.review import Remark
from disbursement.domain.submission_steps import Status, Step
from disbursement.domain.submissions import Filling
from disbursement.models import Submission, SubmissionEventKind, SubmissionVersion
from disbursement.selectors.first_approval import body_of, endorses_for
from disbursement.selectors.submissions import GridLine, submission_grid
from disbursement.selectors.windows import lock_if_withdrawn, lock_on
from disbursement.services.obstacles import obstacles_report
from disbursement.services.submission_claims import WHY_NOT, Locked, claim, record, require_own
from disbursement.services.submission_notices import (
    told_accepted,
    told_reopened,
    told_returned,
    told_to_endorse,
)
from disbursement.services.submission_remarks import remarks_write
from disbursement.services.submission_writing import (
    UnfitReport as UnfitReport,
)
from disbursement.services.submission_writing import (
    copy_lines,
    new_version,
    open_version,
    refuse_unfit,
    write_lines,
)
from projects.models import User
from projects.permissions import may, require
from projects.refusals import NotAllowed, Refusal, StaleState
from projects.services.audit import audit

LONGEST_REASON = 2000


@dataclass(slots=True)
class AcceptResult:
    """What became of each of several reports: accepted, or why not."""

    accepted: list[int] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)


def submission_draft_save(
    *, submission: Submission, filling: Filling, actor: User | None, now: datetime
) -> SubmissionVersion:
    """Keep what was entered so far in the open version, errors and all."""
    require_own(actor, submission)
    grid = _grid_to_write(submission, now)
    with transaction.atomic():
        claim(submission, Step.SAVE, now=now)
        version = open_version(submission, grid, filling, actor=actor, now=now)
        version.is_nil = filling.is_nil
        version.save(update_fields=["is_nil"])
        write_lines(version, grid, filling.entries)
        audit(
            actor=actor,
            action="submission.save",
            about=submission,
            at=now,
            version=version.number,
            status=submission.status,
        )
    return version


def submission_submit(
    *, submission: Submission, filling: Filling, actor: User | None, now: datetime
) -> SubmissionVersion:
    """Hand in the report; the version is frozen from then on, late or not.

    Of two clicks at once one hands in and the other finds the report handed in. Raises
    UnfitReport where the figures do not allow it, Locked where the clock or the review do not.
    """
    require_own(actor, submission)
    grid = _grid_to_write(submission, now)
    refuse_unfit(grid, filling)
    with transaction.atomic():
        claim(submission, Step.SUBMIT, now=now)
        version = open_version(submission, grid, filling, actor=actor, now=now)
        write_lines(version, grid, filling.entries)
        version.submitted_at, version.submitted_by = now, actor
        version.is_nil = filling.is_nil
        version.save(update_fields=["submitted_at", "submitted_by", "is_nil"])
        # Parts of a second do not count towards being late.
        first = Coalesce(F("first_submitted_at"), now.replace(microsecond=0))
        Submission.objects.filter(pk=submission.pk).update(first_submitted_at=first)
        obstacles_report(
            submission=submission,
            entries=filling.entries,
            actor=actor,
            day=timezone.localdate(now),
            now=now,
        )
        note = gettext("Nothing to report, or no change since the last report")
        note = note if filling.is_nil else ""
        event = record(submission, SubmissionEventKind.SUBMITTED, actor=actor, now=now, note=note)
        if body := body_of(submission=submission, now=now):
            told_to_endorse(submission=submission, event=event, body=body)
    submission.refresh_from_db()
    return version


@transaction.atomic
def submission_withdraw(
    *, submission: Submission, actor: User | None, now: datetime, reason: str = ""
) -> SubmissionVersion:
    """Take back a report nobody has judged yet; return the draft that goes on from it.

    What was withdrawn stays on record but no longer counts, towards being on time neither.
    """
    require_own(actor, submission)
    reason = _reason(reason)
    claim(submission, Step.WITHDRAW, now=now)
    if lock_if_withdrawn(submission=submission, now=now):
        raise Refusal(
            _("The time to report has passed: what is withdrawn now could not be handed in again.")
        )
    old = submission.versions.get(number=submission.current_version)
    old.withdrawn_at = now
    old.save(update_fields=["withdrawn_at"])
    record(submission, SubmissionEventKind.WITHDRAWN, actor=actor, now=now, note=reason)
    version = new_version(submission, actor=actor, now=now)
    copy_lines(old, version)
    counting = submission.versions.filter(submitted_at__isnull=False, withdrawn_at=None)
    first = counting.aggregate(first=Min("submitted_at"))["first"]
    submission.first_submitted_at = first and first.replace(microsecond=0)
    submission.save(update_fields=["first_submitted_at"])
    return version


@transaction.atomic
def submission_endorse(
    *, submission: Submission, version: int, actor: User | None, now: datetime
) -> None:
    """Approve a report for the governing body; the planning department reviews it from then on."""
    require(actor, "submission.endorse")
    claim(submission, Step.ENDORSE, now=now, version=version)
    body = body_of(submission=submission, now=now)
    if body is None:
        raise Refusal(_("This report needs no approval of a governing body."))
    if actor and not endorses_for(user=actor, body=body, day=timezone.localdate(now)):
        raise NotAllowed(_("Only who reports for the governing body approves this report."))
    record(submission, SubmissionEventKind.ENDORSED, actor=actor, now=now)


@transaction.atomic
def submission_return(
    *,
    submission: Submission,
    version: int,
    reason: str,
    actor: User | None,
    now: datetime,
    remarks: Iterable[Remark] = (),
) -> None:
    """Send a report back to its investor; `version` is the one the reviewer read.

    The planning department may, and the governing body while it has not endorsed it. A reason
    in words is needed unless there are remarks on cells.
    """
    is_reviewer = actor is None or may(actor, "submission.review")
    if not is_reviewer:
        _require_body(actor, submission, now)
    reason, said = _reason(reason), list(remarks)
    if not reason and not said:
        raise Refusal(_("Say why the report is returned: the investor reads it."))
    came_from = claim(submission, Step.RETURN, now=now, version=version)
    if not is_reviewer and came_from != Status.SUBMITTED:
        raise StaleState(WHY_NOT[came_from])
    event = record(
        submission,
        SubmissionEventKind.RETURNED,
        actor=actor,
        now=now,
        note=reason,
        remarks=len(said),
    )
    remarks_write(event=event, remarks=said)
    told_returned(submission=submission, event=event)


@transaction.atomic
def submission_accept(
    *, submission: Submission, version: int, actor: User | None, now: datetime
) -> None:
    """Accept a report: nothing in it changes any more unless it is opened again."""
    require(actor, "submission.review")
    came_from = claim(submission, Step.ACCEPT, now=now, version=version)
    body = body_of(submission=submission, now=now)
    if body is not None and came_from == Status.SUBMITTED:
        raise Refusal(
            gettext("%(body)s has not approved this report yet; until then it can be returned.")
            % {"body": body}
        )
    event = record(submission, SubmissionEventKind.ACCEPTED, actor=actor, now=now)
    told_accepted(submission=submission, event=event)


def submissions_accept(
    *, choices: Iterable[tuple[int, int]], actor: User | None, now: datetime
) -> AcceptResult:
    """Accept several reports, given as (pk, version read); one refused never stops the rest."""
    require(actor, "submission.review")
    result = AcceptResult()
    chosen = list(choices)
    known = Submission.objects.select_related("period", "investor").in_bulk(
        [pk for pk, _version in chosen]
    )
    for pk, version in chosen:
        if pk not in known:
            result.refused[pk] = gettext("There is no such report.")
            continue
        try:
            submission_accept(submission=known[pk], version=version, actor=actor, now=now)
        except Refusal as refusal:
            result.refused[pk] = str(refusal)
        else:
            result.accepted.append(pk)
    return result


@transaction.atomic
def submission_reopen(
    *, submission: Submission, reason: str, actor: User | None, now: datetime
) -> None:
    """Open an accepted report again for its investor, who is told why."""
    require(actor, "submission.review")
    reason = _reason(reason)
    if not reason:
        raise Refusal(_("Say why the report is opened again: the investor reads it."))
    claim(submission, Step.REOPEN, now=now)
    event = record(submission, SubmissionEventKind.REOPENED, actor=actor, now=now, note=reason)
    told_reopened(submission=submission, event=event)


def _grid_to_write(submission: Submission, now: datetime) -> list[GridLine]:
    """Read what is asked before anything is claimed: the reading is what takes time."""
    submission.refresh_from_db(fields=["status", "current_version"])
    if lock := lock_on(submission=submission, now=now):
        raise Locked(lock)
    return submission_grid(submission=submission, day=timezone.localdate(now))


def _require_body(actor: User | None, submission: Submission, now: datetime) -> None:
    body = body_of(submission=submission, now=now)
    if actor and body and endorses_for(user=actor, body=body, day=timezone.localdate(now)):
        return
    require(actor, "submission.review")


def _reason(text: str) -> str:
    text = text.strip()
    if len(text) > LONGEST_REASON:
        raise Refusal(_("The reason is too long."))
    return text
