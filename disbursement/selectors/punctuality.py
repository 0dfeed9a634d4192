"""Who handed in what and when: the matrix of investors and periods, and rates over a span."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet

from disbursement.domain.calendar import VIETNAM_TIME
from disbursement.domain.punctuality import Judged, Leave, Mark, Owed, Tally, judge, tally
from disbursement.domain.submission_steps import days_late
from disbursement.models import EntryException, ReportingPeriod, Submission, SubmissionVersion
from projects.models import Organisation


@dataclass(frozen=True, slots=True)
class Cell:
    """One investor's report of one period, judged."""

    submission_id: int
    period: ReportingPeriod
    status: str
    first_submitted_at: datetime | None
    days_late: int
    judged: Judged


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """An investor with a cell per period; None where it owed nothing."""

    investor: Organisation
    cells: list[Cell | None]
    tally: Tally


@dataclass(frozen=True, slots=True)
class Matrix:
    """Who is behind: investors by periods, the oldest period first, with their sums."""

    periods: list[ReportingPeriod]
    rows: list[MatrixRow]
    by_period: list[Tally]
    tally: Tally


@dataclass(frozen=True, slots=True)
class NamedSpan:
    """A span that has a name of its own, such as a campaign; both days are included."""

    code: str
    name: str
    start: date
    end: date


# Rooms further on may name spans: each is a function without arguments, read when asked.
_span_sources: list[Callable[[], Iterable[NamedSpan]]] = []


def add_span_source(source: Callable[[], Iterable[NamedSpan]]) -> None:
    """Offer the spans that a function returns beside the portal's own."""
    if source not in _span_sources:
        _span_sources.append(source)


def named_spans() -> Iterator[NamedSpan]:
    for source in _span_sources:
        yield from source()


def latest_periods(*, count: int, now: datetime) -> list[ReportingPeriod]:
    """Return the last periods that have opened, the oldest first."""
    opened = ReportingPeriod.objects.filter(opens_at__lte=now).order_by("-due_at")
    return list(opened[:count])[::-1]


def periods_due(*, start: date, end: date, now: datetime) -> list[ReportingPeriod]:
    """Return the periods whose due day is from `start` to `end`, the oldest first."""
    first = datetime.combine(start, time(), tzinfo=VIETNAM_TIME)
    after = datetime.combine(end, time(), tzinfo=VIETNAM_TIME) + timedelta(days=1)
    return list(
        ReportingPeriod.objects.filter(
            due_at__gte=first, due_at__lt=after, opens_at__lte=now
        ).order_by("due_at")
    )


def years_with_periods() -> list[int]:
    """Return the years that have periods, the newest first."""
    years = ReportingPeriod.objects.order_by().values_list("year", flat=True).distinct()
    return sorted(years, reverse=True)


def matrix(
    *,
    periods: Iterable[ReportingPeriod],
    now: datetime,
    investors: QuerySet[Organisation] | None = None,
) -> Matrix:
    """Return what became of every report owed in the periods, by investor code.

    In four queries, however many investors and periods there are.
    """
    periods = list(periods)
    cells = _cells(periods, now=now, investors=investors)
    wanted = Organisation.objects.filter(pk__in=cells).order_by("code")
    rows = []
    for investor in wanted:
        mine = cells[investor.pk]
        judged = [cell.judged for cell in mine.values()]
        rows.append(MatrixRow(investor, [mine.get(period.pk) for period in periods], tally(judged)))
    columns = zip(*(row.cells for row in rows), strict=True) if rows else ([] for _ in periods)
    by_period = [tally(cell.judged for cell in column if cell) for column in columns]
    return Matrix(periods, rows, by_period, sum((row.tally for row in rows), Tally()))


def punctuality_of(
    *, investors: Collection[int] | None, start: date, end: date, now: datetime
) -> dict[int, Tally]:
    """Return how punctual and complete each investor was over the periods due in a span.

    `investors` None means everybody who owed a report; both days are included. An investor that
    owed nothing has an empty tally, whose rates are None.
    """
    periods = periods_due(start=start, end=end, now=now)
    some = None if investors is None else Organisation.objects.filter(pk__in=investors)
    found = {
        investor: tally(cell.judged for cell in mine.values())
        for investor, mine in _cells(periods, now=now, investors=some).items()
    }
    return found if investors is None else {pk: found.get(pk, Tally()) for pk in investors}


def _cells(
    periods: list[ReportingPeriod],
    *,
    now: datetime,
    investors: QuerySet[Organisation] | None,
) -> dict[int, dict[int, Cell]]:
    """Return the cells by investor and period."""
    submissions = Submission.objects.filter(period__in=periods)
    if investors is not None:
        submissions = submissions.filter(investor__in=investors)
    nil = _nil_reports(submissions)
    leaves = _leaves(submissions)
    by_pk = {period.pk: period for period in periods}
    found: dict[int, dict[int, Cell]] = defaultdict(dict)
    rows = submissions.order_by().values_list(
        "pk", "investor_id", "period_id", "status", "first_submitted_at"
    )
    for pk, investor, period_pk, status, first in rows:
        period = by_pk[period_pk]
        owed = Owed(period.due_at, first, status, pk in nil, tuple(leaves.get(pk, ())))
        judged = judge(owed, now)
        late = days_late(first, period.due_at, now) if judged.mark in _BEHIND else 0
        found[investor][period_pk] = Cell(pk, period, status, first, late, judged)
    return found


_BEHIND = (Mark.LATE, Mark.MISSING, Mark.EXCUSED)


def _nil_reports(submissions: QuerySet[Submission]) -> set[int]:
    """Return the submissions whose newest version that stands says "nothing to report"."""
    newest: dict[int, bool] = {}
    versions = SubmissionVersion.objects.filter(
        submission__in=submissions, submitted_at__isnull=False, withdrawn_at=None
    )
    for pk, is_nil in versions.order_by("number").values_list("submission_id", "is_nil"):
        newest[pk] = is_nil
    return {pk for pk, is_nil in newest.items() if is_nil}


def _leaves(submissions: QuerySet[Submission]) -> dict[int, list[Leave]]:
    found: dict[int, list[Leave]] = defaultdict(list)
    rows = EntryException.objects.filter(submission__in=submissions).order_by("granted_at")
    for pk, until, excuses, granted_at, ended_at in rows.values_list(
        "submission_id", "until", "excuses", "granted_at", "ended_at"
    ):
        found[pk].append(Leave(until, excuses, granted_at, ended_at))
    return found
