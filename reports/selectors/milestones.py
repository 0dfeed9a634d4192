"""The rate milestones of a plan year's campaign, ready to be laid over figures."""

from __future__ import annotations

from emulation.domain.milestones import RateRule
from emulation.models import Campaign, MilestoneKind, MilestoneRule
from emulation.selectors.milestones import domain_rule
from reports.domain.targets import Milestone


def rate_milestones(*, plan_year: int) -> list[Milestone]:
    """Return the rate rules of the campaign that a plan year is measured by, in one query."""
    campaign = (
        Campaign.objects.filter(plan_year=plan_year).order_by("-starts_on", "-pk").values("pk")[:1]
    )
    rules = MilestoneRule.objects.filter(campaign__in=campaign, kind=MilestoneKind.RATE)
    found = []
    for row in rules:
        rule = domain_rule(row)
        if isinstance(rule, RateRule):
            found.append(Milestone(rule, row.source_id))
    return found
