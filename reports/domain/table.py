"""A table of a report, free of any file format: what it says, never how it is drawn.

Amounts are whole đồng, rates and points exact fractions in per cent; whoever draws the table
writes them in its unit and rounds rates to two decimals.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from projects.domain.money import Unit, format_amount
from projects.domain.numbers import format_integer, format_rate

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
DASH = "–"
MARK = "*"  # after a figure of a row that is marked
RATE_PLACES = 2

Value = str | int | Fraction | date | None


class Kind(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    MONEY = "money"
    RATE = "rate"
    POINTS = "points"
    DATE = "date"
    COUNT = "count"


class Level(StrEnum):
    """How a row stands out."""

    TOTAL = "total"
    SECTION = "section"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Column:
    """One column; neighbours with the same group share a heading above their own."""

    heading: str
    kind: Kind = Kind.TEXT
    group: str = ""
    width: int = 16  # in characters of the body text
    takes_mark: bool = False  # its figures carry the mark of a row that has one
    short: str = ""  # what it is called on a narrow screen

    @property
    def label(self) -> str:
        """What the column is called where its group does not stand above it."""
        if self.short:
            return self.short
        return f"{self.group}: {self.heading}" if self.group else self.heading

    @property
    def is_figure(self) -> bool:
        return self.kind not in (Kind.TEXT, Kind.DATE)


@dataclass(frozen=True, slots=True)
class Row:
    """One row; `is_marked` sets a mark at its figures, `target` names what it is about.

    A target is "kind:code" of what a page of the portal may lead to from here.
    """

    values: tuple[Value, ...]
    level: Level = Level.PLAIN
    is_marked: bool = False
    target: str = ""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who issues the document and where; the day is that of its figures."""

    superior: str
    issuer: str
    place: str
    day: date
    symbol: str = "BC"


@dataclass(frozen=True, slots=True)
class Signature:
    title: str
    note: str


class Heading(NamedTuple):
    """A heading cell over so many columns and rows, both counted from 0."""

    text: str
    row: int
    column: int
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a document; `name` is short enough for the tab of a sheet."""

    name: str
    title: str
    subtitle: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    letterhead: Letterhead
    notes: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()
    unit: Unit = Unit.MILLION
    empty_text: str = ""

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row.values) != len(self.columns):
                raise ValueError(
                    f"{self.name}: {len(row.values)} values, {len(self.columns)} columns"
                )

    @property
    def places(self) -> tuple[int, ...]:
        """How many decimals show every amount of a column exactly, column by column."""
        return tuple(
            max(
                (
                    decimals_of(value, self.unit)
                    for value in (row.values[at] for row in self.rows)
                    if column.kind is Kind.MONEY and isinstance(value, int)
                ),
                default=0,
            )
            for at, column in enumerate(self.columns)
        )

    @property
    def heading_rows(self) -> int:
        return 2 if any(column.group for column in self.columns) else 1

    def headings(self) -> Iterator[Heading]:
        """Yield the cells of the heading, top row first, merged as they are printed."""
        deep = self.heading_rows
        start = 0
        for at, column in enumerate(self.columns):
            if not column.group:
                yield Heading(column.heading, 0, at, deep, 1)
                continue
            if at == 0 or self.columns[at - 1].group != column.group:
                start = at
            if at + 1 == len(self.columns) or self.columns[at + 1].group != column.group:
                yield Heading(column.group, 0, start, 1, at - start + 1)
        for at, column in enumerate(self.columns):
            if column.group:
                yield Heading(column.heading, 1, at, 1, 1)

    def column_numbers(self) -> tuple[str, ...]:
        """Return the row that numbers the columns: A, B for words, (1), (2) for figures."""
        words = figures = 0
        numbers = []
        for column in self.columns:
            if column.is_figure:
                figures += 1
                numbers.append(f"({figures})")
            else:
                numbers.append(chr(ord("A") + words))
                words += 1
        return tuple(numbers)

    def texts(self) -> Iterator[tuple[str, ...]]:
        """Yield the rows' cells as they are written in Vietnamese."""
        places = self.places
        for row in self.rows:
            yield tuple(
                ""
                if value is None and row.level is Level.SECTION
                else text_of(value, column.kind, self.unit, decimals) + mark_of(row, column, value)
                for value, column, decimals in zip(row.values, self.columns, places, strict=True)
            )


def mark_of(row: Row, column: Column, value: Value) -> str:
    """Return the mark that a figure carries, empty where there is no figure to mark."""
    return MARK if row.is_marked and column.takes_mark and value is not None else ""


def decimals_of(amount: int, unit: Unit) -> int:
    """Return how many decimals an amount has in the unit."""
    _, _, decimals = format_amount(amount, unit).partition(",")
    return len(decimals)


def text_of(value: Value, kind: Kind, unit: Unit, places: int) -> str:
    """Return one value as it is written; no figure is a dash, no text is empty."""
    if value is None:
        return DASH if kind in (Kind.MONEY, Kind.RATE, Kind.POINTS, Kind.COUNT) else ""
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if kind is Kind.MONEY and isinstance(value, int):
        return format_amount(value, unit, places)
    if kind is Kind.COUNT and isinstance(value, int):
        return format_integer(value)
    sign = "+" if kind is Kind.POINTS and value > 0 else ""
    return f"{sign}{format_rate(Fraction(value), RATE_PLACES)}"
