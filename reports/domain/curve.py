"""The cumulative curve of a year: the rate on the days that reports are made for."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from disbursement.domain.calendar import last_of_month
from emulation.domain.rates import rate
from emulation.domain.steps import Steps

from .targets import Target


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """One day of the curve; None where nothing is known (a day to come, a year without plan)."""

    day: date
    plan: int | None
    disbursed: int | None
    rate: Fraction | None
    last_year: Fraction | None
    target: Fraction | None


def curve_days(plan_year: int, as_of: date) -> list[date]:
    """Return the 15th and the last day of each month up to 31 January after, and the asked day."""
    days = set(_half_months(plan_year)) | {as_of}
    return sorted(day for day in days if day <= date(plan_year + 1, 1, 31) or day == as_of)


def curve(
    days: Iterable[date], this_year: Steps, last_year: Steps, goals: Sequence[Target], as_of: date
) -> list[CurvePoint]:
    """Return the rates on the days: this year's up to the asked day, last year's a year before.

    The target of a day is what the milestones due by then ask for.
    """
    points = []
    for day in days:
        plan, disbursed = this_year.at(day)
        is_known = day <= as_of
        due = [goal for goal in goals if goal.day <= day]
        points.append(
            CurvePoint(
                day,
                plan if is_known else None,
                disbursed if is_known else None,
                rate(disbursed, plan) if is_known else None,
                _rate_on(last_year, year_before(day)),
                due[-1].rate if due else None,
            )
        )
    return points


def year_before(day: date) -> date:
    """Return the same day a year earlier; the last of February is the last of February."""
    if (day.month, day.day) in {(2, 28), (2, 29)}:
        return last_of_month(day.year - 1, 2)
    return day.replace(year=day.year - 1)


def _half_months(plan_year: int) -> Iterator[date]:
    for month in range(1, 13):
        yield date(plan_year, month, 15)
        yield last_of_month(plan_year, month)
    yield date(plan_year + 1, 1, 15)
    yield date(plan_year + 1, 1, 31)


def _rate_on(steps: Steps, day: date) -> Fraction | None:
    plan, disbursed = steps.at(day)
    return rate(disbursed, plan)
