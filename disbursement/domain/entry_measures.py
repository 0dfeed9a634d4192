"""The measures by which reports are taken: how late, how long to mend, how far off unasked."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from .calendar import VIETNAM_TIME, WorkCalendar
from .deadlines import END_OF_DAY


@dataclass(frozen=True, slots=True)
class EntryMeasures:
    """Days a late report is taken, working days to mend one, tolerated difference in %."""

    late_days: int = 15
    mend_days: int = 3
    tolerated_percent: int = 5


DEFAULT_MEASURES = EntryMeasures()


def locks_at(due_at: datetime, measures: EntryMeasures) -> datetime:
    """Return the last second in which a late report is taken."""
    day = due_at.astimezone(VIETNAM_TIME).date() + timedelta(days=measures.late_days)
    return datetime.combine(day, END_OF_DAY, tzinfo=VIETNAM_TIME)


def mend_until(returned_at: datetime, measures: EntryMeasures, calendar: WorkCalendar) -> date:
    """Return the last day on which a returned report may be mended, whatever the clock says."""
    day = returned_at.astimezone(VIETNAM_TIME).date()
    for _ in range(measures.mend_days):
        day = calendar.next_working_day(day)
    return day
