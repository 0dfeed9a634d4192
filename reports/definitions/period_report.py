"""The report of the 15th and of the 30th."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _

from reports.definitions.around import missing_reports, obstacles
from reports.definitions.breakdowns import investors, sources, stages, totals
from reports.definitions.frame import Asked
from reports.definitions.years import reported_years
from reports.domain.kinds import PERIOD_REPORT
from reports.domain.table import Table
from reports.selectors.schedule import previous_run

HALF_A_MONTH = timedelta(days=15)


def build(asked: Asked) -> list[Table]:
    """Return the tables, in January those of both plan years that are then open."""
    last = previous_run(kind=PERIOD_REPORT, before=asked.as_of)
    earlier = last.as_of if last else asked.as_of - HALF_A_MONTH
    years = reported_years(asked, earlier, _title)
    tables = [make(year) for year in years for make in (totals, investors, sources, stages)]
    frame = years[0].frame
    return [*tables, missing_reports(frame), obstacles(frame)]


def _title(plan_year: int) -> str:
    return _("REPORT ON THE DISBURSEMENT OF THE %(year)s PUBLIC INVESTMENT PLAN") % {
        "year": plan_year
    }
