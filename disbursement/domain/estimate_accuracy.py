"""Score what investors stated against what the treasury later says of the same day.

Three figures of a line are scored, each as of a day of its own: the own count as of the day the
period asks about, the estimate as of the end of the month, the forecast as of 31/01.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from .calendar import last_of_month

SCORED_FIELDS = ("own_disbursed", "month_estimate", "year_forecast")


@dataclass(frozen=True, slots=True)
class Score:
    """Sums over lines, in đồng: what was stated, what it was, and the distances added up.

    Distances are taken line by line, so that too much here does not hide too little there.
    """

    lines: int = 0
    stated: int = 0
    actual: int = 0
    base: int = 0
    distance: int = 0

    @property
    def accuracy(self) -> Fraction | None:
        """In per cent: 100 less the distance over the treasury's figures, never below 0.

        None where nothing was stated, or where both sides are nothing.
        """
        if not self.lines or not (self.base or self.distance):
            return None
        if self.distance >= self.base:
            return Fraction(0)
        return Fraction((self.base - self.distance) * 100, self.base)

    def __add__(self, other: "Score") -> "Score":
        return Score(*(getattr(self, name) + getattr(other, name) for name in Score.__slots__))


NOTHING = Score()


def score_of(stated: int, actual: int) -> Score:
    """Return the score of one line."""
    return Score(1, stated, actual, abs(actual), abs(stated - actual))


def add_up(scores: Iterable[Score]) -> Score:
    return sum(scores, NOTHING)


def day_asked(field: str, as_at: date, year: int, month: int, plan_year: int) -> date:
    """Return as of which day a stated figure is to be true."""
    if field == "own_disbursed":
        return as_at
    if field == "month_estimate":
        return last_of_month(year, month)
    return date(plan_year + 1, 1, 31)
