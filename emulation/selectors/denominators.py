"""One money against every denominator: side by side, by source, programme, nature and block."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction

from django.db.models import QuerySet

from disbursement.domain.ledger import Position
from emulation.domain.rates import rate
from emulation.selectors.rate_figures import RateQuestion, money_of
from emulation.selectors.rates import DENOMINATORS, POOL_NAMES, RateRow, RateTable, rates_of
from projects.models import Project


@dataclass(frozen=True, slots=True)
class Against:
    """One money over one denominator; ``unsplit`` says why there is no rate despite a plan."""

    denominator: str
    plan: int
    disbursed: int
    unsplit: int = 0

    @property
    def rate(self) -> Fraction | None:
        return None if self.unsplit else rate(self.disbursed, self.plan)


@dataclass(frozen=True, slots=True)
class PoolFigures:
    """One denominator with one pool of money: the plan, the money, and what is odd about them."""

    pool: str
    plan: int
    position: Position
    carried_without_plan: int = 0

    @property
    def name(self) -> str:
        return str(POOL_NAMES[self.pool])

    @property
    def disbursed(self) -> int:
        return self.position.disbursed

    @property
    def rate(self) -> Fraction | None:
        return rate(self.disbursed, self.plan)


@dataclass(frozen=True, slots=True)
class DenominatorRow:
    """A denominator with all money, without carried-over money, and with that alone."""

    denominator: str
    every: PoolFigures
    current: PoolFigures
    carried: PoolFigures

    @property
    def name(self) -> str:
        return str(DENOMINATORS[self.denominator])

    @property
    def pools(self) -> tuple[PoolFigures, ...]:
        return self.every, self.current, self.carried


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """A member of a group: its money once, and each denominator that has it."""

    key: str
    name: str
    level: int
    position: Position
    against: tuple[Against, ...]

    @property
    def disbursed(self) -> int:
        return self.position.disbursed


@dataclass(frozen=True, slots=True)
class ComparedTable:
    group: str
    denominators: tuple[str, ...]
    rows: tuple[ComparedRow, ...]
    total: ComparedRow

    @property
    def unsplit(self) -> int:
        """The money that no nature is known of."""
        return max((cell.unsplit for row in self.rows for cell in row.against), default=0)


def denominators_side_by_side(
    *,
    plan_year: int,
    as_of: date,
    known_by: datetime | None = None,
    projects: QuerySet[Project] | None = None,
) -> tuple[DenominatorRow, ...]:
    """Return plan, money and rate against D1 to D4, each with and without carried-over money.

    Where carried-over money was paid and the denominator has no carried-over plan, the rate
    with it has money above the line that has no plan below: ``carried_without_plan`` says it.
    """
    question = RateQuestion(plan_year, as_of, known_by=known_by, projects=projects)
    asked = {pool: replace(question, pool=pool) for pool in ("current", "carried")}
    money = {pool: money_of(asked[pool]) for pool in asked}
    return tuple(
        _denominator_row(
            denominator,
            *(
                rates_of(replace(asked[pool], denominator=denominator), money[pool]).total
                for pool in asked
            ),
        )
        for denominator in DENOMINATORS
    )


def _denominator_row(denominator: str, current: RateRow, carried: RateRow) -> DenominatorRow:
    stray = carried.disbursed if carried.plan <= 0 < current.plan else 0
    return DenominatorRow(
        denominator,
        PoolFigures("all", current.plan + carried.plan, current.position + carried.position, stray),
        PoolFigures("current", current.plan, current.position),
        PoolFigures("carried", carried.plan, carried.position),
    )


def compared(question: RateQuestion, denominators: Iterable[str]) -> ComparedTable:
    """Return the members of the question's group against several denominators at once."""
    money = money_of(question)
    tables = [rates_of(replace(question, denominator=name), money) for name in denominators]
    names: dict[str, RateRow] = {}
    for table in tables:
        for row in table.rows:
            names.setdefault(row.key, row)
    by_key = [{row.key: row for row in table.rows} for table in tables]
    rows = tuple(
        _compared_row(names[key], [found.get(key) for found in by_key], tables)
        for key in _merged_order(tables)
    )
    total = _compared_row(tables[0].total, [table.total for table in tables], tables)
    return ComparedTable(question.group, tuple(table.denominator for table in tables), rows, total)


def _compared_row(
    row: RateRow, found: list[RateRow | None], tables: list[RateTable]
) -> ComparedRow:
    cells = tuple(
        Against(
            table.denominator,
            member.plan if member else 0,
            row.disbursed,
            member.unsplit if member else 0,
        )
        for member, table in zip(found, tables, strict=True)
    )
    return ComparedRow(row.key, row.name, row.level, row.position, cells)


def _merged_order(tables: list[RateTable]) -> list[str]:
    """Return the keys of all tables, each behind the one it stands behind in its own table."""
    order: list[str] = []
    for table in tables:
        at = 0
        for row in table.rows:
            if row.key in order:
                at = order.index(row.key) + 1
            else:
                order.insert(at, row.key)
                at += 1
    return order
