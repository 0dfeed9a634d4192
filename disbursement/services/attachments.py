"""Attach photos and documents of a project to a report, and take them off again."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from disbursement.models import AttachmentKind, Submission, SubmissionAttachment
from disbursement.selectors.windows import lock_on
from disbursement.services.submission_claims import Locked, require_own
from projects.intake.documents import ATTACHMENT, PHOTO, check_document, document_kind
from projects.issue_texts import told
from projects.models import Project, User
from projects.refusals import Refusal, StaleState
from projects.services.audit import audit
from projects.services.files import file_keep, safe_name

MOST_FILES = 20
LONGEST_NOTE = 300


@transaction.atomic
def attachment_add(
    *,
    submission: Submission,
    project: Project,
    content: bytes,
    name: str,
    note: str = "",
    actor: User | None,
    now: datetime,
) -> SubmissionAttachment:
    """Attach a file that passes the guard of documents.

    Raises Locked where the report cannot be written in, Refusal for a file that is not taken,
    is attached already, or is one too many for its project.
    """
    _require_open(submission, actor, now)
    if project.investor_id != submission.investor_id:
        raise Refusal(_("The project belongs to another investor."))
    if found := check_document(content, name, ATTACHMENT):
        raise Refusal(told(found))
    kind = document_kind(content)
    there = SubmissionAttachment.objects.filter(
        submission=submission, project=project, removed_at=None
    )
    if there.count() >= MOST_FILES:
        raise Refusal(
            _("A project has at most %(most)s files in a report: remove one first.")
            % {"most": MOST_FILES}
        )
    kept = file_keep(content=content, name=name, by=actor, at=now)
    try:
        with transaction.atomic():
            attachment = SubmissionAttachment.objects.create(
                submission=submission,
                project=project,
                source_file=kept,
                name=safe_name(name),
                kind=AttachmentKind.PHOTO if kind in PHOTO.kinds else AttachmentKind.DOCUMENT,
                media_type=str(kind),
                note=" ".join(note.split())[:LONGEST_NOTE],
                added_at=now,
                added_by=actor,
            )
    except IntegrityError:
        raise Refusal(_("This file is attached already.")) from None
    _leave_trace("submission.attach", attachment, actor, now)
    return attachment


@transaction.atomic
def attachment_remove(
    *, attachment: SubmissionAttachment, actor: User | None, now: datetime
) -> None:
    """Take a file off a report; the file itself and who removed it stay on record."""
    _require_open(attachment.submission, actor, now)
    removed = SubmissionAttachment.objects.filter(pk=attachment.pk, removed_at=None).update(
        removed_at=now, removed_by=actor
    )
    if removed != 1:
        raise StaleState(_("The file has been removed already."))
    _leave_trace("submission.detach", attachment, actor, now)


def _require_open(submission: Submission, actor: User | None, now: datetime) -> None:
    require_own(actor, submission)
    if lock := lock_on(submission=submission, now=now):
        raise Locked(lock)


def _leave_trace(
    action: str, attachment: SubmissionAttachment, actor: User | None, now: datetime
) -> None:
    audit(
        actor=actor,
        action=action,
        about=attachment.submission,
        at=now,
        project=attachment.project.code,
        name=attachment.name,
        sha256=attachment.source_file.sha256,
    )
