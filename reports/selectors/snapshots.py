"""The weekly snapshots that were made, and how far each week had come."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import QuerySet

from disbursement.domain.submission_steps import open_plan_years
from reports.domain.figures import Figures, total
from reports.domain.kinds import FRIDAY_SNAPSHOT
from reports.models import ReportRun, RunStatus
from reports.selectors.figures import Cut, cells_as_known
from reports.selectors.panels import A_WEEK
from reports.selectors.runs import runs
from reports.selectors.schedule import previous_run

KEPT = 7 * 24 * 3600  # seconds; a week's figures never change, so they are reckoned once


@dataclass(frozen=True, slots=True)
class WeekTotal:
    """The whole of the older plan year that was open in the week."""

    plan_year: int
    figures: Figures


def snapshots() -> QuerySet[ReportRun]:
    """Return the runs of the snapshot, scheduled or asked for."""
    return runs().filter(kind=FRIDAY_SNAPSHOT)


def weekly() -> QuerySet[ReportRun]:
    """Return the scheduled snapshots, the newest week first."""
    return snapshots().exclude(job="").order_by("-as_of", "-pk")


def neighbours(run: ReportRun) -> tuple[ReportRun | None, ReportRun | None]:
    """Return the scheduled snapshots made for the week before and the week after."""
    made = weekly().filter(status=RunStatus.MADE)
    before = made.filter(as_of__lt=run.as_of).first()
    return before, made.filter(as_of__gt=run.as_of).last()


def week_total(run: ReportRun) -> WeekTotal:
    """Return the total of a snapshot's week, reckoned from what was known then."""
    name = f"week-total:{run.pk}:{run.as_of}:{run.known_by.isoformat()}"
    found: WeekTotal | None = cache.get(name)
    if found is None:
        found = _reckoned(run)
        cache.set(name, found, KEPT)
    return found


def _reckoned(run: ReportRun) -> WeekTotal:
    due = previous_run(kind=FRIDAY_SNAPSHOT, before=run.as_of)
    earlier = due.as_of if due else run.as_of - A_WEEK
    years = open_plan_years(run.as_of.year, run.as_of.month)
    for plan_year in years:
        cells = cells_as_known(cut=Cut(plan_year, run.as_of, earlier), known_by=run.known_by)
        if cells:
            return WeekTotal(plan_year, total(cells))
    return WeekTotal(years[-1], Figures())
