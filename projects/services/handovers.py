"""Withdraw a handover that was entered wrongly: it stays on record and counts no longer."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from projects.models import Handover, User
from projects.permissions import require
from projects.refusals import Refusal, StaleState
from projects.selectors.handovers import LaterFacts, bar_to_withdrawal
from projects.services.audit import audit
from projects.services.reorganisation import ACTION, one_at_a_time

HISTORY_REASON = 100  # what a row of history holds


def handover_withdraw(
    *, handover: Handover, reason: str, later: LaterFacts, actor: User | None, now: datetime
) -> Handover:
    """Give the project back to who handed it over, as if it had never left.

    Only the latest handover goes, and only while nothing on record depends on it.
    """
    require(actor, ACTION)
    said = reason.strip()
    if not said:
        raise Refusal(_("Say why the handover is withdrawn."))
    with one_at_a_time():
        found = Handover.recorded.select_related(
            "project__investor", "from_investor", "to_investor"
        ).get(pk=handover.pk)
        if found.reversed_at is not None:
            raise StaleState(_("The handover is withdrawn already."))
        bar = bar_to_withdrawal(handover=found, later=later, today=timezone.localdate(now))
        if bar:
            raise Refusal(bar)
        Handover.recorded.filter(pk=found.pk).mark_reversed(at=now, by=actor, reason=said[:500])
        project = found.project
        project.investor = found.from_investor
        project._history_user = actor  # type: ignore[attr-defined]
        project._history_date = now  # type: ignore[attr-defined]
        project._change_reason = said[:HISTORY_REASON]  # type: ignore[attr-defined]
        project.save(update_fields=["investor"])
        audit(
            actor=actor,
            action="project.hand_over_withdraw",
            about=found,
            at=now,
            project=project.code,
            giver=found.from_investor.code,
            taker=found.to_investor.code,
            day=found.happened_on.isoformat(),
            decision=found.decision,
            reason=said,
        )
    return found
