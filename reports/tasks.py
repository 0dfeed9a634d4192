"""Work in the background: what fell due, and single reports that people ask for."""

from __future__ import annotations

import structlog
from celery import shared_task
from django.utils import timezone

from reports.services.digest import digest_send
from reports.services.runs import due_make, run_make

log = structlog.get_logger(__name__)


@shared_task(name="reports.tasks.make_due", ignore_result=True)
def make_due() -> None:
    result = due_make(now=timezone.now())
    if result.made or result.failed:
        log.info("reports_made", made=len(result.made), failed=len(result.failed))


@shared_task(name="reports.tasks.digest", ignore_result=True)
def digest() -> None:
    if told := digest_send(now=timezone.now()):
        log.info("digest_sent", leaders=told)


@shared_task(name="reports.tasks.make_run", ignore_result=True)
def make_run(pk: int) -> None:
    run = run_make(pk=pk, now=timezone.now())
    log.info("report_made", run=pk, status=run.status if run else "taken")
