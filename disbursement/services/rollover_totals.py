"""Cancel what is left of the province's totals when a plan year is closed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from disbursement.domain.rollover import opening_day
from disbursement.domain.rollover_totals import ClosingTotal
from projects.models import Issuer, PlanDecision, PlanKind, PlanLine, YearRollover
from projects.services.plan_decisions import Hand


def totals_post(
    *, rollover: YearRollover, totals: Sequence[ClosingTotal], hand: Hand
) -> list[dict[str, Any]]:
    """Make the cancelling lines; return every total as it was closed, with its lines."""
    stored = []
    for total in totals:
        made = [
            PlanLine.objects.create(
                decision=decision,
                project=None,
                source_id=total.source_id,
                plan_year=total.plan_year,
                origin_year=total.origin_year,
                kind=PlanKind.CANCELLATION,
                nature=nature,
                amount=-amount,
                effective_on=max(decision.decided_on, opening_day(rollover.from_year)),
                recorded_at=hand.at,
                recorded_by=hand.actor,
            )
            for nature, amount in total.by_nature()
            for decision in [_decision(rollover, total)]
        ]
        stored.append(
            {
                "project": None,
                "level": total.level,
                "source": total.source_id,
                "plan_year": total.plan_year,
                "origin_year": total.origin_year,
                "total": total.total,
                "allotted": total.allotted,
                "kept": total.kept,
                "below": total.below,
                "cancelled": total.cancelled,
                "plan_lines": [line.pk for line in made],
            }
        )
    return stored


def _decision(rollover: YearRollover, total: ClosingTotal) -> PlanDecision:
    """Return the paper that cancels, if its issuer fits the level; else the law itself.

    A total of the Prime Minister is told by the issuer of its lines, so are those of the province.
    """
    is_first = total.level == "D1"
    entered = rollover.cancellation_decision
    if entered and (entered.issuer == Issuer.PRIME_MINISTER) == is_first:
        return entered
    issuer = Issuer.PRIME_MINISTER if is_first else Issuer.COMMITTEE
    found, _made = PlanDecision.objects.get_or_create(
        number=f"Hủy dự toán {rollover.from_year} ({'TTg' if is_first else 'UBND'})",
        decided_on=opening_day(rollover.from_year),
        issuer=issuer,
    )
    return found
