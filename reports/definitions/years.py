"""The plan years that a document tells of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from disbursement.domain.submission_steps import open_plan_years
from reports.definitions.frame import Asked, Frame
from reports.domain.figures import Cell, Key, KeyOfCell, Place
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
    stale: frozenset[KeyOfCell] = frozenset()  # what a silent treasury office stated last
    remarks: tuple[str, ...] = ()  # below every table of figures

    def named(self, name: str) -> str:
        return f"{name} {self.mark}".strip()

    def notes(self) -> tuple[str, ...]:
        """Return what stands below every table of the year's figures."""
        return (*self.frame.rate_notes(), *self.remarks)

    def marked(self, part_of: Callable[[Place], Key]) -> set[Key]:
        """Return the parts in which there is money that a silent office stated last."""
        if not self.stale:
            return set()
        return {part_of(cell.place) for cell in self.cells if cell.place.key in self.stale}


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
