"""Take in changes of organisations and handovers of projects, all of them or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.domain.change_layout import EVENTS, HANDOVERS
from projects.domain.columns import column_index
from projects.domain.issues import Issue, has_errors
from projects.domain.reorganisation import Changes, Verdict, verdict_mark
from projects.domain.reorganisation_moves import judge
from projects.intake.changes import ChangeFile, read_changes
from projects.intake.workbook import WorkbookRefused, read_workbook
from projects.issue_texts import render, to_json
from projects.models import Installation, RegisterImport, SourceFile, User
from projects.permissions import require
from projects.refusals import Refusal, StaleState
from projects.selectors.reorganisation import KnownRows, known_rows
from projects.services.audit import audit
from projects.services.files import file_keep
from projects.services.registers import Outcome
from projects.services.reorganisation_rows import Stamp, verdict_apply

ACTION = "organisation.change"


class UnfitChanges(Refusal):
    """Changes that contradict what is known; `issues` says where and how to mend them."""

    def __init__(self, issues: Iterable[Issue]) -> None:
        self.issues = tuple(issues)
        told = [render(found) for found in self.issues if found.is_error]
        super().__init__(" ".join(f"{each['message']} {each['fix']}" for each in told[:3]))


@dataclass(frozen=True, slots=True)
class ChangeAnswer:
    """What became of changes, everything found in them, and the rows they speak of."""

    outcome: Outcome
    issues: tuple[Issue, ...]
    rows: KnownRows
    sheets: tuple[str, ...] = ()
    verdict: Verdict | None = None
    register_import: RegisterImport | None = None

    @property
    def mark(self) -> str:
        return verdict_mark(self.verdict) if self.verdict else ""

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """Rows added and already on record by sheet; of a refused file none are."""
        verdict = self.verdict or Verdict()
        rows = {
            EVENTS.name: (len(verdict.events), verdict.same_events),
            HANDOVERS.name: (verdict.stated_moves, verdict.same_handovers),
        }
        return {
            sheet: {"added": rows[sheet][0], "changed": 0, "same": rows[sheet][1]}
            for sheet in self.sheets
        }


def changes_check(*, changes: Changes, by: User | None, at: datetime) -> ChangeAnswer:
    """Return what the changes would do, and write nothing."""
    require(by, ACTION)
    return _judge(ChangeFile(changes=changes), at)


def changes_apply(
    *, changes: Changes, by: User | None, at: datetime, seen: str = ""
) -> ChangeAnswer:
    """Take in the changes; raises UnfitChanges, and nothing is written, where they do not fit.

    ``seen`` is the mark of what was previewed: anything else is refused as out of date.
    """
    require(by, ACTION)
    with one_at_a_time():
        answer = _judge(ChangeFile(changes=changes), at)
        if answer.verdict is None:
            raise UnfitChanges(answer.issues)
        if answer.verdict.is_empty:
            raise Refusal(_("All of it is on record already; nothing was changed."))
        _refuse_unseen(answer, seen)
        verdict_apply(verdict=answer.verdict, rows=answer.rows, stamp=Stamp(at, by))
    return replace(answer, outcome=Outcome.IMPORTED)


@transaction.atomic
def change_file_receive(*, content: bytes, name: str, by: User | None, at: datetime) -> SourceFile:
    """Keep a workbook that is to be looked at before it is taken in."""
    require(by, ACTION)
    kept = file_keep(content=content, name=name, by=by, at=at)
    audit(actor=by, action="changes.receive", about=kept, at=at, name=kept.name)
    return kept


def change_file_check(*, path: Path, by: User | None, at: datetime) -> ChangeAnswer:
    """Return what taking in the workbook would do, and write nothing."""
    require(by, ACTION)
    return _judge(_read(path), at)


def change_file_import(
    *, path: Path, name: str, by: User | None, at: datetime, seen: str = ""
) -> ChangeAnswer:
    """Take in the workbook, or refuse it with every finding and leave nothing behind."""
    require(by, ACTION)
    file = _read(path)
    with one_at_a_time():
        answer = _judge(file, at)
        if answer.verdict is None:
            return answer
        if answer.verdict.is_empty:
            return replace(answer, outcome=Outcome.UNCHANGED)
        _refuse_unseen(answer, seen)
        made = RegisterImport.objects.create(
            source_file=file_keep(content=path, name=name, by=by, at=at),
            imported_at=at,
            imported_by=by,
            counts=answer.counts,
            issues=[to_json(found) for found in answer.issues],
        )
        verdict_apply(verdict=answer.verdict, rows=answer.rows, stamp=Stamp(at, by))
        audit(actor=by, action="changes.import", about=made, at=at, counts=answer.counts)
        return replace(answer, outcome=Outcome.IMPORTED, register_import=made)


def _refuse_unseen(answer: ChangeAnswer, seen: str) -> None:
    if seen and seen != answer.mark:
        raise StaleState(
            _("The registers have changed since the preview. Look at the new preview.")
        )


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let two people's changes follow one another, as imports of registers do."""
    try:
        with transaction.atomic():
            Installation.current()
            Installation.objects.select_for_update().get(pk=1)
            yield
    except IntegrityError as error:
        raise StaleState(
            _("Somebody else changed the registers at the same moment. Try once more.")
        ) from error


def _read(path: Path) -> ChangeFile:
    try:
        return read_changes(read_workbook(path))
    except WorkbookRefused as refused:
        return ChangeFile(issues=(refused.issue,))


def _judge(file: ChangeFile, at: datetime) -> ChangeAnswer:
    rows = known_rows(file.changes)
    verdict, found = judge(file.changes, rows.known, timezone.localdate(at))
    issues = tuple(sorted([*file.issues, *found], key=_reading_order))
    if has_errors(issues):
        return ChangeAnswer(Outcome.REFUSED, issues, rows, file.sheets)
    return ChangeAnswer(Outcome.CHECKED, issues, rows, file.sheets, verdict)


def _reading_order(found: Issue) -> tuple[str, int, int]:
    column = column_index(found.column) if found.column else -1
    return found.sheet, found.row or 0, column
