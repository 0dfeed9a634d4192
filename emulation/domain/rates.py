"""Disbursement rates (tỷ lệ giải ngân): exact fractions, rounded only where they are shown.

A rate is in per cent: disbursed × 100 / plan of the same pool. Without a plan there is no rate,
which is neither 0 nor 100. Ranking and comparison use the exact value.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Figures:
    """Plan in force and money disbursed of one scope and pool as of one day, in đồng."""

    plan: int
    disbursed: int

    @property
    def rate(self) -> Fraction | None:
        return rate(self.disbursed, self.plan)


class RateFlag(StrEnum):
    """What a person should look at before trusting a rate."""

    ABOVE_PLAN = "above_plan"
    NEGATIVE_PLAN = "negative_plan"
    NEGATIVE_DISBURSED = "negative_disbursed"
    MONEY_WITHOUT_PLAN = "money_without_plan"


def rate(disbursed: int, plan: int) -> Fraction | None:
    """Return the rate in per cent, or None where no positive plan is in force."""
    return Fraction(disbursed * 100, plan) if plan > 0 else None


def rate_flags(disbursed: int, plan: int) -> frozenset[RateFlag]:
    """Return what is odd about the figures; nothing is clamped because of it."""
    odd = {
        RateFlag.ABOVE_PLAN: 0 < plan < disbursed,
        RateFlag.NEGATIVE_PLAN: plan < 0,
        RateFlag.NEGATIVE_DISBURSED: disbursed < 0,
        RateFlag.MONEY_WITHOUT_PLAN: plan <= 0 < disbursed,
    }
    return frozenset(flag for flag, is_raised in odd.items() if is_raised)


def total(parts: Iterable[Figures]) -> Figures:
    """Return the sum of the parts: the rate of a whole is Σ/Σ, never the mean of rates."""
    parts = tuple(parts)
    return Figures(sum(p.plan for p in parts), sum(p.disbursed for p in parts))
