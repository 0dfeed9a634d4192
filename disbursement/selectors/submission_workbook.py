"""Read what a report's workbook is made of, and what one that came back would change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import override

from disbursement.domain.ledger import Key
from disbursement.domain.submissions import LineEntry
from disbursement.domain.workbook_identity import Identity, IssuedLine, line_code
from disbursement.domain.workbook_merge import Comparison, compare
from disbursement.domain.workbook_reading import Terms, read_report_sheet
from disbursement.domain.workbook_rules import LOCKED, OTHER_INVESTOR, OTHER_PERIOD
from disbursement.intake.submission_workbook import open_report_file
from disbursement.models import ObstacleCategory, Submission, WorkbookUpload
from disbursement.selectors.entry_context import last_entries
from disbursement.selectors.submissions import (
    GridLine,
    entries_of,
    latest_version,
    submission_grid,
    submissions_visible_to,
)
from disbursement.selectors.windows import LOCK_SENTENCES, lock_on
from disbursement.workbook_identity import open_identity
from projects.domain.issues import Issue, Term, issue
from projects.domain.money import Unit
from projects.domain.texts import comparison_key
from projects.models import User

# The languages in which a file may name the groups; the first is that of the form.
LANGUAGES = ("vi", "en")


@dataclass(slots=True)
class FileReading:
    """What was found in a file; without an identity there is nothing but a refusal.

    `seen` is when the report it was compared with was last edited; `lines` are its lines now.
    """

    comparison: Comparison
    identity: Identity | None = None
    seen: datetime | None = None
    lines: dict[Key, GridLine] = field(default_factory=dict)
    lock: Issue | None = None


def uploads_visible_to(user: User) -> QuerySet[WorkbookUpload]:
    """Return the uploaded workbooks of the reports a person sees."""
    uploads = WorkbookUpload.objects.select_related(
        "source_file", "uploaded_by", "submission__period", "submission__investor"
    )
    return uploads.filter(submission__in=submissions_visible_to(user))


def uploads_of(*, submission: Submission) -> QuerySet[WorkbookUpload]:
    """Return the workbooks of a report, the newest first."""
    return submission.workbooks.select_related("source_file", "uploaded_by")


def group_names() -> dict[str, str]:
    """Return the groups of difficulties by code, named as in the form."""
    with override(LANGUAGES[0]):
        return {group.value: str(group.label) for group in ObstacleCategory}


def groups_by_name() -> dict[str, str]:
    """Return the code behind every way of naming a group."""
    found = {"": ""}
    for language in LANGUAGES:
        with override(language):
            found |= {comparison_key(str(group.label)): group.value for group in ObstacleCategory}
    return found | {comparison_key(group.value): group.value for group in ObstacleCategory}


def workbook_identity(*, submission: Submission, unit: Unit, now: datetime) -> Identity:
    """Return the report as a workbook made at this moment states it."""
    grid = submission_grid(submission=submission, day=timezone.localdate(now))
    stored = {entry.key: entry for entry in entries_of(submission=submission)}
    last = last_entries(submission=submission)
    period, investor = submission.period, submission.investor
    return Identity(
        submission.pk,
        investor.code,
        investor.name,
        period.code,
        f"{period.as_at:%d/%m/%Y}",
        unit,
        timezone.localtime(now).isoformat(timespec="seconds"),
        tuple(
            IssuedLine(
                line.key,
                line.project.code,
                line.project.name,
                line.source.code,
                line.source.name,
                line.figures.plan,
                line.figures.treasury,
                last[line.key].own_disbursed if line.key in last else None,
                stored.get(line.key) or LineEntry(line.key),
            )
            for line in grid
        ),
    )


def read_report_file(*, submission: Submission, path: Path, now: datetime) -> FileReading:
    """Return what taking a file into the report would change as it stands now."""
    opened = open_report_file(path)
    identity = opened.refusal or open_identity(opened.identity)
    if isinstance(identity, Issue):
        return _refused(identity)
    if stranger := _stranger(identity, submission):
        return _refused(stranger)
    newest = latest_version(submission=submission)
    grid = submission_grid(submission=submission, day=timezone.localdate(now))
    stored = {entry.key: entry for entry in entries_of(submission=submission)}
    keys = {line.code: line.key for line in identity.lines} | {
        line_code(
            line.project.code, line.source.code, line.key.plan_year, line.key.origin_year
        ): line.key
        for line in grid
    }
    reading = read_report_sheet(opened.sheets, Terms(identity, keys, groups_by_name()))
    state = {line.key: (line.figures, stored.get(line.key) or LineEntry(line.key)) for line in grid}
    return FileReading(
        compare(reading, identity, state, group_names())
        if reading.sheet
        else _only(reading.issues),
        identity,
        newest.edited_at if newest else None,
        {line.key: line for line in grid},
        lock_issue(submission=submission, now=now),
    )


def lock_issue(*, submission: Submission, now: datetime) -> Issue | None:
    """Return why nothing can be taken into the report now."""
    lock = lock_on(submission=submission, now=now)
    if lock is None:
        return None
    with override(None):
        msgid = str(LOCK_SENTENCES[lock])
    return issue(LOCKED, reason=Term(msgid))


def _stranger(identity: Identity, submission: Submission) -> Issue | None:
    """Name whose workbook this is where it is another report's."""
    if identity.submission == submission.pk:
        return None
    investor, period = submission.investor, submission.period
    if identity.investor_code != investor.code:
        theirs = f"{identity.investor_code} {identity.investor_name}"
        return issue(OTHER_INVESTOR, theirs=theirs, ours=f"{investor.code} {investor.name}")
    return issue(OTHER_PERIOD, theirs=identity.period_day, ours=period.as_at)


def _refused(found: Issue) -> FileReading:
    return FileReading(_only([found]))


def _only(issues: Iterable[Issue]) -> Comparison:
    return Comparison(issues=list(issues), has_errors=True)
