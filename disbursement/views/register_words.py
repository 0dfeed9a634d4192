"""The difference a workbook of registers makes, as people read it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from projects.domain.plan_difference import PlanDifference
from projects.domain.register_difference import RegisterDifference
from projects.domain.register_layout import LAYOUTS, SheetLayout
from projects.domain.registers import PlanLineRow
from projects.templatetags.vnd import DASH, dong, vnday

MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class CellChange:
    cell: str
    heading: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class RowOfSheet:
    """A row that is added, or changed in some of its cells."""

    row: int
    key: str
    title: str
    cells: tuple[CellChange, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetOfDifference:
    name: str
    counts: dict[str, int]
    changed: Sequence[RowOfSheet]
    added: Sequence[RowOfSheet]

    @property
    def more_changed(self) -> int:
        return self.counts["changed"] - len(self.changed)

    @property
    def more_added(self) -> int:
        return self.counts["added"] - len(self.added)


def sheets_in_words(
    difference: RegisterDifference, most: int | None = MOST_SHOWN
) -> list[SheetOfDifference]:
    """Return each sheet's changes cell by cell and its new rows, the first of them."""
    counts = difference.counts()
    shown = []
    for layout in LAYOUTS:
        if layout.name not in counts:
            continue
        rows = getattr(difference, layout.register)
        changed = _replaced(rows) if isinstance(rows, PlanDifference) else _changed(layout, rows)
        added = [_row(row) for row in rows.added[:most]]
        shown.append(
            SheetOfDifference(layout.name, counts[layout.name], list(changed)[:most], added)
        )
    return shown


def _changed(layout: SheetLayout, rows: Any) -> Iterator[RowOfSheet]:
    headings = {column.field: column.heading for column in layout.columns}
    for change in rows.changed:
        cells = tuple(
            CellChange(
                change.row.place.at(name).column + str(change.row.place.row),
                headings[name],
                _value(name, getattr(change.known, name)),
                _value(name, getattr(change.row, name)),
            )
            for name in change.fields
        )
        yield _row(change.row, cells)


def _replaced(rows: PlanDifference) -> Iterator[RowOfSheet]:
    for pair in rows.replaced:
        place = pair.new.place
        cell = place.at("amount").column + str(place.row)
        amounts = dong(pair.old.row.amount), dong(pair.new.amount)
        yield _row(pair.new, (CellChange(cell, "Số tiền (đồng)", *amounts),))


def _row(row: Any, cells: Iterable[CellChange] = ()) -> RowOfSheet:
    if isinstance(row, PlanLineRow):
        key = f"{row.number} · {row.project or '–'} · {row.source}"
        title = f"{row.kind} {row.plan_year}/{row.origin_year}: {dong(row.amount)}"
    elif hasattr(row, "stage"):
        key, title = f"{row.project} · {row.plan_year}", row.stage
    else:
        key, title = row.code, row.name
    return RowOfSheet(row.place.row, key, title, tuple(cells))


def _value(name: str, value: Any) -> str:
    if value in (None, "", ()):
        return DASH
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, date):
        return vnday(value)
    if isinstance(value, tuple):
        return "; ".join(value)
    return dong(value) if name in ("total_investment", "amount") else str(value)
