"""The plan years that a document tells of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from disbursement.domain.submission_steps import open_plan_years
from reports.definitions.frame import Asked, Frame
from reports.domain.figures import Cell
from reports.domain.targets import Demands
from reports.selectors.figures import Cut, cells_as_known
from reports.selectors.milestones import rate_milestones


@dataclass(frozen=True, slots=True)
class Year:
    """The figures of one plan year, in the frame of a document."""

    frame: Frame
    cut: Cut
    cells: Sequence[Cell]
    demands: Demands
    mark: str = ""  # after the names of sheets, where a document tells of two years

    def named(self, name: str) -> str:
        return f"{name} {self.mark}".strip()


def reported_years(asked: Asked, earlier: date, title_of: Callable[[int], str]) -> list[Year]:
    """Return the plan years open on the day that have figures, the newest one at any rate."""
    open_years = open_plan_years(asked.as_of.year, asked.as_of.month)
    found: list[Year] = []
    for plan_year in open_years:
        cut = Cut(plan_year, asked.as_of, earlier)
        cells = cells_as_known(cut=cut, known_by=asked.known_by)
        if cells or (not found and plan_year == open_years[-1]):
            frame = Frame.of(asked, earlier=earlier, title=title_of(plan_year))
            demands = Demands(rate_milestones(plan_year=plan_year), plan_year)
            mark = str(plan_year) if len(open_years) > 1 else ""
            found.append(Year(frame, cut, cells, demands, mark))
    return found
