"""Two figures agree under both limits or not at all; who may take which step is one table."""

from datetime import date
from itertools import product

import pytest

from disbursement.domain.reconciliation import (
    RANK,
    TRANSITIONS,
    Act,
    OnlyOn,
    Pair,
    Side,
    State,
    Tolerated,
    compared,
    is_allowed,
    is_settled,
    recompared,
    unsigned,
    year_sheet_days,
)

USUAL = Tolerated(amount=500_000, per_mille=1)
MILLION = 1_000_000


@pytest.mark.parametrize(
    ("own", "treasury", "expected"),
    [
        (800 * MILLION, 800 * MILLION, State.AGREES),
        # 1 ‰ of 800 million is 800,000: the 500,000 đồng decide
        (800 * MILLION + 500_000, 800 * MILLION, State.AGREES),
        (800 * MILLION + 500_001, 800 * MILLION, State.DIFFERS),
        (800 * MILLION - 500_001, 800 * MILLION, State.DIFFERS),
        # 1 ‰ of 100 million is 100,000: the per mille decides
        (100 * MILLION - 100_000, 100 * MILLION, State.AGREES),
        (100 * MILLION - 100_001, 100 * MILLION, State.DIFFERS),
        # the share is of the treasury's figure, not of the investor's
        (100 * MILLION + 100_050, 100 * MILLION, State.DIFFERS),
        # nothing stated is not zero
        (1, None, State.DIFFERS),
        (None, 1, State.DIFFERS),
        (0, None, State.AGREES),
        (None, 0, State.AGREES),
        (None, None, State.AGREES),
        (1, 0, State.DIFFERS),
        # more paid back than paid out
        (-100 * MILLION - 100_000, -100 * MILLION, State.AGREES),
        (100 * MILLION, -100 * MILLION, State.DIFFERS),
    ],
)
def test_both_limits_hold(own, treasury, expected):
    assert compared(Pair(own, treasury), USUAL) is expected


@pytest.mark.parametrize("pair", [Pair(5, 5), Pair(None, None), Pair(5, None), Pair(5, 6)])
def test_without_a_tolerance_nothing_is_judged(pair):
    assert compared(pair, None) is State.TO_DO


def test_a_tolerance_of_nothing_asks_for_the_same_figure():
    exact = Tolerated(0, 0)

    assert compared(Pair(7, 7), exact) is State.AGREES
    assert compared(Pair(7, 8), exact) is State.DIFFERS


@pytest.mark.parametrize(
    ("pair", "expected", "apart", "difference"),
    [
        (Pair(5, None), OnlyOn.INVESTOR, 5, None),
        (Pair(None, 8), OnlyOn.TREASURY, 8, None),
        (Pair(5, 8), None, 3, -3),
        (Pair(0, None), None, 0, None),
        (Pair(None, None), None, 0, None),
    ],
)
def test_it_is_told_what_only_one_side_has(pair, expected, apart, difference):
    assert (pair.only_on, pair.apart, pair.difference) == (expected, apart, difference)


FAR, NEAR = Pair(900 * MILLION, 800 * MILLION), Pair(800 * MILLION, 800 * MILLION)


@pytest.mark.parametrize(
    ("before", "after", "state", "expected"),
    [
        (FAR, FAR, State.EXPLAINED, (State.EXPLAINED, False)),
        (FAR, FAR, State.SIGNED_OFF, (State.SIGNED_OFF, False)),
        (FAR, FAR, State.DIFFERS, (State.DIFFERS, False)),
        (FAR, FAR, State.TO_DO, (State.DIFFERS, False)),
        (NEAR, NEAR, State.EXPLAINED, (State.AGREES, False)),
        (FAR, NEAR, State.EXPLAINED, (State.AGREES, True)),
        (NEAR, FAR, State.SIGNED_OFF, (State.DIFFERS, True)),
        (FAR, Pair(901 * MILLION, 800 * MILLION), State.EXPLAINED, (State.DIFFERS, True)),
        (NEAR, Pair(None, 800 * MILLION), State.AGREES, (State.DIFFERS, True)),
    ],
)
def test_only_a_changed_figure_undoes_what_people_said(before, after, state, expected):
    assert recompared(before=before, after=after, state=state, tolerated=USUAL) == expected


def test_a_signed_line_falls_back_to_what_it_was():
    assert unsigned(NEAR, USUAL) is State.AGREES
    assert unsigned(FAR, USUAL) is State.EXPLAINED


def test_a_sheet_is_signed_when_every_line_is_settled():
    assert is_settled([State.AGREES, State.EXPLAINED])
    assert not is_settled([State.AGREES, State.DIFFERS])
    assert not is_settled([State.TO_DO])
    assert not is_settled([])


ALLOWED = {
    (Act.EXPLAIN, state, side)
    for state in (State.DIFFERS, State.EXPLAINED)
    for side in (Side.INVESTOR, Side.TREASURY)
} | {
    *(
        (Act.SIGN, state, side)
        for state in (State.AGREES, State.EXPLAINED)
        for side in (Side.INVESTOR, Side.TREASURY)
    ),
    (Act.UNSIGN, State.SIGNED_OFF, Side.INVESTOR),
    (Act.UNSIGN, State.SIGNED_OFF, Side.TREASURY),
    *((Act.COMPARE, state, Side.PORTAL) for state in State),
    *(
        (Act.COMMENT, state, side)
        for state in State
        for side in (Side.INVESTOR, Side.TREASURY, Side.PLANNING)
    ),
}


@pytest.mark.parametrize(("act", "state", "side"), product(Act, State, [*Side, None]))
def test_every_step_by_every_side_in_every_state(act, state, side):
    assert is_allowed(act, state, side) == ((act, state, side) in ALLOWED)


def test_every_act_and_state_has_its_place():
    assert TRANSITIONS.keys() == set(Act)
    assert RANK.keys() == set(State)


def test_the_year_is_closed_as_at_31_january_and_due_on_10_february():
    assert year_sheet_days(2025) == (date(2026, 2, 1), date(2026, 1, 31), date(2026, 2, 10))
