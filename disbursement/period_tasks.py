"""The scheduled job that opens reporting periods."""

from celery import shared_task
from celery.utils.log import get_task_logger
from django.utils import timezone

from disbursement.services.periods import periods_open

log = get_task_logger(__name__)


@shared_task(name="disbursement.tasks.periods_open", ignore_result=True)
def periods_open_task() -> None:
    opened = periods_open(now=timezone.now())
    log.info("periods opened: %s", [period.code for period in opened])
