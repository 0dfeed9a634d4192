"""Two versions of a report beside each other, cell by cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from disbursement.domain.ledger import Key
from disbursement.domain.submissions import AMOUNT_FIELDS
from disbursement.models import ObstacleCategory, SubmissionLine, SubmissionVersion
from disbursement.selectors.submissions import lines_of

WORD_FIELDS = ("explanation", "obstacle_category", "difficulty")
KNOWN_FIELDS = ("plan", "treasury_disbursed")
FIELDS = (*KNOWN_FIELDS, *AMOUNT_FIELDS, *WORD_FIELDS)


@dataclass(frozen=True, slots=True)
class ComparedCell:
    """What a cell said in the older and in the newer version."""

    field: str
    old: int | str | None
    new: int | str | None

    @property
    def is_amount(self) -> bool:
        return self.field not in WORD_FIELDS

    @property
    def is_changed(self) -> bool:
        return self.old != self.new

    @property
    def change(self) -> int | None:
        """New less old in đồng, where both are amounts."""
        if isinstance(self.old, int) and isinstance(self.new, int):
            return self.new - self.old
        return None


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """A line of either version; `line` is the newer one of the two."""

    line: SubmissionLine
    cells: list[ComparedCell]
    is_added: bool
    is_gone: bool

    @property
    def is_changed(self) -> bool:
        return self.is_added or self.is_gone or any(cell.is_changed for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Comparison:
    old: SubmissionVersion
    new: SubmissionVersion
    lines: list[ComparedLine]

    @property
    def changed(self) -> list[ComparedLine]:
        return [line for line in self.lines if line.is_changed]

    @property
    def unchanged_count(self) -> int:
        return len(self.lines) - len(self.changed)

    @property
    def cell_count(self) -> int:
        """The number of cells that differ."""
        return sum(cell.is_changed for line in self.lines for cell in line.cells)


def compare_versions(*, old: SubmissionVersion, new: SubmissionVersion) -> Comparison:
    """Return every line of either version with what it said then and says now."""
    before, after = _by_key(old), _by_key(new)
    lines = []
    for key in {**after, **before}:
        was, now = before.get(key), after.get(key)
        line = now or was
        if line is None:
            continue
        cells = [ComparedCell(name, _said(was, name), _said(now, name)) for name in FIELDS]
        lines.append(ComparedLine(line, cells, was is None, now is None))
    lines.sort(key=_in_order)
    return Comparison(old, new, lines)


def _by_key(version: SubmissionVersion) -> Mapping[Key, SubmissionLine]:
    return {
        Key(line.project_id, line.source_id, line.plan_year, line.origin_year): line
        for line in lines_of(version=version)
    }


def _said(line: SubmissionLine | None, name: str) -> int | str | None:
    if line is None:
        return "" if name in WORD_FIELDS else None
    if name == "obstacle_category":
        return str(ObstacleCategory(line.obstacle_category).label) if line.obstacle_category else ""
    value: int | str | None = getattr(line, name)
    return value


def _in_order(compared: ComparedLine) -> tuple[int, str, str, int]:
    line = compared.line
    return (-line.plan_year, line.project.code, line.source.code, -line.origin_year)
