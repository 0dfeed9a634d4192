"""Checks of plan lines: each with lines that pass and lines that fail."""

from dataclasses import replace
from datetime import date

import pytest

from projects.domain.plan_checks import (
    PlanContext,
    check_balance,
    check_decision_numbers,
    check_origin,
    check_plan_lines,
    check_sign,
    check_zero,
    total_plans,
)
from projects.domain.plan_difference import KnownLine, plan_difference
from projects.domain.register_layout import PLAN_LINES
from projects.domain.registers import PlanLineRow, PositionKey, RowPlace

LETTERS = {column.field: chr(65 + index) for index, column in enumerate(PLAN_LINES.columns)}
MARCH, APRIL = date(2024, 3, 1), date(2024, 4, 1)


def line(amount=100, row=2, *, unread=(), **fields):
    """Return an initial assignment of decision 1/QĐ to project P from source S."""
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
    place = RowPlace("KeHoachVon", row, LETTERS, frozenset(unread))
    return PlanLineRow(place, amount=amount, **{**values, **fields})


def known(*rows):
    return [KnownLine(pk, replace(row, place=RowPlace())) for pk, row in enumerate(rows, 1)]


def found(issues):
    return [(issue.code.removeprefix("plan."), issue.cell) for issue in issues]


@pytest.mark.parametrize(
    ("kind", "amount", "code"),
    [
        ("điều chỉnh giảm", -1, None),
        ("điều chỉnh giảm", 1, "must_be_negative"),
        ("hủy", -1, None),
        ("hủy", 1, "must_be_negative"),
        ("giao đầu năm", 1, None),
        ("giao đầu năm", -1, "must_not_be_negative"),
        ("bổ sung", -1, "must_not_be_negative"),
        ("điều chỉnh tăng", -1, "must_not_be_negative"),
        ("kéo dài", -1, "must_not_be_negative"),
        ("điều chuyển", -1, None),
        ("điều chuyển", 1, None),
        ("thu hồi ứng trước", -1, None),
        ("thu hồi ứng trước", 1, None),
        ("hủy", 0, None),
    ],
)
def test_sign_follows_the_kind(kind, amount, code):
    assert found(check_sign(line(amount, kind=kind))) == ([(code, "J2")] if code else [])


def test_sign_of_what_could_not_be_read_is_not_judged():
    assert not list(check_sign(line(1, kind="hủy", unread=["amount"])))


def test_zero_is_a_warning():
    (issue,) = check_zero(line(0))
    assert not issue.is_error
    assert not list(check_zero(line(1)))
    assert not list(check_zero(line(0, unread=["amount"])))


@pytest.mark.parametrize(
    ("kind", "origin", "code"),
    [
        ("giao đầu năm", 2024, None),
        ("giao đầu năm", 2025, "origin_after_year"),
        ("kéo dài", 2023, None),
        ("kéo dài", 2024, "carry_over_origin"),
        ("kéo dài", 2025, "origin_after_year"),
        ("điều chỉnh giảm", 2023, None),
    ],
)
def test_money_comes_from_the_plan_year_or_before(kind, origin, code):
    assert found(check_origin(line(kind=kind, origin_year=origin))) == (
        [(code, "E2")] if code else []
    )


def adjusted(amount, row=2, **fields):
    kind = "điều chỉnh tăng" if amount > 0 else "điều chỉnh giảm"
    return line(amount, row, **{"kind": kind, **fields})


def balance(*rows):
    return found(check_balance(rows, rows))


def test_adjustments_of_a_decision_sum_to_zero():
    assert balance(adjusted(300, 2), adjusted(-200, 3), adjusted(-100, 4, project="Q")) == []
    assert balance(adjusted(300, 2), adjusted(-200, 3)) == [
        ("not_balanced", "J2"),
        ("not_balanced", "J3"),
    ]


def test_difference_is_named():
    (issue, _) = check_balance([adjusted(300), adjusted(-200)], [adjusted(300), adjusted(-200)])
    assert issue.params == {"number": "1/QĐ", "source": "S", "origin": 2024, "difference": 100}


@pytest.mark.parametrize(
    "apart",
    [
        {"source": "T"},
        {"origin_year": 2023},
        {"number": "2/QĐ"},
        {"decided_on": APRIL},
        {"issuer": "HĐND tỉnh"},
    ],
)
def test_each_source_origin_and_decision_is_summed_apart(apart):
    assert len(balance(adjusted(300, 2), adjusted(-300, 3, **apart))) == 2


def test_transfers_balance_with_adjustments_and_other_kinds_stay_out():
    assert balance(line(-300, 2, kind="điều chuyển"), adjusted(300, 3), line(7, 4)) == []
    assert balance(line(5, kind="bổ sung"), line(-9, kind="hủy")) == []
    assert balance(line(5, kind="điều chuyển")) == [("not_balanced", "J2")]


def test_decision_with_an_unreadable_row_is_not_summed():
    unread = adjusted(0, 3, unread=["amount"])
    assert balance(adjusted(300, 2), unread) == []
    other = adjusted(5, 4, number="2/QĐ")
    assert balance(adjusted(300, 2), unread, other) == [("not_balanced", "J4")]
    nameless = adjusted(-5, 5, number="", unread=["number"])
    assert balance(adjusted(300, 2), nameless, other) == []


def test_balance_counts_the_lines_already_there():
    there = known(adjusted(300, project="Q"))
    _, issues = check_plan_lines([adjusted(-300)], PlanContext(lines=tuple(there)))
    assert found(issues) == [("below_zero", "J2")]
    _, issues = check_plan_lines([adjusted(-200)], PlanContext(lines=tuple(there)))
    assert ("not_balanced", "J2") in found(issues)


def numbers(*rows, decisions=()):
    return found(check_decision_numbers(rows, decisions))


def test_number_with_two_days_or_issuers_is_warned_about():
    assert numbers(line(row=2), line(row=3)) == []
    assert numbers(line(row=2), line(row=3), line(row=4, decided_on=APRIL)) == [
        ("decision_twice", "A2"),
        ("decision_twice", "A4"),
    ]
    assert len(numbers(line(row=2), line(row=3, issuer="HĐND tỉnh"))) == 2
    assert numbers(line(row=2), line(row=3, number="2/QĐ", decided_on=APRIL)) == []


def test_number_is_held_against_known_decisions_of_its_year():
    assert numbers(line(), decisions=[line().decision]) == []
    assert numbers(line(), decisions=[line(decided_on=APRIL).decision]) == [
        ("decision_twice", "A2")
    ]
    assert numbers(line(), decisions=[line(decided_on=date(2023, 3, 1)).decision]) == []


def positions(*rows, investment=None, standing=()):
    context = PlanContext(
        positions={row.position: row.amount for row in standing},
        investments={} if investment is None else {"p": investment},
    )
    return found(check_plan_lines(rows, context)[1])


def test_plan_may_reach_the_investment_but_not_pass_it():
    assert positions(line(100), investment=100) == []
    assert positions(line(100, 2), line(1, 3), investment=100) == [("above_investment", "J3")]
    assert positions(line(1), standing=[line(100)], investment=100) == [("above_investment", "J2")]
    assert positions(line(100)) == []


def test_carried_over_money_counts_once():
    carried = line(40, 3, kind="kéo dài", plan_year=2025)
    assert positions(line(100, 2), carried, investment=100) == []
    assert total_plans(
        {
            PositionKey("p", "s", 2024, 2024): 100,
            PositionKey("p", "s", 2025, 2024): 40,
            PositionKey("p", "t", 2025, 2025): 7,
            PositionKey("", "s", 2025, 2025): 1000,
        }
    ) == {"p": 107}


def test_cut_below_zero_is_warned_about():
    cut = line(-100, kind="hủy")
    assert positions(cut, standing=[line(100)]) == []
    assert positions(cut, standing=[line(99)]) == [("below_zero", "J2")]
    assert positions(cut, standing=[line(100, source="T")]) == [("below_zero", "J2")]
    assert positions(line(-100, kind="hủy", project="")) == []


def difference(rows, lines):
    made, issues = plan_difference(rows, lines)
    return (
        [row.amount for row in made.added],
        [(pair.old.row.amount, pair.new.amount) for pair in made.replaced],
        made.same,
        found(issues),
    )


def test_line_is_told_from_others_by_all_but_its_amount():
    there = known(line(100))
    assert difference([line(100)], there) == ([], [], 1, [])
    assert difference([line(90)], there) == ([], [(100, 90)], 0, [])
    for field, value in [
        ("number", "2/QĐ"),
        ("decided_on", APRIL),
        ("issuer", "HĐND tỉnh"),
        ("plan_year", 2025),
        ("origin_year", 2023),
        ("kind", "bổ sung"),
        ("project", "Q"),
        ("source", "T"),
        ("nature", "sự nghiệp"),
    ]:
        assert difference([line(100, **{field: value})], there) == ([100], [], 0, [])


def test_equal_amounts_are_paired_first():
    there = known(line(1), line(2), line(2))
    assert difference([line(2), line(3), line(2)], there) == ([], [(1, 3)], 2, [])
    assert difference([line(4), line(5), line(6), line(7)], there) == (
        [7],
        [(1, 4), (2, 5), (2, 6)],
        0,
        [],
    )


def test_fewer_lines_than_there_are_leave_the_others_in_force():
    assert difference([line(2)], known(line(1), line(2))) == ([], [], 1, [("lines_kept", "J2")])
    assert difference([], known(line(1))) == ([], [], 0, [])


def test_change_that_could_replace_either_of_two_is_an_error():
    _, _, _, issues = difference([line(3)], known(line(1), line(2)))
    assert issues == [("ambiguous_change", "J2")]


def test_difference_is_applied_to_the_plan_in_force():
    there = known(line(100))
    made, _ = plan_difference([line(90), line(5, kind="bổ sung")], there)
    assert sorted(row.amount for row in made.after(there)) == [5, 90]
