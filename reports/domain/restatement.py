"""What a week made of the figures that the last snapshot had published for its day."""

from collections.abc import Iterable
from dataclasses import dataclass

from reports.domain.figures import Cell, Figures, KeyOfCell, Place, by


@dataclass(frozen=True, slots=True)
class Restated:
    """A figure of an earlier day as it was published then, and as it is known now, in đồng."""

    key: KeyOfCell
    published: Figures
    now: Figures

    @property
    def plan_change(self) -> int:
        return self.now.plan - self.published.plan

    @property
    def change(self) -> int:
        return self.now.disbursed - self.published.disbursed


@dataclass(frozen=True, slots=True)
class Restatement:
    """The whole on the earlier day, published and now, and each figure that differs."""

    published: Figures
    now: Figures
    rows: tuple[Restated, ...]

    @property
    def change(self) -> int:
        return self.now.disbursed - self.published.disbursed


def restatement(published: Iterable[Cell], present: Iterable[Cell]) -> Restatement:
    """Compare what was published of a day with what present cells say of it as their earlier day.

    Largest changes first. Money that moved between sources of a project shows on both.
    """
    then = by(published, _key)
    now = {
        key: Figures(plan=figures.earlier_plan, volume=figures.earlier_disbursed)
        for key, figures in by(present, _key).items()
    }
    nothing = Figures()
    rows = [
        Restated(key, then.get(key, nothing), now.get(key, nothing))
        for key in sorted(then.keys() | now.keys())
    ]
    changed = [row for row in rows if row.change or row.plan_change]
    changed.sort(key=lambda row: (-abs(row.change), -abs(row.plan_change), row.key))
    return Restatement(_sum(then.values()), _sum(now.values()), tuple(changed))


def _key(place: Place) -> KeyOfCell:
    return place.key


def _sum(parts: Iterable[Figures]) -> Figures:
    parts = list(parts)
    plan, paid = sum(part.plan for part in parts), sum(part.disbursed for part in parts)
    return Figures(plan=plan, volume=paid)
