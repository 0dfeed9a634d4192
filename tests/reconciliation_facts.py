"""Accepted reports and the treasury's payments beside them, to be reconciled by tests."""

from datetime import date, datetime, timedelta

from disbursement.domain.calendar import VIETNAM_TIME
from disbursement.models import (
    ReportingPeriod,
    Submission,
    SubmissionEvent,
    SubmissionLine,
    SubmissionVersion,
    Tolerance,
)
from disbursement.services.reconciliation import sheet_open
from tests.treasury_facts import pay

AS_AT = date(2024, 9, 15)
ACCEPTED_AT = datetime(2024, 9, 16, 9, 0, tzinfo=VIETNAM_TIME)
NOW = datetime(2024, 9, 20, 9, 0, tzinfo=VIETNAM_TIME)


def make_tolerance(amount=500_000, per_mille=1, since=date(2021, 1, 1)):
    return Tolerance.objects.create(effective_from=since, amount=amount, per_mille=per_mille)


def make_period(as_at=AS_AT):
    due = datetime(as_at.year, as_at.month, as_at.day, tzinfo=VIETNAM_TIME)
    return ReportingPeriod.objects.create(
        code=f"{as_at:%Y-%m}-K1",
        kind="mid",
        year=as_at.year,
        month=as_at.month,
        starts_on=as_at.replace(day=1),
        ends_on=as_at,
        as_at=as_at,
        opens_at=due - timedelta(days=14),
        due_at=due,
        opened_at=due - timedelta(days=14),
    )


def state_own(investor, *figures, period=None, at=ACCEPTED_AT):
    """Accept a report that states (project, source, amount[, plan year]) of each key."""
    period = period or ReportingPeriod.objects.first() or make_period()
    submission, _new = Submission.objects.get_or_create(
        period=period, investor=investor, defaults={"status_at": at}
    )
    number = submission.versions.count() + 1
    version = SubmissionVersion.objects.create(
        submission=submission, number=number, edited_at=at, submitted_at=at
    )
    for project, source, amount, *year in figures:
        SubmissionLine.objects.create(
            version=version,
            project=project,
            source=source,
            plan_year=year[0] if year else 2024,
            origin_year=year[0] if year else 2024,
            own_disbursed=amount,
        )
    Submission.objects.filter(pk=submission.pk).update(
        status="accepted", status_at=at, current_version=number
    )
    SubmissionEvent.objects.create(submission=submission, kind="accepted", version=number, at=at)
    return submission


def make_sheet(province, *, own=3_000_000_000, paid=3_000_000_000, tolerance=True):
    """Return the roads board's sheet with one line: the bridge, by report and by the treasury."""
    if tolerance:
        make_tolerance()
    if paid:
        pay(province.bridge, province.central, paid, day="2024-09-05")
    submission = state_own(province.roads_board, (province.bridge, province.central, own))
    return sheet_open(submission=submission, now=NOW)
