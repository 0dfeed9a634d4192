"""The thirteen months of a registered plan."""

from datetime import date

import pytest

from disbursement.domain.registered_plans import (
    BELOW_PLAN,
    BEYOND_PLAN,
    NEGATIVE,
    MonthlyPlan,
    check_monthly_plan,
    cumulative,
    month_ends,
)

MILLION = 1_000_000


def months(**amounts):
    return tuple(amounts.get(f"m{month}", 0) * MILLION for month in range(1, 14))


def test_months_that_add_up_to_the_plan_are_fine():
    assert check_monthly_plan(months(m3=400, m13=600), 1000 * MILLION) == []


def test_a_negative_month_is_an_error_at_its_month():
    found = check_monthly_plan(months(m3=1100, m7=-100), 1000 * MILLION)
    assert [(each.rule, each.column) for each in found] == [(NEGATIVE, "7")]


def test_months_beyond_the_plan_name_the_excess():
    (found,) = check_monthly_plan(months(m3=1100), 1000 * MILLION)
    assert found.rule is BEYOND_PLAN
    assert found.params["over"] == 100 * MILLION
    assert not found.is_error


def test_months_below_the_plan_name_what_is_left():
    (found,) = check_monthly_plan(months(m3=900), 1000 * MILLION)
    assert found.rule is BELOW_PLAN
    assert found.params["left"] == 100 * MILLION


def test_thirteen_months_end_with_january_of_the_next_year():
    ends = month_ends(2024)
    assert (ends[1], ends[11], ends[12]) == (
        date(2024, 2, 29),
        date(2024, 12, 31),
        date(2025, 1, 31),
    )


def test_the_registered_curve_is_cumulative():
    assert cumulative([1, 0, 2, 3]) == [1, 1, 3, 6]


def test_twelve_months_are_not_a_plan():
    with pytest.raises(ValueError, match="12 months"):
        MonthlyPlan(1, (0,) * 12)
