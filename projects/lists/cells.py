"""The value of a cell of a list, as the screen and as the workbook show it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from projects.display import current_unit
from projects.domain.numbers import format_decimal, format_rate, round_half_up
from projects.lists.definition import Column, Kind, ListDefinition
from projects.templatetags.portal import STATUS_LOOKS
from projects.templatetags.vnd import DASH, count, money, unit_name, vnday

RIGHT = {Kind.MONEY, Kind.YEAR, Kind.TENTHS, Kind.SHARE, Kind.POINTS, Kind.COUNT}
WIDTHS = {Kind.NAME: 60, Kind.TEXT: 28, Kind.CODE: 18, Kind.MONEY: 22, Kind.STATUS: 24}
NARROW = 14
SHARE_PLACES = 2  # as the screen shows shares


@dataclass(frozen=True, slots=True)
class Cell:
    column: Column
    text: str
    url: str = ""
    status: str = ""

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
    reason: str = ""  # why it was found, where its texts do not show it


def heading_of(column: Column) -> str:
    """Return the heading; amounts name their unit, wherever they are shown."""
    if column.kind is Kind.MONEY:
        return f"{column.heading} ({unit_name()})"
    return str(column.heading)


def screen_cells(
    definition: ListDefinition,
    row: Any,
    addresses: Mapping[str, Callable[[Any], str]] | None = None,
) -> Iterator[Cell]:
    """Yield the cells of a row; ``addresses`` say where those of some columns lead."""
    for column in definition.columns:
        value = column.read(row)
        url = addresses[column.name](row) if addresses and column.name in addresses else ""
        status = str(value) if column.kind is Kind.STATUS else ""
        yield Cell(column, screen_text(column.kind, value), url, status)


def screen_text(kind: Kind, value: Any) -> str:
    if value is None or value == "":
        return DASH
    return TEXTS.get(kind, str)(value)


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
    if kind in (Kind.SHARE, Kind.POINTS):
        return round_half_up(Fraction(value), SHARE_PLACES)
    if kind is Kind.STATUS:
        return _status_text(value)
    if kind is Kind.YES:
        return _("Yes") if value else None
    return value if kind in (Kind.DAY, Kind.YEAR, Kind.COUNT) else str(value)


def sheet_width(column: Column) -> int:
    return WIDTHS.get(column.kind, NARROW)


def _tenths(per_mille: int) -> Decimal:
    return Decimal(per_mille).scaleb(-1)


def _signed(points: Fraction) -> str:
    return f"{'+' if points > 0 else ''}{format_rate(points)}"


def _status_text(name: str) -> str:
    look = STATUS_LOOKS.get(str(name))
    return str(look.label) if look else str(name)


TEXTS: dict[Kind, Callable[[Any], str]] = {
    Kind.MONEY: money,
    Kind.DAY: vnday,
    Kind.TENTHS: lambda per_mille: format_decimal(_tenths(per_mille)),
    Kind.SHARE: format_rate,
    Kind.POINTS: _signed,
    Kind.COUNT: count,
    Kind.STATUS: _status_text,
    Kind.YES: lambda is_so: _("Yes") if is_so else DASH,
}
