"""How it is judged."""

from emulation.models.campaigns import Campaign, MilestoneKind, MilestoneRule, Pool
from emulation.models.targets import TargetRegistration

__all__ = ["Campaign", "MilestoneKind", "MilestoneRule", "Pool", "TargetRegistration"]
