"""When reports are due, and from which figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from disbursement.domain.calendar import VIETNAM_TIME
from disbursement.domain.deadlines import occurrences
from disbursement.models import DeadlineRuleRow
from disbursement.selectors.calendar import deadline_rules, work_calendar
from projects.models import Installation
from reports.domain.kinds import FRIDAY_SNAPSHOT, PERIOD_REPORT

ONE_DAY = timedelta(days=1)
LONGEST_PAUSE = timedelta(days=62)
# Which report each deadline rule makes.
JOBS = {
    "report-15": PERIOD_REPORT,
    "report-30": PERIOD_REPORT,
    "friday-snapshot": FRIDAY_SNAPSHOT,
}


@dataclass(frozen=True, slots=True)
class ScheduledRun:
    """One falling due of a job; its period is the day that the rule names."""

    job: str
    period: str
    due_at: datetime
    kind: str

    @property
    def as_of(self) -> date:
        return self.due_at.astimezone(VIETNAM_TIME).date()


def scheduled(*, start: date, end: date) -> list[ScheduledRun]:
    """Return what falls due from `start` to `end`, both included, in order of time.

    A rule that was changed applies from the day the change took effect.
    """
    calendar = work_calendar()
    found: dict[tuple[str, str], ScheduledRun] = {}
    for first, last in _spans(start, end):
        rules = deadline_rules(first)
        for job, kind in JOBS.items():
            if job not in rules:
                continue
            for due in occurrences(rules[job], first, last, calendar):
                run = ScheduledRun(job, due.label, due.at, kind)
                found.setdefault((job, due.label), run)
    return sorted(found.values(), key=lambda run: (run.due_at, run.job))


def due_by(*, now: datetime) -> list[ScheduledRun]:
    """Return every job due by now and not before the day on which the portal first ran."""
    installation = Installation.objects.first()
    if installation is None or installation.first_started_at is None:
        return []
    start = installation.first_started_at.astimezone(VIETNAM_TIME).date()
    runs = scheduled(start=start, end=now.astimezone(VIETNAM_TIME).date())
    return [run for run in runs if run.due_at <= now]


def coming(*, now: datetime, days: int = 31) -> list[ScheduledRun]:
    """Return what falls due within so many days."""
    today = now.astimezone(VIETNAM_TIME).date()
    runs = scheduled(start=today, end=today + timedelta(days=days))
    return [run for run in runs if run.due_at > now]


def previous_run(*, kind: str, before: date) -> ScheduledRun | None:
    """Return the last time before a day that a report of that kind fell due."""
    runs = scheduled(start=before - LONGEST_PAUSE, end=before - ONE_DAY)
    return next((run for run in reversed(runs) if run.kind == kind), None)


def _spans(start: date, end: date) -> Iterator[tuple[date, date]]:
    """Cut the days where one of the jobs' rules begins to apply."""
    changes = sorted(
        set(
            DeadlineRuleRow.objects.filter(
                code__in=JOBS, effective_from__gt=start, effective_from__lte=end
            )
            .order_by()
            .values_list("effective_from", flat=True)
        )
    )
    firsts = [start, *changes]
    lasts = [*(day - ONE_DAY for day in changes), end]
    yield from zip(firsts, lasts, strict=True)
