"""Read what is true of the installation as a whole."""

from __future__ import annotations

from projects.models import Installation, Organisation, User


def installation_is_empty() -> bool:
    """Tell whether the portal was never started and nobody has put anything into it."""
    started = Installation.objects.exclude(first_started_at=None).exists()
    return not (started or User.objects.exists() or Organisation.objects.exists())
