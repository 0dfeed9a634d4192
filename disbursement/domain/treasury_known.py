"""What is known before a treasury file is posted, and each key as the file would leave it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from disbursement.domain.calendar import day_or_last_of_month
from disbursement.domain.ledger import (
    Key,
    MovementEntry,
    Position,
    Statement,
    VoucherEntry,
    derive,
)
from disbursement.domain.treasury_rows import StatementRow, TreasuryRow, VoucherRow

# Above every identifier in use: facts of the file at hand come last.
NEW = 2**62


class KnownProject(NamedTuple):
    """What the register says of a project."""

    id: int
    total_investment: int | None


class KnownUnit(NamedTuple):
    """What an organisation has disbursed in the portal, in đồng."""

    name: str
    volume: int
    advance: int


class KnownSource(NamedTuple):
    """A source of the register: its code, its name, and the names of what it stands under."""

    id: int
    code: str
    name: str
    above: str = ""


class PlanStep(NamedTuple):
    """A signed plan line of a key."""

    effective_on: date
    amount: int


class KnownFacts(NamedTuple):
    """What files already posted state about a key."""

    statements: Sequence[Statement] = ()
    vouchers: Sequence[VoucherEntry] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """All that the checks ask of the database, read before they begin.

    Projects and sources stand under the comparison form of their codes, projects also under the
    codes matched by hand. `units` are what organisations disbursed as at the file's day, by code
    and by name, asked for only where a file states results of units. `spent` is what each
    project has disbursed up to now in all years.
    `office` sent the file ("" where nobody said), `offices` are those whose files spoke of each
    project, and `newest_of_office` is the latest day of the office's own cumulative figures.
    `advance_months` is the longest fixed time for recovering an advance, None without a rule.
    """

    today: date
    projects: Mapping[str, KnownProject] = field(default_factory=dict)
    sources: Mapping[str, int] = field(default_factory=dict)
    source_list: Sequence[KnownSource] = ()
    units: Mapping[str, KnownUnit] = field(default_factory=dict)
    plans: Mapping[Key, Sequence[PlanStep]] = field(default_factory=dict)
    facts: Mapping[Key, KnownFacts] = field(default_factory=dict)
    spent: Mapping[int, int] = field(default_factory=dict)
    office: str = ""
    offices: Mapping[int, frozenset[str]] = field(default_factory=dict)
    newest_of_office: date | None = None
    advance_months: int | None = None


@dataclass(frozen=True)
class KeyView:
    """One key as of the file's day: its rows, its plan, and its movements before and after."""

    key: Key
    as_at: date
    rows: Sequence[TreasuryRow]
    plan: Sequence[PlanStep]
    known: KnownFacts
    before: Sequence[MovementEntry]
    after: Sequence[MovementEntry]
    advance_months: int | None = None

    @cached_property
    def position_before(self) -> Position:
        return position_on(self.before, self.as_at)

    @cached_property
    def position_after(self) -> Position:
        return position_on(self.after, self.as_at)

    @property
    def plan_in_force(self) -> int:
        return sum(step.amount for step in self.plan if step.effective_on <= self.as_at)

    def row_of(self, movement: MovementEntry) -> TreasuryRow | None:
        """Return the row of this file that a movement comes from, or None for another file's."""
        fact = movement.voucher_id or movement.statement_id or 0
        return self.rows[fact - NEW] if fact >= NEW else None


def view_key(key: Key, rows: Sequence[TreasuryRow], as_at: date, known: Known) -> KeyView:
    """Derive a key's movements without and with the rows of the file."""
    facts = known.facts.get(key, KnownFacts())
    statements = [*facts.statements]
    vouchers = [*facts.vouchers]
    for place, row in enumerate(rows, NEW):
        if isinstance(row, StatementRow):
            statements.append(Statement(place, row.day, row.volume, row.advance))
        else:
            vouchers.append(VoucherEntry(place, NEW, row.day, row.number, row.kind, row.amount))
    return KeyView(
        key=key,
        as_at=as_at,
        rows=rows,
        plan=known.plans.get(key, ()),
        known=facts,
        before=derive(*facts) if facts.statements or facts.vouchers else (),
        after=derive(statements, vouchers),
        advance_months=known.advance_months,
    )


def position_on(movements: Iterable[MovementEntry], day: date) -> Position:
    """Return the sum of the movements up to and including a day."""
    volume = advance = 0
    for movement in movements:
        if movement.day <= day:
            volume += movement.volume
            advance += movement.advance
    return Position(volume, advance)


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day_or_last_of_month(year, month + 1, day.day)


def budget_window(plan_year: int, plan: Sequence[PlanStep]) -> tuple[date, date]:
    """Return the first and last day on which a key's money may be disbursed.

    From 1 January of the plan year, or the plan's start if earlier, to 31 January of the next;
    capital added after 30 September may be disbursed to the end of the next year.
    """
    opening = date(plan_year, 1, 1)
    is_late = any(s.amount > 0 and s.effective_on > date(plan_year, 9, 30) for s in plan)
    last = date(plan_year + 1, 12, 31) if is_late else date(plan_year + 1, 1, 31)
    return min([opening, *(step.effective_on for step in plan)]), last


def voucher_identity(voucher: VoucherRow | VoucherEntry) -> tuple[str, date, str, int]:
    """Return what makes two vouchers of one key the same."""
    return voucher.number, voucher.day, voucher.kind, voucher.amount
