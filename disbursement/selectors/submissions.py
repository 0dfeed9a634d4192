"""Read what investors are asked for, what they stated, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from django.db.models import Count, Q, QuerySet, Subquery, Sum

from disbursement.domain.ledger import Key, Position
from disbursement.domain.submission_steps import (
    Remaining,
    Timeliness,
    days_late,
    remaining,
    timeliness,
)
from disbursement.domain.submissions import LineEntry, LineFigures
from disbursement.models import (
    ReportingPeriod,
    Submission,
    SubmissionEvent,
    SubmissionEventKind,
    SubmissionLine,
    SubmissionStatus,
    SubmissionVersion,
)
from disbursement.selectors.entry_rules import measures_of
from disbursement.selectors.periods import plan_years_of
from disbursement.selectors.positions import positions_by_key
from projects.models import CapitalSource, Project, Role, User
from projects.permissions import may, organisations_of
from projects.selectors.plans import plan_by_key


@dataclass(frozen=True, slots=True)
class GridLine:
    """One key an investor reports on, with what is known of it."""

    key: Key
    project: Project
    source: CapitalSource
    figures: LineFigures


@dataclass(frozen=True, slots=True)
class OwnReport:
    """A period of an investor's own list."""

    submission: Submission
    timeliness: Timeliness
    left: Remaining
    returned: SubmissionEvent | None


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One obliged investor in a period; sums are over the lines that have an own figure."""

    submission: Submission
    timeliness: Timeliness
    days_late: int
    version: SubmissionVersion | None
    own: int | None = None
    treasury: int | None = None
    filled: int = 0
    lines: int = 0

    @property
    def difference(self) -> int | None:
        if self.own is None or self.treasury is None:
            return None
        return self.own - self.treasury

    @property
    def difference_rate(self) -> Fraction | None:
        """The difference in per cent of the treasury's figure."""
        if self.difference is None or not self.treasury:
            return None
        return Fraction(self.difference * 100, self.treasury)


def submissions_visible_to(user: User) -> QuerySet[Submission]:
    """Return every submission, or for investors those of their own organisations."""
    submissions = Submission.objects.select_related("period", "investor")
    if may(user, "submission.view_all"):
        return submissions
    return submissions.filter(investor__in=organisations_of(user, Role.INVESTOR))


def own_reports(*, user: User, now: datetime) -> list[OwnReport]:
    """Return the periods of the user's organisations, the newest first."""
    submissions = list(
        Submission.objects.filter(investor__in=organisations_of(user, Role.INVESTOR))
        .select_related("period", "investor")
        .order_by("-period__due_at", "investor__code")
    )
    returns = _last_returns(submissions)
    return [
        OwnReport(
            submission,
            timeliness(submission.first_submitted_at, submission.period.due_at, now),
            remaining(now, submission.period.due_at),
            returns.get(submission.pk),
        )
        for submission in submissions
    ]


def last_return(*, submission: Submission) -> SubmissionEvent | None:
    """Return the step by which a report came back, returned or reopened, with its reason."""
    return _last_returns([submission]).get(submission.pk)


def submission_grid(*, submission: Submission, day: date) -> list[GridLine]:
    """Return a line for every key of the investor with a plan or money, as of the day.

    Figures go no further than the day the period asks about.
    """
    as_of = min(day, submission.period.as_at)
    projects = Project.objects.filter(investor_id=submission.investor_id)
    by_pk = {project.pk: project for project in projects}
    sources = CapitalSource.objects.in_bulk()
    last = last_own_figures(submission=submission)
    tolerated = measures_of(period=submission.period).tolerated_percent
    lines = []
    for year in plan_years_of(submission.period):
        plans = plan_by_key(plan_year=year, as_of=as_of, projects=projects)
        positions = positions_by_key(plan_year=year, as_of=as_of, projects=projects)
        for project, source, origin in plans.keys() | positions.keys():
            key = Key(project, source, year, origin)
            position = positions.get((project, source, origin), Position())
            plan = plans.get((project, source, origin), 0)
            if plan or position.volume or position.advance:
                figures = LineFigures(plan, position.disbursed, last.get(key), tolerated)
                lines.append(GridLine(key, by_pk[project], sources[source], figures))
    return sorted(lines, key=_in_order)


def last_own_figures(*, submission: Submission) -> dict[Key, int]:
    """Return by key the own count of the newest earlier report that had one."""
    handed_in = SubmissionVersion.objects.filter(
        submission__investor_id=submission.investor_id,
        submission__period__due_at__lt=submission.period.due_at,
        submitted_at__isnull=False,
        withdrawn_at__isnull=True,
        lines__own_disbursed__isnull=False,
    ).order_by("-submission__period__due_at", "-number")
    rows = (
        SubmissionLine.objects.filter(
            version=Subquery(handed_in.values("pk")[:1]), own_disbursed__isnull=False
        )
        .order_by()
        .values_list("project_id", "source_id", "plan_year", "origin_year", "own_disbursed")
    )
    return {Key(*row[:4]): row[4] for row in rows if row[4] is not None}


def latest_version(*, submission: Submission) -> SubmissionVersion | None:
    """Return the newest version, be it a draft or handed in."""
    return submission.versions.order_by("-number").first()


def submitted_version(
    *, submission: Submission, number: int | None = None
) -> SubmissionVersion | None:
    """Return a version that was handed in, by default the newest that was not withdrawn."""
    versions = submission.versions.filter(submitted_at__isnull=False).select_related("submitted_by")
    if number is None:
        versions = versions.filter(withdrawn_at__isnull=True)
    else:
        versions = versions.filter(number=number)
    return versions.order_by("-number").first()


def lines_of(*, version: SubmissionVersion) -> list[SubmissionLine]:
    return list(
        version.lines.select_related("project", "source").order_by(
            "-plan_year", "project__code", "source__code", "-origin_year"
        )
    )


def key_of(line: SubmissionLine) -> Key:
    return Key(line.project_id, line.source_id, line.plan_year, line.origin_year)


def entry_of(line: SubmissionLine) -> LineEntry:
    """Return what was stated in a line."""
    return LineEntry(
        key=key_of(line),
        executed_volume=line.executed_volume,
        own_disbursed=line.own_disbursed,
        month_estimate=line.month_estimate,
        year_forecast=line.year_forecast,
        difficulty=line.difficulty,
        obstacle_category=line.obstacle_category,
        explanation=line.explanation,
    )


def entries_of(*, submission: Submission) -> list[LineEntry]:
    """Return what the newest version states, be it a draft or handed in."""
    version = latest_version(submission=submission)
    return [] if version is None else [entry_of(line) for line in version.lines.all()]


def history_of(*, submission: Submission) -> list[SubmissionEvent]:
    return list(submission.events.select_related("actor").order_by("-at", "-id"))


def board_rows(*, period: ReportingPeriod, now: datetime) -> list[BoardRow]:
    """Return every obliged investor of a period, by code."""
    submissions = period.submissions.select_related("investor").order_by("investor__code")
    versions = _summed_versions(period)
    rows = []
    for submission in submissions:
        submission.period = period
        version = versions.get(submission.pk)
        sums = {name: getattr(version, f"sum_{name}") for name in _SUMS} if version else {}
        first = submission.first_submitted_at
        rows.append(
            BoardRow(
                submission,
                timeliness(first, period.due_at, now),
                days_late(first, period.due_at, now),
                version,
                **sums,
            )
        )
    return rows


_SUMS = ("own", "treasury", "filled", "lines")


def _summed_versions(period: ReportingPeriod) -> dict[int, SubmissionVersion]:
    """Return per submission its newest version that was handed in, with its sums."""
    is_filled = Q(lines__own_disbursed__isnull=False)
    versions = (
        SubmissionVersion.objects.filter(
            submission__period=period, submitted_at__isnull=False, withdrawn_at__isnull=True
        )
        .annotate(
            sum_own=Sum("lines__own_disbursed"),
            sum_treasury=Sum("lines__treasury_disbursed", filter=is_filled),
            sum_filled=Count("lines", filter=is_filled),
            sum_lines=Count("lines"),
        )
        .order_by("number")
    )
    return {version.submission_id: version for version in versions}


def _last_returns(submissions: Iterable[Submission]) -> dict[int, SubmissionEvent]:
    returned = [
        submission.pk
        for submission in submissions
        if submission.status == SubmissionStatus.RETURNED
    ]
    events = SubmissionEvent.objects.filter(
        submission__in=returned,
        kind__in=(SubmissionEventKind.RETURNED, SubmissionEventKind.REOPENED),
    ).select_related("actor")
    return {event.submission_id: event for event in events.order_by("at", "id")}


def _in_order(line: GridLine) -> tuple[int, str, str, int]:
    return (-line.key.plan_year, line.project.code, line.source.code, -line.key.origin_year)
