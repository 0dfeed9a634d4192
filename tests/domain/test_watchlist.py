from datetime import date

import pytest

from emulation.domain.rates import Figures
from emulation.domain.watchlist import MonthEnd, below_average, closed_month_ends

DAYS = [date(2024, 10, 31), date(2024, 11, 30), date(2024, 12, 31)]


@pytest.mark.parametrize(
    ("as_of", "ends"),
    [
        (date(2024, 12, 31), DAYS),
        (date(2024, 12, 30), [date(2024, 9, 30), date(2024, 10, 31), date(2024, 11, 30)]),
        (date(2024, 3, 1), [date(2023, 12, 31), date(2024, 1, 31), date(2024, 2, 29)]),
        (date(2024, 2, 29), [date(2023, 12, 31), date(2024, 1, 31), date(2024, 2, 29)]),
        (date(2025, 1, 1), DAYS),
    ],
)
def test_a_month_is_closed_from_its_last_day_on(as_of, ends):
    assert closed_month_ends(as_of) == ends


def months(*series, province=(50, 50, 50)):
    """Build three month-ends of an investor "A", each (plan, disbursed) or None."""
    return [
        MonthEnd(day, Figures(100, whole), {"A": Figures(*own)} if own else {"B": Figures(1, 1)})
        for day, whole, own in zip(DAYS, province, series, strict=True)
    ]


@pytest.mark.parametrize(
    ("series", "is_listed"),
    [
        ([(100, 10), (100, 20), (100, 30)], True),
        ([(100, 10), (100, 20), (100, 49)], True),
        ([(100, 10), (100, 20), (100, 50)], False),  # as high as the province is not under it
        ([(100, 50), (100, 20), (100, 30)], False),
        ([(100, 10), (100, 60), (100, 30)], False),  # one month above breaks the run
        ([(100, 10), (0, 0), (100, 30)], False),  # no plan breaks the run
        ([(0, 0), (100, 10), (100, 20)], False),
        ([(100, 0), (100, 0), (100, 0)], True),  # a plan and nothing disbursed is a rate of 0
        ([None, (100, 10), (100, 20)], False),
    ],
)
def test_strictly_under_the_average_three_months_running(series, is_listed):
    assert bool(below_average(months(*series))) is is_listed


def test_rates_are_compared_exactly():
    # 49,999.. % against 50 %: equal once rounded, still under.
    third = (10**12, 5 * 10**11 - 1)
    (found,) = below_average(months(third, third, third))
    assert found.investor == "A"
    assert found.province == (50, 50, 50)


def test_the_list_shows_the_rates_oldest_first():
    (found,) = below_average(months((100, 10), (100, 20), (100, 30), province=(40, 50, 60)))
    assert (found.rates, found.province) == ((10, 20, 30), (40, 50, 60))


def test_without_a_rate_of_the_province_nobody_is_under_it():
    assert below_average([]) == []
    empty = [MonthEnd(day, Figures(0, 0), {"A": Figures(100, 0)}) for day in DAYS]
    assert below_average(empty) == []
