"""The gap between work and money, with figures worked out by hand."""

from fractions import Fraction

import pytest

from emulation.domain.gaps import GapLevel, GapSide, progress_gap

BILLION = 1_000_000_000


def gap(per_mille, disbursed, total=100 * BILLION, knows_all=True):
    return progress_gap(
        per_mille=per_mille,
        disbursed=disbursed * BILLION,
        total_investment=total,
        knows_all_money=knows_all,
    )


@pytest.mark.parametrize(
    ("per_mille", "disbursed", "level"),
    [
        (500, 50, GapLevel.CLOSE),
        (649, 50, GapLevel.CLOSE),  # 14.9 points
        (650, 50, GapLevel.YELLOW),  # 15.0 points
        (799, 50, GapLevel.YELLOW),  # 29.9 points
        (800, 50, GapLevel.RED),  # 30.0 points
        (350, 50, GapLevel.YELLOW),  # the money is ahead
        (200, 50, GapLevel.RED),
        (0, 0, GapLevel.CLOSE),
    ],
)
def test_gap_is_yellow_from_15_points_and_red_from_30_on_either_side(per_mille, disbursed, level):
    assert gap(per_mille, disbursed).level == level


def test_gap_is_measured_exactly_not_as_rounded():
    # 40 % of the work, 25,000...1 % of the money: a hair under 15 points.
    found = progress_gap(
        per_mille=400,
        disbursed=25 * BILLION + 1,
        total_investment=100 * BILLION,
        knows_all_money=True,
    )
    assert found.level is GapLevel.CLOSE
    assert found.points == 15 - Fraction(1, BILLION)


def test_side_tells_which_is_ahead():
    assert gap(600, 50).side is GapSide.WORK
    assert gap(400, 50).side is GapSide.MONEY
    assert gap(500, 50).side is GapSide.NONE


def test_work_that_seems_ahead_of_incomplete_money_is_unknown():
    assert gap(900, 10, knows_all=False).level is GapLevel.UNKNOWN


def test_money_ahead_is_certain_even_where_some_of_it_is_not_on_record():
    assert gap(200, 50, knows_all=False).level is GapLevel.RED


@pytest.mark.parametrize("total", [None, 0, -1])
def test_no_total_investment_is_no_gap(total):
    assert gap(500, 10, total=total) is None


def test_money_beyond_the_total_investment_is_not_clamped():
    assert gap(1000, 140).points == -40
