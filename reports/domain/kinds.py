"""The names by which reports are asked for, and why figures change in hindsight."""

from enum import StrEnum

PERIOD_REPORT = "period-report"
FRIDAY_SNAPSHOT = "friday-snapshot"


class Cause(StrEnum):
    """Why a figure of an earlier day is another one today."""

    FILE_LATE = "file_late"
    FILE_REVERSED = "file_reversed"
    DECISION_LATE = "decision_late"
    DECISION_REVERSED = "decision_reversed"
