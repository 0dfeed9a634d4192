"""The steps of an investor's report and the checks of its lines; amounts in đồng."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from disbursement.domain.calendar import VIETNAM_TIME
from disbursement.domain.entry_rules import check_line, unexplained
from disbursement.domain.ledger import Key
from disbursement.domain.submission_steps import (
    TRANSITIONS,
    Remaining,
    Status,
    Step,
    next_status,
    open_plan_years,
    remaining,
)
from disbursement.domain.submissions import LineEntry, LineFigures

KEY = Key(1, 2, 2024, 2024)
FIGURES = LineFigures(plan=1000, treasury=400, last_own=390)
GOOD = LineEntry(
    KEY, executed_volume=500, own_disbursed=400, month_estimate=450, year_forecast=1000
)
DUE = datetime(2024, 3, 14, 23, 59, 59, tzinfo=VIETNAM_TIME)


def codes(figures, entry):
    return [(issue.code, issue.column) for issue in check_line(figures, entry)]


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("step", Step)
def test_only_the_listed_steps_may_be_taken(status, step):
    legal = {
        ("not_received", "save"): "draft",
        ("not_received", "submit"): "submitted",
        ("draft", "save"): "draft",
        ("draft", "submit"): "submitted",
        ("returned", "save"): "returned",
        ("returned", "submit"): "submitted",
        ("submitted", "withdraw"): "draft",
        ("submitted", "endorse"): "endorsed",
        ("submitted", "return"): "returned",
        ("submitted", "accept"): "accepted",
        ("endorsed", "return"): "returned",
        ("endorsed", "accept"): "accepted",
        ("accepted", "reopen"): "returned",
    }
    assert next_status(status, step) == legal.get((status.value, step.value))


def test_only_reopening_leads_out_of_accepted():
    assert [step for status, step in TRANSITIONS if status == Status.ACCEPTED] == [Step.REOPEN]


@pytest.mark.parametrize(
    ("year", "month", "years"),
    [(2024, 1, (2023, 2024)), (2024, 2, (2024,)), (2024, 12, (2024,))],
)
def test_two_plan_years_are_open_in_january(year, month, years):
    assert open_plan_years(year, month) == years


@pytest.mark.parametrize(
    ("moment", "left"),
    [
        (DUE - timedelta(days=2, hours=3), Remaining(False, 2, 3, 0)),
        (DUE - timedelta(seconds=59), Remaining(False, 0, 0, 0)),
        (DUE, Remaining(False, 0, 0, 0)),
        (DUE + timedelta(milliseconds=900), Remaining(False, 0, 0, 0)),
        (DUE + timedelta(seconds=1), Remaining(True, 0, 0, 0)),
        (DUE + timedelta(days=1, minutes=61), Remaining(True, 1, 1, 1)),
    ],
)
def test_time_left_ends_with_the_due_second(moment, left):
    assert remaining(moment, DUE) == left


def test_a_line_that_agrees_has_no_findings():
    assert check_line(FIGURES, GOOD) == []


def test_an_empty_line_has_no_findings():
    entry = LineEntry(KEY)
    assert entry.is_empty
    assert check_line(FIGURES, entry) == []


def test_a_difficulty_alone_is_not_an_empty_line():
    assert not LineEntry(KEY, difficulty="Vướng mặt bằng").is_empty
    assert not LineEntry(KEY, own_disbursed=0).is_empty


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"executed_volume": -1}, [("submission.negative", "executed_volume")]),
        ({"month_estimate": 399}, [("submission.estimate_below_own", "month_estimate")]),
        ({"month_estimate": 400}, []),
        (
            {"obstacle_category": "GPMB"},
            [("submission.category_without_text", "difficulty")],
        ),
        ({"obstacle_category": "GPMB", "difficulty": "Chưa bàn giao"}, []),
        ({"own_disbursed": 389}, [("submission.own_below_last", "own_disbursed")]),
        # 5 % of 400 is 20: 380 and 420 still agree, 421 does not
        ({"own_disbursed": 420}, []),
        ({"own_disbursed": 421}, [("submission.differs_from_treasury", "own_disbursed")]),
        ({"year_forecast": 1001}, [("submission.above_plan", "year_forecast")]),
        (
            {"year_forecast": 399},
            [("submission.forecast_below_disbursed", "year_forecast")],
        ),
        ({"year_forecast": 449}, [("submission.forecast_below_estimate", "year_forecast")]),
        ({"year_forecast": 450}, []),
    ],
)
def test_line_findings(changes, found):
    assert codes(FIGURES, replace(GOOD, **changes)) == found


def test_errors_come_before_warnings_are_looked_for():
    entry = replace(GOOD, own_disbursed=-1)
    assert codes(FIGURES, entry) == [("submission.negative", "own_disbursed")]


def test_only_the_first_figure_above_the_plan_is_reported():
    entry = replace(GOOD, own_disbursed=1100, month_estimate=1200, year_forecast=1300)
    figures = replace(FIGURES, treasury=1100)
    assert codes(figures, entry) == [("submission.above_plan", "own_disbursed")]


def test_any_own_figure_differs_from_a_treasury_that_paid_nothing():
    figures = LineFigures(plan=1000, treasury=0)
    entry = LineEntry(KEY, own_disbursed=1)
    assert codes(figures, entry) == [("submission.differs_from_treasury", "own_disbursed")]
    assert codes(figures, LineEntry(KEY, own_disbursed=0)) == []


def test_a_warning_needs_a_word_of_explanation():
    doubtful = replace(GOOD, own_disbursed=389)
    issues = check_line(FIGURES, doubtful)
    assert unexplained(issues, doubtful)
    assert unexplained(issues, replace(doubtful, explanation="  "))
    assert not unexplained(issues, replace(doubtful, explanation="Nộp giảm theo kết luận"))
    assert not unexplained([], doubtful)
