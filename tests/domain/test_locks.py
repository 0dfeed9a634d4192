"""Why a report cannot be written in: one function decides."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from disbursement.domain.calendar import VIETNAM_TIME
from disbursement.domain.submission_steps import Lock, Window, lock_of

OPENS = datetime(2024, 3, 1, tzinfo=VIETNAM_TIME)
LOCKS = datetime(2024, 3, 29, 23, 59, 59, tzinfo=VIETNAM_TIME)
WINDOW = Window(opens_at=OPENS, locks_at=LOCKS)
SECOND = timedelta(seconds=1)


def test_a_window_is_open_from_its_first_second_to_its_last():
    assert lock_of("draft", WINDOW, OPENS - SECOND) == Lock.NOT_OPEN
    assert lock_of("not_received", WINDOW, OPENS) is None
    assert lock_of("draft", WINDOW, LOCKS) is None
    assert lock_of("draft", WINDOW, LOCKS + SECOND) == Lock.EXPIRED


def test_without_a_locking_moment_late_reports_are_always_taken():
    assert lock_of("draft", Window(opens_at=OPENS), LOCKS + timedelta(days=400)) is None


@pytest.mark.parametrize(
    ("status", "lock"),
    [
        ("submitted", Lock.IN_REVIEW),
        ("endorsed", Lock.IN_REVIEW),
        ("accepted", Lock.ACCEPTED),
        ("returned", None),
    ],
)
def test_what_was_handed_in_rests_whatever_the_clock_says(status, lock):
    assert lock_of(status, WINDOW, OPENS + SECOND) == lock
    opened = replace(WINDOW, exception_until=date(2024, 4, 5))
    assert lock_of(status, opened, OPENS + SECOND) == lock


def test_an_exception_opens_until_the_end_of_its_day_in_vietnam():
    opened = replace(WINDOW, exception_until=date(2024, 4, 5))
    last = datetime(2024, 4, 5, 23, 59, 59, tzinfo=VIETNAM_TIME)
    assert lock_of("draft", opened, last) is None
    assert lock_of("draft", opened, last + SECOND) == Lock.EXPIRED


def test_an_ended_organisation_writes_no_more_but_by_exception():
    ended = replace(WINDOW, organisation_ends_on=date(2024, 3, 10))
    noon = datetime(2024, 3, 11, 12, tzinfo=VIETNAM_TIME)
    assert lock_of("draft", ended, noon - timedelta(days=1)) is None
    assert lock_of("draft", ended, noon) == Lock.ORGANISATION_ENDED
    assert lock_of("draft", replace(ended, exception_until=date(2024, 3, 12)), noon) is None
