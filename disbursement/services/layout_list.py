"""Take a remembered layout off the list of its office."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from disbursement.models import RememberedLayout
from disbursement.services.layouts import layout_retire
from projects.models import User
from projects.permissions import require
from projects.services.audit import audit


@transaction.atomic
def layout_withdraw(*, layout: RememberedLayout, actor: User | None, at: datetime) -> bool:
    """Offer a layout no longer; only the first of several callers gets True."""
    require(actor, "treasury.upload")
    if not layout_retire(layout=layout):
        return False
    audit(actor=actor, action="treasury.layout_retire", about=layout, at=at, name=layout.name)
    return True
