from dataclasses import replace
from datetime import date, datetime

import pytest

from disbursement.domain.calendar import VIETNAM_TIME, WorkCalendar
from disbursement.domain.deadlines import Shift
from disbursement.domain.default_deadlines import DEFAULT_DEADLINES, DEFAULT_PERIODS
from disbursement.domain.periods import PeriodKind, month_periods, period_code

DEADLINES = {rule.code: rule for rule in DEFAULT_DEADLINES}
PLAIN = WorkCalendar()


def vn(*parts):
    return datetime(*parts, tzinfo=VIETNAM_TIME)


def periods(year, month, deadlines=DEADLINES):
    return month_periods(year, month, DEFAULT_PERIODS, deadlines, PLAIN)


def test_a_month_has_two_periods_each_with_its_window():
    mid, end = periods(2024, 9)
    assert (mid.code, mid.kind) == ("2024-09-K1", PeriodKind.MID)
    assert (mid.starts_on, mid.ends_on) == (date(2024, 9, 1), date(2024, 9, 15))
    assert mid.as_at == date(2024, 9, 15)
    assert (mid.opens_at, mid.due_at) == (vn(2024, 9, 1), vn(2024, 9, 14, 23, 59, 59))
    assert (end.code, end.kind) == ("2024-09-K2", PeriodKind.END)
    assert (end.starts_on, end.ends_on) == (date(2024, 9, 16), date(2024, 9, 30))
    assert end.as_at == date(2024, 9, 30)
    assert (end.opens_at, end.due_at) == (vn(2024, 9, 16), vn(2024, 9, 29, 23, 59, 59))


@pytest.mark.parametrize(
    ("year", "month", "ends_on", "as_at", "due"),
    [
        (2024, 2, date(2024, 2, 29), date(2024, 2, 29), vn(2024, 2, 28, 23, 59, 59)),
        (2023, 2, date(2023, 2, 28), date(2023, 2, 28), vn(2023, 2, 27, 23, 59, 59)),
        (2024, 12, date(2024, 12, 31), date(2024, 12, 30), vn(2024, 12, 29, 23, 59, 59)),
    ],
)
def test_the_second_period_of_short_and_long_months(year, month, ends_on, as_at, due):
    _, end = periods(year, month)
    assert (end.ends_on, end.as_at, end.due_at) == (ends_on, as_at, due)


def test_codes_sort_by_time_and_name_no_day():
    codes = [period_code(kind, 2024, month) for month in (2, 11) for kind in PeriodKind]
    assert codes == ["2024-02-K1", "2024-02-K2", "2024-11-K1", "2024-11-K2"]


def test_a_moved_deadline_moves_the_window_and_not_the_time_described():
    moved = replace(DEADLINES["investor-mid"], shift=Shift.PREVIOUS)
    mid, _ = periods(2024, 9, {**DEADLINES, "investor-mid": moved})
    assert mid.due_at == vn(2024, 9, 13, 23, 59, 59)  # the 14th is a Saturday
    assert (mid.code, mid.ends_on, mid.as_at) == (
        "2024-09-K1",
        date(2024, 9, 15),
        date(2024, 9, 15),
    )


def test_figures_are_asked_as_at_the_day_of_the_report():
    earlier = replace(DEADLINES["report-15"], day=14)
    mid, _ = periods(2024, 9, {**DEADLINES, "report-15": earlier})
    assert mid.as_at == date(2024, 9, 14)


def test_a_period_without_a_report_in_that_month_is_left_out():
    quarterly = replace(DEADLINES["report-15"], months=frozenset({3, 6, 9, 12}))
    only_end = periods(2024, 8, {**DEADLINES, "report-15": quarterly})
    assert [period.kind for period in only_end] == [PeriodKind.END]
