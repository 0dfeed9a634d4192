"""Note what becomes of the installation as a whole."""

from __future__ import annotations

from datetime import datetime

from projects.models import Installation


def installation_start(*, now: datetime) -> bool:
    """Keep the moment of the first start; tell whether this was it."""
    Installation.current()
    return bool(Installation.objects.filter(first_started_at=None).update(first_started_at=now))
