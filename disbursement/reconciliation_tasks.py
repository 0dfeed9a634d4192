"""Work in the background that opens reconciliations and compares them again."""

from __future__ import annotations

from celery import shared_task
from celery.utils.log import get_task_logger
from django.utils import timezone

from disbursement.services.reconciliation import (
    sheets_compare_changed,
    sheets_open,
    year_sheets_open,
)

log = get_task_logger(__name__)


@shared_task(name="disbursement.tasks.reconciliations", ignore_result=True)
def reconciliations() -> None:
    """Open what is due and hold against each other again what has changed."""
    now = timezone.now()
    opened = sheets_open(now=now) + year_sheets_open(now=now)
    changed = sheets_compare_changed(now=now)
    if opened or changed:
        log.info("reconciliations opened: %s, changed: %s", opened, changed)
