"""What the steps of an obstacle tell: whether it was open on a day, and how it was dealt with.

Steps stand in the order in which they happened; the day of a step counts whole.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum


class StepKind(StrEnum):
    RAISED = "raised"
    CHANGED = "changed"
    REPORTED = "reported"
    ANSWERED = "answered"
    ESCALATED = "escalated"
    CLOSED = "closed"
    REOPENED = "reopened"


TURNS = frozenset({StepKind.RAISED, StepKind.CLOSED, StepKind.REOPENED})


@dataclass(frozen=True, slots=True)
class TimelineStep:
    kind: StepKind
    day: date


@dataclass(frozen=True, slots=True)
class Followed:
    """An obstacle with the day by which it is to be solved, and its steps, the oldest first."""

    due_on: date | None
    steps: tuple[TimelineStep, ...]


@dataclass(frozen=True, slots=True)
class ObstacleRecord:
    """How obstacles of a span were dealt with.

    Raised counts those raised (or raised again) in the span. The others judge the obstacles
    that were to be solved in it: answered and closed no later than that day, and overdue, which
    were not closed by then. Closed in time and overdue add up to due.
    """

    raised: int = 0
    due: int = 0
    answered_in_time: int = 0
    closed_in_time: int = 0
    overdue: int = 0


class AgeBand(StrEnum):
    """How many days an obstacle has been open; the day it was raised on is day 0."""

    FORTNIGHT = "0-15"
    MONTH = "16-30"
    TWO_MONTHS = "31-60"
    QUARTER = "61-90"
    OLDER = "91-"


BANDS: tuple[tuple[AgeBand, int, int | None], ...] = (
    (AgeBand.FORTNIGHT, 0, 15),
    (AgeBand.MONTH, 16, 30),
    (AgeBand.TWO_MONTHS, 31, 60),
    (AgeBand.QUARTER, 61, 90),
    (AgeBand.OLDER, 91, None),
)


def is_open_on(steps: Iterable[TimelineStep], day: date) -> bool:
    """Tell whether an obstacle was open at the end of a day."""
    turns = [step.kind for step in steps if step.kind in TURNS and step.day <= day]
    return bool(turns) and turns[-1] is not StepKind.CLOSED


def opened_on(steps: Iterable[TimelineStep], day: date) -> date | None:
    """Return since when an obstacle was open at the end of a day; None if it was not."""
    since: date | None = None
    for step in steps:
        if step.day <= day and step.kind in TURNS:
            since = None if step.kind is StepKind.CLOSED else step.day
    return since


def age_band(days: int) -> AgeBand:
    """Return the band of an age in days; what is dated ahead counts as new."""
    return next(band for band, _first, last in BANDS if last is None or days <= last)


def band_span(band: AgeBand, day: date) -> tuple[date | None, date]:
    """Return the first (None: any) and the last day of raising that fall into a band on a day."""
    first, last = next((first, last) for name, first, last in BANDS if name is band)
    oldest = None if last is None else day - timedelta(days=last)
    return oldest, (date.max if first == 0 else day - timedelta(days=first))


def record_of(followed: Iterable[Followed], start: date, end: date) -> ObstacleRecord:
    """Return how obstacles were dealt with in a span, as its last day left them."""
    found = ObstacleRecord()
    for each in followed:
        starts = (StepKind.RAISED, StepKind.REOPENED)
        if any(step.kind in starts and start <= step.day <= end for step in each.steps):
            found = replace(found, raised=found.raised + 1)
        due = each.due_on
        if due is None or not start <= due <= end or not each.steps:
            continue
        if each.steps[0].day > due:
            continue
        known = [step for step in each.steps if step.day <= end]
        answered = any(step.kind is StepKind.ANSWERED and step.day <= due for step in known)
        closed = _is_closed_in_time(known, due)
        found = replace(
            found,
            due=found.due + 1,
            answered_in_time=found.answered_in_time + answered,
            closed_in_time=found.closed_in_time + closed,
            overdue=found.overdue + (not closed),
        )
    return found


def _is_closed_in_time(steps: Iterable[TimelineStep], due: date) -> bool:
    """Tell whether the closing that stands at the end came no later than the due day."""
    last = next((step for step in reversed(list(steps)) if step.kind in TURNS), None)
    return last is not None and last.kind is StepKind.CLOSED and last.day <= due
