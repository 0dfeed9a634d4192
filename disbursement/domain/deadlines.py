"""Deadlines as data: which day a rule names, which day is the last one, to the second.

A rule names a day ("ngày 15"). The last day on time is that day ("đến hết ngày 15"), or the
day before where the rule is strict ("trước ngày 15"). If the last day is a day off, the rule's
shift moves it (Bộ luật Dân sự 2015, Điều 148: the last day of a term is what moves).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from .calendar import ONE_DAY, VIETNAM_TIME, WorkCalendar, day_or_last_of_month

END_OF_DAY = time(23, 59, 59)
SOME_OCCURRENCE = timedelta(days=366)


class DeadlineKind(StrEnum):
    DAY_OF_MONTH = "day_of_month"
    NTH_WORKING_DAY = "nth_working_day"
    WEEKDAY = "weekday"
    FIXED_DAY = "fixed_day"


class Shift(StrEnum):
    """Where a last day that is a day off moves to."""

    NONE = "none"
    PREVIOUS = "previous"
    NEXT = "next"


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """One deadline, as an administrator may edit it.

    `day` is the day of the month, the number of the working day, or the ISO weekday
    (Monday = 1), by kind. `month` is for a fixed day only. `months` narrows a rule to those
    months; empty is every month. Without `time_of_day` the last day counts to its last second.
    """

    code: str
    name: str
    kind: DeadlineKind
    day: int
    month: int | None = None
    months: frozenset[int] = frozenset()
    time_of_day: time | None = None
    is_strict: bool = False
    shift: Shift = Shift.NONE
    legal_basis: str = ""

    def __post_init__(self) -> None:
        most = {DeadlineKind.WEEKDAY: 7, DeadlineKind.NTH_WORKING_DAY: 23}.get(self.kind, 31)
        if not 1 <= self.day <= most:
            raise ValueError(f"{self.code}: no day {self.day} for {self.kind}")
        if (self.kind is DeadlineKind.FIXED_DAY) != (self.month is not None):
            raise ValueError(f"{self.code}: a fixed day, and no other, has its month")
        if self.month and self.months:
            raise ValueError(f"{self.code}: a fixed day has one month only")
        if not (self.months | {self.month or 1}) <= set(range(1, 13)):
            raise ValueError(f"{self.code}: months are 1 to 12")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One falling due: the day the rule names (`anchor`), the last day on time, its last moment."""

    code: str
    anchor: date
    day: date
    at: datetime

    @property
    def label(self) -> str:
        """The period's name in lists and files: the named day, wherever the last day moved."""
        return self.anchor.isoformat()


def named_day(rule: DeadlineRule, year: int, month: int, calendar: WorkCalendar) -> date | None:
    """Return the day the rule names in that month, or None where it names none.

    A day that the month lacks is its last day: the 30th of February is the 28th or 29th.
    """
    if rule.kind is DeadlineKind.WEEKDAY:
        raise ValueError(f"{rule.code} names a weekday, not a day of the month")
    if (rule.months and month not in rule.months) or rule.month not in (None, month):
        return None
    if rule.kind is DeadlineKind.NTH_WORKING_DAY:
        return calendar.nth_working_day(year, month, rule.day)
    return day_or_last_of_month(year, month, rule.day)


def due_day(rule: DeadlineRule, year: int, month: int, calendar: WorkCalendar) -> date | None:
    """Return the last day on time for that month, or None where the rule names no day in it."""
    named = named_day(rule, year, month, calendar)
    return None if named is None else last_day(rule, named, calendar)


def last_day(rule: DeadlineRule, named: date, calendar: WorkCalendar) -> date:
    """Return the last day on time, given the day that the rule names."""
    last = named - ONE_DAY if rule.is_strict else named
    if rule.shift is Shift.NONE or calendar.is_working_day(last):
        return last
    if rule.shift is Shift.PREVIOUS:
        return calendar.previous_working_day(last)
    return calendar.next_working_day(last)


def last_moment(rule: DeadlineRule, named: date, calendar: WorkCalendar) -> datetime:
    """Return the last second on time, in Vietnam's time, given the day that the rule names."""
    day = last_day(rule, named, calendar)
    return datetime.combine(day, rule.time_of_day or END_OF_DAY, tzinfo=VIETNAM_TIME)


def occurrences(
    rule: DeadlineRule, start: date, end: date, calendar: WorkCalendar
) -> list[Occurrence]:
    """Return what falls due from `start` to `end`, both included, in order of time.

    An occurrence belongs to the days by its last day, after strictness and shift: any way of
    cutting a year into windows gives the same ones. Two that shift onto one day (Tết may take
    a whole week of Fridays' working days away) are one, under the nearer named day.
    """
    found: dict[date, Occurrence] = {}
    # A shift crosses days off only, so whatever lands inside is named between these two days.
    earliest, latest = calendar.previous_working_day(start), calendar.next_working_day(end)
    for named in _named_days(rule, earliest, latest, calendar):
        due = _occurrence(rule, named, calendar)
        if not start <= due.day <= end:
            continue
        other = found.get(due.day)
        if other is None or abs(named - due.day) < abs(other.anchor - due.day):
            found[due.day] = due
    return sorted(found.values(), key=lambda due: due.day)


def next_occurrences(
    rule: DeadlineRule, after: datetime, count: int, calendar: WorkCalendar
) -> list[Occurrence]:
    """Return the next `count` occurrences strictly later than the moment `after`."""
    found: list[Occurrence] = []
    start = after.astimezone(VIETNAM_TIME).date()
    while len(found) < count:
        end = start + SOME_OCCURRENCE
        found += [due for due in occurrences(rule, start, end, calendar) if due.at > after]
        start = end + ONE_DAY
    return found[:count]


def is_on_time(moment: datetime, due_at: datetime) -> bool:
    """Tell whether the moment is not later than the due one; parts of a second do not count."""
    return moment.replace(microsecond=0) <= due_at


def _occurrence(rule: DeadlineRule, named: date, calendar: WorkCalendar) -> Occurrence:
    at = last_moment(rule, named, calendar)
    return Occurrence(rule.code, named, at.date(), at)


def _named_days(
    rule: DeadlineRule, start: date, end: date, calendar: WorkCalendar
) -> Iterator[date]:
    """Yield the days from `start` to `end` that the rule names."""
    if rule.kind is DeadlineKind.WEEKDAY:
        day = start + timedelta(days=(rule.day - start.isoweekday()) % 7)
        while day <= end:
            if not rule.months or day.month in rule.months:
                yield day
            day += timedelta(days=7)
        return
    for index in range(start.year * 12 + start.month - 1, end.year * 12 + end.month):
        named = named_day(rule, index // 12, index % 12 + 1, calendar)
        if named is not None and start <= named <= end:
            yield named
