"""What the made-up province consists of, as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

THOUSAND = 1_000
MILLION = 1_000_000

# code of the project, code of the source, origin year of the money
DemoKey = tuple[str, str, int]


@dataclass(frozen=True)
class DemoInvestor:
    """``pace`` is how much of its plans it gets out, ``haste`` < 1 how much earlier than others."""

    code: str
    name: str
    kind: str
    block: str
    pace: float
    haste: float


@dataclass(frozen=True)
class DemoProject:
    """``stages`` holds the stage in each year in which the project has a plan."""

    code: str
    name: str
    investor: DemoInvestor
    group: str
    sector: str
    total: int
    is_key: bool
    stages: dict[int, str] = field(hash=False)
    started_on: date | None
    sources: tuple[str, ...]
    programme: str = ""


@dataclass(frozen=True)
class DemoLine:
    """A line of a plan decision; project None is a province-level total."""

    number: str
    day: date
    issuer: str
    plan_year: int
    origin_year: int
    kind: str
    project: DemoProject | None
    source: str
    amount: int


@dataclass(frozen=True)
class DemoVoucher:
    day: date
    number: str
    project: DemoProject
    source: str
    plan_year: int
    origin_year: int
    kind: str
    amount: int


@dataclass(frozen=True)
class DemoClosing:
    """The closing of a plan year: the decision, and what it carries over of each key."""

    year: int
    number: str
    day: date
    carried: dict[DemoKey, int] = field(hash=False)
