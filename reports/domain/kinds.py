"""The names by which reports are asked for."""

PERIOD_REPORT = "period-report"
FRIDAY_SNAPSHOT = "friday-snapshot"
