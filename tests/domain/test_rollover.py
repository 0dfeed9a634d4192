"""The closing of a year, key by key; figures worked out by hand."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disbursement.domain.ledger import Key
from disbursement.domain.rollover import (
    CarryOverEntry,
    Closing,
    ClosingDecision,
    ClosingLine,
    check_closing,
    close,
    closing_day,
    opening_day,
)

KEY = Key(1, 1, 2024, 2024)
NAMES = {1: "7100001"}, {1: "NSTW"}
DECISION = ClosingDecision("120/QĐ-UBND", date(2025, 2, 20), "UBND tỉnh")
INVESTMENT, RECURRENT = "đầu tư", "sự nghiệp"


def line(plan, disbursed, *, key=KEY, late=0, natures=None, **fields):
    natures = {INVESTMENT: plan} if natures is None else natures
    return ClosingLine(key, plan, disbursed, fields.pop("advance", 0), late, natures=natures,
                       **fields)  # fmt: skip


def closed(one, carried=0, nature=""):
    return close([one], {one.key: CarryOverEntry(carried, nature)})[0]


def codes(one, carried=0, nature="", **decisions):
    decisions = {"carry_over": DECISION, "cancellation": DECISION, **decisions}
    closing = Closing(2024, (closed(one, carried, nature),), **decisions)
    return [found.code.removeprefix("rollover.") for found in check_closing(closing, *NAMES)]


def test_the_window_closes_on_31_january_and_the_step_opens_the_day_after():
    assert closing_day(2024) == date(2025, 1, 31)
    assert opening_day(2024) == date(2025, 2, 1)


#        plan disbursed late carried | unspent kept most cancelled
CASES = [
    (100, 60, 0, 0, 40, 0, 40, 40),
    (100, 60, 0, 30, 40, 0, 40, 10),
    (100, 60, 0, 40, 40, 0, 40, 0),
    (100, 100, 0, 0, 0, 0, 0, 0),
    (100, 110, 0, 0, -10, 0, 0, 0),  # overspent: nothing to carry, nothing to cancel
    # 25 were added after 30/9: of the 40 unspent, 25 keep their window
    (125, 85, 25, 0, 40, 25, 15, 15),
    (125, 85, 25, 10, 40, 25, 15, 5),
    # less is unspent than was added late: all of it keeps its window
    (125, 110, 25, 0, 15, 15, 0, 0),
    # what was added late was cut again
    (100, 60, -5, 0, 40, 0, 40, 40),
]


@pytest.mark.parametrize(
    ("plan", "disbursed", "late", "carried", "unspent", "kept", "most", "cancelled"), CASES
)
def test_unspent_is_carried_kept_or_cancelled(
    plan, disbursed, late, carried, unspent, kept, most, cancelled
):
    one = closed(line(plan, disbursed, late=late), carried)
    assert (one.line.unspent, one.line.kept, one.line.most) == (unspent, kept, most)
    assert one.cancelled == cancelled
    assert max(unspent, 0) == one.carried + one.line.kept + one.cancelled


@given(
    st.integers(0, 10**15),
    st.integers(0, 10**15),
    st.integers(-(10**12), 10**15),
    st.integers(0, 10**15),
)
def test_nothing_is_lost_or_counted_twice(plan, disbursed, late, wanted):
    one = line(plan, disbursed, late=late)
    carried = min(wanted, one.most)
    assert max(one.unspent, 0) == carried + one.kept + closed(one, carried).cancelled


def test_advances_go_along_and_change_nothing():
    one = closed(line(100, 60, advance=20))
    assert one.line.unspent == 40
    assert Closing(2024, (one,)).advance == 20


class TestChecks:
    def test_a_carry_over_within_what_is_unspent_is_fine(self):
        assert codes(line(100, 60), 30) == []

    @pytest.mark.parametrize(
        ("carried", "code"), [(41, "carried_too_much"), (-1, "carried_negative")]
    )
    def test_not_more_than_is_unspent_and_nothing_negative(self, carried, code):
        assert codes(line(100, 60), carried) == [code]

    def test_money_added_late_needs_no_carry_over(self):
        assert codes(line(125, 85, late=25), 16) == ["window_still_open"]
        assert codes(line(125, 85, late=25), 41) == ["carried_too_much"]

    @pytest.mark.parametrize(
        "decision",
        [
            ClosingDecision(),
            ClosingDecision("1/QĐ", date(2025, 2, 20)),
            ClosingDecision("", date(2025, 2, 20), "UBND tỉnh"),
        ],
    )
    def test_carrying_over_needs_its_decision(self, decision):
        assert codes(line(100, 60), 40, carry_over=decision) == ["carry_over_needs_decision"]
        assert codes(line(100, 60), 0, carry_over=decision) == []

    def test_cancelling_needs_its_paper(self):
        assert codes(line(100, 60), 0, cancellation=ClosingDecision()) == [
            "cancellation_needs_decision"
        ]
        assert codes(line(100, 60), 40, cancellation=ClosingDecision()) == []

    @pytest.mark.parametrize(
        ("day", "fits"),
        [
            ("2024-11-30", False),
            ("2024-12-01", True),
            ("2025-12-31", True),
            ("2026-01-01", False),
        ],
    )
    def test_the_decision_belongs_to_the_closing(self, day, fits):
        decision = ClosingDecision("1/QĐ", date.fromisoformat(day), "UBND tỉnh")
        expected = [] if fits else ["decision_out_of_time"]
        assert codes(line(100, 60), 40, carry_over=decision) == expected

    def test_money_carried_over_once_more_is_warned_of(self):
        old = line(100, 60, key=Key(1, 1, 2024, 2023))
        assert codes(old, 10) == ["carried_again"]
        assert codes(old, 0) == []

    def test_overspent_keys_are_warned_of(self):
        assert codes(line(100, 110)) == ["overspent"]

    def test_a_key_of_two_natures_needs_to_be_told_which(self):
        both = line(100, 60, natures={INVESTMENT: 70, RECURRENT: 30})
        assert codes(both, 10) == ["nature_needed"]
        assert codes(both, 10, INVESTMENT) == []
        assert codes(both, 10, RECURRENT) == ["nature_too_small"]  # 10 + 30 cancelled > 30
        assert codes(line(100, 100, natures={INVESTMENT: 70, RECURRENT: 30})) == []

    def test_a_key_of_one_nature_has_it_whatever_is_entered(self):
        assert closed(line(100, 60), 10, RECURRENT).nature == INVESTMENT
        taken_back = line(100, 60, natures={INVESTMENT: 100, RECURRENT: 0})
        assert closed(taken_back, 10).nature == INVESTMENT


def test_what_the_last_rollover_kept_is_cancelled_once_its_window_closed():
    """Of 2023: 40 kept in February 2024, 15 paid until 31/12/2024, 10 were carried over then."""
    left = line(150, 115, key=Key(1, 1, 2023, 2023), earlier=10, is_of_last_rollover=True)
    assert (left.unspent, left.kept, left.most) == (25, 0, 0)
    assert closed(left).cancelled == 25
    assert codes(left, 5) == ["carried_too_much"]
