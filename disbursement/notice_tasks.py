"""The scheduled jobs that remind people and hand over their e-mails."""

import structlog
from celery import shared_task
from django.utils import timezone

from disbursement.services.notice_mails import mails_send
from disbursement.services.reminders import reminders_send

log = structlog.get_logger(__name__)


@shared_task(name="disbursement.tasks.reminders", ignore_result=True)
def reminders_task() -> None:
    if told := reminders_send(now=timezone.now()):
        log.info("reminded", people=told)


@shared_task(name="disbursement.tasks.mails", ignore_result=True)
def mails_task() -> None:
    result = mails_send(now=timezone.now())
    if any(vars(result).values()):
        log.info("mails", **vars(result))
