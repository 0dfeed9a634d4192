"""What a file states is held against plans, the budget year and what was posted before."""

from datetime import date

import pytest

from disbursement.domain.ledger import Position, Statement
from disbursement.domain.treasury_known import PlanStep, budget_window
from disbursement.domain.treasury_verdict import MOST_OF_A_KIND

from .treasury_verdicts import (
    BRIDGE,
    KEY,
    PLANNED,
    SEPTEMBER,
    entry,
    found,
    known,
    statement,
    verdict,
    voucher,
)


def test_a_clean_row_becomes_a_fact_of_its_key():
    judged = verdict(statement(600, 100))
    assert (judged.outcome, found(judged)) == ("checked", [])
    assert [key for key, _ in judged.facts] == [KEY]
    assert (judged.volume, judged.advance) == (600, 100)
    assert (judged.before[KEY], judged.after[KEY]) == (Position(), Position(600, 100))


def test_codes_are_compared_without_regard_to_case():
    assert found(verdict(statement(600, source="nstw"))) == []


def test_an_unknown_project_waits_and_stays_in_the_totals():
    judged = verdict(statement(600), statement(50, code="7999999", row=11))
    (issue,) = judged.issues
    assert (issue.code, issue.cell) == ("treasury.project_unknown", "B11")
    assert judged.outcome == "checked"
    assert [row.code for row in judged.unmatched] == ["7999999"]
    assert (judged.row_count, judged.posted_count, judged.volume) == (2, 1, 650)


def test_an_unknown_source_is_an_error():
    judged = verdict(statement(600, source="NSXX"))
    assert (judged.outcome, found(judged)) == ("refused", ["source_unknown"])


def test_money_without_a_plan_is_pointed_out_and_zero_is_not():
    assert found(verdict(statement(1), to=known(plan=()))) == ["plan_missing"]
    assert found(verdict(statement(0), to=known(plan=()))) == []


def test_more_than_the_plan_in_force_on_the_day_is_pointed_out():
    late = PlanStep(date(2024, 10, 1), 500)
    assert found(verdict(statement(1_000))) == []
    judged = verdict(statement(1_001), to=known(plan=(PLANNED, late)))
    assert found(judged) == ["above_plan"]
    assert judged.issues[0].params == {"disbursed": 1_001, "plan": 1_000, "day": SEPTEMBER}


def test_more_than_the_total_investment_over_all_years_is_pointed_out():
    within = known(total=1_500, spent={BRIDGE: 900})
    assert found(verdict(statement(600), to=within)) == []
    judged = verdict(statement(601), to=within)
    assert found(judged) == ["above_investment"]
    assert judged.issues[0].params["disbursed"] == 1_501


@pytest.mark.parametrize(
    ("plan", "first", "last"),
    [
        ((), date(2024, 1, 1), date(2025, 1, 31)),
        ((PlanStep(date(2024, 2, 1), 5),), date(2024, 1, 1), date(2025, 1, 31)),
        ((PLANNED,), date(2023, 12, 15), date(2025, 1, 31)),
        ((PlanStep(date(2024, 9, 30), 5),), date(2024, 1, 1), date(2025, 1, 31)),
        ((PlanStep(date(2024, 10, 1), 5),), date(2024, 1, 1), date(2025, 12, 31)),
        ((PlanStep(date(2024, 10, 1), -5),), date(2024, 1, 1), date(2025, 1, 31)),
    ],
)
def test_budget_year_runs_to_the_end_of_january_and_longer_for_late_capital(plan, first, last):
    assert budget_window(2024, plan) == (first, last)


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        (date(2023, 12, 14), ["outside_budget_year"]),
        (date(2023, 12, 15), []),
        (date(2025, 1, 31), []),
        (date(2025, 2, 1), ["outside_budget_year"]),
    ],
)
def test_vouchers_outside_the_budget_year_are_an_error(day, codes):
    assert found(verdict(voucher("volume", 5, day=day), as_at=date(2025, 2, 28))) == codes


def test_a_statement_after_the_budget_year_may_only_repeat_what_is_known():
    late = date(2025, 2, 28)
    before = known(vouchers=[entry("CT1", 600)])
    assert found(verdict(statement(600, day=late), to=before, as_at=late)) == []
    judged = verdict(statement(601, day=late), to=before, as_at=late)
    assert found(judged) == ["outside_budget_year"]


def test_a_cumulative_figure_below_what_was_known_is_pointed_out():
    before = known(statements=[Statement(1, date(2024, 8, 31), 500, 100)])
    assert found(verdict(statement(600), to=before)) == []
    judged = verdict(statement(599), to=before)
    assert found(judged) == ["lower_than_before"]
    assert judged.issues[0].params == {"disbursed": 599, "before": 600}


def test_a_figure_known_for_a_later_day_says_only_that_the_file_is_older():
    later = known(statements=[Statement(1, date(2024, 10, 31), 900, 0)])
    judged = verdict(statement(600), to=later)
    assert (judged.outcome, found(judged)) == ("checked", ["older_than_known"])
    assert judged.issues[0].params == {"day": SEPTEMBER, "newest": date(2024, 10, 31)}


def test_an_open_advance_below_zero_is_pointed_out_at_the_end_of_the_day():
    rows = [
        voucher("recovery", 300, row=10, number="1"),
        voucher("advance", 300, row=11, number="2"),
        voucher("recovery", 1, row=12, number="3", cells="J12", day=date(2024, 3, 2)),
    ]
    judged = verdict(*rows)
    assert [(issue.code, issue.cell) for issue in judged.issues] == [
        ("treasury.advance_negative", "J12")
    ]
    assert found(verdict(statement(600, -1))) == ["advance_negative"]


def test_the_same_key_twice_with_other_figures_is_an_error_on_every_row():
    judged = verdict(statement(600), statement(601, row=12, cells="I12, J12"))
    assert [(issue.code, issue.cell) for issue in judged.issues] == [
        ("treasury.key_twice_different", "I10"),
        ("treasury.key_twice_different", "I12"),
    ]


def test_the_same_key_twice_with_equal_figures_counts_once():
    judged = verdict(statement(600), statement(600, row=12))
    assert found(judged) == ["key_twice_equal"]
    assert (len(judged.facts), judged.volume) == (1, 600)


def test_another_file_may_not_have_stated_something_else_for_the_day():
    other = known(statements=[Statement(1, SEPTEMBER, 500, 50)])
    same = known(statements=[Statement(1, SEPTEMBER, 600, 0)])
    assert found(verdict(statement(600), to=same)) == []
    judged = verdict(statement(600), to=other)
    assert (judged.outcome, found(judged)) == ("refused", ["stated_differently"])


def test_a_voucher_known_from_another_file_counts_once():
    before = known(vouchers=[entry("CT1", 5)])
    judged = verdict(voucher("volume", 5), voucher("volume", 5, row=11), to=before)
    # The other file has it once, this one twice: the larger number counts.
    assert found(judged) == ["voucher_known", "voucher_twice"]
    assert judged.after[KEY] == Position(10, 0)


def test_a_voucher_without_a_number_counts_again_and_is_pointed_out():
    before = known(vouchers=[entry("", 5)])
    judged = verdict(voucher("volume", 5, number=""), to=before)
    assert found(judged) == ["voucher_known_unnumbered"]
    assert judged.after[KEY] == Position(10, 0)


def test_days_to_come_are_an_error():
    tomorrow = known(today=date(2024, 9, 29))
    assert found(verdict(statement(600), to=tomorrow)) == ["day_in_future"]
    judged = verdict(voucher("volume", 5, day=SEPTEMBER), to=tomorrow)
    assert found(judged) == ["day_in_future"]


def test_vouchers_outside_the_stated_span_are_pointed_out():
    judged = verdict(voucher("volume", 5), as_at=date(2024, 2, 29))
    assert found(judged) == ["day_outside_span"]


@pytest.mark.parametrize(
    ("volume", "before", "plan", "outcome"),
    [
        (100_000, 0, 1_000, "checked"),
        (100_001, 0, 1_000, "held"),
        (99, 1, 1_000, "checked"),
        (100, 1, 1_000, "held"),
        (10**12, 0, 0, "checked"),
    ],
)
def test_scale_alarm_at_a_hundred_times_the_figure_or_more_than_that_times_the_plan(
    volume, before, plan, outcome
):
    state = known(
        plan=(PlanStep(PLANNED.effective_on, plan),) if plan else (),
        statements=[Statement(1, date(2024, 8, 31), before, 0)] if before else (),
    )
    judged = verdict(statement(volume), to=state)
    assert judged.outcome == outcome
    assert ("scale_alarm" in found(judged)) == (outcome == "held")


def test_a_person_may_vouch_for_the_scale_but_not_for_errors():
    assert verdict(statement(100_001), confirmed=True).outcome == "checked"
    wrong = [statement(100_001), statement(1, row=11, source="NSXX")]
    assert verdict(*wrong, confirmed=True).outcome == "refused"


def test_findings_of_one_kind_end_with_a_count():
    rows = [statement(1, row=row, code=f"9{row:06}") for row in range(MOST_OF_A_KIND + 20)]
    judged = verdict(*rows)
    assert len(judged.issues) == MOST_OF_A_KIND + 1
    assert judged.issues[-1].params["count"] == 20
    assert len(judged.unmatched) == MOST_OF_A_KIND + 20
