"""Write the steps of an obstacle, each beside its audit record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from disbursement.models import Obstacle, ObstacleStep, ObstacleStepKind, Submission
from projects.domain.issues import Issue
from projects.issue_texts import told
from projects.models import User
from projects.refusals import Refusal
from projects.services.audit import audit


@dataclass(frozen=True, slots=True)
class By:
    """Who takes a step, when, and in which report; no person is the system itself."""

    actor: User | None
    now: datetime
    submission: Submission | None = None

    @property
    def day(self) -> date:
        return timezone.localdate(self.now)


def step_write(
    obstacle: Obstacle,
    kind: ObstacleStepKind,
    *,
    by: By,
    text: str = "",
    day: date | None = None,
    **detail: Any,
) -> ObstacleStep:
    """Add a step, by default of today, and the audit record of what it changed."""
    step = ObstacleStep.objects.create(
        obstacle=obstacle,
        kind=kind,
        day=day or by.day,
        at=by.now,
        actor=by.actor,
        text=text,
        submission=by.submission,
    )
    audit(
        actor=by.actor,
        action=f"obstacle.{kind}",
        about=obstacle,
        at=by.now,
        day=step.day.isoformat(),
        text=text,
        **detail,
    )
    return step


def refuse_unfit(issues: list[Issue]) -> None:
    """Refuse with everything that is wrong, each with how to mend it."""
    if issues:
        raise Refusal(" ".join(told(each) for each in issues))
