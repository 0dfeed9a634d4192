"""Hand work to the background by its task's name, once the transaction is committed."""

from __future__ import annotations

from functools import partial

import structlog
from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

log = structlog.get_logger(__name__)


def enqueue(task: str, pk: int) -> None:
    """Start the task after the commit; if the broker is away, the next sweep finds the row."""
    transaction.on_commit(partial(_send, task, pk))


def _send(task: str, pk: int) -> None:
    if task not in current_app.tasks:  # a web process has not imported the tasks yet
        current_app.loader.import_default_modules()
    try:
        current_app.tasks[task].delay(pk)
    except (OperationalError, OSError) as error:
        log.warning("not_enqueued", task=task, pk=pk, error=str(error))
