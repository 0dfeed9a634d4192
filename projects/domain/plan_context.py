"""What is known of plans before lines are added to them, and how the plans then stand."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from projects.domain.plan_difference import KnownLine, PlanDifference
from projects.domain.register_labels import (
    ADVANCE,
    CANCELLATION,
    CARRY_OVER,
    DECREASE,
    INCREASE,
    INITIAL,
    SUPPLEMENT,
    TRANSFER,
)
from projects.domain.registers import DecisionKey, PositionKey

TAKING = frozenset({DECREASE, CANCELLATION})
GIVING = frozenset({INITIAL, SUPPLEMENT, INCREASE, CARRY_OVER, ADVANCE})
BALANCING = frozenset({INCREASE, DECREASE, TRANSFER})

Group = TypeVar("Group", bound=Hashable)


class MediumTermKey(NamedTuple):
    """What a medium-term plan gives money for: a project, a source and a span of years."""

    project: str
    source: str
    first_year: int
    last_year: int


@dataclass(frozen=True, slots=True)
class PlanContext:
    """What the portal knows of the plans that new lines speak of; codes in comparison form.

    `lines` are the counting lines of the decisions concerned, `decisions` all decisions,
    `positions` the plan in force by project, source, plan year and origin year over all
    lines, `investments` the total investment by project, `medium_term` what medium-term
    plans give, `source_parents` the tree of sources, `carried` the positions that a
    carry-over decision opened, `disbursed` what was already paid out of each position.
    """

    lines: tuple[KnownLine, ...] = ()
    decisions: frozenset[DecisionKey] = frozenset()
    positions: Mapping[PositionKey, int] = field(default_factory=dict)
    investments: Mapping[str, int] = field(default_factory=dict)
    medium_term: Mapping[MediumTermKey, int] = field(default_factory=dict)
    source_parents: Mapping[str, str] = field(default_factory=dict)
    carried: frozenset[PositionKey] = frozenset()
    disbursed: Mapping[PositionKey, int] = field(default_factory=dict)


def positions_after(
    positions: Mapping[PositionKey, int], difference: PlanDifference
) -> dict[PositionKey, int]:
    """Return the plan in force by position once the difference is applied."""
    after = defaultdict(int, positions)
    for pair in difference.replaced:
        after[pair.old.row.position] -= pair.old.row.amount
    for row in difference.appended:
        after[row.position] += row.amount
    return after


def total_plans(positions: Mapping[PositionKey, int]) -> dict[str, int]:
    """Return the money planned for each project over all years."""
    return planned_money(positions, lambda key: key.project or None)


def planned_money(
    positions: Mapping[PositionKey, int], group_of: Callable[[PositionKey], Group | None]
) -> dict[Group, int]:
    """Return the money planned by group over all years; what has no group is left out.

    Money of one origin year that is carried over stands in several plan years; it is counted
    once, at its largest.
    """
    by_year: dict[tuple[Group, int, int], int] = defaultdict(int)
    for key, amount in positions.items():
        group = group_of(key)
        if group is not None:
            by_year[group, key.origin_year, key.plan_year] += amount
    largest: dict[tuple[Group, int], int] = {}
    for (group, origin, _year), amount in by_year.items():
        largest[group, origin] = max(amount, largest.get((group, origin), amount))
    totals: dict[Group, int] = defaultdict(int)
    for (group, _origin), amount in largest.items():
        totals[group] += amount
    return totals
