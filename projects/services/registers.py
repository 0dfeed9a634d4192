"""Take in a workbook of registers, all of it or nothing, and give the registers out as one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from projects.domain.columns import column_index
from projects.domain.issues import Issue, has_errors
from projects.domain.plan_checks import check_plan_lines, projects_lowered
from projects.domain.register_checks import check_registers, merge
from projects.domain.register_difference import (
    RegisterDifference,
    difference_mark,
    register_difference,
)
from projects.domain.register_layout import LAYOUTS
from projects.domain.registers import PositionKey, Registers
from projects.intake.registers import RegisterFile, read_registers
from projects.intake.workbook import WorkbookRefused, read_workbook
from projects.issue_texts import to_json
from projects.models import Installation, RegisterImport, SourceFile, User
from projects.permissions import require
from projects.refusals import StaleState
from projects.renderers.register_workbook import render_registers
from projects.selectors.registers import known_lines, known_registers, plan_context
from projects.services.audit import audit
from projects.services.files import file_keep
from projects.services.plans import plan_difference_apply
from projects.services.register_rows import Trace, register_rows_apply

REASON = 100  # what a row of history holds as its reason


class Disbursed(Protocol):
    """Answers what was paid out of the positions of projects; the treasury's side knows it."""

    def __call__(self, *, codes: Iterable[str]) -> Mapping[PositionKey, int]: ...


def _nothing_disbursed(*, codes: Iterable[str]) -> Mapping[PositionKey, int]:
    return {}


class Outcome(StrEnum):
    IMPORTED = "imported"
    CHECKED = "checked"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class RegisterAnswer:
    """What became of a workbook: the difference it makes, and everything found in it."""

    outcome: Outcome
    issues: tuple[Issue, ...]
    sheets: tuple[str, ...] = ()
    difference: RegisterDifference | None = None
    register_import: RegisterImport | None = None

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """Rows added, changed and the same by sheet; of a refused file none are."""
        if self.difference is None:
            return {sheet: {"added": 0, "changed": 0, "same": 0} for sheet in self.sheets}
        return self.difference.counts()


@transaction.atomic
def register_file_receive(
    *, content: bytes, name: str, by: User | None, at: datetime
) -> SourceFile:
    """Keep a file that was handed in, until it is looked at and taken."""
    require(by, "registers.import")
    file = file_keep(content=content, name=name, by=by, at=at)
    audit(actor=by, action="registers.upload", about=file, at=at, name=file.name)
    return file


def registers_check(
    *, path: Path, by: User | None, disbursed: Disbursed = _nothing_disbursed
) -> RegisterAnswer:
    """Return what importing the workbook would change, and write nothing."""
    require(by, "registers.import")
    return _judge(_read(path), disbursed)


def registers_import(
    *,
    path: Path,
    name: str,
    by: User | None,
    at: datetime,
    seen: str = "",
    disbursed: Disbursed = _nothing_disbursed,
) -> RegisterAnswer:
    """Take in the workbook, or refuse it with every finding and leave nothing behind.

    ``seen`` is the mark of the difference a person was shown: another difference is not taken.
    ``disbursed`` tells what was paid out of the plans of projects, which no cut may go below.

    Two imports at once follow one another: the row lock on PostgreSQL, the write lock of the
    transaction on SQLite. Without it both could append the same plan lines.
    """
    require(by, "registers.import")
    file = _read(path)
    try:
        with transaction.atomic():
            Installation.current()
            Installation.objects.select_for_update().get(pk=1)
            answer = _judge(file, disbursed)
            if answer.difference is None:
                return answer
            if seen and seen != difference_mark(answer.difference):
                raise StaleState(
                    _("The registers have changed since you looked; here is the new difference.")
                )
            if answer.difference.is_empty:
                return replace(answer, outcome=Outcome.UNCHANGED)
            made = RegisterImport.objects.create(
                source_file=file_keep(content=path, name=name, by=by, at=at),
                imported_at=at,
                imported_by=by,
                counts=answer.counts,
                issues=[to_json(found) for found in answer.issues],
            )
            _apply(answer.difference, made)
            return replace(answer, outcome=Outcome.IMPORTED, register_import=made)
    except IntegrityError as error:
        raise StaleState(
            _("Somebody else changed the registers at the same moment. Import the file again.")
        ) from error


def registers_export() -> bytes:
    """Return all registers as the workbook they are imported from, plan lines that count."""
    known = known_registers()
    lines = tuple(line.row for line in known_lines())
    return render_registers(
        Registers(known.organisations, known.sources, known.projects, known.stages, lines)
    )


def _read(path: Path) -> RegisterFile:
    try:
        return read_registers(read_workbook(path))
    except WorkbookRefused as refused:
        return RegisterFile((), Registers(), (refused.issue,))


def _judge(file: RegisterFile, disbursed: Disbursed) -> RegisterAnswer:
    """Check the rows of a file against what is known, and tell the difference they make."""
    known = known_registers()
    projects = merge(file.rows.projects, known.projects).values()
    context = plan_context(file.rows.plan_lines, projects, {})
    lowered = projects_lowered(file.rows.plan_lines, context.lines)
    plan_lines, problems = check_plan_lines(
        file.rows.plan_lines, replace(context, disbursed=disbursed(codes=lowered))
    )
    issues = [*file.issues, *check_registers(file.rows, known), *problems]
    issues.sort(key=_reading_order)
    if has_errors(issues):
        return RegisterAnswer(Outcome.REFUSED, tuple(issues), file.sheets)
    difference = register_difference(file.rows, known, plan_lines, file.sheets)
    return RegisterAnswer(Outcome.CHECKED, tuple(issues), file.sheets, difference)


def _apply(difference: RegisterDifference, register_import: RegisterImport) -> None:
    reason = _("Workbook of registers: %(file)s") % {"file": register_import.source_file.name}
    register_rows_apply(difference, trace=Trace(register_import.imported_by, reason[:REASON]))
    plan_difference_apply(difference=difference.plan_lines, register_import=register_import)
    audit(
        actor=register_import.imported_by,
        action="registers.import",
        about=register_import,
        at=register_import.imported_at,
        counts=difference.counts(),
        changes=list(_changes(difference)),
    )


def _changes(difference: RegisterDifference) -> Iterator[dict[str, Any]]:
    """Yield each changed row with its fields before and after; plan lines keep their own trace."""
    for layout in LAYOUTS:
        for change in getattr(getattr(difference, layout.register), "changed", ()):
            yield {
                "sheet": layout.name,
                "key": str(getattr(change.row, "code", "") or change.row.key),
                "fields": {
                    name: [_plain(getattr(change.known, name)), _plain(getattr(change.row, name))]
                    for name in change.fields
                },
            }


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return value if value is None or isinstance(value, str | int) else str(value)


def _reading_order(found: Issue) -> tuple[str, int, int]:
    return found.sheet, found.row or 0, column_index(found.column) if found.column else -1
