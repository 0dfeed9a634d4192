"""The closing of a plan year, key by key: what is carried over, what keeps its window, what goes.

A year's plan may be disbursed until 31 January of the next year. What is then unspent is
cancelled unless a decision carries it over. Capital added after 30 September may be disbursed
until 31 December of the next year: it is neither carried over nor cancelled before that day
(Luật 58/2024/QH15, Điều 72). Advances not yet recovered go along without any decision
(Nghị định 254/2025/NĐ-CP, Điều 27): they are information here and make no plan.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from disbursement.domain.ledger import Key
from disbursement.domain.rollover_rules import (
    CANCELLATION_NEEDS_DECISION,
    CARRIED_AGAIN,
    CARRIED_NEGATIVE,
    CARRIED_TOO_MUCH,
    CARRY_OVER_NEEDS_DECISION,
    DECISION_OUT_OF_TIME,
    NATURE_NEEDED,
    NATURE_TOO_SMALL,
    OVERSPENT,
    WINDOW_STILL_OPEN,
)
from projects.domain.issues import Issue, Location, Term, issue, mark

PARTS = {"number": mark("number"), "day": mark("day"), "issuer": mark("issuer")}


def closing_day(year: int) -> date:
    """Return the last day on which the plan of a year may be disbursed."""
    return date(year + 1, 1, 31)


def opening_day(year: int) -> date:
    """Return the first day on which the year can be closed; cancellations count from it."""
    return date(year + 1, 2, 1)


@dataclass(frozen=True, slots=True)
class ClosingLine:
    """A key as it stood when its window closed. Amounts in đồng, the plan also by nature.

    ``late`` is capital added after 30/9 that is still within its longer window; ``earlier`` is
    what the rollover before carried over of a key whose longer window has now closed.
    """

    key: Key
    plan: int
    disbursed: int
    advance: int
    late: int = 0
    earlier: int = 0
    natures: Mapping[str, int] = field(default_factory=dict)
    is_of_last_rollover: bool = False

    @property
    def unspent(self) -> int:
        return self.plan - self.disbursed - self.earlier

    @property
    def kept(self) -> int:
        """What may still be disbursed without being carried over."""
        return max(min(self.unspent, self.late), 0)

    @property
    def most(self) -> int:
        """What could be carried over."""
        return 0 if self.is_of_last_rollover else max(self.unspent - self.kept, 0)

    @property
    def standing_natures(self) -> tuple[str, ...]:
        """The natures of which there is a plan."""
        return tuple(sorted(label for label, amount in self.natures.items() if amount))


@dataclass(frozen=True, slots=True)
class ClosedLine:
    """A key with what becomes of it."""

    line: ClosingLine
    carried: int
    nature: str

    @property
    def cancelled(self) -> int:
        """The rest: unspent, not carried over and without a longer window."""
        return max(self.line.unspent - self.line.kept - max(self.carried, 0), 0)

    @property
    def changes_plan(self) -> bool:
        return bool(self.carried or self.cancelled)


@dataclass(frozen=True, slots=True)
class CarryOverEntry:
    """What a person enters for a key: the amount, and the nature where there are two."""

    carried: int = 0
    nature: str = ""


@dataclass(frozen=True, slots=True)
class ClosingDecision:
    """Number, day and issuer as far as they are entered."""

    number: str = ""
    decided_on: date | None = None
    issuer: str = ""

    @property
    def missing(self) -> tuple[str, ...]:
        parts = {"number": self.number, "day": self.decided_on, "issuer": self.issuer}
        return tuple(name for name, value in parts.items() if not value)


@dataclass(frozen=True, slots=True)
class Closing:
    """The whole closing of a year: its lines and the two decisions."""

    year: int
    lines: tuple[ClosedLine, ...]
    carry_over: ClosingDecision = ClosingDecision()
    cancellation: ClosingDecision = ClosingDecision()

    @property
    def unspent(self) -> int:
        return sum(max(line.line.unspent, 0) for line in self.lines)

    @property
    def carried(self) -> int:
        return sum(line.carried for line in self.lines)

    @property
    def kept(self) -> int:
        return sum(line.line.kept for line in self.lines)

    @property
    def cancelled(self) -> int:
        return sum(line.cancelled for line in self.lines)

    @property
    def advance(self) -> int:
        return sum(line.line.advance for line in self.lines)


def close(
    lines: Iterable[ClosingLine], entries: Mapping[Key, CarryOverEntry]
) -> tuple[ClosedLine, ...]:
    """Return what becomes of each key, by what was entered for it."""
    closed = []
    for line in lines:
        entry = entries.get(line.key, CarryOverEntry())
        natures = line.standing_natures
        nature = natures[0] if len(natures) == 1 else entry.nature
        closed.append(ClosedLine(line, entry.carried, nature))
    return tuple(closed)


Names = Mapping[int, str]


def check_closing(closing: Closing, projects: Names, sources: Names) -> list[Issue]:
    """Return every finding about a closing; the names are the codes by primary key."""
    issues = list(_check_decisions(closing))
    for closed in closing.lines:
        key = closed.line.key
        named = {"project": projects[key.project_id], "source": sources[key.source_id]}
        for check in LINE_CHECKS:
            issues += check(closed, named)
    return issues


def _check_decisions(closing: Closing) -> Iterator[Issue]:
    for is_needed, decision, rule in (
        (closing.carried, closing.carry_over, CARRY_OVER_NEEDS_DECISION),
        (closing.cancelled, closing.cancellation, CANCELLATION_NEEDS_DECISION),
    ):
        if not is_needed:
            continue
        if decision.missing:
            yield issue(
                rule, Location(), missing=tuple(Term(PARTS[name]) for name in decision.missing)
            )
        day = decision.decided_on
        if day and not date(closing.year, 12, 1) <= day <= date(closing.year + 1, 12, 31):
            yield issue(
                DECISION_OUT_OF_TIME,
                Location(),
                number=decision.number or "–",
                day=day,
                year=closing.year,
            )


def _check_amount(closed: ClosedLine, named: Mapping[str, str]) -> Iterator[Issue]:
    line = closed.line
    if closed.carried < 0:
        yield issue(CARRIED_NEGATIVE, **named)
    elif closed.carried > line.most:
        rule = WINDOW_STILL_OPEN if closed.carried <= line.unspent and line.kept else None
        yield issue(
            rule or CARRIED_TOO_MUCH,
            **named,
            carried=closed.carried,
            most=line.most,
            kept=line.kept,
            until=line.key.plan_year + 1,
            origin=line.key.origin_year,
        )
    elif closed.carried and line.key.origin_year < line.key.plan_year:
        yield issue(CARRIED_AGAIN, **named, origin=line.key.origin_year)


def _check_nature(closed: ClosedLine, named: Mapping[str, str]) -> Iterator[Issue]:
    if not closed.changes_plan or len(closed.line.standing_natures) < 2:
        return
    if closed.nature not in closed.line.standing_natures:
        yield issue(NATURE_NEEDED, **named)
        return
    amount, plan = closed.carried + closed.cancelled, closed.line.natures[closed.nature]
    if amount > plan:
        yield issue(NATURE_TOO_SMALL, **named, plan=plan, amount=amount)


def _check_overspent(closed: ClosedLine, named: Mapping[str, str]) -> Iterator[Issue]:
    if closed.line.unspent < 0:
        yield issue(OVERSPENT, **named, over=-closed.line.unspent)


LINE_CHECKS: Sequence[Callable[[ClosedLine, Mapping[str, str]], Iterator[Issue]]] = (
    _check_amount,
    _check_nature,
    _check_overspent,
)
