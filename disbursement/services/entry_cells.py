"""Save single cells of a report while it is being typed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from disbursement.domain.entry_cells import (
    NO_SUCH_LINE,
    CellEdit,
    CellState,
    CellValue,
    judge_cell,
    read_cell,
    shown_cell,
)
from disbursement.domain.entry_rules import check_line
from disbursement.domain.ledger import Key
from disbursement.domain.submission_steps import Step
from disbursement.domain.submissions import LineFigures, line_name
from disbursement.models import ObstacleCategory, Submission, SubmissionLine, SubmissionVersion
from disbursement.selectors.entry_rules import measures_of
from disbursement.selectors.submissions import (
    entry_of,
    key_of,
    last_own_figures,
    latest_version,
    submission_grid,
)
from disbursement.services.submission_claims import claim, require_own
from disbursement.services.submission_writing import new_line, new_version
from projects.domain.issues import Issue
from projects.domain.texts import shorten
from projects.models import AuditRecord, User
from projects.refusals import Refusal
from projects.services.audit import audit

MOST_CELLS = 2000
RECENT_SAVES = 100
LINES_PER_STATEMENT = 100
GROUPS = frozenset(ObstacleCategory.values)
ACTION = "submission.cells"


class TooManyCells(Refusal):
    """More cells in one call than a table has."""


@dataclass(frozen=True, slots=True)
class SavedCell:
    """What became of one cell; after a conflict `by` and `at` tell who wrote what is kept."""

    key: Key
    field: str
    state: CellState
    text: str
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How far the whole report has come: findings, and lines with an own count."""

    errors: int = 0
    warnings: int = 0
    filled: int = 0


@dataclass(frozen=True, slots=True)
class SavedCells:
    """The answer to a save: each cell in its order, and the findings of the lines touched.

    `before` and `edited_at` are when the newest version was last edited, before and after.
    """

    cells: list[SavedCell]
    findings: dict[Key, list[Issue]]
    counts: Counts
    before: datetime | None
    edited_at: datetime | None


@dataclass(slots=True)
class _Sheet:
    """The lines a person is writing in: the draft's, or those a new draft would begin with."""

    latest: SubmissionVersion | None
    lines: dict[Key, SubmissionLine]
    changed: dict[Key, set[str]] = field(default_factory=lambda: defaultdict(set))
    log: dict[str, list[str]] = field(default_factory=dict)
    unread: dict[Key, list[Issue]] = field(default_factory=lambda: defaultdict(list))

    @property
    def draft(self) -> SubmissionVersion | None:
        return self.latest if self.latest and self.latest.submitted_at is None else None


def cells_save(
    *, submission: Submission, cells: Iterable[CellEdit], actor: User | None, now: datetime
) -> SavedCells:
    """Write the cells that stand as the sender saw them; leave and tell those that do not.

    Makes the draft where there is none; a call that changes nothing leaves no trace. Raises
    Locked where the report cannot be written in, TooManyCells above MOST_CELLS.
    """
    require_own(actor, submission)
    edits = list(cells)
    if len(edits) > MOST_CELLS:
        raise TooManyCells(_("Too many cells at once: at most %(most)s.") % {"most": MOST_CELLS})
    with transaction.atomic():
        came_from = claim(submission, Step.SAVE, now=now)
        sheet = _open_sheet(submission, {edit.key for edit in edits}, now)
        before = sheet.latest.edited_at if sheet.latest else None
        saved = [_save_cell(submission, sheet, edit) for edit in edits]
        if sheet.changed:
            _write(submission, sheet, actor, now)
            _leave_trace(submission, sheet, saved, actor, now)
        else:
            submission.status = came_from.value
            transaction.set_rollback(True)
    findings, counts = _judge(submission, sheet)
    touched = {edit.key: findings.get(edit.key, []) for edit in edits}
    edited_at = sheet.latest.edited_at if sheet.latest else None
    return SavedCells(saved, touched, counts, before, edited_at)


def _open_sheet(submission: Submission, wanted: set[Key], now: datetime) -> _Sheet:
    """Read the newest version; what is asked is worked out only where a line is missing."""
    latest = latest_version(submission=submission)
    rows = latest.lines.order_by() if latest else []
    lines = {key_of(line): line for line in rows}
    sheet = _Sheet(latest, lines)
    if sheet.draft and wanted <= lines.keys():
        return sheet
    grid = submission_grid(submission=submission, day=timezone.localdate(now))
    if sheet.draft:
        missing = {line.key: new_line(None, line) for line in grid if line.key not in lines}
        sheet.lines = lines | missing
    else:
        entries = {key: entry_of(line) for key, line in lines.items()}
        sheet.lines = {line.key: new_line(None, line, entries.get(line.key)) for line in grid}
    return sheet


def _save_cell(submission: Submission, sheet: _Sheet, edit: CellEdit) -> SavedCell:
    line = sheet.lines.get(edit.key)
    new = read_cell(edit.field, edit.text, edit.unit, GROUPS)
    if line is None or isinstance(new, Issue):
        found = new if isinstance(new, Issue) else Issue(NO_SUCH_LINE, column=edit.field)
        sheet.unread[edit.key].append(found)
        return SavedCell(edit.key, edit.field, CellState.UNREADABLE, edit.text)
    stored: CellValue = getattr(line, edit.field)
    state = judge_cell(stored, read_cell(edit.field, edit.was, edit.unit, GROUPS), new)
    if state is CellState.CONFLICT:
        return _conflict(submission, sheet, edit, shown_cell(stored, edit.unit))
    if state is CellState.SAVED:
        setattr(line, edit.field, new)
        sheet.changed[edit.key].add(edit.field)
        sheet.log[_name(edit)] = [shorten(str("" if v is None else v)) for v in (stored, new)]
    return SavedCell(edit.key, edit.field, state, shown_cell(new, edit.unit))


def _conflict(submission: Submission, sheet: _Sheet, edit: CellEdit, kept: str) -> SavedCell:
    """Tell who wrote what is kept: the last to save the cell, or to save the whole table."""
    saves = AuditRecord.objects.filter(
        object_type="submission",
        object_id=str(submission.pk),
        action__in=(ACTION, "submission.save"),
    ).select_related("actor")
    for record in saves.order_by("-id")[:RECENT_SAVES]:
        if record.action != ACTION or _name(edit) in record.detail.get("cells", {}):
            by = str(record.actor or "")
            return SavedCell(edit.key, edit.field, CellState.CONFLICT, kept, by, record.at)
    by = str(sheet.latest.edited_by or "") if sheet.latest else ""
    at = sheet.latest.edited_at if sheet.latest else None
    return SavedCell(edit.key, edit.field, CellState.CONFLICT, kept, by, at)


def _write(submission: Submission, sheet: _Sheet, actor: User | None, now: datetime) -> None:
    """Store what has changed, in as many statements for one cell as for a hundred lines."""
    draft = sheet.draft
    if draft is None:
        draft = sheet.latest = new_version(submission, actor=actor, now=now)
        new = list(sheet.lines.values())
    else:
        draft.edited_at, draft.edited_by, draft.is_nil = now, actor, False
        draft.save(update_fields=["edited_at", "edited_by", "is_nil"])
        new = [sheet.lines[key] for key in sheet.changed if sheet.lines[key].pk is None]
    known = [sheet.lines[key] for key in sheet.changed if sheet.lines[key].pk is not None]
    fields = sorted(set().union(*sheet.changed.values()))
    if len(known) == 1:
        known[0].save(update_fields=fields)
    elif known:
        SubmissionLine.objects.bulk_update(known, fields, batch_size=LINES_PER_STATEMENT)
    for line in new:
        line.version = draft
    SubmissionLine.objects.bulk_create(new)


def _leave_trace(
    submission: Submission,
    sheet: _Sheet,
    saved: list[SavedCell],
    actor: User | None,
    now: datetime,
) -> None:
    states = Counter(str(cell.state) for cell in saved)
    audit(
        actor=actor,
        action=ACTION,
        about=submission,
        at=now,
        version=submission.current_version,
        cells=sheet.log,
        **states,
    )


def _judge(submission: Submission, sheet: _Sheet) -> tuple[dict[Key, list[Issue]], Counts]:
    """Return the findings of every line, by the plan and treasury figures the draft holds."""
    last = last_own_figures(submission=submission)
    tolerated = measures_of(period=submission.period).tolerated_percent
    findings = {key: list(found) for key, found in sheet.unread.items()}
    for key, line in sheet.lines.items():
        figures = LineFigures(line.plan, line.treasury_disbursed, last.get(key), tolerated)
        if found := check_line(figures, entry_of(line)):
            findings[key] = findings.get(key, []) + found
    issues = [found for each in findings.values() for found in each]
    errors = sum(found.is_error for found in issues)
    filled = sum(line.own_disbursed is not None for line in sheet.lines.values())
    return findings, Counts(errors, len(issues) - errors, filled)


def _name(edit: CellEdit) -> str:
    return f"{line_name(edit.key)}:{edit.field}"
