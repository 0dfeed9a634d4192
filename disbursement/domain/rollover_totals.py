"""What becomes of the province's totals when a plan year is closed.

Capital that was assigned to the province and not allotted to a project is cancelled with the
rest (mẫu 01/QTNĐ, section IV and column 21: “còn lại chưa phân bổ, chưa giải ngân hủy bỏ”).
So is, of the total, what is cancelled of the projects it was allotted to: it does not become
free again. What was added to a total after 30/9 keeps the longer window of such capital.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ClosingTotal:
    """A total of one level ("D1" or "D2"), source, plan year and origin year; amounts in đồng.

    ``late`` is what was added to it after 30/9 beyond what projects got after that day, as far
    as its window is still open; ``below`` is what is cancelled of the projects. ``rooms`` tells
    by nature how much of the total no project holds any more.
    """

    level: str
    source_id: int
    plan_year: int
    origin_year: int
    total: int
    allotted: int
    late: int = 0
    below: int = 0
    rooms: Mapping[str, int] = field(default_factory=dict, hash=False)

    @property
    def key(self) -> tuple[str, int, int, int]:
        return self.level, self.source_id, self.plan_year, self.origin_year

    @property
    def unallotted(self) -> int:
        return self.total - self.allotted

    @property
    def kept(self) -> int:
        """What may still be allotted and disbursed until the end of the next year."""
        return max(min(self.unallotted, self.late), 0)

    @property
    def cancelled(self) -> int:
        return max(self.unallotted - self.kept + self.below, 0)

    def by_nature(self) -> Iterator[tuple[str, int]]:
        """Yield what is cancelled of each nature, first where most is left; it adds up."""
        left = self.cancelled
        order = sorted(self.rooms, key=lambda name: (-self.rooms[name], name))
        for name in order:
            amount = min(left, max(self.rooms[name], 0))
            if amount:
                yield name, amount
            left -= amount
        if left and order:  # more than the natures leave: it can only be of the largest
            yield order[0], left
