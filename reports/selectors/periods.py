"""What investors handed in for the period a report is about, and what holds their projects."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from disbursement.domain.calendar import VIETNAM_TIME
from disbursement.domain.submission_steps import Timeliness, days_late, timeliness
from disbursement.models import Obstacle, ReportingPeriod
from disbursement.selectors.obstacles import open_obstacles_on
from projects.selectors.names import former_organisation_names


@dataclass(frozen=True, slots=True)
class Received:
    """One obliged investor as seen at a moment."""

    investor: str
    timeliness: Timeliness
    first_submitted_at: datetime | None
    days_late: int


@dataclass(frozen=True, slots=True)
class PeriodState:
    """A period and every investor obliged to report for it."""

    period: ReportingPeriod
    rows: tuple[Received, ...]

    @property
    def on_time(self) -> int:
        return sum(row.timeliness is Timeliness.ON_TIME for row in self.rows)

    @property
    def received(self) -> int:
        return sum(row.first_submitted_at is not None for row in self.rows)

    @property
    def wanting(self) -> list[Received]:
        """Those who came late or have not come yet."""
        return [row for row in self.rows if row.timeliness is not Timeliness.ON_TIME]


def last_closed_period(*, at: datetime) -> PeriodState | None:
    """Return the period whose window closed last before a moment, as it stood at that moment."""
    period = ReportingPeriod.objects.filter(due_at__lte=at).order_by("-due_at").first()
    if period is None:
        return None
    called = former_organisation_names(day=at.astimezone(VIETNAM_TIME).date())
    rows = []
    for submission in period.submissions.select_related("investor").order_by("investor__code"):
        first = submission.first_submitted_at
        if first is not None and first > at:
            first = None
        rows.append(
            Received(
                called.get(submission.investor_id, submission.investor.name),
                timeliness(first, period.due_at, at),
                first,
                days_late(first, period.due_at, at),
            )
        )
    return PeriodState(period, tuple(rows))


def open_obstacles(*, as_of: date, at: datetime) -> list[Obstacle]:
    """Return the obstacles not solved on a day, without those raised on the moment's own day.

    Obstacles are dated by days: leaving out the day that is not over yet, the same moment gives
    the same obstacles however late it is asked for.
    """
    return list(
        open_obstacles_on(day=as_of)
        .filter(raised_on__lt=at.astimezone(VIETNAM_TIME).date())
        .select_related("project__investor")
        .order_by("project__investor__code", "project__code", "category")
    )
