"""Which reminder of a deadline is to go out at a moment: at most one, and only while it is true."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from .calendar import VIETNAM_TIME
from .deadlines import is_on_time


class Stage(StrEnum):
    """The reminders of one deadline, in the order in which they follow each other."""

    OPENING = "opening"
    AHEAD = "ahead"
    TOMORROW = "tomorrow"
    DUE_DAY = "due_day"
    OVERDUE = "overdue"


# Said longer after the deadline, a reminder would only be noise about something known.
OVERDUE_SAID_FOR = timedelta(days=7)
ORDER = list(Stage)


@dataclass(frozen=True, slots=True)
class ReminderTime:
    """When a reminder goes out: so many days from the due day, the first from the opening day."""

    stage: Stage
    offset_days: int
    time: time


DEFAULT_REMINDERS = (
    ReminderTime(Stage.OPENING, 0, time(8)),
    ReminderTime(Stage.AHEAD, -5, time(8)),
    ReminderTime(Stage.TOMORROW, -1, time(8)),
    ReminderTime(Stage.DUE_DAY, 0, time(8)),
    ReminderTime(Stage.OVERDUE, 1, time(8)),
)
DIGEST_TIME = time(16, 30)


def moment_of(reminder: ReminderTime, opens_at: datetime, due_at: datetime) -> datetime:
    """Return when the reminder goes out; never before the period opens."""
    origin = opens_at if reminder.stage is Stage.OPENING else due_at
    day = origin.astimezone(VIETNAM_TIME).date() + timedelta(days=reminder.offset_days)
    return max(opens_at, datetime.combine(day, reminder.time, VIETNAM_TIME))


def reminder_due(
    reminders: Iterable[ReminderTime], opens_at: datetime, due_at: datetime, now: datetime
) -> Stage | None:
    """Return the newest reminder whose moment has come, if what it says is still true.

    What an outage has overtaken is not made up for: somebody who hears on the due day that
    the deadline is today need not hear that it was five days away.
    """
    come = [
        (moment, ORDER.index(reminder.stage), reminder.stage)
        for reminder in reminders
        if (moment := moment_of(reminder, opens_at, due_at)) <= now
    ]
    if not come:
        return None
    moment, _order, stage = max(come)
    return stage if _is_true(stage, moment, due_at, now) else None


def days_between(now: datetime, due_at: datetime) -> int:
    """Return the calendar days from a moment's day to the due day, or since it."""
    days = due_at.astimezone(VIETNAM_TIME).date() - now.astimezone(VIETNAM_TIME).date()
    return abs(days.days)


def _is_true(stage: Stage, moment: datetime, due_at: datetime, now: datetime) -> bool:
    if stage is Stage.OVERDUE:
        return not is_on_time(now, due_at) and now - moment <= OVERDUE_SAID_FOR
    if stage in (Stage.TOMORROW, Stage.DUE_DAY):  # they name a day, and hold on that day only
        same_day = moment.astimezone(VIETNAM_TIME).date() == now.astimezone(VIETNAM_TIME).date()
        return same_day and is_on_time(now, due_at)
    return is_on_time(now, due_at)
