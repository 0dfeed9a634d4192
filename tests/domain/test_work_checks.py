"""Contracts against the total investment, progress against progress."""

from datetime import date

from projects.domain.work_checks import (
    ABOVE_TOTAL,
    GOES_BACK,
    OVERTAKEN,
    Measured,
    check_contracts,
    check_progress,
)

BILLION = 1_000_000_000
APRIL, MAY, JUNE = (date(2024, month, 30) for month in (4, 5, 6))


def test_contracts_above_the_total_investment_name_both_figures():
    (found,) = check_contracts([60 * BILLION, 45 * BILLION], 100 * BILLION)
    assert found.rule is ABOVE_TOTAL
    assert found.params == {"sum": 105 * BILLION, "over": 5 * BILLION, "total": 100 * BILLION}


def test_contracts_up_to_the_total_investment_are_fine():
    assert check_contracts([60 * BILLION, 40 * BILLION], 100 * BILLION) == []
    assert check_contracts([60 * BILLION], None) == []
    assert check_contracts([], 1) == []


def test_progress_below_the_last_measurement_goes_back():
    (found,) = check_progress(Measured(MAY, 300), [Measured(APRIL, 400)])
    assert found.rule is GOES_BACK
    assert found.params["before"] == 40


def test_progress_above_a_later_measurement_is_overtaken():
    (found,) = check_progress(Measured(APRIL, 500), [Measured(MAY, 400)])
    assert found.rule is OVERTAKEN


def test_progress_that_stays_or_grows_is_fine():
    known = [Measured(APRIL, 300), Measured(JUNE, 500)]
    assert check_progress(Measured(MAY, 300), known) == []
    assert check_progress(Measured(MAY, 500), known) == []


def test_a_correction_of_the_same_day_is_held_against_other_days_only():
    known = [Measured(APRIL, 300), Measured(MAY, 900)]
    assert check_progress(Measured(MAY, 350), known) == []


def test_of_several_of_one_day_the_last_counts():
    known = [Measured(APRIL, 900), Measured(APRIL, 300)]
    assert check_progress(Measured(MAY, 400), known) == []
