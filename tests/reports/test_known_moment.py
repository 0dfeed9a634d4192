"""Up to which moment facts count for a report that fell due."""

from datetime import UTC, datetime

import pytest

from reports.selectors.runs import Recorded, known_moment

FRIDAY = datetime(2024, 10, 4, 9, tzinfo=UTC)
BEFORE = datetime(2024, 9, 1, tzinfo=UTC)
AFTER = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("recorded", "moment"),
    [
        (None, FRIDAY),
        (Recorded(BEFORE, BEFORE), FRIDAY),
        (Recorded(BEFORE, AFTER), FRIDAY),  # what came in later belongs to the next report
        (Recorded(FRIDAY, AFTER), FRIDAY),
        (Recorded(AFTER, AFTER), AFTER),  # the portal was filled after the fact
    ],
)
def test_late_facts_count_only_where_nothing_was_known_by_then(recorded, moment):
    assert known_moment(FRIDAY, recorded) == moment
