"""What a workbook of registers would change, sheet by sheet."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from projects.domain.plan_difference import PlanDifference
from projects.domain.register_layout import LAYOUTS, SheetLayout, comparable
from projects.domain.registers import (
    OrganisationRow,
    ProjectRow,
    RegisterRow,
    Registers,
    SourceRow,
    StageRow,
)

RowT = TypeVar("RowT", bound=RegisterRow)


@dataclass(frozen=True, slots=True)
class Change(Generic[RowT]):
    """A row of the file over what is known of it, and the fields in which they differ."""

    row: RowT
    known: RowT
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SheetDifference(Generic[RowT]):
    added: tuple[RowT, ...] = ()
    changed: tuple[Change[RowT], ...] = ()
    same: int = 0


@dataclass(frozen=True, slots=True)
class RegisterDifference:
    """Everything a workbook would change; `sheets` are the sheets it has."""

    sheets: tuple[str, ...]
    organisations: SheetDifference[OrganisationRow]
    sources: SheetDifference[SourceRow]
    projects: SheetDifference[ProjectRow]
    stages: SheetDifference[StageRow]
    plan_lines: PlanDifference

    @property
    def is_empty(self) -> bool:
        return not any(counts["added"] or counts["changed"] for counts in self.counts().values())

    def counts(self) -> dict[str, dict[str, int]]:
        """Return how many rows of each sheet are added, changed and the same."""
        return {name: self._count(register) for name, register in self._registers()}

    def _registers(self) -> Iterable[tuple[str, str]]:
        return [(each.name, each.register) for each in LAYOUTS if each.name in self.sheets]

    def _count(self, register: str) -> dict[str, int]:
        if register == "plan_lines":
            lines = self.plan_lines
            return {"added": len(lines.added), "changed": len(lines.replaced), "same": lines.same}
        rows: SheetDifference[RegisterRow] = getattr(self, register)
        return {"added": len(rows.added), "changed": len(rows.changed), "same": rows.same}


def register_difference(
    rows: Registers, known: Registers, plan_lines: PlanDifference, sheets: tuple[str, ...]
) -> RegisterDifference:
    """Compare the rows of a file with what the portal knows."""
    layouts = {layout.register: layout for layout in LAYOUTS}
    return RegisterDifference(
        sheets,
        _compare(layouts["organisations"], rows.organisations, known.organisations),
        _compare(layouts["sources"], rows.sources, known.sources),
        _compare(layouts["projects"], rows.projects, known.projects),
        _compare(layouts["stages"], rows.stages, known.stages),
        plan_lines,
    )


def difference_mark(difference: RegisterDifference) -> str:
    """Return a mark of what a file would change in what is known: another mark, another change.

    Of one file only the known side can differ, so the rows it adds are named by their keys.
    """
    said: list[object] = [difference.counts()]
    for layout in LAYOUTS:
        rows = getattr(difference, layout.register)
        said.append([row.key for row in rows.added])
        for change in getattr(rows, "changed", ()):
            said.append([change.row.key, [getattr(change.known, name) for name in change.fields]])
        said.append([pair.old for pair in getattr(rows, "replaced", ())])
    return hashlib.sha256(repr(said).encode()).hexdigest()


def _compare(
    layout: SheetLayout, rows: Iterable[RowT], known: Iterable[RowT]
) -> SheetDifference[RowT]:
    there: Mapping[object, RowT] = {row.key: row for row in known}
    added, changed, same = [], [], 0
    for row in rows:
        old = there.get(row.key)
        if old is None:
            added.append(row)
        elif differing := _differing(layout, row, old):
            changed.append(Change(row, old, differing))
        else:
            same += 1
    return SheetDifference(tuple(added), tuple(changed), same)


def _differing(layout: SheetLayout, row: RowT, old: RowT) -> tuple[str, ...]:
    """Return the fields the sheet states otherwise than they are known."""
    return tuple(
        column.field
        for column in layout.columns
        if row.place.states(column.field)
        and comparable(column.kind, getattr(row, column.field))
        != comparable(column.kind, getattr(old, column.field))
    )
