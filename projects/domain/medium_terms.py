"""Medium-term plans: spans of years, and what of the yearly plans draws on which of them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from projects.domain.plan_context import MediumTermKey, planned_money
from projects.domain.registers import PositionKey
from projects.domain.texts import clean
from projects.domain.trees import ancestors

PERIOD = re.compile(r"(?:giai đoạn\s+)?((?:19|20)\d\d)\s*[-–—]\s*((?:19|20)\d\d)", re.IGNORECASE)
YEARS_OF_A_PERIOD = 5


def read_period(text: str) -> tuple[int, int] | None:
    """Return the first and last year that "2021–2025" names, or None."""
    found = PERIOD.fullmatch(clean(text))
    if not found or int(found[1]) >= int(found[2]):
        return None
    return int(found[1]), int(found[2])


def period_name(first_year: int, last_year: int) -> str:
    return f"{first_year}–{last_year}"


def usual_period(year: int) -> tuple[int, int]:
    """Return the five years that a year stands in: 2021–2025, 2026–2030."""
    first = year - (year - 1) % YEARS_OF_A_PERIOD
    return first, first + YEARS_OF_A_PERIOD - 1


@dataclass(frozen=True)
class MediumTerms:
    """What medium-term plans give, with the tree of sources; codes in comparison form."""

    given: Mapping[MediumTermKey, int]
    source_parents: Mapping[str, str]

    @cached_property
    def spans(self) -> tuple[tuple[int, int], ...]:
        return tuple(sorted({(term.first_year, term.last_year) for term in self.given}))

    def of(self, position: PositionKey) -> MediumTermKey | None:
        """Return the plan a position draws on: of its source or of the nearest above it.

        Carried-over money was given for the year that it comes from.
        """
        if not position.project:
            return None
        for source in (position.source, *ancestors(position.source, self.source_parents)):
            for first, last in self.spans:
                term = MediumTermKey(position.project, source, first, last)
                if first <= position.origin_year <= last and term in self.given:
                    return term
        return None

    def planned(self, positions: Mapping[PositionKey, int]) -> dict[MediumTermKey, int]:
        """Return what yearly plans have taken of each; carried-over money counts once."""
        return planned_money(positions, self.of)
