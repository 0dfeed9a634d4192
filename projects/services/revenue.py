"""Record what a source has really brought in."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.models import CapitalSource, CollectedRevenue
from projects.permissions import require
from projects.refusals import Refusal
from projects.services.audit import audit
from projects.services.plan_decisions import Hand


@transaction.atomic
def revenue_record(
    *, source: CapitalSource, plan_year: int, as_at: date, amount: int, hand: Hand
) -> CollectedRevenue:
    """Record the sum collected by a day; a second figure of the day corrects the first."""
    require(hand.actor, "plan.edit")
    if not source.collected_in_year:
        raise Refusal(
            _("%(source)s is not a source that is spent only as collected.")
            % {"source": source.name}
        )
    if amount < 0:
        raise Refusal(_("What was collected cannot be negative."))
    if not plan_year - 1 <= as_at.year <= plan_year + 1:
        raise Refusal(_("The day does not belong to the plan year %(year)s.") % {"year": plan_year})
    if as_at > timezone.localdate(hand.at):
        raise Refusal(_("The day is still to come."))
    known = CollectedRevenue.objects.filter(source=source, plan_year=plan_year, as_at=as_at)
    before = known.values_list("amount", flat=True).first()
    figure, _made = CollectedRevenue.objects.update_or_create(
        source=source,
        plan_year=plan_year,
        as_at=as_at,
        defaults={"amount": amount, "recorded_at": hand.at, "recorded_by": hand.actor},
    )
    audit(
        actor=hand.actor,
        action="revenue.record",
        about=figure,
        at=hand.at,
        source=source.code,
        as_at=as_at.isoformat(),
        amount=amount,
        before=before,
    )
    return figure
