"""How late a report is taken and how long a returned one may be mended."""

from datetime import UTC, date, datetime

import pytest

from disbursement.domain.calendar import VIETNAM_TIME, WorkCalendar
from disbursement.domain.entry_measures import EntryMeasures, locks_at, mend_until

DUE = datetime(2024, 3, 14, 23, 59, 59, tzinfo=VIETNAM_TIME)


@pytest.mark.parametrize(
    ("late_days", "last"),
    [(0, date(2024, 3, 14)), (15, date(2024, 3, 29)), (20, date(2024, 4, 3))],
)
def test_a_period_locks_at_the_end_of_a_day(late_days, last):
    locked = locks_at(DUE, EntryMeasures(late_days=late_days))
    assert (locked.date(), locked.time().isoformat()) == (last, "23:59:59")


def test_the_day_is_vietnams():
    """Seven in the evening in London is the next morning's two o'clock in Hanoi."""
    due = datetime(2024, 3, 14, 19, 0, tzinfo=UTC)
    assert locks_at(due, EntryMeasures(late_days=1)).date() == date(2024, 3, 16)


@pytest.mark.parametrize(
    ("returned", "mend_days", "last"),
    [
        (datetime(2024, 3, 12, 9, tzinfo=VIETNAM_TIME), 3, date(2024, 3, 15)),  # a Tuesday
        (datetime(2024, 3, 15, 16, tzinfo=VIETNAM_TIME), 3, date(2024, 3, 20)),  # a Friday
        (datetime(2024, 4, 26, 9, tzinfo=VIETNAM_TIME), 2, date(2024, 5, 3)),  # before the holidays
        (datetime(2024, 3, 12, 9, tzinfo=VIETNAM_TIME), 0, date(2024, 3, 12)),
    ],
)
def test_mending_is_counted_in_working_days_after_the_return(returned, mend_days, last):
    holidays = frozenset(date(2024, *day) for day in [(4, 29), (4, 30), (5, 1)])
    calendar = WorkCalendar(days_off=holidays)
    assert mend_until(returned, EntryMeasures(mend_days=mend_days), calendar) == last
