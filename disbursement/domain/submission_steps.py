"""The way of an investor's report: its steps, why it is locked, and whether it came in time."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from .calendar import VIETNAM_TIME
from .deadlines import is_on_time


class Status(StrEnum):
    NOT_RECEIVED = "not_received"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    ENDORSED = "endorsed"
    RETURNED = "returned"
    ACCEPTED = "accepted"


class Step(StrEnum):
    SAVE = "save"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    ENDORSE = "endorse"
    RETURN = "return"
    ACCEPT = "accept"
    REOPEN = "reopen"


# A returned report stays returned while its next version is being written.
TRANSITIONS: dict[tuple[Status, Step], Status] = {
    (Status.NOT_RECEIVED, Step.SAVE): Status.DRAFT,
    (Status.DRAFT, Step.SAVE): Status.DRAFT,
    (Status.RETURNED, Step.SAVE): Status.RETURNED,
    (Status.NOT_RECEIVED, Step.SUBMIT): Status.SUBMITTED,
    (Status.DRAFT, Step.SUBMIT): Status.SUBMITTED,
    (Status.RETURNED, Step.SUBMIT): Status.SUBMITTED,
    (Status.SUBMITTED, Step.WITHDRAW): Status.DRAFT,
    (Status.SUBMITTED, Step.ENDORSE): Status.ENDORSED,
    (Status.SUBMITTED, Step.RETURN): Status.RETURNED,
    (Status.SUBMITTED, Step.ACCEPT): Status.ACCEPTED,
    (Status.ENDORSED, Step.RETURN): Status.RETURNED,
    (Status.ENDORSED, Step.ACCEPT): Status.ACCEPTED,
    (Status.ACCEPTED, Step.REOPEN): Status.RETURNED,
}
# Steps of the investor that a lock stops; what others do has no window.
LOCKABLE = frozenset({Step.SAVE, Step.SUBMIT})


def next_status(status: str, step: Step) -> Status | None:
    """Return where a step leads, or None where it may not be taken."""
    return TRANSITIONS.get((Status(status), step))


class Lock(StrEnum):
    """Why a report cannot be written in; each has a sentence of its own."""

    IN_REVIEW = "in_review"
    ACCEPTED = "accepted"
    NOT_OPEN = "not_open"
    ORGANISATION_ENDED = "organisation_ended"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Window:
    """When a report may be written.

    `locks_at` is None where late reports are always taken, `organisation_ends_on` the
    investor's last day, `exception_until` the last day of an exception or of the time to mend
    a returned report.
    """

    opens_at: datetime
    locks_at: datetime | None = None
    organisation_ends_on: date | None = None
    exception_until: date | None = None


def lock_of(status: str, window: Window, now: datetime) -> Lock | None:
    """Return why a report cannot be written in at a moment, or None where it can.

    The one place that decides it. An exception opens what has expired and what belongs to an
    organisation that has ended; nothing but a review opens what was handed in.
    """
    if status == Status.ACCEPTED:
        return Lock.ACCEPTED
    if status in (Status.SUBMITTED, Status.ENDORSED):
        return Lock.IN_REVIEW
    if now < window.opens_at:
        return Lock.NOT_OPEN
    today = now.astimezone(VIETNAM_TIME).date()
    if window.exception_until and today <= window.exception_until:
        return None
    if window.organisation_ends_on and today > window.organisation_ends_on:
        return Lock.ORGANISATION_ENDED
    if window.locks_at and now > window.locks_at:
        return Lock.EXPIRED
    return None


def open_plan_years(year: int, month: int) -> tuple[int, ...]:
    """Return the plan years that may still be disbursed in a month: in January there are two."""
    return (year - 1, year) if month == 1 else (year,)


class Timeliness(StrEnum):
    WAITING = "waiting"
    OVERDUE = "overdue"
    ON_TIME = "on_time"
    LATE = "late"


def timeliness(first_submitted_at: datetime | None, due_at: datetime, now: datetime) -> Timeliness:
    """Judge a report by its first submission, or by the clock while there is none."""
    if first_submitted_at is None:
        return Timeliness.WAITING if is_on_time(now, due_at) else Timeliness.OVERDUE
    return Timeliness.ON_TIME if is_on_time(first_submitted_at, due_at) else Timeliness.LATE


def days_late(first_submitted_at: datetime | None, due_at: datetime, now: datetime) -> int:
    """Return how many days after the due day the report came, or has not come yet; 0 in time."""
    moment = first_submitted_at or now
    if is_on_time(moment, due_at):
        return 0
    due_day = due_at.astimezone(VIETNAM_TIME).date()
    return (moment.astimezone(VIETNAM_TIME).date() - due_day).days


@dataclass(frozen=True, slots=True)
class Remaining:
    """The time between a moment and a due one, in whole minutes."""

    is_over: bool
    days: int
    hours: int
    minutes: int


def remaining(now: datetime, due_at: datetime) -> Remaining:
    """Return the time left until the due moment, or the time gone by since it.

    The due second itself is still on time, so the time is not over until it has passed.
    """
    is_over = not is_on_time(now, due_at)
    span = now - due_at if is_over else due_at - now
    minutes = max(span, timedelta()) // timedelta(minutes=1)
    return Remaining(is_over, minutes // 1440, minutes // 60 % 24, minutes % 60)
