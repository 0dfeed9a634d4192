"""What the page of an uploaded workbook shows."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from disbursement.domain.submissions import ENTRY_FIELDS
from disbursement.domain.workbook_merge import CellChange, shown_value
from disbursement.entry_forms import LABELS
from disbursement.selectors.submission_workbook import FileReading, group_names
from disbursement.services.submission_workbook import cell_name
from projects.domain.issues import Issue
from projects.domain.money import Unit
from projects.issue_texts import render, told

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One cell of the comparison in words; amounts in the unit of the file."""

    name: str
    project: str
    project_name: str
    source: str
    label: str | Promise
    cell: str
    base: str
    mine: str
    theirs: str
    is_amount: bool


class Preview:
    """A reading of a file as its page tells it."""

    def __init__(self, reading: FileReading) -> None:
        self.reading = reading
        self.found = reading.comparison
        self.unit = reading.identity.unit if reading.identity else Unit.DONG
        self.groups = group_names()

    @property
    def is_readable(self) -> bool:
        return self.reading.identity is not None and bool(self.reading.lines)

    @property
    def lock_sentence(self) -> str:
        return told(self.reading.lock) if self.reading.lock else ""

    @property
    def ranked(self) -> list[Issue]:
        """Return every finding, what stops the file first."""
        return sorted(self.found.issues, key=lambda each: not each.is_error)

    @property
    def issues(self) -> list[dict[str, str]]:
        return [render(found) for found in self.ranked[:MOST_SHOWN]]

    @property
    def issues_left_out(self) -> int:
        return max(len(self.found.issues) - MOST_SHOWN, 0)

    @property
    def error_count(self) -> int:
        return sum(found.is_error for found in self.found.issues)

    @property
    def warning_count(self) -> int:
        return len(self.found.issues) - self.error_count

    @property
    def changes(self) -> list[ChangeRow]:
        return [self._row(change) for change in self.found.changes[:MOST_SHOWN]]

    @property
    def change_count(self) -> int:
        return len(self.found.changes)

    @property
    def changes_left_out(self) -> int:
        return max(len(self.found.changes) - MOST_SHOWN, 0)

    @property
    def changed_lines(self) -> int:
        return len({change.key for change in self.found.changes})

    @property
    def conflicts(self) -> list[ChangeRow]:
        return [self._row(change) for change in self.found.conflicts]

    @property
    def sound_count(self) -> int:
        """Return how many changes break no rule."""
        wrong = self.found.wrong
        return sum((change.key, change.field) not in wrong for change in self.found.changes)

    @property
    def may_take_all(self) -> bool:
        return self._is_takeable and not self.found.has_errors

    @property
    def may_take_sound(self) -> bool:
        has_sound = bool(self.sound_count or self.found.conflicts)
        return self._is_takeable and self.found.has_errors and has_sound

    @property
    def has_nothing_new(self) -> bool:
        return self.is_readable and not self.found.changes and not self.found.conflicts

    @property
    def absent_count(self) -> int:
        return len(self.found.absent)

    @property
    def _is_takeable(self) -> bool:
        something = self.found.changes or self.found.conflicts
        return self.is_readable and self.reading.lock is None and bool(something)

    def _row(self, change: CellChange) -> ChangeRow:
        line = self.reading.lines[change.key]
        base, mine, theirs = (
            shown_value(value, self.unit, self.groups) or str(_("(empty)"))
            for value in (change.base, change.mine, change.theirs)
        )
        return ChangeRow(
            name=cell_name(change),
            project=line.project.code,
            project_name=line.project.name,
            source=line.source.name,
            label=LABELS[change.field],
            cell=f"{change.place.column}{change.place.row}",
            base=base,
            mine=mine,
            theirs=theirs,
            is_amount=change.field in ENTRY_FIELDS[:4],
        )
