"""Make reports: the ones that fell due, once each, and those a person asks for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import structlog
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from disbursement.services.enqueue import enqueue
from projects.models import User
from projects.permissions import require
from projects.refusals import Refusal
from projects.services.audit import audit
from reports.definitions.frame import Asked
from reports.models import ReportFile, ReportRun, RunStatus
from reports.selectors.runs import facts_recorded, folder, given_up, known_moment, to_make
from reports.selectors.schedule import due_by
from reports.services.digest import told_made
from reports.services.files import definition_of, file_write, known_formats, report_draw

log = structlog.get_logger(__name__)

LONGEST_FAILURE = 500


@dataclass(frozen=True, slots=True)
class DueResult:
    """What one look at the schedule did: made and failed now, and how many were made before."""

    made: list[ReportRun]
    failed: list[ReportRun]
    already: int


def runs_plan(*, now: datetime) -> list[ReportRun]:
    """Put a row on record for every job due by now; return the rows of all of them.

    Two processes at once make one row each job and period: the database holds that.
    """
    due = due_by(now=now)
    recorded = facts_recorded()
    known = set(ReportRun.objects.exclude(job="").values_list("job", "period"))
    missing = [
        ReportRun(
            kind=run.kind,
            job=run.job,
            period=run.period,
            as_of=run.as_of,
            known_by=known_moment(run.due_at, recorded),
            due_at=run.due_at,
            status_at=now,
            formats=definition_of(run.kind).formats,
        )
        for run in due
        if (run.job, run.period) not in known
    ]
    ReportRun.objects.bulk_create(missing, ignore_conflicts=True)
    wanted = {(run.job, run.period) for run in due}
    rows = ReportRun.objects.exclude(job="").order_by("due_at", "pk")
    return [row for row in rows if (row.job, row.period) in wanted]


def due_make(*, now: datetime) -> DueResult:
    """Make every job due by now that was not made, the oldest first; one failing stops no other."""
    rows = runs_plan(now=now)
    already = sum(row.status == RunStatus.MADE for row in rows)
    for run in given_up(now=now):
        _fail(run, now, _("The making was broken off again and again."))
    made: list[ReportRun] = []
    failed: list[ReportRun] = []
    for pk in list(to_make(now=now).values_list("pk", flat=True)):
        tried = run_make(pk=pk, now=now)
        if tried is not None:
            (made if tried.status == RunStatus.MADE else failed).append(tried)
    return DueResult(made, failed, already)


def run_make(*, pk: int, now: datetime) -> ReportRun | None:
    """Make one run if it is still to be made; return it, or None where another one has it.

    The claim is one conditional update, so of many callers one makes the report. A run whose
    maker died in the middle can be claimed again; should the first one come back after all, its
    attempt is no longer the current one and its result is dropped.
    """
    if (
        to_make(now=now)
        .filter(pk=pk)
        .update(status=RunStatus.MAKING, status_at=now, attempts=F("attempts") + 1, failure="")
        != 1
    ):
        return None
    run = ReportRun.objects.get(pk=pk)
    try:
        _finish(run, now)
    except Refusal as refusal:
        _fail(run, now, str(refusal))
    except Exception as error:
        log.exception("report_failed", run=run.pk, kind=run.kind)
        _fail(run, now, _("The report could not be made: %(error)s.") % {"error": _short(error)})
    run.refresh_from_db()
    return run


@transaction.atomic
def run_ask(
    *, actor: User | None, kind: str, as_of: date, formats: Iterable[str], now: datetime
) -> ReportRun:
    """Put a report that a person asks for on record; it is made in the background."""
    require(actor, "reports.make")
    run = ReportRun.objects.create(
        kind=definition_of(kind).kind,
        as_of=as_of,
        known_by=now,
        status_at=now,
        formats=",".join(known_formats(formats)),
        asked_by=actor,
    )
    audit(actor=actor, action="report.ask", about=run, at=now, kind=kind, as_of=as_of.isoformat())
    enqueue("reports.tasks.make_run", run.pk)
    return run


def _finish(run: ReportRun, now: datetime) -> None:
    """Draw and keep the files; they are on record only together with the run's end."""
    asked = Asked(run.as_of, run.known_by)
    files = []
    for drawn in report_draw(kind=run.kind, asked=asked, formats=run.formats.split(",")):
        path = file_write(folder=folder() / f"{run.pk:06d}", drawn=drawn)
        files.append(
            ReportFile(
                run=run,
                format=drawn.format,
                name=drawn.name,
                path=path.relative_to(folder()).as_posix(),
                sha256=drawn.sha256,
                size=len(drawn.content),
            )
        )
    with transaction.atomic():
        if _move(run, now, status=RunStatus.MADE):
            ReportFile.objects.bulk_create(files)
            audit(actor=run.asked_by, action="report.make", about=run, at=now)
            if run.job:
                told_made(run=run, now=now)


def _fail(run: ReportRun, now: datetime, sentence: str) -> None:
    _move(run, now, status=RunStatus.FAILED, failure=sentence[:LONGEST_FAILURE])


def _move(run: ReportRun, now: datetime, **changes: str) -> bool:
    """Leave "making", if this attempt is still the current one."""
    rows = ReportRun.objects.filter(pk=run.pk, status=RunStatus.MAKING, attempts=run.attempts)
    return rows.update(status_at=now, **changes) == 1


def _short(error: Exception) -> str:
    return f"{type(error).__name__} {error}".strip()[:200]
