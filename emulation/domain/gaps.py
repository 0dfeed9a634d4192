"""The gap between the work that stands and the money that went out (chênh lệch tiến độ).

Both are shares of the whole project: physical progress as measured on the site, and the money
disbursed since the project began over its total investment. The yearly plan has no part in it:
a project may use up its plan in a year in which little is built.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

YELLOW_FROM = 15  # points
RED_FROM = 30


class GapLevel(StrEnum):
    """How far work and money are apart; the unknown one says that money may be missing."""

    CLOSE = "close"
    YELLOW = "yellow"
    RED = "red"
    UNKNOWN = "unknown"


class GapSide(StrEnum):
    """Which of the two is ahead."""

    WORK = "work"
    MONEY = "money"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Gap:
    """Both shares in per cent, and the points by which the work is ahead of the money."""

    physical: Fraction
    financial: Fraction
    level: GapLevel

    @property
    def points(self) -> Fraction:
        return self.physical - self.financial

    @property
    def width(self) -> Fraction:
        return abs(self.points)

    @property
    def side(self) -> GapSide:
        if not self.points:
            return GapSide.NONE
        return GapSide.WORK if self.points > 0 else GapSide.MONEY


def progress_gap(
    *, per_mille: int, disbursed: int, total_investment: int | None, knows_all_money: bool
) -> Gap | None:
    """Return the gap of a project, or None where it has no total investment.

    Where money of earlier years is not on record, what is known is too little. Work then only
    seems ahead (unknown), while money that is ahead all the same is ahead for certain.
    """
    if not total_investment or total_investment < 0:
        return None
    physical = Fraction(per_mille, 10)
    financial = Fraction(disbursed * 100, total_investment)
    points = physical - financial
    if points >= YELLOW_FROM and not knows_all_money:
        return Gap(physical, financial, GapLevel.UNKNOWN)
    return Gap(physical, financial, _level(abs(points)))


def _level(width: Fraction) -> GapLevel:
    if width >= RED_FROM:
        return GapLevel.RED
    return GapLevel.YELLOW if width >= YELLOW_FROM else GapLevel.CLOSE
