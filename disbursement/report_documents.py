"""How reports stand and what they say, as the API answers it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone

from disbursement.domain.entry_rules import check_line
from disbursement.domain.submission_steps import Step, Window, lock_of, next_status, timeliness
from disbursement.domain.submissions import ENTRY_FIELDS, LineFigures, line_name
from disbursement.models import Submission, SubmissionLine, SubmissionVersion
from disbursement.selectors.first_approval import awaited_bodies
from disbursement.selectors.review import ReviewLine, review_of
from disbursement.selectors.submissions import (
    entries_of,
    entry_of,
    key_of,
    latest_version,
    submission_grid,
    submitted_version,
)
from disbursement.selectors.windows import LOCK_SENTENCES, windows_of
from disbursement.services.submission_writing import new_line
from disbursement.submission_documents import finding_document
from projects.domain.issues import Issue
from projects.models import Organisation


def submission_documents(
    submissions: Iterable[Submission], *, now: datetime
) -> list[dict[str, Any]]:
    """Return how reports stand, in a handful of queries for any number of them."""
    rows = list(submissions)
    windows = windows_of(submissions=rows, now=now)
    awaited = awaited_bodies(submissions=rows, now=now)
    return [_submission(row, windows[row.pk], awaited.get(row.pk), now) for row in rows]


def submission_detail(submission: Submission, *, is_own: bool, now: datetime) -> dict[str, Any]:
    """Return a report with its lines: to those who write it the draft, else what was handed in."""
    (document,) = submission_documents([submission], now=now)
    newest = latest_version(submission=submission)
    shown = newest if is_own else submitted_version(submission=submission)
    versions = submission.versions.order_by("number")
    if not is_own:
        versions = versions.filter(submitted_at__isnull=False)
    return document | {
        "seen": newest.edited_at.isoformat() if newest and is_own else "",
        "versions": [
            {
                "number": version.number,
                "submitted_at": _moment(version.submitted_at),
                "withdrawn_at": _moment(version.withdrawn_at),
                "is_nil": version.is_nil,
            }
            for version in versions
        ],
        "lines": _lines(submission, shown, now if is_own else None),
    }


def _submission(
    row: Submission, window: Window, awaited: Organisation | None, now: datetime
) -> dict[str, Any]:
    period, lock = row.period, lock_of(row.status, window, now)
    return {
        "submission": row.pk,
        "period": {
            "code": period.code,
            "kind": period.kind,
            "year": period.year,
            "month": period.month,
            "as_at": period.as_at.isoformat(),
            "opens_at": _moment(period.opens_at),
            "due_at": _moment(period.due_at),
            "locks_at": _moment(period.locks_at),
        },
        "investor": row.investor.code,
        "investor_name": row.investor.name,
        "status": row.status,
        "version": row.current_version,
        "first_submitted_at": _moment(row.first_submitted_at),
        "timeliness": str(timeliness(row.first_submitted_at, period.due_at, now)),
        "lock": {"code": lock.value, "message": str(LOCK_SENTENCES[lock])} if lock else None,
        "open_until": window.exception_until and window.exception_until.isoformat(),
        "awaits": awaited.code if awaited else None,
    }


def _lines(
    submission: Submission, version: SubmissionVersion | None, now: datetime | None
) -> list[dict[str, Any]]:
    """Return a version's lines; a report that may be written shows every line that is asked."""
    if now is None:
        return [_line(each.line, each.figures, each.issues) for each in _read(version)]
    if next_status(submission.status, Step.SAVE):
        stated = {entry.key: entry for entry in entries_of(submission=submission)}
        grid = submission_grid(submission=submission, day=timezone.localdate(now))
        lines = [(line.figures, new_line(None, line, stated.get(line.key))) for line in grid]
        return [
            _line(line, figures, check_line(figures, entry_of(line))) for figures, line in lines
        ]
    return [_line(each.line, each.figures, each.issues) for each in _read(version)]


def _read(version: SubmissionVersion | None) -> list[ReviewLine]:
    return review_of(version=version).lines if version else []


def _line(line: SubmissionLine, figures: LineFigures, issues: Iterable[Issue]) -> dict[str, Any]:
    return {
        "line": line_name(key_of(line)),
        "project": line.project.code,
        "source": line.source.code,
        "plan_year": line.plan_year,
        "origin_year": line.origin_year,
        "plan": figures.plan,
        "treasury_disbursed": figures.treasury,
        "last_own": figures.last_own,
        **{name: getattr(line, name) for name in ENTRY_FIELDS},
        "findings": [finding_document(each) for each in issues],
    }


def _moment(moment: datetime | None) -> str | None:
    return timezone.localtime(moment).isoformat() if moment else None
