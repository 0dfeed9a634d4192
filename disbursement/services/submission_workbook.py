"""Take a report's workbook that came back: keep it, and write its cells into the draft."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from disbursement.domain.entry_cells import CellEdit, CellState, shown_cell
from disbursement.domain.submissions import line_name
from disbursement.domain.workbook_merge import CellChange
from disbursement.intake.submission_workbook import LIMITS
from disbursement.models import Submission, WorkbookUpload
from disbursement.selectors.submission_workbook import (
    FileReading,
    read_report_file,
)
from disbursement.services.entry_cells import MOST_CELLS, cells_save
from disbursement.services.submission_claims import require_own
from projects.domain.money import Unit
from projects.intake.guards import MEGABYTE
from projects.issue_texts import to_json
from projects.models import User
from projects.refusals import Refusal, StaleState
from projects.selectors.files import path_of
from projects.services.audit import audit
from projects.services.files import file_keep

MOST_FINDINGS_KEPT = 1000


class FileWithErrors(Refusal):
    """The file has errors, and only the whole of it was asked for."""


def workbook_receive(
    *, submission: Submission, content: bytes, name: str, actor: User | None, now: datetime
) -> WorkbookUpload:
    """Keep a workbook with what is found in it; nothing of it is taken yet.

    The same file sent again with the same findings is the same upload: a second click. Raises
    Refusal for what is larger than any report.
    """
    require_own(actor, submission)
    if len(content) > LIMITS.size:
        raise Refusal(
            _("A workbook of a report is at most %(size)s MB.") % {"size": LIMITS.size // MEGABYTE}
        )
    kept = file_keep(content=content, name=name, by=actor, at=now)
    reading = read_report_file(submission=submission, path=path_of(kept), now=now)
    issues = [*([reading.lock] if reading.lock else []), *reading.comparison.issues]
    findings = [to_json(found) for found in issues[:MOST_FINDINGS_KEPT]]
    with transaction.atomic():
        newest = submission.workbooks.first()
        is_again = newest and newest.source_file_id == kept.pk and not newest.was_taken
        if newest and is_again and newest.findings == findings:
            return newest
        upload = WorkbookUpload.objects.create(
            submission=submission,
            source_file=kept,
            uploaded_at=now,
            uploaded_by=actor,
            was_taken=False,
            findings=findings,
        )
        audit(
            actor=actor,
            action="submission.workbook",
            about=submission,
            at=now,
            name=kept.name,
            sha256=kept.sha256,
            upload=upload.pk,
            findings=len(issues),
        )
    return upload


def workbook_take(
    *,
    upload: WorkbookUpload,
    seen: datetime | None,
    preferred: Collection[str] = (),
    only_sound: bool = False,
    actor: User | None,
    now: datetime,
) -> int:
    """Write the cells of a workbook into the draft, all or none; return how many.

    `seen` is when the report was last edited as the person was shown it, `preferred` names the
    conflicts in which the file's value stays ("r1-2-2026-2026:own_disbursed"). A file with
    errors is refused unless only its cells without errors are wanted. Raises Locked, StaleState
    where the report has been changed since, FileWithErrors.
    """
    submission = upload.submission
    require_own(actor, submission)
    reading = read_report_file(submission=submission, path=path_of(upload.source_file), now=now)
    changes = _wanted(reading, preferred, only_sound=only_sound)
    if reading.lock is None and changes and reading.seen != seen:
        raise StaleState(
            _("Somebody else has changed this report in the meantime: look at the comparison anew.")
        )
    if reading.lock is None and not changes:
        return 0
    with transaction.atomic():
        _save(submission, changes, actor, now)
        WorkbookUpload.objects.create(
            submission=submission,
            source_file=upload.source_file,
            uploaded_at=now,
            uploaded_by=actor,
            was_taken=True,
            cells=len(changes),
            findings=upload.findings,
        )
        audit(
            actor=actor,
            action="submission.workbook_taken",
            about=submission,
            at=now,
            name=upload.source_file.name,
            sha256=upload.source_file.sha256,
            upload=upload.pk,
            cells=len(changes),
            only_sound=only_sound,
        )
    return len(changes)


def cell_name(change: CellChange) -> str:
    """Return how pages name a cell of the comparison."""
    return f"{line_name(change.key)}:{change.field}"


def _wanted(
    reading: FileReading, preferred: Collection[str], *, only_sound: bool
) -> list[CellChange]:
    found = reading.comparison
    if found.has_errors and not only_sound:
        raise FileWithErrors(
            _("Nothing was taken: the file has errors. Mend them, or take only the other cells.")
        )
    chosen = [change for change in found.conflicts if cell_name(change) in preferred]
    sound = [change for change in found.changes if (change.key, change.field) not in found.wrong]
    return sound + chosen


def _save(
    submission: Submission, changes: list[CellChange], actor: User | None, now: datetime
) -> None:
    """Send the cells as any page does; the lock and each cell are judged there once more."""
    edits = [
        CellEdit(
            change.key,
            change.field,
            shown_cell(change.mine, Unit.DONG),
            shown_cell(change.theirs, Unit.DONG),
        )
        for change in changes
    ]
    for start in range(0, max(len(edits), 1), MOST_CELLS):
        part = edits[start : start + MOST_CELLS]
        saved = cells_save(submission=submission, cells=part, actor=actor, now=now)
        if any(cell.state not in (CellState.SAVED, CellState.SAME) for cell in saved.cells):
            raise StaleState(
                _("Somebody else has changed this report in the meantime: look at it anew.")
            )
