"""What a deadline rule will come to, date by date, and what a rule may not become."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from .calendar import ONE_DAY, WorkCalendar, last_of_month
from .deadlines import DeadlineKind, DeadlineRule, Occurrence, next_occurrences
from .default_deadlines import DEFAULT_PERIODS
from .periods import ReportingPeriodSpec

# Reporting periods are laid out month by month from these rules.
PERIOD_CODES = frozenset(
    code for rule in DEFAULT_PERIODS for code in (rule.closed_by, rule.reported_by)
)
# Asked "when in this year?": they fall once a year, on a day with its month.
YEARLY_CODES = frozenset({"tabmis-entry", "detailed-monthly-plan"})
TET_WORKING_DAYS = 5


class Flaw(StrEnum):
    """Why a rule is not taken."""

    NEVER_FALLS = "never_falls"
    NOT_IN_A_MONTH = "not_in_a_month"
    NOT_ONCE_A_YEAR = "not_once_a_year"
    DUE_BEFORE_OPENING = "due_before_opening"


@dataclass(frozen=True, slots=True)
class ForeseenDate:
    """One date to come: `meant` is the last day before any shift.

    `is_short` tells that the month has no such day, or not so many working days, so its last
    one stands in.
    """

    due: Occurrence
    meant: date
    is_short: bool

    @property
    def is_shifted(self) -> bool:
        return self.due.day != self.meant


def foreseen(
    rule: DeadlineRule, after: datetime, count: int, calendar: WorkCalendar
) -> list[ForeseenDate]:
    """Return the next `count` dates later than the moment `after`."""
    return [
        ForeseenDate(
            due=due,
            meant=due.anchor - ONE_DAY if rule.is_strict else due.anchor,
            is_short=_is_short(rule, due.anchor, calendar),
        )
        for due in next_occurrences(rule, after, count, calendar)
    ]


def flaw_of_kind(rule: DeadlineRule) -> Flaw | None:
    """Return why the rule may not be of its kind, None where it may."""
    if rule.code in PERIOD_CODES and rule.kind is DeadlineKind.WEEKDAY:
        return Flaw.NOT_IN_A_MONTH
    if rule.code in YEARLY_CODES and rule.kind is not DeadlineKind.FIXED_DAY:
        return Flaw.NOT_ONCE_A_YEAR
    return None


def flaw_of_dates(
    rule: DeadlineRule, dates: Iterable[ForeseenDate], periods: Iterable[ReportingPeriodSpec]
) -> Flaw | None:
    """Return why the rule is not taken for its dates to come or the periods it lays out."""
    if rule.kind is DeadlineKind.NTH_WORKING_DAY and all(each.is_short for each in dates):
        return Flaw.NEVER_FALLS
    if any(period.due_at <= period.opens_at for period in periods):
        return Flaw.DUE_BEFORE_OPENING
    return None


def owed_in_lieu(
    days_off: dict[date, str], lieu: Iterable[date], calendar: WorkCalendar, year: int
) -> list[tuple[date, date]]:
    """Return (holiday at a weekend, working day to take off for it) still owed in a year.

    A day in `lieu` within the two weeks after a holiday settles one holiday; Tết owes nothing
    once its five days are off on working days.
    """
    free = sorted(lieu)
    owed: list[tuple[date, date]] = []
    for holiday in sorted(days_off):
        if holiday.year != year or holiday.isoweekday() in calendar.worked_weekdays:
            continue
        if _working_days_off_around(holiday, days_off, calendar) >= TET_WORKING_DAYS:
            continue
        near = [day for day in free if timedelta() < day - holiday <= timedelta(days=14)]
        if near:
            free.remove(near[0])
            continue
        proposed = calendar.next_working_day(holiday)
        while any(proposed == day for _holiday, day in owed):
            proposed = calendar.next_working_day(proposed)
        owed.append((holiday, proposed))
    return owed


def _working_days_off_around(day: date, days_off: dict[date, str], calendar: WorkCalendar) -> int:
    """Count the worked weekdays that are off in the unbroken run of free days around a day."""
    count = 0
    for step in (ONE_DAY, -ONE_DAY):
        near = day + step
        while not calendar.is_working_day(near):
            count += near in days_off and near.isoweekday() in calendar.worked_weekdays
            near += step
    return count


def _is_short(rule: DeadlineRule, anchor: date, calendar: WorkCalendar) -> bool:
    if rule.kind is DeadlineKind.WEEKDAY:
        return False
    if rule.kind is not DeadlineKind.NTH_WORKING_DAY:
        return anchor.day < rule.day
    before = date(anchor.year, anchor.month, 1) - ONE_DAY
    end = last_of_month(anchor.year, anchor.month)
    return calendar.working_days_between(before, end) < rule.day
