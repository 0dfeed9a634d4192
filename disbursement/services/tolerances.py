"""Change how far two figures may be apart, and enter what a province starts from."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from disbursement.domain.reconciliation import DEFAULT_AMOUNT, DEFAULT_PER_MILLE
from disbursement.models import Tolerance
from disbursement.services.entry_rules import IN_FORCE_SINCE
from projects.models import User
from projects.permissions import require
from projects.refusals import Refusal, StaleState
from projects.services.audit import audit

MOST_AMOUNT = 1_000_000_000_000
MOST_PER_MILLE = 1000


@transaction.atomic
def tolerance_change(
    *,
    effective_from: date,
    amount: int,
    per_mille: int,
    note: str,
    actor: User | None,
    now: datetime,
    seen: int | None = None,
) -> Tolerance:
    """Put new limits on record for sheets whose figures are of a coming day.

    `seen` is the newest row when the person began. What is past keeps its tolerance, so that
    no sheet that was judged is judged otherwise later.
    """
    require(actor, "reconciliation.tolerance")
    if effective_from <= timezone.localdate(now):
        raise Refusal(_("Choose a day to come: sheets keep the tolerance of their day."))
    if not 0 <= amount <= MOST_AMOUNT:
        raise Refusal(_("The tolerated amount is 0 to 1,000 billion đồng."))
    if not 0 <= per_mille <= MOST_PER_MILLE:
        raise Refusal(_("The tolerated share is 0 to 1,000 ‰."))
    newest = Tolerance.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    if seen is not None and newest != seen:
        raise StaleState(_("Somebody else has changed these rules in the meantime: compare first."))
    try:
        with transaction.atomic():
            row = Tolerance.objects.create(
                effective_from=effective_from,
                amount=amount,
                per_mille=per_mille,
                note=note.strip(),
            )
    except IntegrityError:
        raise StaleState(_("There is a change on record for that day already.")) from None
    audit(
        actor=actor,
        action="tolerance.change",
        about=row,
        at=now,
        effective_from=effective_from.isoformat(),
        amount=amount,
        per_mille=per_mille,
        note=row.note,
    )
    return row


@transaction.atomic
def tolerance_withdraw(*, tolerance: Tolerance, actor: User | None, now: datetime) -> None:
    """Take back limits whose day has not come."""
    require(actor, "reconciliation.tolerance")
    coming = Tolerance.objects.filter(pk=tolerance.pk, effective_from__gt=timezone.localdate(now))
    removed, _by_model = coming.delete()
    if not removed:
        raise StaleState(_("These rules are in force: enter new ones for a day to come."))
    day = tolerance.effective_from.isoformat()
    audit(actor=actor, action="tolerance.withdraw", about=tolerance, at=now, effective_from=day)


@transaction.atomic
def tolerance_seed(*, now: datetime) -> int:
    """Enter the usual limits where there are none; return how many rows were added."""
    if Tolerance.objects.exists():
        return 0
    row, is_new = Tolerance.objects.get_or_create(
        effective_from=IN_FORCE_SINCE,
        defaults={"amount": DEFAULT_AMOUNT, "per_mille": DEFAULT_PER_MILLE},
    )
    if is_new:
        audit(actor=None, action="tolerance.seed", about=row, at=now)
    return int(is_new)
