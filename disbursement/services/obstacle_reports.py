"""Keep the obstacles that investors report with their figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from disbursement.domain.obstacle_groups import usual_level
from disbursement.domain.submissions import LineEntry
from disbursement.models import Obstacle, ObstacleStep, ObstacleStepKind, Submission
from disbursement.services.obstacle_steps import By, step_write
from projects.models import User

ProjectCategory = tuple[int, str]


@transaction.atomic
def obstacles_report(
    *,
    submission: Submission,
    entries: Iterable[LineEntry],
    actor: User | None,
    day: date,
    now: datetime | None = None,
) -> None:
    """Bring the obstacles up to what a report says, one per project and group.

    What is still open from an earlier period is the same obstacle, reported again. One that only
    an earlier version of this very report named, and this version does not, is closed; others
    stay open until somebody closes them, for a report that is silent solves nothing.
    """
    by = By(actor, now or timezone.now(), submission)
    stated = _stated(entries)
    named = _named_by(submission)
    known = _open_obstacles(submission)
    for place, content in stated.items():
        obstacle = known.get(place) or next(
            (each for each in named if (each.project_id, each.category) == place), None
        )
        if obstacle is None:
            _raise(place, content, by=by, day=day)
        elif obstacle.closed_on:
            _take_up(obstacle, content, by=by, day=day)
        elif obstacle.content != content:
            obstacle.content = content
            obstacle.save(update_fields=["content", "search_text"])
            step_write(obstacle, ObstacleStepKind.CHANGED, by=by, text=content, day=day)
        elif obstacle not in named:
            step_write(obstacle, ObstacleStepKind.REPORTED, by=by, text=content, day=day)
    for obstacle in named:
        place = (obstacle.project_id, obstacle.category)
        if place not in stated and obstacle.closed_on is None and _is_only_of(obstacle, submission):
            obstacle.closed_on = max(day, obstacle.raised_on)
            obstacle.save(update_fields=["closed_on"])
            step_write(obstacle, ObstacleStepKind.CLOSED, by=by, day=obstacle.closed_on)


def _raise(place: ProjectCategory, content: str, *, by: By, day: date) -> None:
    project, category = place
    obstacle = Obstacle.objects.create(
        project_id=project,
        category=category,
        content=content,
        level=usual_level(category),
        period_id=by.submission.period_id if by.submission else None,
        raised_on=day,
        raised_by=by.actor,
    )
    step_write(obstacle, ObstacleStepKind.RAISED, by=by, text=content, day=day)


def _take_up(obstacle: Obstacle, content: str, *, by: By, day: date) -> None:
    """Open again what an earlier version of the same report had dropped."""
    obstacle.content, obstacle.closed_on = content, None
    obstacle.save(update_fields=["content", "search_text", "closed_on"])
    step_write(obstacle, ObstacleStepKind.REOPENED, by=by, text=content, day=day)


def _open_obstacles(submission: Submission) -> dict[ProjectCategory, Obstacle]:
    """Return the open obstacles of the investor; of several of a place the oldest."""
    found = Obstacle.objects.filter(
        project__investor_id=submission.investor_id, closed_on=None
    ).order_by("-raised_on", "-pk")
    return {(obstacle.project_id, obstacle.category): obstacle for obstacle in found}


def _named_by(submission: Submission) -> list[Obstacle]:
    """Return what earlier versions of this report named and nobody has closed by hand."""
    steps = ObstacleStep.objects.filter(submission=submission).values("obstacle")
    found = Obstacle.objects.filter(pk__in=steps).order_by("raised_on", "pk")
    return [
        obstacle
        for obstacle in found.prefetch_related("steps")
        if obstacle.closed_on is None or _closed_by(obstacle) == submission.pk
    ]


def _closed_by(obstacle: Obstacle) -> int | None:
    closings = [each for each in obstacle.steps.all() if each.kind == ObstacleStepKind.CLOSED]
    return closings[-1].submission_id if closings else None


def _is_only_of(obstacle: Obstacle, submission: Submission) -> bool:
    """Tell whether an obstacle was raised by this report and no other ever named it."""
    steps = list(obstacle.steps.all())
    others = {step.submission_id for step in steps} - {None, submission.pk}
    raised = [step.submission_id for step in steps if step.kind == ObstacleStepKind.RAISED]
    return not others and raised == [submission.pk]


def _stated(entries: Iterable[LineEntry]) -> dict[ProjectCategory, str]:
    """Return the text of each project and group; lines of several sources are put together."""
    texts: dict[ProjectCategory, list[str]] = defaultdict(list)
    for entry in entries:
        text = entry.difficulty.strip()
        place = (entry.key.project_id, entry.obstacle_category)
        if entry.obstacle_category and text and text not in texts[place]:
            texts[place].append(text)
    return {place: "\n\n".join(found) for place, found in texts.items() if found}
