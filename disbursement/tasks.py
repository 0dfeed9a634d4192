"""Work in the background: each task finds its row by primary key and calls a service."""

from __future__ import annotations

import structlog
from celery import shared_task
from django.utils import timezone

from disbursement.services.treasury import (
    import_check,
    import_post_asked,
    imports_sweep,
    unmatched_repost,
)

log = structlog.get_logger(__name__)


@shared_task(name="disbursement.tasks.import_stage", ignore_result=True)
def import_stage(pk: int) -> None:
    import_check(pk=pk, at=timezone.now())


@shared_task(name="disbursement.tasks.import_post_task", ignore_result=True)
def import_post_task(pk: int) -> None:
    import_post_asked(pk=pk, at=timezone.now())


@shared_task(name="disbursement.tasks.sweep", ignore_result=True)
def sweep() -> None:
    """Take up what was cut off, and post rows whose project has come to be known."""
    moved, posted = imports_sweep(now=timezone.now()), unmatched_repost(actor=None)
    if moved or posted:
        log.info("swept", imports=moved, rows=posted)
