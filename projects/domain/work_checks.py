"""Hold contracts and progress against what is known of the project."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from projects.domain.issues import Issue, Rule, Severity, issue, mark

ABOVE_TOTAL = Rule(
    "contract.above_total",
    Severity.WARNING,
    mark(
        "The contracts add up to %(sum)s đồng, %(over)s đồng more than the total investment of "
        "%(total)s đồng."
    ),
    mark("Check the values, or enter the decision that adjusts the total investment."),
)
GOES_BACK = Rule(
    "progress.goes_back",
    Severity.WARNING,
    mark("Progress goes back: %(now)s on %(day)s, after %(before)s on %(earlier)s."),
    mark("Check both figures; where it is right, the reason stands beside it."),
)
OVERTAKEN = Rule(
    "progress.overtaken",
    Severity.WARNING,
    mark("Progress goes back: %(now)s on %(day)s, but only %(after)s later, on %(later)s."),
    mark("Check both figures; where it is right, the reason stands beside it."),
)
CONTRACT_GOES_BACK = Rule(
    "contract.goes_back",
    Severity.WARNING,
    mark("The progress of the contract goes back from %(before)s to %(now)s."),
    mark("Check both figures; where it is right, the reason stands in its history."),
)


@dataclass(frozen=True, slots=True)
class Measured:
    """Progress on a day, in tenths of a per cent."""

    day: date
    per_mille: int

    @property
    def share(self) -> Fraction:
        return Fraction(self.per_mille, 10)


def check_contracts(values: Iterable[int], total_investment: int | None) -> list[Issue]:
    """Warn where the contracts of a project exceed its total investment."""
    added = sum(values)
    if not total_investment or added <= total_investment:
        return []
    over = added - total_investment
    return [issue(ABOVE_TOTAL, sum=added, over=over, total=total_investment)]


def check_contract_progress(before: int, now: int) -> list[Issue]:
    """Warn where a contract's progress, in tenths of a per cent, goes back."""
    if now >= before:
        return []
    return [issue(CONTRACT_GOES_BACK, before=Fraction(before, 10), now=Fraction(now, 10))]


def check_progress(new: Measured, known: Iterable[Measured]) -> list[Issue]:
    """Warn where a measurement is below an earlier one or above a later one.

    Of several of one day the last known counts; one of the same day is replaced by the new.
    """
    by_day = {each.day: each for each in known if each.day != new.day}
    before = [each for day, each in sorted(by_day.items()) if day < new.day]
    after = [each for day, each in sorted(by_day.items()) if day > new.day]
    found = []
    if before and before[-1].per_mille > new.per_mille:
        last = before[-1]
        found.append(
            issue(GOES_BACK, now=new.share, day=new.day, before=last.share, earlier=last.day)
        )
    if after and after[0].per_mille < new.per_mille:
        next_one = after[0]
        found.append(
            issue(OVERTAKEN, now=new.share, day=new.day, after=next_one.share, later=next_one.day)
        )
    return found
