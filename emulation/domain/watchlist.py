"""The watch list: investors below the province's average three closed month-ends running."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from .rates import Figures

MONTHS_RUNNING = 3


@dataclass(frozen=True, slots=True)
class MonthEnd:
    """The figures at the end of one month: the whole province's, and each investor's by code."""

    day: date
    province: Figures
    investors: Mapping[str, Figures]


@dataclass(frozen=True, slots=True)
class BelowAverage:
    """One investor on the list, with the rates that put it there, oldest first."""

    investor: str
    rates: tuple[Fraction, ...]
    province: tuple[Fraction, ...]


def closed_month_ends(as_of: date, count: int = MONTHS_RUNNING) -> list[date]:
    """Return the last `count` ends of month up to `as_of`, oldest first.

    A month is closed from its last day on; before the year 1 there are none.
    """
    last = as_of.year * 12 + as_of.month - 1
    if as_of.day < monthrange(as_of.year, as_of.month)[1]:
        last -= 1
    months = (divmod(index, 12) for index in range(last - count + 1, last + 1))
    return [
        date(year, month + 1, monthrange(year, month + 1)[1]) for year, month in months if year > 0
    ]


def below_average(months: Sequence[MonthEnd]) -> list[BelowAverage]:
    """Return the investors strictly under the province's rate in every one of the months.

    An investor without a plan in one of them has no rate there, and is not listed; nor is
    anybody if the province has none. They come in the order of the last month's investors.
    """
    if not months:
        return []
    province = _known([month.province.rate for month in months])
    if province is None:
        return []
    listed = []
    for investor in months[-1].investors:
        figures = [month.investors.get(investor) for month in months]
        rates = _known([each.rate if each else None for each in figures])
        if rates and all(own < whole for own, whole in zip(rates, province, strict=True)):
            listed.append(BelowAverage(investor, rates, province))
    return listed


def _known(rates: Sequence[Fraction | None]) -> tuple[Fraction, ...] | None:
    """Return the rates if all are there."""
    known = tuple(rate for rate in rates if rate is not None)
    return known if len(known) == len(rates) else None
