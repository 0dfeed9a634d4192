"""Write the audit record of a change, in the change's own transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils import timezone

from projects.models import AuditRecord, User


def audit(
    *, actor: User | None, action: str, about: Model, at: datetime | None = None, **detail: Any
) -> AuditRecord:
    """Record that ``actor`` (None: the system) did ``action`` to ``about``."""
    return AuditRecord.objects.create(
        at=at or timezone.now(),
        actor=actor,
        action=action,
        object_type=about._meta.model_name or "",
        object_id=str(about.pk),
        detail=detail,
    )
