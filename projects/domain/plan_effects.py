"""What decisions do to plans: a line's effect by kind, and the plan before and after."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from projects.domain.register_labels import PLAN_KINDS

LATE_FROM = (9, 30)


def is_added_late(*, plan_year: int, effective_on: date, amount: int) -> bool:
    """Tell whether money was added after 30 September: it may be paid until the next year's end."""
    return amount > 0 and effective_on > date(plan_year, *LATE_FROM)


@dataclass(frozen=True, slots=True)
class Steps:
    """Signed amounts by kind of line, in the order of the kinds."""

    by_kind: Mapping[str, int] = field(default_factory=dict)

    @property
    def amounts(self) -> list[int | None]:
        return [self.by_kind.get(kind) for kind in PLAN_KINDS]

    def of_kinds(self, kinds: Iterable[str]) -> list[int | None]:
        """Return the amounts of some kinds only, None where a kind has no line."""
        return [self.by_kind.get(kind) for kind in kinds]

    @property
    def total(self) -> int:
        return sum(self.by_kind.values())


def kinds_used(steps: Iterable[Steps]) -> list[str]:
    """Return the kinds that occur, in their order."""
    used = {kind for each in steps for kind in each.by_kind}
    return [kind for kind in PLAN_KINDS if kind in used]
