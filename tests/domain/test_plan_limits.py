"""What bounds plan lines: each bound with a line that passes and one that fails."""

from datetime import date

import pytest

from projects.domain.plan_checks import check_plan_lines, projects_lowered
from projects.domain.plan_context import MediumTermKey, PlanContext, planned_money
from projects.domain.plan_difference import KnownLine
from projects.domain.plan_limits import (
    check_below_disbursed,
    check_carried,
    check_days,
    check_medium_term,
    check_plan_years,
    check_scale,
)
from projects.domain.registers import PlanLineRow, PositionKey, RowPlace

FIELDS = ("project", "source", "origin_year", "amount", "effective_on", "plan_year")
PLACE = RowPlace("", 3, {name: name for name in FIELDS})
MARCH = date(2024, 3, 1)


def line(amount, **fields):
    values = {
        "number": "1/QĐ",
        "decided_on": MARCH,
        "issuer": "UBND tỉnh",
        "plan_year": 2024,
        "origin_year": 2024,
        "kind": "giao đầu năm",
        "project": "P",
        "source": "S",
        "nature": "đầu tư",
    }
    return PlanLineRow(PLACE, amount=amount, **{**values, **fields})


def key(year=2024, origin=None, source="s", project="p"):
    return PositionKey(project, source, year, origin or year)


def codes(issues):
    return [(found.code.removeprefix("plan."), found.column) for found in issues]


@pytest.mark.parametrize(
    ("plan_after", "paid", "found"),
    [(60, 60, []), (59, 60, [("below_disbursed", "amount")]), (-1, 0, [])],
)
def test_cut_may_go_down_to_what_was_disbursed(plan_after, paid, found):
    context = PlanContext(disbursed={key(): paid})
    row = line(-40, kind="điều chỉnh giảm")
    assert codes(check_below_disbursed([row], {key(): plan_after}, context)) == found


def test_cut_says_how_much_may_be_taken():
    (found,) = check_below_disbursed(
        [line(-50, kind="hủy")], {key(): 50}, PlanContext(disbursed={key(): 70})
    )
    assert found.params["most"] == 30  # 100 before, 70 paid


def test_increase_is_not_held_against_payments():
    assert not list(
        check_below_disbursed([line(10)], {key(): 10}, PlanContext(disbursed={key(): 70}))
    )


TERM = MediumTermKey("p", "s", 2021, 2025)


@pytest.mark.parametrize(
    ("after", "found"),
    [
        ({key(2023): 60, key(): 40}, []),
        ({key(2023): 60, key(): 41}, ["above_medium_term"]),
        ({key(2020): 60, key(): 41}, []),  # of an earlier medium-term plan
        # 30 of 2023's 60 were carried over into 2024: they count once
        ({key(2023): 60, key(2024, 2023): 30, key(): 40}, []),
    ],
)
def test_yearly_plans_stay_within_the_medium_term_plan(after, found):
    context = PlanContext(medium_term={TERM: 100})
    assert [code for code, _ in codes(check_medium_term([line(40)], after, context))] == found


def test_medium_term_plan_may_stand_under_the_source_above():
    context = PlanContext(
        medium_term={MediumTermKey("p", "top", 2021, 2025): 100},
        source_parents={"s": "top", "t": "top"},
    )
    after = {key(): 60, key(source="t"): 41}
    (found,) = check_medium_term([line(60)], after, context)
    assert found.params["over"] == 1


def test_circle_in_the_tree_of_sources_ends_the_search():
    context = PlanContext(medium_term={TERM._replace(source="z"): 1}, source_parents={"s": "s"})
    assert not list(check_medium_term([line(60)], {key(): 60}, context))


def test_project_without_medium_term_plan_is_not_judged():
    context = PlanContext(medium_term={TERM._replace(project="other"): 1})
    assert not list(check_medium_term([line(60)], {key(): 60}, context))


@pytest.mark.parametrize(
    ("rows", "carried", "found"),
    [
        ([line(5, origin_year=2023)], (), [("carried_without_decision", "origin_year")]),
        ([line(5, origin_year=2023)], [key(2024, 2023)], []),
        ([line(5, origin_year=2023), line(5, origin_year=2023, kind="kéo dài")], (), []),
        ([line(5)], (), []),
        ([line(5, origin_year=2023, project="")], (), []),
    ],
)
def test_money_of_earlier_years_needs_its_carry_over(rows, carried, found):
    assert codes(check_carried(rows, {}, PlanContext(carried=frozenset(carried)))) == found


@pytest.mark.parametrize(
    ("amount", "plan", "investment", "is_held"),
    [
        (9_999, 100, None, False),
        (10_000, 100, None, True),
        (-10_000, 100, None, True),
        (10_000, None, 100, True),
        (10_000, None, None, False),
        (10_000, 0, None, False),
    ],
)
def test_amount_100_times_what_is_known_is_a_probable_unit_error(amount, plan, investment, is_held):
    context = PlanContext(
        positions={} if plan is None else {key(): plan},
        investments={} if investment is None else {"p": investment},
    )
    found = codes(check_scale([line(amount)], {}, context))
    assert found == ([("probable_unit", "amount")] if is_held else [])


def test_total_of_the_province_is_measured_by_its_source():
    known = {key(project=""): 100, key(project="", source="t"): 10_000}
    rows = [line(10_000, project=""), line(10_000, project="", source="T")]
    assert len(list(check_scale(rows, {}, PlanContext(positions=known)))) == 1


def test_line_is_not_effective_before_its_decision():
    rows = [line(1), line(1, effective_on=MARCH), line(1, effective_on=date(2024, 2, 29))]
    assert codes(check_days(rows, {}, PlanContext())) == [
        ("effective_before_decision", "effective_on")
    ]


def test_plan_year_far_from_the_decision_is_asked_about_once():
    assert not list(check_plan_years([line(1), line(1, plan_year=2025)], {}, PlanContext()))
    rows = [line(1, plan_year=2042), line(2, plan_year=2042)]
    assert codes(check_plan_years(rows, {}, PlanContext())) == [("year_far_off", "plan_year")]


def test_carried_money_counts_once_at_its_largest():
    positions = {key(2023): 60, key(2024, 2023): 70, key(2024): 5}
    assert planned_money(positions, lambda at: at.project) == {"p": 75}


def test_registers_hold_new_cuts_against_payments_and_pass_those_already_there():
    cut = line(-40, kind="hủy")
    context = PlanContext(positions={key(): 100}, disbursed={key(): 61})
    _difference, issues = check_plan_lines([cut], context)
    assert "plan.below_disbursed" in [found.code for found in issues]
    known = PlanContext(lines=(KnownLine(1, cut),), positions={key(): 60}, disbursed={key(): 61})
    _difference, issues = check_plan_lines([cut], known)
    assert [found.code for found in issues] == []


@pytest.mark.parametrize(
    ("stated", "found"),
    [
        (61, []),  # 40 beside it: 101 planned, 101 paid
        (60, [("replaced_below_disbursed", "amount")]),
        (0, [("zero", "amount"), ("replaced_below_disbursed", "amount")]),
        (100, []),  # as it was
        (120, []),
    ],
)
def test_a_lower_amount_in_place_of_a_known_one_stays_above_what_was_paid(stated, found):
    known = (KnownLine(1, line(100)),)
    context = PlanContext(lines=known, positions={key(): 140}, disbursed={key(): 101})
    assert codes(check_plan_lines([line(stated)], context)[1]) == found


def test_the_refused_replacement_says_what_must_stand_at_least():
    context = PlanContext(
        lines=(KnownLine(1, line(100)),), positions={key(): 140}, disbursed={key(): 101}
    )
    (found,) = check_plan_lines([line(50)], context)[1]
    assert found.cell == "amount3"
    said = {name: found.params[name] for name in ("old", "plan", "disbursed", "least")}
    assert said == {"old": 100, "plan": 90, "disbursed": 101, "least": 61}


def test_a_raise_is_not_held_against_a_position_that_was_overspent_before():
    context = PlanContext(
        lines=(KnownLine(1, line(100)),), positions={key(): 100}, disbursed={key(): 200}
    )
    assert check_plan_lines([line(150)], context)[1] == []


def test_projects_are_lowered_by_cuts_and_by_lower_amounts_only():
    known = [KnownLine(1, line(100)), KnownLine(2, line(100, project="Q"))]
    rows = [line(90), line(110, project="Q"), line(5, project="R"), line(-1, project="T")]
    assert projects_lowered(rows, known) == {"P", "T"}
