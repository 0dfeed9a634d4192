"""How old open advances are, and since when they are overdue.

What is recovered or repaid always pays off the oldest advance first. The part of a key's balance
that no entered contract accounts for stays a line of its own, so that the lines of a key always
add up to what the ledger says.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from disbursement.domain.treasury_known import months_after

ONE_DAY = timedelta(days=1)
TENTHS = 10


class Step(NamedTuple):
    """A change of an open advance: more (positive) or recovered and repaid (negative)."""

    day: date
    amount: int


class Lot(NamedTuple):
    """What is still open of what was advanced on a day, in đồng."""

    day: date
    amount: int


@dataclass(frozen=True, slots=True)
class Ageing:
    """An open advance by the days it was paid, oldest first.

    ``excess`` is what was taken off beyond all that had been advanced: the balance is negative.
    """

    lots: tuple[Lot, ...] = ()
    excess: int = 0

    @property
    def balance(self) -> int:
        return sum(lot.amount for lot in self.lots) - self.excess


class AgeBand(NamedTuple):
    """Advances paid up to so many months ago; None is everything older."""

    code: str
    months: int | None


BANDS = (
    AgeBand("m1", 1),
    AgeBand("m3", 3),
    AgeBand("m6", 6),
    AgeBand("m12", 12),
    AgeBand("older", None),
)


class Recovery(NamedTuple):
    """By when advances of a purpose must be recovered, from a day on (see `judge_lot`)."""

    pk: int
    purpose: str
    effective_from: date
    percent: int | None
    days: int | None
    months: int | None
    overdue_months: int
    legal_basis: str


class Standing(StrEnum):
    """How an advance stands, the worst first."""

    OVERDUE = "overdue"
    DUE = "due"
    OPEN = "open"


class JudgedLot(NamedTuple):
    """An advance against the rule of its day.

    ``due_on`` is the last day to recover it, ``overdue_from`` the first day it is overdue; None
    where that day is not known yet, or where no rule was in force.
    """

    lot: Lot
    rule: Recovery | None
    due_on: date | None
    overdue_from: date | None
    standing: Standing


class Measure(NamedTuple):
    """A contract's progress from a day on, in tenths of a per cent."""

    day: date
    per_mille: int


def age(steps: Iterable[Step]) -> Ageing:
    """Return what is open after all steps; on one day advances come before what is taken off."""
    lots: list[Lot] = []
    excess = first = 0
    for day, amount in sorted(steps, key=lambda step: (step.day, -step.amount)):
        if amount > 0:
            repaid = min(excess, amount)
            excess -= repaid
            if amount > repaid:
                lots.append(Lot(day, amount - repaid))
            continue
        left = -amount
        while left and first < len(lots):
            lot = lots[first]
            taken = min(left, lot.amount)
            left -= taken
            lots[first] = Lot(lot.day, lot.amount - taken)
            first += lot.amount == taken
        excess += left
    return Ageing(tuple(lots[first:]), excess)


def beyond_contracts(ledger: Ageing, contracts: Iterable[Ageing]) -> Ageing:
    """Return the part of a key's balance that the contracts do not account for.

    A contract's advance stands for the ledger's advance of the same day or the next one after
    it, as a monthly statement tells a payment late; failing that, for the latest before it.
    The balances of the contracts and of the result add up to the ledger's.
    """
    left = [lot.amount for lot in ledger.lots]
    under = list(contracts)
    unmatched = ledger.excess - sum(each.excess for each in under)
    for lot in sorted(lot for each in under for lot in each.lots):
        wanted = lot.amount
        later = [at for at, each in enumerate(ledger.lots) if each.day >= lot.day]
        before = [at for at, each in enumerate(ledger.lots) if each.day < lot.day][::-1]
        for at in (*later, *before):
            taken = min(wanted, left[at])
            left[at] -= taken
            wanted -= taken
        unmatched += wanted
    rest = zip(ledger.lots, left, strict=True)
    return Ageing(tuple(Lot(lot.day, amount) for lot, amount in rest if amount), unmatched)


def by_band(lots: Iterable[Lot], day: date) -> dict[str, int]:
    """Return what is open by age on a day; an advance is n months old on that day of the month."""
    sums = {band.code: 0 for band in BANDS}
    for lot in lots:
        sums[band_of(lot.day, day)] += lot.amount
    return sums


def band_of(paid: date, day: date) -> str:
    for band in BANDS:
        if band.months is not None and day <= months_after(paid, band.months):
            return band.code
    return BANDS[-1].code


def rule_on(rules: Iterable[Recovery], purpose: str, day: date) -> Recovery | None:
    """Return the rule of a purpose in force on a day."""
    known = [r for r in rules if r.purpose == purpose and r.effective_from <= day]
    return max(known, key=lambda rule: rule.effective_from, default=None)


def reached_on(measures: Sequence[Measure], percent: int, day: date) -> date | None:
    """Return since when progress has stood at a share of the contract, None if it does not."""
    since = None
    for measure in sorted(measures, key=lambda each: each.day):
        if measure.day > day:
            break
        if measure.per_mille < percent * TENTHS:
            since = None
        elif since is None:
            since = measure.day
    return since


def judge_lot(
    lot: Lot, rules: Iterable[Recovery], purpose: str, measures: Sequence[Measure], day: date
) -> JudgedLot:
    """Judge an open advance by the rule in force on the day it was paid.

    A share of the contract: due when progress has reached it. Days or months: due so long after
    the advance; where a rule names both, due by the first and overdue after the second. In either
    case ``overdue_months`` are added before it counts as overdue.
    """
    rule = rule_on(rules, purpose, lot.day)
    if rule is None:
        return JudgedLot(lot, None, None, None, Standing.OPEN)
    ends = []
    if rule.percent is not None:
        reached = reached_on(measures, rule.percent, day)
        ends += [max(reached, lot.day)] if reached else []
    else:
        if rule.days is not None:
            ends.append(lot.day + timedelta(days=rule.days))
        if rule.months is not None:
            ends.append(months_after(lot.day, rule.months))
    if not ends:
        return JudgedLot(lot, rule, None, None, Standing.OPEN)
    overdue_from = months_after(max(ends), rule.overdue_months) + ONE_DAY
    standing = Standing.OPEN
    if day >= overdue_from:
        standing = Standing.OVERDUE
    elif day > min(ends):
        standing = Standing.DUE
    return JudgedLot(lot, rule, min(ends), overdue_from, standing)


def overdue_within(overdue: int, balance: int) -> int:
    """Return what is overdue, never more than the ledger says is open at all."""
    return min(overdue, max(balance, 0))
