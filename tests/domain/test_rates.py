"""Rates against figures as published; amounts are given in the unit of the source."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulation.domain.rates import Figures, RateFlag, rate, rate_flags, total
from projects.domain.numbers import rate_string

MONEY = st.integers(-(10**16), 10**16)


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        # Cao Bằng, 31/8/2022, in thousandths of a million: the source printed 26,25.
        (727_304_290, 2_768_098_333, "26.27"),
        (978_199_520, 2_768_098_333, "35.34"),  # printed 35,3
        # The same report: allotted, and not yet allotted.
        (448_430_592, 513_961_992, "87.25"),
        (65_531_405, 513_961_992, "12.75"),
        # Cao Bằng, 12/12/2025: all, national programmes, the week's gain; 19/12/2025.
        (5_600_505, 9_767_358, "57.34"),
        (739_607, 1_254_973, "58.93"),
        (479_644, 9_767_358, "4.91"),
        (6_080, 9_767, "62.25"),
        # Cần Thơ, 23/9/2025: of D1, of D3, of the whole plan.
        (8_910_395, 27_682_933, "32.19"),
        (8_910_395, 27_525_668, "32.37"),
        (8_910_395, 29_317_820, "30.39"),
        # The nation, 30/11/2025, and at the end of 2025.
        (5_532_504, 9_132_162, "60.58"),
        (755_141_600, 902_075_555, "83.71"),
        # Cao Bằng, 30/6/2025, as a tree: all, carried over, this year, the province's own 0,3 ✘.
        (2_258_161, 5_549_048, "40.69"),
        (356_229, 898_390, "39.65"),
        (1_901_932, 4_650_658, "40.90"),
        (391, 95_296, "0.41"),
        # Bình Thuận, 19/5/2025: only with 67.712 for the printed 67.172 is it the printed 6,45.
        (4_369, 67_172, "6.50"),
        (4_369, 67_712, "6.45"),
    ],
)
def test_published_figures(part, whole, shown):
    assert rate_string(rate(part, whole)) == shown


def test_the_rate_that_cao_bang_printed_does_not_follow_from_its_figures():
    exact = rate(727_304_290_000, 2_768_098_333_000)
    assert exact == Fraction(72_730_429_000, 2_768_098_333)
    assert rate_string(exact) != "26.25"
    # 26,25 would need about 683 million đồng less than was disbursed.
    assert rate_string(rate(727_304_290_000 - 683_000_000, 2_768_098_333_000)) == "26.25"


@pytest.mark.parametrize(
    ("disbursed", "plan", "shown"),
    [
        (0, 100, "0.00"),
        (100, 100, "100.00"),
        (165, 100, "165.00"),
        (1, 3, "33.33"),
        (2, 3, "66.67"),
        (12_345, 1_000_000, "1.23"),
        (12_350, 1_000_000, "1.24"),  # a half goes up
        (-12_350, 1_000_000, "-1.24"),  # and away from nought below it
        (99_995, 100_000, "100.00"),
        (0, 0, None),
        (5, 0, None),
        (5, -10, None),
    ],
)
def test_no_plan_is_no_rate_and_nothing_is_clamped(disbursed, plan, shown):
    assert rate_string(rate(disbursed, plan)) == shown


@pytest.mark.parametrize(
    ("disbursed", "plan", "flags"),
    [
        (0, 0, set()),
        (100, 100, set()),
        (101, 100, {RateFlag.ABOVE_PLAN}),
        (1, 0, {RateFlag.MONEY_WITHOUT_PLAN}),
        (0, -1, {RateFlag.NEGATIVE_PLAN}),
        (1, -1, {RateFlag.NEGATIVE_PLAN, RateFlag.MONEY_WITHOUT_PLAN}),
        (-1, 100, {RateFlag.NEGATIVE_DISBURSED}),
    ],
)
def test_odd_figures_are_flagged(disbursed, plan, flags):
    assert rate_flags(disbursed, plan) == flags


def test_the_rate_of_a_whole_is_not_the_mean_of_its_parts():
    whole = total([Figures(plan=900, disbursed=90), Figures(plan=100, disbursed=90)])
    assert whole == Figures(plan=1000, disbursed=180)
    assert whole.rate == 18  # the mean of 10 % and 90 % would be 50 %


def test_the_total_of_nothing_has_no_rate():
    assert total([]).rate is None


@given(disbursed=MONEY, plan=st.integers(1, 10**16), factor=st.integers(1, 10**6))
def test_a_rate_does_not_depend_on_the_unit(disbursed, plan, factor):
    assert rate(disbursed * factor, plan * factor) == rate(disbursed, plan)


@given(plan=st.integers(1, 10**16), disbursed=MONEY)
def test_above_100_exactly_when_more_than_the_plan(plan, disbursed):
    is_flagged = RateFlag.ABOVE_PLAN in rate_flags(disbursed, plan)
    assert is_flagged is (rate(disbursed, plan) > 100)
