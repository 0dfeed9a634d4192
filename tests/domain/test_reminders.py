"""Which reminder of a deadline goes out when."""

from datetime import datetime, time, timedelta

import pytest

from disbursement.domain.calendar import VIETNAM_TIME
from disbursement.domain.reminders import (
    DEFAULT_REMINDERS,
    ReminderTime,
    Stage,
    days_between,
    reminder_due,
)

OPENS = datetime(2026, 11, 1, tzinfo=VIETNAM_TIME)
DUE = datetime(2026, 11, 14, 23, 59, 59, tzinfo=VIETNAM_TIME)


def november(day, hour=0, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=VIETNAM_TIME)


@pytest.mark.parametrize(
    ("now", "stage"),
    [
        (november(1, 7, 59), None),
        (november(1, 8), Stage.OPENING),
        (november(9, 7, 59), Stage.OPENING),
        (november(9, 8), Stage.AHEAD),
        (november(13, 7, 59), Stage.AHEAD),
        (november(13, 8), Stage.TOMORROW),
        (november(13, 23, 59), Stage.TOMORROW),
        (november(14, 7, 59), None),  # "tomorrow" is no longer true, "today" not yet due
        (november(14, 8), Stage.DUE_DAY),
        (DUE, Stage.DUE_DAY),
        (DUE + timedelta(seconds=1), None),
        (november(15, 8), Stage.OVERDUE),
        (november(22, 8), Stage.OVERDUE),
        (november(22, 8, 1), None),
    ],
)
def test_of_several_that_have_come_only_the_newest_true_one_goes_out(now, stage):
    assert reminder_due(DEFAULT_REMINDERS, OPENS, DUE, now) == stage


def test_a_reminder_switched_off_leaves_room_to_the_one_before_it():
    without = [each for each in DEFAULT_REMINDERS if each.stage is not Stage.AHEAD]
    assert reminder_due(without, OPENS, DUE, november(10, 8)) == Stage.OPENING
    assert reminder_due([], OPENS, DUE, november(10, 8)) is None


def test_nothing_goes_out_before_the_period_opens():
    early = [ReminderTime(Stage.AHEAD, -30, time(8))]
    assert reminder_due(early, OPENS, DUE, OPENS - timedelta(seconds=1)) is None
    assert reminder_due(early, OPENS, DUE, OPENS) == Stage.AHEAD


def test_days_are_counted_by_the_calendar_of_vietnam():
    assert days_between(november(9, 8), DUE) == 5
    assert days_between(november(14, 23), DUE) == 0
    assert days_between(november(15, 0, 1), DUE) == 1
