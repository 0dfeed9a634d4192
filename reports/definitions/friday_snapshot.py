"""The treasury snapshot of every Friday: what the week brought, and what is silent."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from reports.definitions.around import files_of_the_week, stale_offices
from reports.definitions.breakdowns import blocks, investors, sources, totals
from reports.definitions.frame import Asked
from reports.definitions.years import reported_years
from reports.domain.kinds import FRIDAY_SNAPSHOT
from reports.domain.table import Table
from reports.selectors.schedule import previous_run

A_WEEK = timedelta(days=7)


def build(asked: Asked) -> list[Table]:
    """Return the tables, in January those of both plan years that are then open."""
    last = previous_run(kind=FRIDAY_SNAPSHOT, before=asked.as_of)
    earlier = last.as_of if last else asked.as_of - A_WEEK
    since: datetime | None = last.due_at if last else None
    years = reported_years(asked, earlier, _title)
    tables = [make(year) for year in years for make in (totals, blocks, investors, sources)]
    frame = years[0].frame
    return [*tables, files_of_the_week(frame, since), stale_offices(frame)]


def _title(plan_year: int) -> str:
    title = _("WEEKLY TREASURY SNAPSHOT: DISBURSEMENT OF THE %(year)s PUBLIC INVESTMENT PLAN")
    return title % {"year": plan_year}
