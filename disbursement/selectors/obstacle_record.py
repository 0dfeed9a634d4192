"""How obstacles were dealt with over a span, per unit in charge and per investor.

A unit answers for the obstacles it is in charge of. One that names no unit and lies with the
investor itself is the investor's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from disbursement.domain.obstacle_timeline import (
    Followed,
    ObstacleRecord,
    StepKind,
    TimelineStep,
    record_of,
)
from disbursement.models import Obstacle, ObstacleLevel, ObstacleStep


def record_of_unit(*, unit_id: int, start: date, end: date) -> ObstacleRecord:
    """Return how a unit dealt with the obstacles it is in charge of, as the last day left them."""
    return records_of_units(units=[unit_id], start=start, end=end)[unit_id]


def records_of_units(*, units: Iterable[int], start: date, end: date) -> dict[int, ObstacleRecord]:
    """Return the record of every unit as the one in charge, in two queries."""
    wanted = set(units)
    itself = Q(level=ObstacleLevel.INVESTOR, unit_in_charge=None, outside_unit="")
    obstacles = Obstacle.objects.filter(
        Q(unit_in_charge__in=wanted) | itself & Q(project__investor__in=wanted)
    )
    answers = Coalesce("unit_in_charge", "project__investor")
    return _records(wanted, obstacles, answers, (start, end))


def records_of_investors(
    *, investors: Iterable[int], start: date, end: date
) -> dict[int, ObstacleRecord]:
    """Return the record of every investor's projects, whoever was in charge."""
    wanted = set(investors)
    obstacles = Obstacle.objects.filter(project__investor__in=wanted)
    return _records(wanted, obstacles, F("project__investor"), (start, end))


def _records(
    wanted: set[int],
    obstacles: QuerySet[Obstacle],
    answers: Coalesce | F,
    span: tuple[date, date],
) -> dict[int, ObstacleRecord]:
    """Return the record of each unit over a span; ``answers`` says whose an obstacle is."""
    start, end = span
    rows = ObstacleStep.objects.filter(obstacle__in=obstacles.order_by().values("pk"), day__lte=end)
    steps: dict[int, list[TimelineStep]] = defaultdict(list)
    for obstacle, kind, day in rows.order_by("day", "at", "pk").values_list(
        "obstacle_id", "kind", "day"
    ):
        steps[obstacle].append(TimelineStep(StepKind(kind), day))
    by_unit: dict[int, list[Followed]] = {unit: [] for unit in wanted}
    for pk, due_on, unit in obstacles.order_by().values_list("pk", "due_on", answers):
        by_unit[unit].append(Followed(due_on, tuple(steps[pk])))
    return {unit: record_of(found, start, end) for unit, found in by_unit.items()}
