from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disbursement.domain.calendar import WorkCalendar, day_or_last_of_month

# Tết 2026 (16–20/2), 30/4–1/5, and the bridge 31/8 made up on Saturday 22/8.
TET_2026 = [date(2026, 2, day) for day in range(16, 21)]
CALENDAR_2026 = WorkCalendar(
    days_off=frozenset(
        [
            *TET_2026,
            date(2026, 1, 1),
            date(2026, 4, 27),
            date(2026, 4, 30),
            date(2026, 5, 1),
            date(2026, 8, 31),
            date(2026, 9, 1),
            date(2026, 9, 2),
            date(2026, 11, 24),
        ]
    ),
    make_up_days=frozenset({date(2026, 8, 22)}),
)
PLAIN = WorkCalendar()
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("day", "is_worked"),
    [
        (date(2026, 11, 20), True),  # Friday
        (date(2026, 11, 21), False),  # Saturday
        (date(2026, 11, 22), False),  # Sunday
        (date(2026, 11, 24), False),  # Tuesday, Ngày Văn hóa Việt Nam
        (date(2026, 8, 22), True),  # Saturday made up
        (date(2026, 8, 31), False),  # Monday it was made up for
    ],
)
def test_holidays_and_make_up_days_override_the_week(day, is_worked):
    assert CALENDAR_2026.is_working_day(day) is is_worked


def test_next_and_previous_never_return_the_day_itself():
    assert PLAIN.next_working_day(date(2026, 11, 20)) == date(2026, 11, 23)
    assert PLAIN.previous_working_day(date(2026, 11, 23)) == date(2026, 11, 20)


def test_tet_is_crossed_in_one_step():
    assert CALENDAR_2026.next_working_day(date(2026, 2, 13)) == date(2026, 2, 23)
    assert CALENDAR_2026.previous_working_day(date(2026, 2, 23)) == date(2026, 2, 13)


@pytest.mark.parametrize(
    ("year", "month", "n", "expected"),
    [
        (2026, 1, 1, date(2026, 1, 2)),
        (2026, 2, 10, date(2026, 2, 13)),
        (2026, 2, 11, date(2026, 2, 23)),
        (2026, 8, 16, date(2026, 8, 22)),
        (2026, 2, 23, date(2026, 2, 27)),  # February 2026 has 15: the last one stands in
    ],
)
def test_nth_working_day(year, month, n, expected):
    assert CALENDAR_2026.nth_working_day(year, month, n) == expected


def test_a_month_without_working_days_gives_its_last_day():
    closed = WorkCalendar(days_off=frozenset(date(2026, 2, d) for d in range(1, 29)))
    assert closed.nth_working_day(2026, 2, 1) == date(2026, 2, 28)


def test_working_days_between_leaves_the_start_out_and_takes_the_end_in():
    friday, monday = date(2026, 11, 20), date(2026, 11, 23)
    assert PLAIN.working_days_between(friday, monday) == 1
    assert PLAIN.working_days_between(monday, monday) == 0
    assert PLAIN.working_days_between(monday, friday) == 0
    assert PLAIN.working_days_between(date(2026, 11, 22), friday + timedelta(days=7)) == 5
    assert CALENDAR_2026.working_days_between(date(2026, 11, 22), date(2026, 11, 27)) == 4


@pytest.mark.parametrize(
    ("year", "month", "day", "expected"),
    [
        (2024, 2, 30, date(2024, 2, 29)),
        (2023, 2, 30, date(2023, 2, 28)),
        (2024, 4, 31, date(2024, 4, 30)),
        (2024, 12, 31, date(2024, 12, 31)),
        (2024, 2, 15, date(2024, 2, 15)),
    ],
)
def test_a_day_the_month_lacks_is_its_last_day(year, month, day, expected):
    assert day_or_last_of_month(year, month, day) == expected


def test_contradictory_calendars_are_refused():
    with pytest.raises(ValueError, match="2026-08-22"):
        WorkCalendar(frozenset({date(2026, 8, 22)}), frozenset({date(2026, 8, 22)}))
    with pytest.raises(ValueError, match="worked weekday"):
        WorkCalendar(worked_weekdays=frozenset())


@given(day=DAYS)
def test_nothing_is_worked_between_a_day_and_the_next_working_day(day):
    following = CALENDAR_2026.next_working_day(day)
    assert CALENDAR_2026.working_days_between(day, following) == 1
    assert CALENDAR_2026.is_working_day(following)


@given(a=DAYS, b=DAYS, c=DAYS)
def test_working_days_add_up_over_neighbouring_spans(a, b, c):
    first, middle, last = sorted([a, b, c])
    parts = CALENDAR_2026.working_days_between(first, middle)
    parts += CALENDAR_2026.working_days_between(middle, last)
    assert CALENDAR_2026.working_days_between(first, last) == parts
