"""What was open on a day, how old it was, and how it was dealt with: timelines made by hand."""

from datetime import date

import pytest

from disbursement.domain.obstacle_groups import GROUPED, MainGroup, main_group
from disbursement.domain.obstacle_timeline import (
    AgeBand,
    Followed,
    ObstacleRecord,
    StepKind,
    TimelineStep,
    age_band,
    band_span,
    is_open_on,
    opened_on,
    record_of,
)
from disbursement.models import ObstacleCategory


def timeline(*steps):
    return tuple(TimelineStep(StepKind(kind), date(2024, *day)) for kind, *day in steps)


TWICE = timeline(
    ("raised", 3, 1),
    ("reported", 3, 16),
    ("closed", 4, 1),
    ("reopened", 4, 10),
    ("answered", 4, 12),
    ("closed", 5, 1),
)


@pytest.mark.parametrize(
    ("day", "is_open", "since"),
    [
        ((2, 29), False, None),
        ((3, 1), True, (3, 1)),
        ((3, 31), True, (3, 1)),
        ((4, 1), False, None),
        ((4, 9), False, None),
        ((4, 10), True, (4, 10)),
        ((4, 30), True, (4, 10)),
        ((5, 1), False, None),
    ],
)
def test_an_obstacle_is_open_from_its_raising_to_its_closing_and_again_when_reopened(
    day, is_open, since
):
    assert is_open_on(TWICE, date(2024, *day)) is is_open
    assert opened_on(TWICE, date(2024, *day)) == (since and date(2024, *since))


def test_raised_and_closed_on_one_day_it_was_never_open_at_its_end():
    assert not is_open_on(timeline(("raised", 3, 1), ("closed", 3, 1)), date(2024, 3, 1))


def test_answers_and_escalations_close_nothing():
    steps = timeline(("raised", 3, 1), ("answered", 3, 2), ("escalated", 3, 5), ("changed", 3, 6))
    assert is_open_on(steps, date(2024, 3, 31))


def test_ages_fall_into_bands_that_leave_no_day_out():
    days = (-1, 0, 15, 16, 30, 31, 60, 61, 90, 91, 4000)
    assert [str(age_band(each)) for each in days] == [
        *("0-15", "0-15", "0-15", "16-30", "16-30", "31-60", "31-60"),
        *("61-90", "61-90", "91-", "91-"),
    ]


def test_a_band_names_the_days_of_raising():
    assert band_span(AgeBand.MONTH, date(2024, 3, 31)) == (date(2024, 3, 1), date(2024, 3, 15))
    assert band_span(AgeBand.OLDER, date(2024, 3, 31)) == (None, date(2023, 12, 31))
    assert band_span(AgeBand.FORTNIGHT, date(2024, 3, 31)) == (date(2024, 3, 16), date.max)


def test_every_category_stands_in_one_main_group():
    assert sorted(each for group in GROUPED.values() for each in group) == sorted(
        ObstacleCategory.values
    )
    assert main_group("GPMB") is MainGroup.LAND
    assert main_group("lạ") is MainGroup.OTHER


MARCH = (date(2024, 3, 1), date(2024, 3, 31))


def followed(due, *steps):
    return Followed(date(2024, *due) if due else None, timeline(*steps))


@pytest.mark.parametrize(
    ("obstacle", "expected"),
    [
        # raised, answered and closed within its days
        (
            followed((3, 20), ("raised", 3, 1), ("answered", 3, 10), ("closed", 3, 20)),
            ObstacleRecord(1, 1, 1, 1, 0),
        ),
        # answered on the day, closed a day late
        (
            followed((3, 20), ("raised", 2, 1), ("answered", 3, 20), ("closed", 3, 21)),
            ObstacleRecord(0, 1, 1, 0, 1),
        ),
        # never answered, still open
        (followed((3, 20), ("raised", 2, 1)), ObstacleRecord(0, 1, 0, 0, 1)),
        # closed in time, but reopened within the span
        (
            followed((3, 20), ("raised", 2, 1), ("closed", 3, 19), ("reopened", 3, 25)),
            ObstacleRecord(1, 1, 0, 0, 1),
        ),
        # reopened after the span: its last day did not know that
        (
            followed((3, 20), ("raised", 2, 1), ("closed", 3, 19), ("reopened", 4, 2)),
            ObstacleRecord(0, 1, 0, 1, 0),
        ),
        # due outside the span
        (followed((4, 1), ("raised", 3, 5)), ObstacleRecord(1, 0, 0, 0, 0)),
        # no day at all, and no steps at all
        (followed(None, ("raised", 3, 5)), ObstacleRecord(1, 0, 0, 0, 0)),
        (followed((3, 20)), ObstacleRecord()),
    ],
)
def test_a_record_judges_what_was_to_be_solved_in_the_span(obstacle, expected):
    assert record_of([obstacle], *MARCH) == expected


def test_records_add_up_and_in_time_and_overdue_make_all_that_were_due():
    many = [
        followed((3, 20), ("raised", 3, 1), ("closed", 3, 2)),
        followed((3, 31), ("raised", 3, 1)),
        followed((3, 5), ("raised", 3, 1), ("answered", 3, 4)),
    ]
    assert record_of(many, *MARCH) == ObstacleRecord(3, 3, 1, 1, 2)
