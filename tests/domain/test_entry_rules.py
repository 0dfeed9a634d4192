"""The one table of rules: each is tried where it passes, where it fails and at its boundary."""

from dataclasses import replace

import pytest

from disbursement.domain import entry_rules
from disbursement.domain.entry_rules import (
    ENTRY_RULES,
    SCORE_NAMES,
    check_line,
    unexplained,
)
from disbursement.domain.ledger import Key
from disbursement.domain.submissions import ENTRY_FIELDS, LineEntry, LineFigures
from projects.domain.issues import Rule, Severity

KEY = Key(1, 2, 2024, 2024)
FIGURES = LineFigures(plan=1000, treasury=400, last_own=390)
GOOD = LineEntry(
    KEY, executed_volume=500, own_disbursed=400, month_estimate=450, year_forecast=1000
)


def line(figures=FIGURES, **changes):
    return figures, replace(GOOD, **changes)


# By rule: a line that passes, one that fails, and the last one that still passes before the
# first that fails. The plan is 1.000, the treasury's figure 400, the last own count 390.
CASES = {
    "submission.negative": (
        line(executed_volume=5),
        line(executed_volume=-5),
        (line(executed_volume=0), line(executed_volume=-1)),
    ),
    "submission.improbable_scale": (
        line(executed_volume=2000),
        line(executed_volume=5_000_000),
        (line(executed_volume=100_000), line(executed_volume=100_001)),
    ),
    "submission.estimate_below_own": (
        line(month_estimate=600),
        line(month_estimate=100),
        (line(month_estimate=400), line(month_estimate=399)),
    ),
    "submission.category_without_text": (
        line(obstacle_category="GPMB", difficulty="Chưa bàn giao mặt bằng"),
        line(obstacle_category="GPMB"),
        (
            line(obstacle_category="GPMB", difficulty="x"),
            line(obstacle_category="GPMB", difficulty=" "),
        ),
    ),
    "submission.difficulty_without_category": (
        line(obstacle_category="GPMB", difficulty="Chưa bàn giao mặt bằng"),
        line(difficulty="Chưa bàn giao mặt bằng"),
        (line(difficulty=" "), line(difficulty="x")),
    ),
    "submission.own_below_last": (
        line(own_disbursed=400),
        line(own_disbursed=100),
        (line(own_disbursed=390), line(own_disbursed=389)),
    ),
    "submission.above_plan": (
        line(year_forecast=900),
        line(year_forecast=5000),
        (line(year_forecast=1000), line(year_forecast=1001)),
    ),
    # 5 % of 400 is 20
    "submission.differs_from_treasury": (
        line(own_disbursed=400),
        line(own_disbursed=440),
        (line(own_disbursed=420), line(own_disbursed=421)),
    ),
    "submission.forecast_below_disbursed": (
        line(year_forecast=700),
        line(year_forecast=10),
        (line(month_estimate=None, year_forecast=400), line(year_forecast=399)),
    ),
    "submission.forecast_below_estimate": (
        line(year_forecast=700),
        line(year_forecast=410),
        (line(year_forecast=450), line(year_forecast=449)),
    ),
}


def codes(case):
    return {issue.code for issue in check_line(*case)}


def test_every_rule_of_the_table_has_its_cases():
    assert CASES.keys() == {rule.code for rule in ENTRY_RULES}


def test_every_rule_that_is_written_down_is_in_the_table_once():
    written = [value for value in vars(entry_rules).values() if isinstance(value, Rule)]
    assert sorted(rule.code for rule in written) == sorted(rule.code for rule in ENTRY_RULES)


@pytest.mark.parametrize("rule", ENTRY_RULES, ids=lambda rule: rule.code)
def test_each_rule_says_what_is_wrong_how_to_mend_it_and_what_it_costs(rule):
    assert rule.message
    assert rule.fix
    assert rule.touches in SCORE_NAMES
    assert rule.columns
    assert set(rule.columns) <= set(ENTRY_FIELDS)


@pytest.mark.parametrize("rule", ENTRY_RULES, ids=lambda rule: rule.code)
def test_each_rule_passes_fails_and_changes_at_its_boundary(rule):
    passing, failing, (last_good, first_bad) = CASES[rule.code]
    assert codes(passing) == set()
    assert rule.code in codes(failing)
    assert rule.code not in codes(last_good)
    assert rule.code in codes(first_bad)


@pytest.mark.parametrize("rule", ENTRY_RULES, ids=lambda rule: rule.code)
def test_a_finding_names_a_column_of_its_rule_and_fills_its_sentence(rule):
    for found in check_line(*CASES[rule.code][1]):
        if found.code == rule.code:
            assert found.column in rule.columns
            assert rule.message % found.params
            assert rule.fix % found.params


def test_errors_come_before_warnings_are_looked_for():
    severities = [rule.severity for rule in ENTRY_RULES]
    assert severities == sorted(severities, key=lambda severity: severity is not Severity.ERROR)
    assert codes(line(own_disbursed=-1)) == {"submission.negative"}


@pytest.mark.parametrize(
    ("percent", "own", "agrees"),
    [(0, 400, True), (0, 401, False), (10, 440, True), (10, 441, False), (10, 360, False)],
)
def test_how_far_the_treasury_may_be_off_is_data(percent, own, agrees):
    """Of 360 the last own count of 390 speaks, not the treasury's figure."""
    found = codes(line(replace(FIGURES, tolerated_percent=percent), own_disbursed=own))
    assert (not found) is agrees
    assert ("submission.differs_from_treasury" in found) is (own in (401, 441))


def test_without_plan_or_payment_only_the_impossible_is_improbable():
    bare = LineFigures(plan=0, treasury=0)
    entry = LineEntry(KEY, executed_volume=10**15)
    assert check_line(bare, entry) == []
    assert codes((bare, replace(entry, executed_volume=10**15 + 1))) == {
        "submission.improbable_scale"
    }


def test_only_an_explanation_explains_a_warning():
    figures, doubtful = line(own_disbursed=389)
    issues = check_line(figures, doubtful)
    assert unexplained(issues, doubtful)
    told = replace(doubtful, difficulty="Vướng mặt bằng", obstacle_category="GPMB")
    assert unexplained(issues, told)
    assert not unexplained(issues, replace(doubtful, explanation="Nộp giảm theo kết luận"))
