"""One capital source: what was assigned and allotted of it, and who disburses it."""

from __future__ import annotations

from dataclasses import dataclass

from projects.models import CapitalSource, Organisation
from projects.selectors.plans import UnallocatedRow, sum_of_known, unallocated
from reports.domain.figures import Figures, by, of_pool, total
from reports.selectors.figures import cells_of_ledger
from reports.selectors.panels import Choice


@dataclass(frozen=True, slots=True)
class InvestorPart:
    investor: Organisation
    figures: Figures


@dataclass(frozen=True, slots=True)
class SourcePage:
    source: CapitalSource
    total: Figures
    totals: tuple[UnallocatedRow, ...]
    investors: tuple[InvestorPart, ...]

    @property
    def assigned(self) -> int | None:
        """What the Prime Minister assigned of the source."""
        return sum_of_known(row.by_prime_minister for row in self.totals)

    @property
    def unallocated(self) -> int | None:
        return sum_of_known(row.unallocated_of_prime_minister for row in self.totals)


def source_page(*, source: CapitalSource, choice: Choice) -> SourcePage:
    """Return the source's figures and its investors, the highest rate first."""
    every_cell = cells_of_ledger(cut=choice.cut, source=source)
    cells = of_pool(every_cell, choice.pool, choice.plan_year)
    sums = by(cells, lambda place: place.investor)
    investors = Organisation.objects.in_bulk(sums)
    parts = [InvestorPart(investors[pk], figures) for pk, figures in sums.items()]
    rows = unallocated(plan_year=choice.plan_year, as_of=choice.as_of, pool=choice.assigned_pool)
    return SourcePage(
        source=source,
        total=total(cells),
        totals=tuple(row for row in rows if row.source.pk == source.pk),
        investors=tuple(
            sorted(parts, key=lambda part: (-(part.figures.rate or -1), part.investor.code))
        ),
    )
