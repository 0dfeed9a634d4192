from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disbursement.domain.calendar import VIETNAM_TIME, WorkCalendar
from disbursement.domain.deadlines import (
    DeadlineKind,
    DeadlineRule,
    Shift,
    due_day,
    is_on_time,
    last_moment,
    named_day,
    next_occurrences,
    occurrences,
)
from disbursement.domain.default_deadlines import DEFAULT_DEADLINES

from .test_calendar import CALENDAR_2026, PLAIN

RULES = {rule.code: rule for rule in DEFAULT_DEADLINES}
FRIDAY = RULES["friday-snapshot"]
# The working week of Tết 2025 was Monday 27/1 to Friday 31/1, all of it off.
CALENDAR_2025 = WorkCalendar(frozenset(date(2025, 1, day) for day in (1, *range(27, 32))))


def vn(*parts):
    return datetime(*parts, tzinfo=VIETNAM_TIME)


def days(rule, start, end, calendar=PLAIN):
    return [due.day for due in occurrences(rule, start, end, calendar)]


def day_rule(day, **changes):
    return DeadlineRule("rule", "Rule", DeadlineKind.DAY_OF_MONTH, day, **changes)


@pytest.mark.parametrize(
    ("code", "year", "month", "moment"),
    [
        ("investor-mid", 2024, 9, vn(2024, 9, 14, 23, 59, 59)),
        ("investor-end", 2024, 9, vn(2024, 9, 29, 23, 59, 59)),
        ("investor-end", 2024, 2, vn(2024, 2, 28, 23, 59, 59)),  # 30 → 29 February, the day before
        ("investor-end", 2023, 2, vn(2023, 2, 27, 23, 59, 59)),
        ("report-15", 2024, 9, vn(2024, 9, 15, 7)),  # a Sunday: made all the same
        ("report-30", 2024, 2, vn(2024, 2, 29, 7)),
        ("report-30", 2023, 2, vn(2023, 2, 28, 7)),
        ("report-30", 2024, 12, vn(2024, 12, 30, 7)),
        ("treasury-monthly", 2026, 11, vn(2026, 11, 7, 23, 59, 59)),
        ("ministry-estimate", 2026, 11, vn(2026, 11, 14, 23, 59, 59)),
        ("quarterly-report", 2026, 10, vn(2026, 10, 9, 23, 59, 59)),
        ("detailed-monthly-plan", 2024, 3, vn(2024, 3, 29, 23, 59, 59)),
        ("tabmis-entry", 2024, 4, vn(2024, 4, 15, 23, 59, 59)),
        ("reallocation-1", 2024, 6, vn(2024, 6, 19, 23, 59, 59)),
        ("reallocation-2", 2024, 9, vn(2024, 9, 19, 23, 59, 59)),
        ("reallocation-3", 2026, 12, vn(2026, 12, 14, 23, 59, 59)),
    ],
)
def test_last_moment_of_the_default_deadlines(code, year, month, moment):
    named = named_day(RULES[code], year, month, PLAIN)
    assert last_moment(RULES[code], named, PLAIN) == moment


@pytest.mark.parametrize(
    ("code", "months"),
    [
        ("quarterly-report", [1, 4, 7, 10]),
        ("detailed-monthly-plan", [3]),
        ("tabmis-entry", [4]),
        ("investor-mid", list(range(1, 13))),
    ],
)
def test_a_rule_names_a_day_only_in_its_months(code, months):
    assert [m for m in range(1, 13) if due_day(RULES[code], 2026, m, PLAIN)] == months


def test_moments_carry_the_offset_of_vietnam():
    (due,) = occurrences(RULES["report-15"], date(2024, 9, 15), date(2024, 9, 15), PLAIN)
    assert due.at.isoformat() == "2024-09-15T07:00:00+07:00"
    assert due.label == "2024-09-15"


def test_strict_deadline_excludes_its_own_day():
    rule = day_rule(15)
    assert due_day(rule, 2024, 9, PLAIN) == date(2024, 9, 15)
    assert due_day(day_rule(15, is_strict=True), 2024, 9, PLAIN) == date(2024, 9, 14)
    assert due_day(day_rule(1, is_strict=True), 2024, 3, PLAIN) == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("day", "is_strict", "shift", "expected"),
    [
        # 15/9/2024 is a Sunday, 14/9 a Saturday.
        (15, False, Shift.NONE, date(2024, 9, 15)),
        (15, False, Shift.PREVIOUS, date(2024, 9, 13)),
        (15, False, Shift.NEXT, date(2024, 9, 16)),
        (15, True, Shift.NONE, date(2024, 9, 14)),
        (15, True, Shift.PREVIOUS, date(2024, 9, 13)),
        (15, True, Shift.NEXT, date(2024, 9, 16)),
        # "Before the 16th" ends on Sunday the 15th: the last day moves, not the named one.
        (16, True, Shift.PREVIOUS, date(2024, 9, 13)),
        (16, True, Shift.NEXT, date(2024, 9, 16)),
        # 14 and 17/9 are working days: no shift.
        (17, False, Shift.PREVIOUS, date(2024, 9, 17)),
        (18, True, Shift.NEXT, date(2024, 9, 17)),
    ],
)
def test_what_moves_is_the_last_day_when_it_is_a_day_off(day, is_strict, shift, expected):
    assert due_day(day_rule(day, is_strict=is_strict, shift=shift), 2024, 9, PLAIN) == expected


def test_nth_working_day_counts_from_the_calendar():
    rule = DeadlineRule("rule", "Rule", DeadlineKind.NTH_WORKING_DAY, 3)
    assert due_day(rule, 2026, 1, CALENDAR_2026) == date(2026, 1, 6)  # 2, 5, 6


def test_fridays_of_a_month_without_holidays():
    fridays = [date(2024, 11, day) for day in (1, 8, 15, 22, 29)]
    assert days(FRIDAY, date(2024, 11, 1), date(2024, 11, 30)) == fridays
    (first, *_) = occurrences(FRIDAY, date(2024, 11, 1), date(2024, 11, 30), PLAIN)
    assert first.at == vn(2024, 11, 1, 16)


def test_a_friday_off_moves_to_the_working_day_before():
    # 1/1/2027 is a Friday: its snapshot is made on Thursday 31/12/2026.
    calendar = WorkCalendar(frozenset({date(2027, 1, 1)}))
    (moved,) = occurrences(FRIDAY, date(2026, 12, 31), date(2027, 1, 7), calendar)
    assert (moved.anchor, moved.at) == (date(2027, 1, 1), vn(2026, 12, 31, 16))


def test_a_moved_friday_belongs_to_the_window_of_the_day_it_moved_to():
    calendar = WorkCalendar(frozenset({date(2027, 1, 1)}))
    december = days(FRIDAY, date(2026, 12, 26), date(2026, 12, 31), calendar)
    january = days(FRIDAY, date(2027, 1, 1), date(2027, 1, 7), calendar)
    assert (december, january) == ([date(2026, 12, 31)], [])


def test_two_fridays_that_move_onto_one_day_are_one_snapshot():
    # Friday 31/1/2025 would move to Friday 24/1, which has its own.
    found = occurrences(FRIDAY, date(2025, 1, 20), date(2025, 2, 7), CALENDAR_2025)
    assert [(due.anchor, due.day) for due in found] == [
        (date(2025, 1, 24), date(2025, 1, 24)),
        (date(2025, 2, 7), date(2025, 2, 7)),
    ]


def test_a_shift_forward_leaves_the_nearer_name():
    rule = DeadlineRule("rule", "Rule", DeadlineKind.WEEKDAY, 5, shift=Shift.NEXT)
    off = WorkCalendar(frozenset(date(2025, 1, 31) - timedelta(days=n) for n in range(8)))
    (due,) = occurrences(rule, date(2025, 1, 25), date(2025, 2, 6), off)
    assert (due.anchor, due.day) == (date(2025, 1, 31), date(2025, 2, 3))


def test_both_ends_of_a_window_are_included():
    start, end = date(2024, 9, 15), date(2024, 10, 15)
    assert days(RULES["report-15"], start, end) == [start, end]
    assert days(RULES["report-15"], start + timedelta(days=1), end - timedelta(days=1)) == []


@pytest.mark.parametrize(
    ("is_strict", "shift", "day"),
    [
        (False, Shift.PREVIOUS, date(2024, 9, 13)),
        (False, Shift.NEXT, date(2024, 9, 16)),
        (True, Shift.PREVIOUS, date(2024, 9, 13)),
        (True, Shift.NEXT, date(2024, 9, 16)),
    ],
)
def test_a_window_of_one_day_finds_what_moved_onto_it(is_strict, shift, day):
    # Sunday 15/9/2024, or as the last day before Monday the 16th.
    rule = day_rule(16 if is_strict else 15, is_strict=is_strict, shift=shift)
    assert days(rule, day, day) == [day]


def test_a_weekday_may_be_narrowed_to_months():
    rule = DeadlineRule("rule", "Rule", DeadlineKind.WEEKDAY, 5, months=frozenset({12}))
    found = days(rule, date(2024, 11, 20), date(2024, 12, 10))
    assert found == [date(2024, 12, 6)]


def test_a_strict_deadline_belongs_to_the_day_before():
    assert days(RULES["investor-mid"], date(2024, 9, 14), date(2024, 9, 14)) == [date(2024, 9, 14)]
    assert days(RULES["investor-mid"], date(2024, 9, 15), date(2024, 9, 15)) == []
    first = day_rule(1, is_strict=True)
    assert days(first, date(2024, 12, 31), date(2024, 12, 31)) == [date(2024, 12, 31)]


@pytest.mark.parametrize(
    ("moment", "is_in_time"),
    [
        (vn(2024, 9, 14, 23, 59, 59), True),
        (vn(2024, 9, 14, 23, 59, 59, 999_999), True),
        (vn(2024, 9, 15), False),
        (datetime(2024, 9, 14, 16, 59, 59, tzinfo=UTC), True),
        (datetime(2024, 9, 14, 17, 0, 0, tzinfo=UTC), False),
    ],
)
def test_on_time_to_the_second_in_vietnams_time(moment, is_in_time):
    assert is_on_time(moment, vn(2024, 9, 14, 23, 59, 59)) is is_in_time


def test_next_occurrences_are_strictly_later():
    due = next_occurrences(RULES["report-15"], vn(2024, 9, 15, 7), 2, PLAIN)
    assert [each.at for each in due] == [vn(2024, 10, 15, 7), vn(2024, 11, 15, 7)]
    due = next_occurrences(RULES["report-15"], vn(2024, 9, 15, 6, 59, 59), 1, PLAIN)
    assert due[0].at == vn(2024, 9, 15, 7)


def test_next_occurrences_of_a_yearly_deadline_reach_over_years():
    due = next_occurrences(RULES["tabmis-entry"], vn(2024, 4, 16), 3, PLAIN)
    assert [each.day.year for each in due] == [2025, 2026, 2027]


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": DeadlineKind.WEEKDAY, "day": 8},
        {"kind": DeadlineKind.DAY_OF_MONTH, "day": 0},
        {"kind": DeadlineKind.DAY_OF_MONTH, "day": 32},
        {"kind": DeadlineKind.FIXED_DAY, "day": 1},
        {"kind": DeadlineKind.DAY_OF_MONTH, "day": 1, "month": 4},
        {"kind": DeadlineKind.DAY_OF_MONTH, "day": 1, "months": frozenset({13})},
        {"kind": DeadlineKind.FIXED_DAY, "day": 1, "month": 4, "months": frozenset({5})},
    ],
)
def test_a_rule_that_names_no_day_is_refused(changes):
    with pytest.raises(ValueError, match="rule"):
        DeadlineRule(code="rule", name="Rule", **changes)


def test_codes_are_unique_and_every_default_says_on_what_it_rests():
    assert len(RULES) == len(DEFAULT_DEADLINES) == 13
    assert all(rule.legal_basis for rule in DEFAULT_DEADLINES)


@st.composite
def rules(draw):
    kind = draw(st.sampled_from(DeadlineKind))
    is_fixed = kind is DeadlineKind.FIXED_DAY
    most = {DeadlineKind.WEEKDAY: 7, DeadlineKind.NTH_WORKING_DAY: 23}.get(kind, 31)
    return DeadlineRule(
        code="rule",
        name="Rule",
        kind=kind,
        day=draw(st.integers(1, most)),
        month=draw(st.integers(1, 12)) if is_fixed else None,
        months=frozenset() if is_fixed else draw(st.frozensets(st.integers(1, 12))),
        time_of_day=draw(st.sampled_from([None, time(7), time(16)])),
        is_strict=draw(st.booleans()),
        shift=draw(st.sampled_from(Shift)),
    )


@settings(max_examples=60)
@given(rule=rules(), cut=st.dates(date(2026, 1, 1), date(2026, 5, 31)))
def test_cutting_a_window_in_two_neither_loses_nor_doubles(rule, cut):
    start, end = date(2025, 12, 25), date(2026, 6, 5)
    first = occurrences(rule, start, cut, CALENDAR_2026)
    second = occurrences(rule, cut + timedelta(days=1), end, CALENDAR_2026)
    assert first + second == occurrences(rule, start, end, CALENDAR_2026)


@settings(max_examples=60)
@given(rule=rules(), start=st.dates(date(2026, 1, 1), date(2026, 6, 30)), width=st.integers(0, 60))
def test_occurrences_lie_in_the_window_and_shifted_ones_on_working_days(rule, start, width):
    end = start + timedelta(days=width)
    for due in occurrences(rule, start, end, CALENDAR_2026):
        assert start <= due.day <= end
        assert due.at.date() == due.day
        assert rule.shift is Shift.NONE or CALENDAR_2026.is_working_day(due.day)
