"""Changes of organisations and handovers of projects, as people enter them many at a time.

The day of an ending or a merger is the organisation's last one; what it held is with others
from the day after. The day of a founding, a renaming or a handover is the first one that counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256

from projects.domain.codes import code_key
from projects.domain.registers import NOWHERE, RowPlace
from projects.domain.texts import comparison_key
from projects.domain.through_time import DatedName, Passing

FOUNDED, RENAMED, MERGED, ENDED = "founded", "renamed", "merged", "ended"
ENDINGS = frozenset({MERGED, ENDED})
NAMINGS = frozenset({FOUNDED, RENAMED})


@dataclass(frozen=True, slots=True)
class EventRow:
    """What became of an organisation on a day, by which decision."""

    place: RowPlace = NOWHERE
    organisation: str = ""
    kind: str = ""
    day: date = date.min
    successors: tuple[str, ...] = ()
    new_name: str = ""
    decision: str = ""

    @property
    def code(self) -> str:
        return self.organisation

    @property
    def key(self) -> tuple[str, str, date]:
        kind = ENDED if self.kind in ENDINGS else self.kind
        return code_key(self.organisation), kind, self.day

    @property
    def successor_keys(self) -> tuple[str, ...]:
        return tuple(code_key(code) for code in self.successors)

    @property
    def is_ending(self) -> bool:
        return self.kind in ENDINGS


@dataclass(frozen=True, slots=True)
class HandoverRow:
    """A project passes to another investor; its name is there for the reader only."""

    place: RowPlace = NOWHERE
    project: str = ""
    project_name: str = ""
    investor: str = ""
    day: date = date.min
    decision: str = ""

    @property
    def key(self) -> tuple[str, date]:
        return code_key(self.project), self.day


@dataclass(frozen=True, slots=True)
class Changes:
    events: tuple[EventRow, ...] = ()
    handovers: tuple[HandoverRow, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownEvent:
    kind: str
    day: date
    successors: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class KnownOrganisation:
    """An organisation as the portal has it; successors and keys are compared forms of codes."""

    code: str
    name: str
    valid_from: date | None = None
    valid_to: date | None = None
    successors: tuple[str, ...] = ()
    names: tuple[DatedName, ...] = ()
    events: tuple[KnownEvent, ...] = ()

    @property
    def key(self) -> str:
        return code_key(self.code)

    @property
    def shown(self) -> str:
        return f"{self.code} – {self.name}"

    @property
    def former_names(self) -> tuple[str, ...]:
        return tuple(each.name for each in self.names)

    def exists_on(self, day: date) -> bool:
        return (self.valid_from or date.min) <= day <= (self.valid_to or date.max)


@dataclass(frozen=True, slots=True)
class KnownProject:
    code: str
    investor: str
    completed_on: date | None = None
    passings: tuple[Passing[str], ...] = ()

    def is_running_on(self, day: date) -> bool:
        return self.completed_on is None or self.completed_on > day


@dataclass(frozen=True, slots=True)
class Known:
    """What the portal knows of all organisations, and of the projects that are spoken of."""

    organisations: Mapping[str, KnownOrganisation] = field(default_factory=dict)
    projects: Mapping[str, KnownProject] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Move:
    """A project that passes on: stated by a row, or with an organisation that ends."""

    project: str
    giver: str
    taker: str
    day: date
    decision: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is new of the changes; all codes in the form in which they are compared.

    `investors` names the present investor of each project that moves, once all is taken in.
    """

    events: tuple[EventRow, ...] = ()
    moves: tuple[Move, ...] = ()
    investors: Mapping[str, str] = field(default_factory=dict)
    same_events: int = 0
    stated_moves: int = 0
    same_handovers: int = 0

    @property
    def is_empty(self) -> bool:
        return not self.events and not self.moves


def verdict_mark(verdict: Verdict) -> str:
    """Return a mark of what would be done: another mark, and it is not what was previewed."""
    events = sorted(repr(replace(row, place=NOWHERE)) for row in verdict.events)
    moves = sorted(repr(move) for move in verdict.moves)
    return sha256("\n".join([*events, *moves]).encode()).hexdigest()


def is_known_event(row: EventRow, organisation: KnownOrganisation | None) -> bool:
    """Tell whether the row states what is on record already, in every part of it."""
    if organisation is None:
        return False
    names = {comparison_key(name) for name in (organisation.name, *organisation.former_names)}
    return any(
        event.kind == row.kind
        and event.day == row.day
        and (not row.is_ending or event.successors == frozenset(row.successor_keys))
        and (row.kind not in NAMINGS or comparison_key(row.new_name) in names)
        for event in organisation.events
    )


def is_known_handover(row: HandoverRow, project: KnownProject | None) -> bool:
    return project is not None and any(
        passing.day == row.day and passing.taker == code_key(row.investor)
        for passing in project.passings
    )
