"""Registered monthly plans: the latest as of a day, versions beside each other, who is missing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Max, Min, QuerySet, Sum

from disbursement.domain.calendar import VIETNAM_TIME
from disbursement.domain.deadlines import is_on_time, last_moment, named_day
from disbursement.domain.registered_plans import MONTHS, NOTHING
from disbursement.models import RegisteredMonth, RegisteredPlan
from disbursement.selectors.calendar import rule_of_year, work_calendar
from projects.models import Organisation, PlanLine, Project

DEADLINE = "detailed-monthly-plan"


@dataclass(frozen=True, slots=True)
class RegisteredLine:
    """A project of the grid: its plan in force, and what is registered for it (version 0: none)."""

    project: Project
    plan: int
    version: int = 0
    amounts: tuple[int, ...] = NOTHING

    @property
    def total(self) -> int:
        return sum(self.amounts)


@dataclass(frozen=True, slots=True)
class RegisteredVersion:
    """One version as it was registered, and by how much each month differs from the one before."""

    plan: RegisteredPlan
    amounts: tuple[int, ...]
    changes: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.amounts)

    @property
    def beside(self) -> list[tuple[int, int]]:
        """Return each amount with its change."""
        return list(zip(self.amounts, self.changes, strict=True))


@dataclass(frozen=True, slots=True)
class RegistrationRow:
    """How far an investor is with registering: projects with a plan, and those registered.

    ``completed_at`` is when the last of the projects owed by the deadline was first registered.
    """

    investor: Organisation
    obliged: int
    registered: int
    plan: int
    amount: int
    completed_at: datetime | None
    changed_at: datetime | None
    due_at: datetime | None

    @property
    def missing(self) -> int:
        return self.obliged - self.registered

    @property
    def status(self) -> str:
        """Tell "on_time", "late", or that something is missing: "not_received", "overdue"."""
        if self.completed_at is None:
            return "not_received"
        if self.due_at is None or is_on_time(self.completed_at, self.due_at):
            return "on_time"
        return "late"

    def is_overdue(self, now: datetime) -> bool:
        return self.completed_at is None and self.due_at is not None and now > self.due_at


def registered_by_month(
    *, projects: QuerySet[Project] | None, plan_year: int, as_of: date | None
) -> dict[int, tuple[int, ...]]:
    """Return the thirteen amounts in force on a day of each project that registered by then.

    ``projects`` None means all of them, ``as_of`` None the newest versions. In one query.
    """
    rows = RegisteredMonth.objects.filter(plan__plan_year=plan_year)
    if as_of is not None:
        rows = rows.filter(plan__registered_at__lt=_end_of(as_of))
    if projects is not None:
        rows = rows.filter(plan__project__in=projects)
    found: dict[int, dict[int, int]] = defaultdict(dict)
    # Every version states all its months, so a later one replaces the earlier ones.
    for project, month, amount in rows.order_by("plan__version").values_list(
        "plan__project_id", "month", "amount"
    ):
        found[project][month] = amount
    return {
        project: tuple(months.get(month, 0) for month in range(1, MONTHS + 1))
        for project, months in found.items()
    }


def registered_lines(
    *, projects: QuerySet[Project], plan_year: int, as_of: date
) -> list[RegisteredLine]:
    """Return the projects that have a plan in force or a registered plan, by code."""
    plans = plans_in_force(projects=projects, plan_year=plan_year, as_of=as_of)
    amounts = registered_by_month(projects=projects, plan_year=plan_year, as_of=as_of)
    versions = dict(
        RegisteredPlan.objects.filter(project__in=projects, plan_year=plan_year)
        .order_by()
        .values_list("project_id")
        .annotate(latest=Max("version"))
    )
    wanted = {pk for pk, plan in plans.items() if plan > 0} | versions.keys()
    return [
        RegisteredLine(
            project,
            plans.get(project.pk, 0),
            versions.get(project.pk, 0),
            amounts.get(project.pk, NOTHING),
        )
        for project in projects.filter(pk__in=wanted).order_by("code")
    ]


def registered_versions(*, project: Project, plan_year: int) -> list[RegisteredVersion]:
    """Return every version of a project's registered plan beside the one before, newest first."""
    found: list[RegisteredVersion] = []
    plans = (
        RegisteredPlan.objects.filter(project=project, plan_year=plan_year)
        .select_related("registered_by")
        .prefetch_related("months")
        .order_by("version")
    )
    for plan in plans:
        by_month = {each.month: each.amount for each in plan.months.all()}
        amounts = tuple(by_month.get(month, 0) for month in range(1, MONTHS + 1))
        before = found[-1].amounts if found else amounts
        changes = tuple(now - was for now, was in zip(amounts, before, strict=True))
        found.append(RegisteredVersion(plan, amounts, changes))
    return found[::-1]


def plans_in_force(*, projects: QuerySet[Project], plan_year: int, as_of: date) -> dict[int, int]:
    """Return the plan in force of each project, over all its sources and years of origin."""
    rows = (
        PlanLine.objects.in_force(plan_year=plan_year, as_of=as_of)
        .filter(project__in=projects)
        .order_by()
        .values_list("project_id")
        .annotate(plan=Sum("amount"))
    )
    return dict(rows)


def registration_due_at(*, plan_year: int) -> datetime | None:
    """Return the last moment for registering a year's detailed plans, None without a rule."""
    rule = rule_of_year(code=DEADLINE, year=plan_year)
    if rule is None or rule.month is None:
        return None
    calendar = work_calendar()
    named = named_day(rule, plan_year, rule.month, calendar)
    return None if named is None else last_moment(rule, named, calendar)


def registration_board(
    *, projects: QuerySet[Project], plan_year: int, as_of: date
) -> list[RegistrationRow]:
    """Return how far each investor with a plan is, those who owe most projects first.

    On time is judged by the projects that had a plan on the last day: one that was allotted
    money afterwards has to be registered too, but nobody was late with it.
    """
    due_at = registration_due_at(plan_year=plan_year)
    plans = _owing(projects, plan_year, as_of)
    due_on = min(as_of, due_at.date()) if due_at else as_of
    owed_then = plans.keys() & _owing(projects, plan_year, due_on).keys()
    moments = _registered_at(projects, plan_year, as_of)
    amounts = registered_by_month(projects=projects, plan_year=plan_year, as_of=as_of)
    by_investor: dict[int, list[int]] = defaultdict(list)
    for pk, investor in projects.order_by().values_list("pk", "investor_id"):
        if pk in plans:
            by_investor[investor].append(pk)
    investors = Organisation.objects.in_bulk(by_investor)
    rows = []
    for investor, mine in by_investor.items():
        done = [pk for pk in mine if pk in moments]
        judged = [pk for pk in mine if pk in owed_then] or mine
        is_complete = all(pk in moments for pk in judged)
        rows.append(
            RegistrationRow(
                investor=investors[investor],
                obliged=len(mine),
                registered=len(done),
                plan=sum(plans[pk] for pk in mine),
                amount=sum(sum(amounts.get(pk, NOTHING)) for pk in mine),
                completed_at=max(moments[pk][0] for pk in judged) if is_complete else None,
                changed_at=max((moments[pk][1] for pk in done), default=None),
                due_at=due_at,
            )
        )
    return sorted(rows, key=lambda row: (-row.missing, row.investor.code))


def _owing(projects: QuerySet[Project], plan_year: int, day: date) -> dict[int, int]:
    """Return the projects that owe a registered plan on a day: those with a plan in force."""
    plans = plans_in_force(projects=projects, plan_year=plan_year, as_of=day)
    return {pk: plan for pk, plan in plans.items() if plan > 0}


def _registered_at(
    projects: QuerySet[Project], plan_year: int, as_of: date
) -> dict[int, tuple[datetime, datetime]]:
    """Return when each project was first and last registered."""
    rows = (
        RegisteredPlan.objects.filter(
            project__in=projects, plan_year=plan_year, registered_at__lt=_end_of(as_of)
        )
        .order_by()
        .values_list("project_id")
        .annotate(first=Min("registered_at"), last=Max("registered_at"))
    )
    return {project: (first, last) for project, first, last in rows}


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(0), tzinfo=VIETNAM_TIME)
