"""The detailed monthly plan of a project: thirteen amounts, held against the plan in force.

Month 13 is January of the next year, in which the year's money may still be disbursed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from disbursement.domain.calendar import last_of_month
from projects.domain.issues import Issue, Rule, Severity, issue, mark

MONTHS = 13
NOTHING = (0,) * MONTHS

NEGATIVE = Rule(
    "registered.negative",
    Severity.ERROR,
    mark("The amount of a month cannot be negative."),
    mark("Enter what is to be disbursed in the month, or 0."),
)
BEYOND_PLAN = Rule(
    "registered.beyond_plan",
    Severity.WARNING,
    mark(
        "The months add up to %(sum)s đồng, %(over)s đồng more than the plan in force of "
        "%(plan)s đồng."
    ),
    mark("Lower the months, or register again once the plan has been supplemented."),
)
BELOW_PLAN = Rule(
    "registered.below_plan",
    Severity.WARNING,
    mark(
        "The months add up to %(sum)s đồng, %(left)s đồng less than the plan in force of "
        "%(plan)s đồng."
    ),
    mark("Spread the whole plan over the months, or say why the rest cannot be disbursed."),
)


@dataclass(frozen=True, slots=True)
class MonthlyPlan:
    """What is to be disbursed for a project month by month, in đồng."""

    project_id: int
    amounts: tuple[int, ...]

    def __post_init__(self) -> None:
        if len(self.amounts) != MONTHS:
            raise ValueError(f"{len(self.amounts)} months instead of {MONTHS}")

    @property
    def total(self) -> int:
        return sum(self.amounts)


def check_monthly_plan(amounts: Sequence[int], plan: int) -> list[Issue]:
    """Return what is wrong (a negative month) or odd (not the plan in force) about the months."""
    found = [
        Issue(NEGATIVE, column=str(month)) for month, amount in enumerate(amounts, 1) if amount < 0
    ]
    added = sum(amounts)
    if added > plan:
        found.append(issue(BEYOND_PLAN, sum=added, over=added - plan, plan=plan))
    elif added < plan:
        found.append(issue(BELOW_PLAN, sum=added, left=plan - added, plan=plan))
    return found


def month_ends(plan_year: int) -> list[date]:
    """Return the last days of the thirteen months."""
    ends = [last_of_month(plan_year, month) for month in range(1, 13)]
    return [*ends, last_of_month(plan_year + 1, 1)]


def cumulative(amounts: Iterable[int]) -> list[int]:
    """Return what is to be disbursed by the end of each month."""
    return list(accumulate(amounts))
