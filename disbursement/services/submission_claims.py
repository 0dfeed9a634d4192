"""Take a step of a report in the database, and leave it in the report's history."""

from __future__ import annotations

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from disbursement.domain.submission_steps import LOCKABLE, Lock, Status, Step, next_status
from disbursement.models import (
    Submission,
    SubmissionEvent,
    SubmissionEventKind,
    SubmissionStatus,
)
from disbursement.selectors.windows import LOCK_SENTENCES, lock_on
from projects.models import Role, User
from projects.permissions import organisations_of, require
from projects.refusals import NotAllowed, Refusal, StaleState
from projects.services.audit import audit

ATTEMPTS = 3

NOT_HANDED_IN = _("The report has not been handed in yet.")
NOT_ACCEPTED = _("Only a report that has been accepted can be opened again.")
WHY_NOT: dict[str, str | Promise] = {
    SubmissionStatus.NOT_RECEIVED: NOT_HANDED_IN,
    SubmissionStatus.DRAFT: NOT_HANDED_IN,
    SubmissionStatus.SUBMITTED: LOCK_SENTENCES[Lock.IN_REVIEW],
    SubmissionStatus.ENDORSED: _("The governing body has already endorsed the report."),
    SubmissionStatus.RETURNED: _("The report has been returned to the investor."),
    SubmissionStatus.ACCEPTED: LOCK_SENTENCES[Lock.ACCEPTED],
}
OF_A_STEP: dict[tuple[Status, Step], str | Promise] = {
    (Status.ENDORSED, Step.WITHDRAW): _(
        "The governing body has already endorsed the report: ask for it to be returned."
    ),
    **{(status, Step.REOPEN): NOT_ACCEPTED for status in Status if status != Status.ACCEPTED},
}


class Locked(StaleState):
    """The report cannot be written in; `lock` says why."""

    def __init__(self, lock: Lock) -> None:
        super().__init__(LOCK_SENTENCES[lock])
        self.lock = lock


def require_own(actor: User | None, submission: Submission) -> None:
    """Let only those write who report for the investor itself."""
    require(actor, "submission.edit")
    if actor and submission.investor_id not in organisations_of(actor, Role.INVESTOR):
        raise NotAllowed(_("Only the investor itself reports its figures."))


def claim(
    submission: Submission, step: Step, *, now: datetime, version: int | None = None
) -> Status:
    """Take a step and return where it came from; callers at once follow one another.

    The row stays claimed until the transaction ends, so what is read afterwards stands still.
    What the caller had loaded may be old: a refusal is given only on what is stored.
    """
    for attempt in range(ATTEMPTS):
        if attempt:
            submission.refresh_from_db(fields=["status", "current_version"])
        came_from = Status(submission.status)
        refusal = _refusal(submission, step, now, version)
        if refusal is None and _compare_and_set(submission, step, now):
            return came_from
        if refusal and attempt:
            raise refusal
    raise StaleState(_("Somebody else has changed this report in the meantime."))


def record(
    submission: Submission,
    kind: SubmissionEventKind,
    *,
    actor: User | None,
    now: datetime,
    note: str = "",
    **detail: object,
) -> SubmissionEvent:
    """Leave a step in the history of the report and in the audit."""
    version = submission.current_version
    event = SubmissionEvent.objects.create(
        submission=submission, kind=kind, version=version, at=now, actor=actor, note=note
    )
    audit(
        actor=actor,
        action=f"submission.{kind}",
        about=submission,
        at=now,
        version=version,
        note=note,
        **detail,
    )
    return event


def _refusal(
    submission: Submission, step: Step, now: datetime, version: int | None
) -> Refusal | None:
    status = Status(submission.status)
    if step in LOCKABLE and (lock := lock_on(submission=submission, now=now)):
        return Locked(lock)
    if next_status(status, step) is None:
        return StaleState(OF_A_STEP.get((status, step)) or WHY_NOT[status])
    if version is not None and version != submission.current_version:
        return StaleState(_("The investor has handed in a newer version; read it first."))
    return None


def _compare_and_set(submission: Submission, step: Step, now: datetime) -> bool:
    target = next_status(submission.status, step)
    if target is None:
        return False
    changes: dict[str, object] = {"status": target.value}
    if target != submission.status:
        changes["status_at"] = now
    claimed = Submission.objects.filter(
        pk=submission.pk,
        status=submission.status,
        current_version=submission.current_version,
    ).update(**changes)
    if claimed == 1:
        submission.status = SubmissionStatus(target.value)
    return claimed == 1
