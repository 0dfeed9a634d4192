"""Tell the leaders of obstacles that were not solved by their day."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext, override

from disbursement.models import Obstacle, ObstacleStepKind
from disbursement.selectors.obstacles import overdue_on
from disbursement.services.obstacle_notices import told_escalated
from disbursement.services.obstacle_steps import By, step_write


def obstacles_escalate(*, now: datetime) -> int:
    """Escalate every obstacle whose day has passed, each once; return how many there were.

    A day that is put off can be missed again. Each is its own transaction, so that a run that
    is cut off, or two at once, escalate none twice and leave none out.
    """
    by = By(None, now)
    waiting = Obstacle.objects.filter(overdue_on(by.day), escalated_on=None).order_by("due_on")
    return sum(_escalate(pk, by) for pk in list(waiting.values_list("pk", flat=True)))


@transaction.atomic
def _escalate(pk: int, by: By) -> bool:
    mine = Obstacle.objects.filter(overdue_on(by.day), pk=pk, escalated_on=None)
    if mine.update(escalated_on=by.day) != 1:
        return False
    obstacle = Obstacle.objects.select_related("project", "unit_in_charge").get(pk=pk)
    with override(settings.LANGUAGE_CODE):
        text = gettext("Not solved by %(day)s: reported to the leaders.") % {
            "day": f"{obstacle.due_on:%d/%m/%Y}"
        }
    step = step_write(obstacle, ObstacleStepKind.ESCALATED, by=by, text=text)
    told_escalated(obstacle=obstacle, step=step)
    return True
