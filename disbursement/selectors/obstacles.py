"""Read obstacles: whose they are, what was open on a day, and how they add up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import OuterRef, Q, QuerySet, Subquery

from disbursement.domain.obstacle_timeline import TURNS
from disbursement.models import Obstacle, ObstacleStep, ObstacleStepKind, ReportingPeriod
from projects.models import Organisation, Project, Role, User
from projects.permissions import may, memberships_of, organisations_of, roles_of


def own_organisations(user: User) -> frozenset[int]:
    """Return the primary keys of the organisations a person belongs to, in whatever role."""
    return frozenset(membership.organisation_id for membership in memberships_of(user))


def obstacles_visible_to(user: User) -> QuerySet[Obstacle]:
    """Return every obstacle, or those of the person's projects and those their unit is to solve."""
    found = Obstacle.objects.select_related("project__investor", "unit_in_charge", "period")
    if may(user, "obstacle.view_all"):
        return found
    own = Q(project__investor__in=organisations_of(user, Role.INVESTOR))
    return found.filter(own | Q(unit_in_charge__in=own_organisations(user)))


def obstacles_kept_by(user: User) -> QuerySet[Obstacle]:
    """Return the obstacles a person may change and close: planning all, investors their own."""
    if Role.PLANNING in roles_of(user):
        return Obstacle.objects.all()
    return Obstacle.objects.filter(project__investor__in=organisations_of(user, Role.INVESTOR))


def obstacles_answered_by(user: User) -> QuerySet[Obstacle]:
    """Return the obstacles a person may answer: planning all, others those of their unit."""
    if not may(user, "obstacle.answer"):
        return Obstacle.objects.none()
    if Role.PLANNING in roles_of(user):
        return Obstacle.objects.all()
    return Obstacle.objects.filter(unit_in_charge__in=own_organisations(user))


def open_obstacles_on(
    *, day: date, known_by: datetime | None = None, obstacles: QuerySet[Obstacle] | None = None
) -> QuerySet[Obstacle]:
    """Return the obstacles that were open at the end of a day, as their steps tell.

    ``known_by`` leaves out the steps entered later; ``obstacles`` are those to look among.
    """
    turns = ObstacleStep.objects.filter(
        obstacle=OuterRef("pk"), kind__in=[str(kind) for kind in TURNS], day__lte=day
    )
    if known_by is not None:
        turns = turns.filter(at__lte=known_by)
    last = turns.order_by("-day", "-at", "-pk").values("kind")[:1]
    asked = Obstacle.objects.all() if obstacles is None else obstacles
    return asked.alias(last_turn=Subquery(last)).filter(
        last_turn__in=[ObstacleStepKind.RAISED, ObstacleStepKind.REOPENED]
    )


def overdue_on(day: date) -> Q:
    """Return the condition that an obstacle is open today and was to be solved before a day."""
    return Q(closed_on=None, due_on__lt=day)


def steps_of(*, obstacle: Obstacle) -> list[ObstacleStep]:
    """Return the steps of an obstacle, the newest first."""
    steps = obstacle.steps.select_related("actor", "submission__period")
    return list(steps.order_by("-day", "-at", "-pk"))


def last_step(*, obstacle: Obstacle) -> int:
    """Return the primary key of the step entered last, 0 for none: who saw it has seen all."""
    return obstacle.steps.order_by("-pk").values_list("pk", flat=True).first() or 0


def periods_reported_in(*, obstacle: Obstacle) -> list[ReportingPeriod]:
    """Return the periods whose reports named an obstacle, the newest first."""
    named = obstacle.steps.filter(submission__isnull=False).values("submission__period")
    return list(ReportingPeriod.objects.filter(pk__in=named).order_by("-due_at"))


def opened_last_on(*, obstacle: Obstacle) -> date:
    """Return the day on which an obstacle was raised, or opened again most lately."""
    reopened = obstacle.steps.filter(kind=ObstacleStepKind.REOPENED)
    latest = reopened.order_by("-day", "-pk").values_list("day", flat=True).first()
    return max(latest, obstacle.raised_on) if latest else obstacle.raised_on


def open_obstacle_of(*, project: Project, category: str) -> Obstacle | None:
    """Return the open obstacle of a project and category: there is one at most."""
    found = Obstacle.objects.filter(project=project, category=category, closed_on=None)
    return found.order_by("raised_on", "pk").first()


def units_in_charge(*, obstacles: QuerySet[Obstacle]) -> QuerySet[Organisation]:
    """Return the organisations of the register that are in charge of some of the obstacles."""
    named = obstacles.order_by().values("unit_in_charge")
    return Organisation.objects.filter(pk__in=named).order_by("sort_key")


@dataclass(frozen=True, slots=True)
class Affected:
    """Obstacles counted; capital in đồng is the sum of those that state it."""

    key: str
    count: int = 0
    overdue: int = 0
    capital: int = 0
    unstated: int = 0

    def __add__(self, other: Affected) -> Affected:
        return Affected(
            self.key,
            self.count + other.count,
            self.overdue + other.overdue,
            self.capital + other.capital,
            self.unstated + other.unstated,
        )


@dataclass(frozen=True, slots=True)
class Counted:
    """What a summary needs to know of one obstacle."""

    category: str
    level: str
    unit: str
    raised_on: date
    amount: Affected


def counted_obstacles(*, obstacles: QuerySet[Obstacle], day: date) -> list[Counted]:
    """Return the obstacles as summaries count them on a day, in one query."""
    rows = obstacles.order_by().values_list(
        *("category", "level", "unit_in_charge__code", "outside_unit", "raised_on"),
        *("due_on", "affected_capital"),
    )
    return [
        Counted(
            category,
            level,
            code or outside,
            raised_on,
            Affected(
                "",
                1,
                int(due_on is not None and due_on < day),
                capital or 0,
                int(capital is None),
            ),
        )
        for category, level, code, outside, raised_on, due_on, capital in rows
    ]


def summed(found: Iterable[tuple[str, Affected]], order: Iterable[str] = ()) -> list[Affected]:
    """Return the sums by key: those of the order first and in it, the others by count."""
    sums = {key: Affected(key) for key in order}
    fixed = set(sums)
    for key, amount in found:
        sums[key] = sums.get(key, Affected(key)) + amount
    free = sorted((each for each in sums.values() if each.key not in fixed), key=_most_first)
    return [*(sums[key] for key in sums if key in fixed), *free]


def _most_first(row: Affected) -> tuple[int, int, str]:
    return (-row.count, -row.capital, row.key)
