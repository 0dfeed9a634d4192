"""The value of a cell of a list, as the screen and as the workbook show it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from projects.display import current_unit
from projects.domain.numbers import format_decimal
from projects.lists.definition import Column, Kind, ListDefinition
from projects.templatetags.vnd import DASH, money, unit_name, vnday

RIGHT = {Kind.MONEY, Kind.YEAR, Kind.TENTHS}
WIDTHS = {Kind.NAME: 60, Kind.TEXT: 28, Kind.CODE: 18, Kind.MONEY: 22}
NARROW = 14


@dataclass(frozen=True, slots=True)
class Cell:
    column: Column
    text: str

    @property
    def heading(self) -> str:
        return heading_of(self.column)

    @property
    def is_empty(self) -> bool:
        return self.text == DASH

    @property
    def is_words(self) -> bool:
        return self.column.kind is Kind.TEXT

    @property
    def is_title(self) -> bool:
        return self.column.kind is Kind.NAME

    @property
    def is_figure(self) -> bool:
        return self.column.kind in RIGHT

    @property
    def is_code(self) -> bool:
        return self.column.kind is Kind.CODE


@dataclass(frozen=True, slots=True)
class Line:
    """A row on the screen: the name that leads to its page, and the other cells."""

    pk: int
    title: str
    url: str
    cells: tuple[Cell, ...]


def heading_of(column: Column) -> str:
    """Return the heading; amounts name their unit, wherever they are shown."""
    if column.kind is Kind.MONEY:
        return f"{column.heading} ({unit_name()})"
    return str(column.heading)


def screen_cells(definition: ListDefinition, row: Any) -> Iterator[Cell]:
    for column in definition.columns:
        yield Cell(column, screen_text(column.kind, column.read(row)))


def screen_text(kind: Kind, value: Any) -> str:
    if value is None or value == "":
        return DASH
    if kind is Kind.MONEY:
        return str(money(value))
    if kind is Kind.DAY:
        return vnday(value)
    if kind is Kind.TENTHS:
        return format_decimal(_tenths(value))
    if kind is Kind.YES:
        return _("Yes") if value else DASH
    return str(value)


def sheet_rows(
    definition: ListDefinition, rows: Iterable[Any]
) -> Iterator[list[str | int | date | Decimal | None]]:
    """Yield what stands in the cells of the workbook: the same figures, as figures."""
    for row in rows:
        yield [sheet_value(column.kind, column.read(row)) for column in definition.columns]


def sheet_value(kind: Kind, value: Any) -> str | int | date | Decimal | None:
    if value is None or value == "":
        return None
    if kind is Kind.MONEY:
        return Decimal(value).scaleb(-current_unit().exponent)
    if kind is Kind.TENTHS:
        return _tenths(value)
    if kind is Kind.YES:
        return _("Yes") if value else None
    return value if kind in (Kind.DAY, Kind.YEAR) else str(value)


def sheet_width(column: Column) -> int:
    return WIDTHS.get(column.kind, NARROW)


def _tenths(per_mille: int) -> Decimal:
    return Decimal(per_mille).scaleb(-1)
