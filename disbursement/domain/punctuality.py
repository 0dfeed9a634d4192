"""Judge what was owed: in time, late, missing; and how much of it over a span of periods.

A period is judged once it was due or once something was handed in for it; until then it waits.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from fractions import Fraction

from .calendar import VIETNAM_TIME
from .deadlines import is_on_time
from .submission_steps import Status


class Mark(StrEnum):
    """What became of one owed report; every one has exactly one mark."""

    ON_TIME = "on_time"
    LATE = "late"
    MISSING = "missing"
    EXCUSED = "excused"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Leave:
    """An exception: open until the end of a day, and whether it excuses the delay."""

    until: date
    is_excuse: bool
    granted_at: datetime
    ended_at: datetime | None = None

    def covers(self, moment: datetime) -> bool:
        """Tell whether a delay up to this moment lies within the exception."""
        if self.ended_at is not None and self.ended_at < moment:
            return False
        last = datetime.combine(self.until, time.max, tzinfo=VIETNAM_TIME)
        return moment <= last


@dataclass(frozen=True, slots=True)
class Owed:
    """One investor's report for one period, as far as punctuality needs to know it."""

    due_at: datetime
    first_submitted_at: datetime | None = None
    status: str = Status.NOT_RECEIVED
    is_nil: bool = False
    leaves: tuple[Leave, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """The mark of an owed report, with what else is to be seen of it."""

    mark: Mark
    is_handed_in: bool
    is_nil: bool = False
    is_returned: bool = False
    is_open_by_exception: bool = False


def judge(owed: Owed, now: datetime) -> Judged:
    """Judge a report by its first submission that was not withdrawn, as of a moment.

    An excuse covers a delay until its day; what comes later, or never, counts again. What came
    in time needs no excuse and stays in time.
    """
    first = owed.first_submitted_at
    if first is not None and first > now:
        first = None
    is_handed_in = first is not None
    return Judged(
        _mark(owed, first, now),
        is_handed_in,
        is_nil=is_handed_in and owed.is_nil,
        is_returned=is_handed_in and owed.status == Status.RETURNED,
        is_open_by_exception=any(leave.covers(now) for leave in owed.leaves),
    )


def _mark(owed: Owed, first: datetime | None, now: datetime) -> Mark:
    if is_on_time(first or now, owed.due_at):
        return Mark.ON_TIME if first else Mark.WAITING
    if any(leave.is_excuse and leave.covers(first or now) for leave in owed.leaves):
        return Mark.EXCUSED
    return Mark.LATE if first else Mark.MISSING


@dataclass(frozen=True, slots=True)
class Tally:
    """How the owed reports of a span stand; tallies add up."""

    on_time: int = 0
    late: int = 0
    missing: int = 0
    excused: int = 0
    waiting: int = 0
    excused_open: int = 0
    nil: int = 0
    returned: int = 0
    by_exception: int = 0

    @property
    def owed(self) -> int:
        return self.on_time + self.late + self.missing + self.excused + self.waiting

    @property
    def judged(self) -> int:
        """The reports punctuality is measured on: owed, not waiting, not excused."""
        return self.on_time + self.late + self.missing

    @property
    def punctuality(self) -> Fraction | None:
        """In time out of those judged, in per cent; None while there is nothing to judge."""
        return _per_cent(self.on_time, self.judged)

    @property
    def handed_in(self) -> int:
        return self.on_time + self.late + self.excused - self.excused_open

    @property
    def expected(self) -> int:
        """The reports completeness is measured on: all that should be there by now."""
        return self.handed_in + self.missing

    @property
    def completeness(self) -> Fraction | None:
        """Handed in and not withdrawn out of those expected, in per cent; nil ones count."""
        return _per_cent(self.handed_in, self.expected)

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(getattr(self, name) + getattr(other, name) for name in Tally.__slots__))


def tally(judgements: Iterable[Judged]) -> Tally:
    """Count what was judged."""
    counts = dict.fromkeys(Tally.__slots__, 0)
    for judged in judgements:
        counts[judged.mark.value] += 1
        counts["excused_open"] += judged.mark is Mark.EXCUSED and not judged.is_handed_in
        counts["nil"] += judged.is_nil
        counts["returned"] += judged.is_returned
        counts["by_exception"] += judged.is_open_by_exception
    return Tally(**counts)


def _per_cent(part: int, whole: int) -> Fraction | None:
    return Fraction(part * 100, whole) if whole else None
