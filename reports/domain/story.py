"""What happened to a project, as one line of moments."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class StoryKind(StrEnum):
    """The kinds of moments that the timeline can be narrowed to."""

    DECISION = "decision"
    MOVEMENT = "movement"
    REGISTERED = "registered"
    SUBMISSION = "submission"
    OBSTACLE = "obstacle"
    MILESTONE = "milestone"
    EVENT = "event"
    PROGRESS = "progress"
    CONTRACT = "contract"
    INVESTMENT = "investment"
    HANDOVER = "handover"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Detail:
    """One line under a moment: what, how much in đồng, and the cell that it came from."""

    text: str
    amount: int | None = None
    day: date | None = None
    file: str = ""
    cell: str = ""
    import_pk: int | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened on a day; a month of movements is one moment on its last one."""

    day: date
    kind: StoryKind
    title: str
    text: str = ""
    amount: int | None = None
    status: str = ""
    details: tuple[Detail, ...] = field(default=())


def newest_first(moments: Iterable[Moment]) -> list[Moment]:
    """Return the moments from the newest on; those of one day by kind, as the enum lists them."""
    order = {kind: place for place, kind in enumerate(StoryKind)}
    return sorted(moments, key=lambda moment: (-moment.day.toordinal(), order[moment.kind]))


def counts_by_kind(moments: Iterable[Moment]) -> list[tuple[StoryKind, int]]:
    """Return the kinds that occur, in the enum's order, and how often."""
    found = Counter(moment.kind for moment in moments)
    return [(kind, found[kind]) for kind in StoryKind if found[kind]]
