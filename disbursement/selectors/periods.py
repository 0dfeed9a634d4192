"""Read which periods are due to open, whom they oblige, and how far they have come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Q, QuerySet

from disbursement.domain.calendar import VIETNAM_TIME, day_or_last_of_month
from disbursement.domain.default_deadlines import DEFAULT_PERIODS
from disbursement.domain.periods import ReportingPeriodSpec, month_periods
from disbursement.domain.submission_steps import open_plan_years
from disbursement.models import ReportingPeriod, SubmissionStatus
from disbursement.selectors.calendar import deadline_rules, work_calendar
from projects.models import Organisation, Project
from projects.selectors.plans import plan_by_key

Month = tuple[int, int]

RECEIVED = Q(submissions__first_submitted_at__isnull=False)
ON_TIME = Q(submissions__first_submitted_at__lte=F("due_at"))


@dataclass(frozen=True, slots=True)
class PeriodSummary:
    """How many of the obliged investors have handed in, and what became of it."""

    period: ReportingPeriod
    obliged: int
    received: int
    on_time: int
    to_review: int
    returned: int
    accepted: int

    @property
    def late(self) -> int:
        return self.received - self.on_time

    @property
    def missing(self) -> int:
        return self.obliged - self.received


def specs_due_to_open(*, now: datetime, since: datetime) -> list[ReportingPeriodSpec]:
    """Return the periods that have opened by now, are not on record, and were due after `since`.

    Looks at the month before `since` too: a window may reach into the next month.
    """
    known = set(ReportingPeriod.objects.order_by().values_list("code", flat=True))
    calendar = work_calendar()
    found: list[ReportingPeriodSpec] = []
    for month in _months(since, now):
        for rule in DEFAULT_PERIODS:
            rules = deadline_rules(day_or_last_of_month(*month, rule.opens_on_day))
            if {rule.closed_by, rule.reported_by} <= rules.keys():
                found += month_periods(*month, [rule], rules, calendar)
    return [
        spec
        for spec in found
        if spec.opens_at <= now and spec.due_at >= since and spec.code not in known
    ]


def plan_years_of(period: ReportingPeriod | ReportingPeriodSpec) -> tuple[int, ...]:
    """Return the plan years a period asks about."""
    return open_plan_years(period.year, period.month)


def obliged_investors(*, day: date, plan_years: Iterable[int]) -> QuerySet[Organisation]:
    """Return the organisations that exist on the day and have projects with capital planned."""
    planned = {
        project
        for year in plan_years
        for (project, _source, _origin), amount in plan_by_key(plan_year=year, as_of=day).items()
        if amount > 0
    }
    investor_of = dict(Project.objects.order_by().values_list("pk", "investor_id"))
    return Organisation.objects.valid_on(day).filter(
        pk__in={investor_of[project] for project in planned}
    )


def open_periods(*, now: datetime) -> QuerySet[ReportingPeriod]:
    """Return the periods whose window is open, the one due first first."""
    return ReportingPeriod.objects.filter(opens_at__lte=now, due_at__gte=now).order_by("due_at")


def current_period(*, now: datetime) -> ReportingPeriod | None:
    """Return the period that is due next, or the one that was due last."""
    return (
        open_periods(now=now).first()
        or ReportingPeriod.objects.filter(opens_at__lte=now).order_by("-due_at").first()
    )


def period_summaries(*, limit: int | None = None) -> list[PeriodSummary]:
    """Return the periods, the newest first, with their counts."""
    periods = _counted(ReportingPeriod.objects.order_by("-due_at"))
    return [_summary(period) for period in (periods if limit is None else periods[:limit])]


def period_summary(*, period: ReportingPeriod) -> PeriodSummary:
    return _summary(_counted(ReportingPeriod.objects.all()).get(pk=period.pk))


def _counted(periods: QuerySet[ReportingPeriod]) -> QuerySet[ReportingPeriod]:
    def of_status(*statuses: SubmissionStatus) -> Count:
        return Count("submissions", filter=Q(submissions__status__in=statuses))

    return periods.annotate(
        obliged_count=Count("submissions"),
        received_count=Count("submissions", filter=RECEIVED),
        on_time_count=Count("submissions", filter=ON_TIME),
        to_review_count=of_status(SubmissionStatus.SUBMITTED, SubmissionStatus.ENDORSED),
        returned_count=of_status(SubmissionStatus.RETURNED),
        accepted_count=of_status(SubmissionStatus.ACCEPTED),
    )


def _summary(period: ReportingPeriod) -> PeriodSummary:
    names = ("obliged", "received", "on_time", "to_review", "returned", "accepted")
    return PeriodSummary(period, **{name: getattr(period, f"{name}_count") for name in names})


def _months(since: datetime, until: datetime) -> Iterator[Month]:
    """Yield the months from the one before `since` up to that of `until`, in Vietnam's time."""
    first, last = (moment.astimezone(VIETNAM_TIME) for moment in (since, until))
    start = first.year * 12 + first.month - 2
    end = last.year * 12 + last.month - 1
    for index in range(start, end + 1):
        yield index // 12, index % 12 + 1
