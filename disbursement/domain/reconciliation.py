"""When two figures agree, and how a line goes from compared to signed by both sides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

# Reports are written in million đồng: rounding or cutting off moves a figure by less than one
# million. One per cent besides keeps that from hiding a whole payment where amounts are small.
DEFAULT_AMOUNT = 1_000_000
DEFAULT_PER_MILLE = 10
DUE_MONTH_DAY = (2, 10)  # Nghị định 254/2025/NĐ-CP, điều 53.1đ: with the treasury by 10/02
OPENS_MONTH_DAY = (2, 1)


class State(StrEnum):
    TO_DO = "to_do"
    AGREES = "agrees"
    DIFFERS = "differs"
    EXPLAINED = "explained"
    SIGNED_OFF = "signed_off"


class Side(StrEnum):
    INVESTOR = "investor"
    TREASURY = "treasury"
    PLANNING = "planning"
    PORTAL = "portal"


class Act(StrEnum):
    """What can be done to a line; the portal compares, people do the rest."""

    COMPARE = "compare"
    COMMENT = "comment"
    EXPLAIN = "explain"
    SIGN = "sign"  # the second of the two signatures
    UNSIGN = "unsign"


class OnlyOn(StrEnum):
    INVESTOR = "investor"
    TREASURY = "treasury"


BOTH_SIDES = frozenset({Side.INVESTOR, Side.TREASURY})
READERS = BOTH_SIDES | {Side.PLANNING}
THE_PORTAL = frozenset({Side.PORTAL})


class Transition(NamedTuple):
    """From which states somebody may take an act, and the states it can lead to."""

    sources: frozenset[State]
    targets: frozenset[State]
    by: frozenset[Side]


COMPARED = frozenset({State.TO_DO, State.AGREES, State.DIFFERS})
SETTLED = frozenset({State.AGREES, State.EXPLAINED})
TRANSITIONS: dict[Act, Transition] = {
    Act.COMPARE: Transition(frozenset(State), COMPARED, THE_PORTAL),
    # A comment leaves the state as it is.
    Act.COMMENT: Transition(frozenset(State), frozenset(), READERS),
    Act.EXPLAIN: Transition(
        frozenset({State.DIFFERS, State.EXPLAINED}), frozenset({State.EXPLAINED}), BOTH_SIDES
    ),
    Act.SIGN: Transition(SETTLED, frozenset({State.SIGNED_OFF}), BOTH_SIDES),
    Act.UNSIGN: Transition(frozenset({State.SIGNED_OFF}), SETTLED, BOTH_SIDES),
}


def is_allowed(act: Act, state: State | str, side: Side | str | None) -> bool:
    """Tell whether a side may take an act on a line in a state."""
    transition = TRANSITIONS[act]
    return side in transition.by and state in transition.sources


@dataclass(frozen=True, slots=True)
class Tolerated:
    """How far two figures may be apart: at most so many đồng and so many ‰ of the treasury's."""

    amount: int
    per_mille: int

    def covers(self, *, difference: int, treasury: int) -> bool:
        apart = abs(difference)
        return apart <= self.amount and apart * 1000 <= self.per_mille * abs(treasury)


@dataclass(frozen=True, slots=True)
class Pair:
    """The two figures of a key in đồng; None where that side states none.

    A side that states nothing is not taken for zero: against an amount of the other side it
    differs however small the amount is.
    """

    own: int | None
    treasury: int | None

    @property
    def difference(self) -> int | None:
        """The investor's figure less the treasury's; None where only one side has one."""
        if self.own is None or self.treasury is None:
            return None
        return self.own - self.treasury

    @property
    def apart(self) -> int:
        """By how much money the two sides are apart, whichever states it."""
        return abs((self.own or 0) - (self.treasury or 0))

    @property
    def only_on(self) -> OnlyOn | None:
        """The side that states an amount while the other states nothing."""
        if self.own and self.treasury is None:
            return OnlyOn.INVESTOR
        if self.treasury and self.own is None:
            return OnlyOn.TREASURY
        return None


def compared(pair: Pair, tolerated: Tolerated | None) -> State:
    """Return the state two figures are in; without a tolerance nothing is judged.

    Equal figures, and nothing on both sides, agree under any tolerance, but one has to be in
    force: an installation that has none is told so instead of being held to an exact match.
    """
    if tolerated is None:
        return State.TO_DO
    if pair.only_on:
        return State.DIFFERS
    difference = (pair.own or 0) - (pair.treasury or 0)
    covered = tolerated.covers(difference=difference, treasury=pair.treasury or 0)
    return State.AGREES if covered else State.DIFFERS


class Judged(NamedTuple):
    """A line after it was compared anew; ``is_changed`` where a figure became another one."""

    state: State
    is_changed: bool


def recompared(
    *, before: Pair, after: Pair, state: State | str, tolerated: Tolerated | None
) -> Judged:
    """Return the state of a line that is compared again.

    A changed figure undoes what people agreed on. An unchanged one leaves explanations and
    signatures standing; what differed and now lies within the tolerance agrees.
    """
    fresh = compared(after, tolerated)
    if before != after:
        return Judged(fresh, is_changed=True)
    kept = State(state)
    if kept is State.SIGNED_OFF or (kept is State.EXPLAINED and fresh is not State.AGREES):
        return Judged(kept, is_changed=False)
    return Judged(fresh, is_changed=False)


def unsigned(pair: Pair, tolerated: Tolerated | None) -> State:
    """Return the state a signed line falls back to: what did not agree had been explained."""
    fresh = compared(pair, tolerated)
    return State.AGREES if fresh is State.AGREES else State.EXPLAINED


def is_settled(states: Iterable[State | str]) -> bool:
    """Tell whether a sheet can be signed: every line agrees or is explained, and there is one."""
    found = list(states)
    return bool(found) and all(state in SETTLED for state in found)


def year_sheet_days(year: int) -> tuple[date, date, date]:
    """Return when a plan year's sheet opens, the day of its figures and the day it is due."""
    following = year + 1
    return (
        date(following, *OPENS_MONTH_DAY),
        date(following, 1, 31),
        date(following, *DUE_MONTH_DAY),
    )


# Differences first, then what nobody could judge, then what is settled.
ORDER = (State.DIFFERS, State.TO_DO, State.EXPLAINED, State.AGREES, State.SIGNED_OFF)
RANK = {state: rank for rank, state in enumerate(ORDER)}
