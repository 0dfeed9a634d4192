"""Compare three states of a report: as the file was made, as it came back, and as it is now."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from projects.domain.issues import Issue, Location, issue
from projects.domain.money import Unit
from projects.domain.texts import shorten

from .entry_cells import CellValue, shown_cell
from .entry_rules import check_line
from .ledger import Key
from .submissions import ENTRY_FIELDS, LineEntry, LineFigures
from .workbook_identity import Identity
from .workbook_reading import FileLine, SheetReading
from .workbook_rules import CONFLICT, LINE_GONE


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell the file would write: `base` when it was made, `mine` in it, `theirs` now."""

    key: Key
    field: str
    place: Location
    base: CellValue
    mine: CellValue
    theirs: CellValue


@dataclass(slots=True)
class Comparison:
    """What taking a file would do.

    `changes` are cells nobody else has touched, `conflicts` those that somebody has. `wrong`
    are the changes that break a rule; `absent` the lines of the report the file does not have.
    """

    changes: list[CellChange] = field(default_factory=list)
    conflicts: list[CellChange] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    wrong: set[tuple[Key, str]] = field(default_factory=set)
    has_errors: bool = False
    absent: list[Key] = field(default_factory=list)
    same: int = 0


def compare(
    reading: SheetReading,
    identity: Identity,
    now: Mapping[Key, tuple[LineFigures, LineEntry]],
    group_names: Mapping[str, str],
) -> Comparison:
    """Return what taking the file would change in the report as it is now."""
    result = Comparison(issues=list(reading.issues))
    result.has_errors = any(found.is_error for found in reading.issues)
    bases = {line.key: line.entry for line in identity.lines}
    for key, line in reading.lines.items():
        base = bases.get(key) or LineEntry(key)
        if key in now:
            _compare_line(result, line, base, now[key])
        elif any(_is_touched(line, base, name) for name in ENTRY_FIELDS):
            result.issues.append(issue(LINE_GONE, line.place))
            result.has_errors = True
    result.issues += [_conflict(change, identity.unit, group_names) for change in result.conflicts]
    result.absent = [key for key in now if key not in reading.lines]
    return result


def _compare_line(
    result: Comparison,
    line: FileLine,
    base: LineEntry,
    now: tuple[LineFigures, LineEntry],
) -> None:
    figures, theirs = now
    changes = []
    for name, cell in line.cells.items():
        if isinstance(cell.value, Issue):
            continue
        change = CellChange(
            line.key, name, cell.place, getattr(base, name), cell.value, getattr(theirs, name)
        )
        if change.mine in (change.base, change.theirs):
            result.same += 1
        elif change.theirs == change.base:
            changes.append(change)
        else:
            result.conflicts.append(change)
    result.changes += changes
    values: dict[str, Any] = {change.field: change.mine for change in changes}
    merged = replace(theirs, **values)
    for found in check_line(figures, merged):
        name = found.column
        result.issues.append(found.at(line.place_of(name)))
        if found.is_error and changes:
            result.has_errors = True
            result.wrong.add((line.key, name))


def _is_touched(line: FileLine, base: LineEntry, name: str) -> bool:
    return name in line.cells and line.cells[name].value != getattr(base, name)


def shown_value(value: CellValue, unit: Unit, group_names: Mapping[str, str]) -> str:
    """Return a value as the sheet shows it: amounts in the unit, groups by name."""
    text = shown_cell(value, unit)
    return group_names.get(text, text)


def _conflict(change: CellChange, unit: Unit, group_names: Mapping[str, str]) -> Issue:
    values = {"base": change.base, "mine": change.mine, "theirs": change.theirs}
    shown = {
        name: shorten(shown_value(value, unit, group_names)) or "–"
        for name, value in values.items()
    }
    return issue(CONFLICT, change.place, **shown)
