"""Working days: the worked week, less public holidays, plus make-up days."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

VIETNAM_TIME = ZoneInfo("Asia/Ho_Chi_Minh")
MONDAY_TO_FRIDAY = frozenset({1, 2, 3, 4, 5})
ONE_DAY = timedelta(days=1)


def last_of_month(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def day_or_last_of_month(year: int, month: int, day: int) -> date:
    """Return that day of the month, or the month's last day where it has no such day."""
    return date(year, month, min(day, monthrange(year, month)[1]))


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Days off (nghỉ lễ, nghỉ bù) and make-up days (làm bù) laid over the worked week.

    Weekdays are ISO numbers, Monday = 1. A day may not be both off and made up.
    """

    days_off: frozenset[date] = frozenset()
    make_up_days: frozenset[date] = frozenset()
    worked_weekdays: frozenset[int] = MONDAY_TO_FRIDAY

    def __post_init__(self) -> None:
        if not self.worked_weekdays & set(range(1, 8)):
            raise ValueError("a calendar needs at least one worked weekday")
        if both := self.days_off & self.make_up_days:
            raise ValueError(f"both off and made up: {min(both)}")

    def is_working_day(self, day: date) -> bool:
        if day in self.make_up_days:
            return True
        return day.isoweekday() in self.worked_weekdays and day not in self.days_off

    def next_working_day(self, day: date) -> date:
        """Return the first working day after `day`, never `day` itself."""
        following = day + ONE_DAY
        while not self.is_working_day(following):
            following += ONE_DAY
        return following

    def previous_working_day(self, day: date) -> date:
        """Return the last working day before `day`, never `day` itself."""
        earlier = day - ONE_DAY
        while not self.is_working_day(earlier):
            earlier -= ONE_DAY
        return earlier

    def nth_working_day(self, year: int, month: int, n: int) -> date:
        """Return the month's n-th working day, counted from 1.

        A month with fewer gives its last working day, and one without any its last day.
        """
        days = (date(year, month, d) for d in range(1, monthrange(year, month)[1] + 1))
        worked = [day for day in days if self.is_working_day(day)]
        if not worked:
            return last_of_month(year, month)
        return worked[min(n, len(worked)) - 1]

    def working_days_between(self, start: date, end: date) -> int:
        """Count the working days after `start` up to and including `end`; 0 if end ≤ start.

        So it is what remains for work once `start` itself is over.
        """
        span = range(1, (end - start).days + 1)
        return sum(self.is_working_day(start + timedelta(days=n)) for n in span)
