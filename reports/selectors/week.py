"""What leaders are told of a week: how far the money is, who is behind, what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from disbursement.domain.submission_steps import Timeliness, open_plan_years
from disbursement.models import Notice, NoticeChoice, NoticeKind
from disbursement.selectors.coming_periods import ComingDeadline, coming_deadlines
from disbursement.selectors.notice_recipients import people_with
from disbursement.selectors.obstacles import open_obstacles_on
from projects.models import Installation, Role, User
from reports.domain.figures import Figures, total
from reports.domain.kinds import FRIDAY_SNAPSHOT
from reports.models import ReportRun
from reports.selectors.figures import cells_as_known, cells_of_ledger
from reports.selectors.panels import Choice
from reports.selectors.periods import PeriodState, last_closed_period
from reports.selectors.schedule import ScheduledRun, scheduled

LOOKED_BACK = timedelta(days=14)
DEADLINES_AHEAD = timedelta(days=14)
MOST_DEADLINES = 4


@dataclass(frozen=True, slots=True)
class Week:
    """A week as at its snapshot; `snapshot` is None while that has not been made."""

    choice: Choice
    money: Figures
    closed: PeriodState | None
    overdue_obstacles: int
    deadlines: tuple[ComingDeadline, ...]
    snapshot: ReportRun | None

    @property
    def missing(self) -> list[str]:
        rows = self.closed.rows if self.closed else ()
        return [row.investor for row in rows if row.first_submitted_at is None]

    @property
    def late(self) -> list[str]:
        rows = self.closed.rows if self.closed else ()
        return [row.investor for row in rows if row.timeliness is Timeliness.LATE]


def last_snapshot_due(*, now: datetime) -> ScheduledRun | None:
    """Return the snapshot that fell due last, not before the day the portal first ran."""
    installation = Installation.objects.first()
    if installation is None or installation.first_started_at is None:
        return None
    today, started = timezone.localdate(now), timezone.localdate(installation.first_started_at)
    runs = scheduled(start=max(started, today - LOOKED_BACK), end=today)
    due = [run for run in runs if run.kind == FRIDAY_SNAPSHOT and run.due_at <= now]
    return due[-1] if due else None


def leaders_to_tell(*, occasion: str, day: date) -> QuerySet[User]:
    """Return the leaders who have not had the digest of the occasion and did not decline it."""
    own = {"recipient": OuterRef("pk"), "kind": NoticeKind.DIGEST, "occasion": occasion}
    declined = {"user": OuterRef("pk"), "kind": NoticeKind.DIGEST}
    return people_with(role=Role.LEADER, day=day).exclude(
        Exists(Notice.objects.filter(**own))
        | Exists(NoticeChoice.objects.filter(**declined, in_portal=False, by_email=False))
    )


def week_of(*, due: ScheduledRun) -> Week:
    """Return the week of a snapshot, from what was known when that fell due.

    In January the plan year that is being closed is told of: of the new one next to nothing
    can have been disbursed.
    """
    choice = Choice(open_plan_years(due.as_of.year, due.as_of.month)[0], due.as_of)
    run = ReportRun.objects.filter(job=due.job, period=due.period).first()
    if run is None:
        cells = cells_of_ledger(cut=choice.cut)
    else:
        cells = cells_as_known(cut=choice.cut, known_by=run.known_by)
    coming = [
        each
        for each in coming_deadlines(now=due.due_at)
        if each.due.at <= due.due_at + DEADLINES_AHEAD
    ]
    return Week(
        choice=choice,
        money=total(cells),
        closed=last_closed_period(at=due.due_at),
        overdue_obstacles=open_obstacles_on(day=due.as_of, known_by=due.due_at)
        .filter(due_on__lt=due.as_of)
        .count(),
        deadlines=tuple(coming[:MOST_DEADLINES]),
        snapshot=run,
    )
