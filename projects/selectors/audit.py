"""Read the record of changes."""

from __future__ import annotations

from projects.models import AuditRecord


def last_change() -> int:
    """Return the number of the last audit record; 0 before the first."""
    return AuditRecord.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
