"""What an investor states for a period, line by line, and what is known beside it.

Figures of a line are cumulative since the plan began, in đồng: completed volume, disbursed by
the investor's own count, and what will have been disbursed by the end of the month and by 31/01.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from .entry_measures import DEFAULT_MEASURES
from .ledger import Key

AMOUNT_FIELDS = ("executed_volume", "own_disbursed", "month_estimate", "year_forecast")
TEXT_FIELDS = ("difficulty", "explanation")
ENTRY_FIELDS = (*AMOUNT_FIELDS, "obstacle_category", *TEXT_FIELDS)


@dataclass(frozen=True, slots=True)
class LineFigures:
    """What is known of a key beside the investor's own count, in đồng.

    The own count and the treasury's may drift apart by `tolerated_percent` unasked.
    """

    plan: int
    treasury: int
    last_own: int | None = None
    tolerated_percent: int = DEFAULT_MEASURES.tolerated_percent

    @property
    def rate(self) -> Fraction | None:
        """The treasury's figure over the plan, in per cent; without a plan there is none."""
        return Fraction(self.treasury * 100, self.plan) if self.plan > 0 else None


@dataclass(frozen=True, slots=True)
class LineEntry:
    """What an investor states for one key; None where nothing was entered.

    An explanation speaks of the figures, a difficulty of what holds the project back.
    """

    key: Key
    executed_volume: int | None = None
    own_disbursed: int | None = None
    month_estimate: int | None = None
    year_forecast: int | None = None
    difficulty: str = ""
    obstacle_category: str = ""
    explanation: str = ""

    @property
    def is_empty(self) -> bool:
        return all(getattr(self, name) is None for name in AMOUNT_FIELDS) and not any(
            getattr(self, name).strip() for name in TEXT_FIELDS
        )


@dataclass(frozen=True, slots=True)
class Filling:
    """What a person hands over with a click on "save" or "submit".

    `seen` is when the version they were looking at was last edited, None for a blank report.
    """

    entries: tuple[LineEntry, ...]
    seen: datetime | None = None
    is_nil: bool = False
    warnings_confirmed: bool = False


_LINE_NAME = re.compile(r"r([0-9]{1,18})-([0-9]{1,18})-([0-9]{4})-([0-9]{4})", re.ASCII)


def line_name(key: Key) -> str:
    """Return how pages and programs name the line of a key: "r12-3-2026-2026"."""
    return "r" + "-".join(str(part) for part in key)


def key_named(name: str) -> Key | None:
    """Return the key of a line's name, or None where it is none."""
    found = _LINE_NAME.fullmatch(name)
    return Key(*(int(part) for part in found.groups())) if found else None
