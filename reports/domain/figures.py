"""Plan and money of many small cells, added up the way a page or a report asks for.

A cell is the money of one project, source and year of origin. Everything a
report shows is a sum of cells, so its parts always add up to its total.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from emulation.domain.rates import rate

Key = TypeVar("Key", bound=Hashable)
KeyOfCell = tuple[int, int, int]  # project, source, year of origin


@dataclass(frozen=True, slots=True)
class Figures:
    """Plan in force and money on a day, and both on an earlier day to compare with, in đồng."""

    plan: int = 0
    volume: int = 0
    advance: int = 0
    earlier_plan: int = 0
    earlier_disbursed: int = 0

    @property
    def disbursed(self) -> int:
        return self.volume + self.advance

    @property
    def remaining(self) -> int:
        return self.plan - self.disbursed

    @property
    def rate(self) -> Fraction | None:
        return rate(self.disbursed, self.plan)

    @property
    def earlier_rate(self) -> Fraction | None:
        return rate(self.earlier_disbursed, self.earlier_plan)

    @property
    def gained(self) -> int:
        """What was disbursed, less what was paid back, since the earlier day."""
        return self.disbursed - self.earlier_disbursed

    @property
    def points(self) -> Fraction | None:
        """The change of the rate since the earlier day, in percentage points."""
        return difference(self.rate, self.earlier_rate)

    @property
    def is_first(self) -> bool:
        """Tell whether there is money now and none is known of the earlier day to compare with."""
        return bool(self.disbursed) and not self.earlier_disbursed

    @property
    def is_empty(self) -> bool:
        return self == Figures()


NOTHING = Figures()


@dataclass(frozen=True, slots=True)
class Place:
    """What a cell's money belongs to; primary keys, and labels for stage and block."""

    investor: int
    source: int
    origin_year: int
    stage: str | None = None
    programme: int | None = None
    block: str = ""
    project: int = 0

    @property
    def key(self) -> KeyOfCell:
        return self.project, self.source, self.origin_year


@dataclass(frozen=True, slots=True)
class Cell:
    place: Place
    figures: Figures


def total(cells: Iterable[Cell]) -> Figures:
    """Return the sum of the cells."""
    return added(cell.figures for cell in cells)


def added(parts: Iterable[Figures]) -> Figures:
    """Return the sum of figures; adding them one to the other takes far longer."""
    plan = volume = advance = earlier_plan = earlier_disbursed = 0
    for part in parts:
        plan += part.plan
        volume += part.volume
        advance += part.advance
        earlier_plan += part.earlier_plan
        earlier_disbursed += part.earlier_disbursed
    return Figures(plan, volume, advance, earlier_plan, earlier_disbursed)


def by(cells: Iterable[Cell], key: Callable[[Place], Key]) -> dict[Key, Figures]:
    """Return the sums of the cells that share a key; those with nothing at all are left out."""
    parts: dict[Key, list[Figures]] = {}
    for cell in cells:
        parts.setdefault(key(cell.place), []).append(cell.figures)
    sums = {key: added(figures) for key, figures in parts.items()}
    return {key: figures for key, figures in sums.items() if not figures.is_empty}


def of_pool(cells: Iterable[Cell], pool: str, plan_year: int) -> list[Cell]:
    """Keep this year's capital ("current"), the carried-over capital ("carried"), or all."""
    if pool == "all":
        return list(cells)
    return [cell for cell in cells if (cell.place.origin_year < plan_year) == (pool == "carried")]


def difference(new: Fraction | None, old: Fraction | None) -> Fraction | None:
    return None if new is None or old is None else new - old
