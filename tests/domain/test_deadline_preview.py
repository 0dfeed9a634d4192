"""What a deadline rule will come to, what it may not become, and days owed in lieu."""

from datetime import date, datetime

import pytest

from disbursement.domain.calendar import VIETNAM_TIME, WorkCalendar
from disbursement.domain.deadline_preview import (
    Flaw,
    flaw_of_dates,
    flaw_of_kind,
    foreseen,
    owed_in_lieu,
)
from disbursement.domain.deadlines import DeadlineKind, DeadlineRule, Shift

NEW_YEAR_2026 = datetime(2026, 1, 1, tzinfo=VIETNAM_TIME)
PLAIN = WorkCalendar()


def rule(kind, day, **fields):
    return DeadlineRule(code=fields.pop("code", "x"), name="x", kind=kind, day=day, **fields)


def told(dates):
    return [(each.due.day.isoformat(), each.is_short, each.is_shifted) for each in dates]


def test_the_30th_stands_on_the_last_day_of_february_and_says_so():
    dates = foreseen(rule(DeadlineKind.DAY_OF_MONTH, 30), NEW_YEAR_2026, 3, PLAIN)
    assert told(dates) == [
        ("2026-01-30", False, False),
        ("2026-02-28", True, False),
        ("2026-03-30", False, False),
    ]


def test_a_leap_year_has_the_29th_of_february():
    fixed = rule(DeadlineKind.FIXED_DAY, 29, month=2)
    dates = foreseen(fixed, datetime(2027, 1, 1, tzinfo=VIETNAM_TIME), 2, PLAIN)
    assert told(dates) == [("2027-02-28", True, False), ("2028-02-29", False, False)]


def test_a_strict_day_on_a_sunday_moves_and_keeps_what_was_meant():
    # Before 16 November 2026: the 15th is a Sunday, the next working day Monday the 16th.
    strict = rule(DeadlineKind.DAY_OF_MONTH, 16, is_strict=True, shift=Shift.NEXT)
    (due,) = foreseen(strict, datetime(2026, 11, 1, tzinfo=VIETNAM_TIME), 1, PLAIN)
    assert (due.meant, due.due.day, due.is_shifted) == (
        date(2026, 11, 15),
        date(2026, 11, 16),
        True,
    )


def test_a_friday_that_is_a_holiday_moves_back_to_thursday():
    # New Year's Day 2027 is a Friday.
    calendar = WorkCalendar(days_off=frozenset({date(2027, 1, 1)}))
    friday = rule(DeadlineKind.WEEKDAY, 5, shift=Shift.PREVIOUS)
    dates = foreseen(friday, datetime(2026, 12, 26, tzinfo=VIETNAM_TIME), 2, calendar)
    assert told(dates) == [("2026-12-31", False, True), ("2027-01-08", False, False)]


def test_the_23rd_working_day_falls_in_few_months_and_is_short_in_the_others():
    # Without holidays 2026 has 23 weekdays in July and December only.
    last = rule(DeadlineKind.NTH_WORKING_DAY, 23)
    dates = foreseen(last, NEW_YEAR_2026, 12, PLAIN)
    assert [each.due.day.month for each in dates if not each.is_short] == [7, 12]
    assert flaw_of_dates(last, dates, []) is None


def test_a_working_day_that_no_month_has_is_a_flaw():
    february = rule(DeadlineKind.NTH_WORKING_DAY, 22, months=frozenset({2}))
    dates = foreseen(february, NEW_YEAR_2026, 12, PLAIN)
    assert flaw_of_dates(february, dates, []) is Flaw.NEVER_FALLS


@pytest.mark.parametrize(
    ("code", "kind", "flaw"),
    [
        ("investor-mid", DeadlineKind.WEEKDAY, Flaw.NOT_IN_A_MONTH),
        ("report-30", DeadlineKind.WEEKDAY, Flaw.NOT_IN_A_MONTH),
        ("tabmis-entry", DeadlineKind.DAY_OF_MONTH, Flaw.NOT_ONCE_A_YEAR),
        ("friday-snapshot", DeadlineKind.WEEKDAY, None),
        ("investor-mid", DeadlineKind.NTH_WORKING_DAY, None),
    ],
)
def test_what_others_count_on_keeps_its_kind(code, kind, flaw):
    assert flaw_of_kind(rule(kind, 5, code=code)) is flaw


class TestDaysInLieu:
    def owed(self, off, lieu=()):
        names = dict.fromkeys([*off, *lieu], "x")
        return owed_in_lieu(names, lieu, WorkCalendar(days_off=frozenset(names)), 2027)

    def test_a_holiday_on_saturday_proposes_the_next_working_day(self):
        assert self.owed([date(2027, 5, 1)]) == [(date(2027, 5, 1), date(2027, 5, 3))]

    def test_one_given_already_is_not_proposed_again(self):
        assert self.owed([date(2027, 5, 1)], [date(2027, 5, 3)]) == []

    def test_two_at_one_weekend_propose_two_days(self):
        weekend = [date(2027, 5, 1), date(2027, 5, 2)]
        assert [day for _holiday, day in self.owed(weekend)] == [date(2027, 5, 3), date(2027, 5, 4)]

    def test_tet_owes_nothing_once_five_working_days_are_off(self):
        # Tết 2027: Thursday 4 to Wednesday 10 February, with a weekend within.
        tet = [date(2027, 2, day) for day in range(4, 11)]
        assert self.owed(tet) == []
        assert len(self.owed(tet[:-1])) == 2
