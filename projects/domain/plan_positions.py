"""Dated changes of plan and money, the common material of positions and milestones."""

from datetime import date
from typing import NamedTuple


class MoneyStep(NamedTuple):
    """A dated change of the plan, or of what was disbursed, of one project; in đồng."""

    day: date
    source_id: int
    origin_year: int
    amount: int
