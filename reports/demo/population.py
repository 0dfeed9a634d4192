"""What the made-up province consists of, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

THOUSAND = 1_000


@dataclass(frozen=True)
class DemoInvestor:
    code: str
    name: str
    kind: str
    block: str
    pace: float


@dataclass(frozen=True)
class DemoProject:
    code: str
    name: str
    investor: DemoInvestor
    group: str
    sector: str
    total: int
    is_key: bool
    stage: str
    earlier_stage: str
    started_on: date | None
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
