"""A table of figures as a page shows it and a workbook gives it out: the same cells in both.

Amounts are whole đồng and rates exact fractions in per cent; whoever shows the table writes
them in its unit and rounds the rates.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from itertools import groupby
from typing import NamedTuple

Value = str | int | Fraction | date | None


class Kind(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    CODE = "code"
    MONEY = "money"
    RATE = "rate"
    DAY = "day"
    YEAR = "year"
    COUNT = "count"

    @property
    def is_figure(self) -> bool:
        return self in (Kind.MONEY, Kind.RATE, Kind.COUNT)


@dataclass(frozen=True, slots=True)
class FigureColumn:
    """One column; neighbours with the same group share a heading above their own."""

    heading: str
    kind: Kind = Kind.TEXT
    group: str = ""

    @property
    def label(self) -> str:
        """The heading where nothing stands above it."""
        return f"{self.group} – {self.heading}" if self.group else self.heading


@dataclass(frozen=True, slots=True)
class FigureRow:
    """The cells of a line; ``level`` is how deep it stands in a tree.

    ``sub`` is a second line under the name, ``url`` where the name opens down to, ``tone``
    "bad" or "warn" where the line asks for attention.
    """

    values: tuple[Value, ...]
    level: int = 0
    is_total: bool = False
    tone: str = ""
    sub: str = ""
    url: str = ""


class FigureCell(NamedTuple):
    value: Value
    column: FigureColumn


class Span(NamedTuple):
    """A heading over so many neighbouring columns; a lone column has no group."""

    heading: str
    columns: int
    is_group: bool
    is_figure: bool = False


@dataclass(frozen=True, slots=True)
class FigureTable:
    """``name`` is short enough for the tab of a sheet; ``notes`` say what the figures stand on."""

    name: str
    title: str
    columns: tuple[FigureColumn, ...]
    rows: tuple[FigureRow, ...]
    notes: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        if any(len(row.values) != len(self.columns) for row in self.rows):
            raise ValueError(f"{self.name}: a row has not {len(self.columns)} values")

    def with_notes(self, notes: Iterable[str]) -> "FigureTable":
        """Return the table with further notes ahead of its own."""
        return replace(self, notes=(*notes, *self.notes))

    @property
    def has_groups(self) -> bool:
        return any(column.group for column in self.columns)

    @property
    def spans(self) -> tuple[Span, ...]:
        """The upper line of the heading: groups, and the columns that belong to none."""
        found = []
        for group, members in groupby(self.columns, key=lambda column: column.group):
            columns = list(members)
            if group:
                found.append(Span(group, len(columns), is_group=True))
            else:
                found += [
                    Span(column.heading, 1, is_group=False, is_figure=column.kind.is_figure)
                    for column in columns
                ]
        return tuple(found)

    @property
    def grouped_columns(self) -> tuple[FigureColumn, ...]:
        """The lower line of the heading."""
        return tuple(column for column in self.columns if column.group)

    @property
    def lines(self) -> Iterator[tuple[FigureRow, list[FigureCell]]]:
        """Yield each row with its cells beside their columns."""
        for row in self.rows:
            cells = zip(row.values, self.columns, strict=True)
            yield row, [FigureCell(value, column) for value, column in cells]
