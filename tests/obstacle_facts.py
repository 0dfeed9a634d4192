"""Obstacles with timelines made by hand."""

from datetime import date, datetime, time

from disbursement.domain.calendar import VIETNAM_TIME
from disbursement.models import Obstacle, ObstacleStep


def make_obstacle(project, raised_on, *steps, category="GPMB", content="Còn hộ dân", **fields):
    """Return an obstacle raised on a day, with further steps as (kind, day, text)."""
    closed_on = None
    for kind, day, *_text in steps:
        closed_on = day if kind == "closed" else None if kind == "reopened" else closed_on
    obstacle = Obstacle.objects.create(
        project=project,
        category=category,
        content=content,
        raised_on=raised_on,
        closed_on=closed_on,
        **fields,
    )
    for kind, day, *text in (("raised", raised_on, content), *steps):
        add_step(obstacle, kind, day, *text)
    return obstacle


def add_step(obstacle, kind, day, text="", **fields):
    day = day if isinstance(day, date) else date.fromisoformat(day)
    at = datetime.combine(day, time(9), VIETNAM_TIME)
    return ObstacleStep.objects.create(
        **{"obstacle": obstacle, "kind": kind, "day": day, "at": at, "text": text, **fields}
    )
