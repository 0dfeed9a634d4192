"""When a report counts as in time, late, missing or excused, and what adds up over a span."""

from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest

from disbursement.domain.calendar import VIETNAM_TIME
from disbursement.domain.punctuality import Judged, Leave, Mark, Owed, Tally, judge, tally

DUE = datetime(2026, 11, 14, 23, 59, 59, tzinfo=VIETNAM_TIME)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
LATER = DUE + 10 * DAY


def leave(until, *, is_excuse=True, ended_at=None):
    return Leave(until, is_excuse, DUE, ended_at)


def mark(first=None, now=LATER, leaves=()):
    return judge(Owed(DUE, first, leaves=tuple(leaves)), now).mark


@pytest.mark.parametrize(
    ("first", "now", "expected"),
    [
        (None, DUE, Mark.WAITING),
        (None, DUE + SECOND, Mark.MISSING),
        (DUE - DAY, DUE - DAY, Mark.ON_TIME),
        (DUE, LATER, Mark.ON_TIME),
        (DUE + timedelta(milliseconds=999), LATER, Mark.ON_TIME),
        (DUE + SECOND, LATER, Mark.LATE),
        (LATER, LATER - DAY, Mark.MISSING),
    ],
)
def test_the_due_second_decides(first, now, expected):
    assert mark(first, now) == expected


def test_the_server_in_another_time_zone_judges_the_same():
    from datetime import UTC

    assert mark(DUE.astimezone(UTC)) == Mark.ON_TIME
    assert mark((DUE + SECOND).astimezone(UTC)) == Mark.LATE


def test_an_excuse_covers_the_delay_until_the_end_of_its_day():
    excuse = leave(date(2026, 11, 18))
    last = datetime(2026, 11, 18, 23, 59, 59, tzinfo=VIETNAM_TIME)
    assert mark(last, leaves=[excuse]) == Mark.EXCUSED
    assert mark(last + SECOND, leaves=[excuse]) == Mark.LATE
    assert mark(None, now=last, leaves=[excuse]) == Mark.EXCUSED
    assert mark(None, now=last + SECOND, leaves=[excuse]) == Mark.MISSING


def test_an_exception_without_excuse_opens_but_does_not_forgive():
    given = leave(date(2026, 11, 18), is_excuse=False)
    judged = judge(Owed(DUE, None, leaves=(given,)), DUE + DAY)
    assert (judged.mark, judged.is_open_by_exception) == (Mark.MISSING, True)


def test_what_came_in_time_needs_no_excuse():
    assert mark(DUE - DAY, leaves=[leave(date(2026, 11, 18))]) == Mark.ON_TIME


def test_an_excuse_taken_back_no_longer_covers_what_had_not_come():
    ended = leave(date(2026, 11, 18), ended_at=DUE + 2 * DAY)
    assert mark(DUE + DAY, leaves=[ended]) == Mark.EXCUSED
    assert mark(DUE + 3 * DAY, leaves=[ended]) == Mark.LATE
    assert mark(None, now=DUE + 3 * DAY, leaves=[ended]) == Mark.MISSING


def test_a_returned_report_stays_as_punctual_as_it_was():
    judged = judge(Owed(DUE, DUE, "returned", is_nil=True), LATER)
    assert judged == Judged(Mark.ON_TIME, True, is_nil=True, is_returned=True)


# Over a span: 10 periods, of which 5 in time, 2 late, 1 missing, 1 excused, 1 not due yet.
SPAN = tally(
    [
        *[Judged(Mark.ON_TIME, True)] * 4,
        Judged(Mark.ON_TIME, True, is_nil=True),
        *[Judged(Mark.LATE, True)] * 2,
        Judged(Mark.MISSING, False),
        Judged(Mark.EXCUSED, True),
        Judged(Mark.WAITING, False),
    ]
)


def test_punctuality_leaves_out_what_waits_and_what_is_excused():
    assert (SPAN.owed, SPAN.judged) == (10, 8)
    assert SPAN.punctuality == Fraction(500, 8)


def test_completeness_counts_late_nil_and_excused_reports_as_handed_in():
    assert (SPAN.handed_in, SPAN.expected, SPAN.nil) == (8, 9, 1)
    assert SPAN.completeness == Fraction(800, 9)


def test_an_excuse_that_still_runs_is_expected_of_nobody():
    running = tally([Judged(Mark.EXCUSED, False)])
    assert (running.expected, running.completeness, running.punctuality) == (0, None, None)


def test_nothing_owed_has_no_rate_instead_of_zero_or_hundred():
    assert (Tally().punctuality, Tally().completeness) == (None, None)


def test_tallies_add_up():
    doubled = SPAN + SPAN
    assert doubled == Tally(10, 4, 2, 2, 2, 0, 2)
    assert (SPAN + Tally()).punctuality == SPAN.punctuality
