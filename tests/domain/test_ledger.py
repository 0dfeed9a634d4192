"""What the ledger makes of statements and vouchers, in whatever order the files came."""

from datetime import date
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disbursement.domain.ledger import (
    Position,
    Statement,
    VoucherEntry,
    counted_once,
    derive,
    positions_by_movements,
    positions_by_rule,
)

MAR, JUN, SEP, DEC = (date(2024, month, 15) for month in (3, 6, 9, 12))


def voucher(id, day, kind, amount, number=None, import_id=1):
    return VoucherEntry(id, import_id, day, f"CT{id}" if number is None else number, kind, amount)


def position_on(day, statements, vouchers):
    entries = [entry for entry in derive(statements, vouchers) if entry.day <= day]
    return Position(sum(e.volume for e in entries), sum(e.advance for e in entries))


def test_vouchers_alone_add_up_and_a_recovery_adds_nothing_to_the_total():
    vouchers = [
        voucher(1, MAR, "advance", 300),
        voucher(2, JUN, "volume", 500),
        voucher(3, JUN, "recovery", 120),
        voucher(4, SEP, "repayment", 30),
    ]
    assert position_on(MAR, [], vouchers) == Position(0, 300)
    assert position_on(JUN, [], vouchers) == Position(620, 180)
    assert position_on(JUN, [], vouchers).disbursed == 800
    assert position_on(SEP, [], vouchers) == Position(620, 150)


def test_a_repayment_of_volume_lowers_volume():
    vouchers = [voucher(1, MAR, "volume", 500), voucher(2, JUN, "volume_repayment", 40)]
    assert position_on(JUN, [], vouchers) == Position(460, 0)


def test_a_statement_prevails_over_the_vouchers_up_to_its_day_and_later_ones_are_added():
    statements = [Statement(1, JUN, 1000, 50)]
    vouchers = [voucher(1, MAR, "volume", 700), voucher(2, SEP, "volume", 10)]
    assert position_on(MAR, statements, vouchers) == Position(700, 0)
    assert position_on(JUN, statements, vouchers) == Position(1000, 50)
    assert position_on(SEP, statements, vouchers) == Position(1010, 50)


def test_a_voucher_on_the_statements_own_day_is_inside_the_statement():
    statements = [Statement(1, JUN, 1000, 0)]
    assert position_on(JUN, statements, [voucher(1, JUN, "volume", 400)]) == Position(1000, 0)


def test_a_statement_that_confirms_the_vouchers_moves_nothing():
    entries = derive([Statement(1, JUN, 700, 0)], [voucher(1, MAR, "volume", 700)])
    assert [entry.statement_id for entry in entries] == [None]


def test_a_lower_later_statement_moves_money_back():
    statements = [Statement(1, MAR, 900, 0), Statement(2, JUN, 850, 0)]
    assert [entry.volume for entry in derive(statements, [])] == [900, -50]


def test_the_same_voucher_in_two_files_counts_once():
    again = [
        voucher(1, MAR, "volume", 700, "CT9", import_id=1),
        voucher(2, MAR, "volume", 700, "CT9", import_id=2),
    ]
    assert position_on(MAR, [], again) == Position(700, 0)


def test_two_equal_lines_of_one_file_are_two_lines():
    lines = [
        voucher(1, MAR, "volume", 700, "CT9", import_id=1),
        voucher(2, MAR, "volume", 700, "CT9", import_id=1),
        voucher(3, MAR, "volume", 700, "CT9", import_id=2),
    ]
    assert [v.id for v in counted_once(lines)] == [1, 2]


@pytest.mark.parametrize("number", ["", "CT1"])
def test_only_numbered_vouchers_can_be_told_to_be_the_same(number):
    lines = [
        voucher(1, MAR, "volume", 5, number, import_id=1),
        voucher(2, MAR, "volume", 5, number, import_id=2),
    ]
    assert len(counted_once(lines)) == (1 if number else 2)


def test_the_order_of_the_facts_plays_no_part():
    statements = [Statement(1, JUN, 900, 20), Statement(2, SEP, 1500, 0)]
    vouchers = [voucher(i, day, "volume", 100 * i) for i, day in enumerate((MAR, JUN, DEC), 1)]
    results = {
        tuple(derive(list(s), list(v)))
        for s in permutations(statements)
        for v in permutations(vouchers)
    }
    assert len(results) == 1


days = st.sampled_from([date(2024, 1, day) for day in range(1, 8)])
statement_lists = st.lists(
    st.builds(Statement, st.integers(1, 50), days, st.integers(0, 10**15), st.integers(0, 10**12)),
    max_size=5,
    unique_by=lambda s: s.id,
)
voucher_lists = st.lists(
    st.builds(
        VoucherEntry,
        st.integers(1, 500),
        st.integers(1, 3),
        days,
        st.sampled_from(["", "A", "B"]),
        st.sampled_from(["advance", "volume", "recovery", "repayment", "volume_repayment"]),
        st.integers(-(10**14), 10**15),
    ),
    max_size=12,
    unique_by=lambda v: v.id,
)


@given(statement_lists, voucher_lists)
def test_movements_add_up_to_the_rule_on_every_day(statements, vouchers):
    by_rule = dict(positions_by_rule(statements, vouchers))
    by_sum = dict(positions_by_movements(derive(statements, vouchers)))
    rule_now = sum_now = Position()
    for day in sorted(by_rule.keys() | by_sum.keys()):
        rule_now, sum_now = by_rule.get(day, rule_now), by_sum.get(day, sum_now)
        assert rule_now == sum_now
