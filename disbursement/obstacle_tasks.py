"""The scheduled job that reports overdue obstacles to the leaders."""

from celery import shared_task
from celery.utils.log import get_task_logger
from django.utils import timezone

from disbursement.services.obstacle_escalation import obstacles_escalate

log = get_task_logger(__name__)


@shared_task(name="disbursement.tasks.obstacles_escalate", ignore_result=True)
def obstacles_escalate_task() -> None:
    if escalated := obstacles_escalate(now=timezone.now()):
        log.info("obstacles escalated: %s", escalated)
