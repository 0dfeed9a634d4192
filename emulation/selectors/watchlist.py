"""Read who has been below the province's average at the last three closed month-ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from emulation.domain.rates import Figures
from emulation.domain.watchlist import MonthEnd, below_average, closed_month_ends
from emulation.selectors.rates import RateTable, rate_table
from projects.models import Organisation


@dataclass(frozen=True, slots=True)
class WatchedInvestor:
    """An investor on the list, with its rates and the province's, oldest first."""

    investor: Organisation
    rates: tuple[Fraction, ...]
    province: tuple[Fraction, ...]

    @property
    def gap(self) -> Fraction:
        """How many points the investor was below the province at the last month-end."""
        return self.province[-1] - self.rates[-1]


@dataclass(frozen=True, slots=True)
class WatchList:
    """The list as of a day; ``months`` are the month-ends it was judged on, oldest first."""

    plan_year: int
    as_of: date
    months: tuple[date, ...]
    rows: tuple[WatchedInvestor, ...]


def watch_list(*, plan_year: int, as_of: date, known_by: datetime | None = None) -> WatchList:
    """Return the investors strictly under the province's rate on each of the last three month-ends.

    Rates are of all money over what is allotted in detail (D3); whoever held a project on the
    month-end answers for it there.
    """
    months = tuple(closed_month_ends(as_of))
    tables = [
        rate_table(plan_year=plan_year, as_of=day, group="investor", known_by=known_by)
        for day in months
    ]
    listed = below_average([_month_end(table) for table in tables])
    by_code = Organisation.objects.in_bulk([each.investor for each in listed], field_name="code")
    rows = tuple(
        WatchedInvestor(by_code[each.investor], each.rates, each.province) for each in listed
    )
    return WatchList(plan_year, as_of, months, rows)


def _month_end(table: RateTable) -> MonthEnd:
    return MonthEnd(
        table.as_of,
        Figures(table.total.plan, table.total.disbursed),
        {row.key: Figures(row.plan, row.disbursed) for row in table.rows},
    )
