"""Take in rule packs: what is not there yet is added, what is there stays as it is."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from disbursement.models import DeadlineRuleRow
from emulation.models import Campaign, MilestoneRule
from projects.models import User
from projects.permissions import require
from projects.services.audit import audit


@transaction.atomic
def pack_load(*, pack: dict[str, Any], actor: User | None) -> dict[str, int]:
    """Add the pack's campaign, milestones and deadlines; return how many rows of each were new.

    A campaign that is already there is left alone with its milestones, whatever was edited since.
    """
    require(actor, "campaign.edit")
    about = dict(pack["campaign"])
    campaign, is_new = Campaign.objects.get_or_create(code=about.pop("code"), defaults=about)
    milestones = 0
    if is_new:
        rules = [
            MilestoneRule(campaign=campaign, order=place, **rule)
            for place, rule in enumerate(pack["milestones"], start=1)
        ]
        milestones = len(MilestoneRule.objects.bulk_create(rules))
    deadlines = sum(_deadline_added(dict(deadline)) for deadline in pack.get("deadlines", ()))
    if is_new or deadlines:
        audit(
            actor=actor,
            action="pack.load",
            about=campaign,
            milestones=milestones,
            deadlines=deadlines,
        )
    return {"campaigns": int(is_new), "milestones": milestones, "deadlines": deadlines}


def _deadline_added(deadline: dict[str, Any]) -> bool:
    version = {name: deadline.pop(name) for name in ("code", "effective_from")}
    return DeadlineRuleRow.objects.get_or_create(**version, defaults=deadline)[1]
