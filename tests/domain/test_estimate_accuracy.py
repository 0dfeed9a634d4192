"""How near an estimate came, exactly; and as of which day each figure is judged."""

from datetime import date
from fractions import Fraction

import pytest

from disbursement.domain.estimate_accuracy import NOTHING, Score, add_up, day_asked, score_of


@pytest.mark.parametrize(
    ("stated", "actual", "accuracy"),
    [
        (100, 100, Fraction(100)),
        (90, 100, Fraction(90)),
        (110, 100, Fraction(90)),
        (0, 100, Fraction(0)),
        (250, 100, Fraction(0)),
        (1, 3, Fraction(100, 3)),
        (5, 0, Fraction(0)),
        (0, 0, None),
        (-90, -100, Fraction(90)),
    ],
)
def test_accuracy_is_what_the_distance_leaves_of_the_treasurys_figure(stated, actual, accuracy):
    assert score_of(stated, actual).accuracy == accuracy


def test_too_much_here_does_not_hide_too_little_there():
    # Stated 120 and 80, it was 100 and 100: the sums agree, the lines are 40 apart of 200.
    both = add_up([score_of(120, 100), score_of(80, 100)])
    assert both == Score(lines=2, stated=200, actual=200, base=200, distance=40)
    assert both.accuracy == Fraction(80)


def test_large_lines_weigh_more_than_small_ones():
    assert add_up([score_of(900, 1000), score_of(0, 10)]).accuracy == Fraction(90_000, 1010)


def test_nothing_stated_has_no_accuracy():
    assert NOTHING.accuracy is None


@pytest.mark.parametrize(
    ("field", "plan_year", "day"),
    [
        ("own_disbursed", 2024, date(2024, 2, 15)),
        ("month_estimate", 2024, date(2024, 2, 29)),
        ("year_forecast", 2024, date(2025, 1, 31)),
        ("year_forecast", 2023, date(2024, 1, 31)),
    ],
)
def test_each_figure_has_its_day(field, plan_year, day):
    assert day_asked(field, date(2024, 2, 15), 2024, 2, plan_year) == day
