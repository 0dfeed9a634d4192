"""The treasury snapshot of every Friday: what the week brought, and what is silent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from disbursement.domain.calendar import VIETNAM_TIME
from projects.domain.money import Unit, format_amount
from projects.domain.numbers import format_integer
from reports.definitions.around import files_of_the_week, stale_offices
from reports.definitions.breakdowns import blocks, investors, programmes, sources, totals
from reports.definitions.frame import Asked, shown, shown_moment
from reports.definitions.week import movers, restated
from reports.definitions.years import Year, reported_years
from reports.domain.figures import total
from reports.domain.kinds import FRIDAY_SNAPSHOT
from reports.domain.restatement import Restatement, restatement
from reports.domain.table import MARK, Table
from reports.models import ReportRun
from reports.selectors.figures import Cut, cells_as_known
from reports.selectors.restatement import published_run
from reports.selectors.schedule import previous_run
from reports.selectors.treasury import (
    Office,
    Waiting,
    keys_stated_last_by,
    offices,
    waiting_rows,
)

A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A week's figures in one or two plan years, and what stands around them.

    `last` is the run of the snapshot before, `since` the moment at which that fell due.
    """

    years: tuple[Year, ...]
    restatements: tuple[Restatement | None, ...]
    last: ReportRun | None
    since: datetime
    offices: tuple[Office, ...]
    waiting: Waiting

    @property
    def stale(self) -> list[Office]:
        return [office for office in self.offices if office.is_stale(self.since)]


def build(asked: Asked) -> list[Table]:
    """Return the tables, in January those of both plan years that are then open."""
    return tables_of(gather(asked))


def gather(asked: Asked) -> Snapshot:
    """Return the figures of the week that ends on the day asked for."""
    due = previous_run(kind=FRIDAY_SNAPSHOT, before=asked.as_of)
    earlier = due.as_of if due else asked.as_of - A_WEEK
    since = due.due_at if due else asked.moment - A_WEEK
    last = published_run(due)
    today = timezone.localtime(asked.moment, VIETNAM_TIME).date()
    found = tuple(offices(at=asked.moment, day=today))
    waiting = waiting_rows(at=asked.moment)
    silent = [office for office in found if office.is_stale(since)]
    years = [
        _marked(year, silent, today, waiting) for year in reported_years(asked, earlier, _title)
    ]
    return Snapshot(
        tuple(years),
        tuple(_restatement(year, last) for year in years),
        last,
        since,
        found,
        waiting,
    )


def tables_of(snapshot: Snapshot) -> list[Table]:
    """Return the tables of the document, figures first."""
    tables = []
    for year, found in zip(snapshot.years, snapshot.restatements, strict=True):
        tables += [make(year) for make in (totals, blocks, investors, sources, programmes)]
        tables += [movers(year), restated(year, snapshot.last, found)]
    frame = snapshot.years[0].frame
    return [
        *tables,
        files_of_the_week(frame, snapshot.since),
        stale_offices(frame, snapshot.offices, snapshot.since),
    ]


def _marked(year: Year, silent: list[Office], today: date, waiting: Waiting) -> Year:
    """Mark what a silent office stated last, and say below the tables what the figures lack."""
    stale = keys_stated_last_by(
        offices={office.pk for office in silent},
        plan_year=year.cut.plan_year,
        day=today,
        known_by=year.frame.asked.known_by,
    )
    marked = replace(year, stale=stale & {cell.place.key for cell in year.cells})
    remarks = (*_of_silence(marked, silent), *_of_waiting(waiting), *_of_the_start(year))
    return replace(marked, remarks=remarks)


def _of_silence(year: Year, silent: list[Office]) -> tuple[str, ...]:
    if not year.stale:
        return ()
    named = "; ".join(
        _("%(office)s (figures as at %(day)s, posted %(at)s)")
        % {
            "office": office.name or _("Entered by the system"),
            "day": shown(office.last.as_at) if office.last.as_at else "–",
            "at": shown_moment(office.last.posted_at),
        }
        for office in silent
        if office.last
    )
    note = _(
        "%(mark)s Holds figures of offices that sent nothing since the last snapshot: %(who)s."
    )
    return (note % {"mark": MARK, "who": named},)


def _of_waiting(waiting: Waiting) -> tuple[str, ...]:
    if not waiting.rows:
        return ()
    note = _(
        "Not in these figures: %(rows)s rows of treasury files with %(amount)s million đồng, whose "
        "project code is not matched yet."
    )
    amount = format_amount(waiting.amount, Unit.MILLION)
    return (note % {"rows": format_integer(waiting.rows), "amount": amount},)


def _of_the_start(year: Year) -> tuple[str, ...]:
    if not total(year.cells).is_first:
        return ()
    note = _("There are no figures as of %(day)s yet: the changes are all that was disbursed.")
    return (note % {"day": shown(year.cut.earlier)},)


def _restatement(year: Year, last: ReportRun | None) -> Restatement | None:
    if last is None:
        return None
    earlier = year.cut.earlier
    cut = Cut(year.cut.plan_year, earlier, earlier)
    return restatement(cells_as_known(cut=cut, known_by=last.known_by), year.cells)


def _title(plan_year: int) -> str:
    title = _("WEEKLY TREASURY SNAPSHOT: DISBURSEMENT OF THE %(year)s PUBLIC INVESTMENT PLAN")
    return title % {"year": plan_year}
