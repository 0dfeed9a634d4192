"""The rows of the workbook of registers, each knowing the cells it was read from."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from projects.domain.codes import code_key
from projects.domain.issues import Location
from projects.domain.texts import comparison_key


@dataclass(frozen=True, slots=True)
class RowPlace:
    """Where a row stands: its sheet, its number, and the column letters of its fields.

    A field without a column was not stated at all. A field that could not be read keeps its
    default in the row and is named in `unread`, so that checks pass over it.
    """

    sheet: str = ""
    row: int = 0
    columns: Mapping[str, str] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()

    def at(self, name: str) -> Location:
        return Location(self.sheet, self.row, self.columns.get(name, ""))

    def states(self, name: str) -> bool:
        return name in self.columns

    def has_read(self, *names: str) -> bool:
        return self.unread.isdisjoint(names)


NOWHERE = RowPlace()


class RegisterRow(Protocol):
    """What every row has: its place and the key it is known by."""

    @property
    def place(self) -> RowPlace: ...
    @property
    def key(self) -> Hashable: ...


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    place: RowPlace = NOWHERE
    code: str = ""
    name: str = ""
    kind: str = ""
    parent: str = ""
    block: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    successors: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return code_key(self.code)


@dataclass(frozen=True, slots=True)
class SourceRow:
    place: RowPlace = NOWHERE
    code: str = ""
    name: str = ""
    parent: str = ""

    @property
    def key(self) -> str:
        return code_key(self.code)


@dataclass(frozen=True, slots=True)
class ProjectRow:
    place: RowPlace = NOWHERE
    code: str = ""
    name: str = ""
    investor: str = ""
    group: str = ""
    sector: str = ""
    total_investment: int | None = None
    is_key: bool = False
    started_on: date | None = None

    @property
    def key(self) -> str:
        return code_key(self.code)


@dataclass(frozen=True, slots=True)
class StageRow:
    place: RowPlace = NOWHERE
    plan_year: int = 0
    project: str = ""
    stage: str = ""

    @property
    def key(self) -> tuple[int, str]:
        return self.plan_year, code_key(self.project)


@dataclass(frozen=True, slots=True)
class DecisionKey:
    """What tells one decision from another; numbers compare without case and spaces."""

    number: str
    decided_on: date
    issuer: str


@dataclass(frozen=True, slots=True)
class PositionKey:
    """What plan money is held against."""

    project: str
    source: str
    plan_year: int
    origin_year: int


@dataclass(frozen=True, slots=True)
class LineKey:
    """What tells one plan line from another but for its amount."""

    decision: DecisionKey
    position: PositionKey
    kind: str
    nature: str


@dataclass(frozen=True, slots=True)
class PlanLineRow:
    """A signed amount in đồng; without a project it is a total of the whole province.

    Without a day of its own a line is effective on its decision's.
    """

    place: RowPlace = NOWHERE
    number: str = ""
    decided_on: date = date.min
    issuer: str = ""
    plan_year: int = 0
    origin_year: int = 0
    kind: str = ""
    project: str = ""
    source: str = ""
    nature: str = ""
    amount: int = 0
    effective_on: date | None = None

    @property
    def decision(self) -> DecisionKey:
        return DecisionKey(number_key(self.number), self.decided_on, self.issuer)

    @property
    def position(self) -> PositionKey:
        return PositionKey(
            code_key(self.project), code_key(self.source), self.plan_year, self.origin_year
        )

    @property
    def key(self) -> LineKey:
        return LineKey(self.decision, self.position, self.kind, self.nature)


@dataclass(frozen=True, slots=True)
class Registers:
    """The rows of all five sheets: of a file, or of what the portal knows."""

    organisations: tuple[OrganisationRow, ...] = ()
    sources: tuple[SourceRow, ...] = ()
    projects: tuple[ProjectRow, ...] = ()
    stages: tuple[StageRow, ...] = ()
    plan_lines: tuple[PlanLineRow, ...] = ()


def number_key(number: str) -> str:
    """Return the form in which two decision numbers are compared."""
    return comparison_key(number).replace(" ", "")
