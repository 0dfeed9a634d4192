"""Headings of a table as people draw them: several rows, parents over children, merged or not."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from projects.domain.cells import CellValue

Values: TypeAlias = Sequence[CellValue]
NumberedRow: TypeAlias = tuple[int, Values]

HEADER_DEPTH = 4
# Rows that a merged header leaves blank between two of its rows.
BLANK_ROWS_INSIDE = 2
SOUGHT_ROWS = 40
LONGEST_HEADING = 250
YEARS = range(2000, 2101)
YEAR = re.compile(r"20[0-9]{2}")
WORD = re.compile(r"[a-z%]")
NOT_WORDS = re.compile(r"[^0-9a-z%+]+")


class Area(NamedTuple):
    """A merged range: rows as numbered in the sheet, columns counted from 0, ends included."""

    top: int
    left: int
    bottom: int
    right: int


class Origin(NamedTuple):
    """The cell a heading was written in."""

    row: int
    column: int


Paths: TypeAlias = dict[int, tuple[str, ...]]
Grid: TypeAlias = list[dict[int, Origin]]


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Return the words of the text without case, diacritics and signs: "Mã dự án" is "ma du an"."""
    decomposed = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    letters = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return NOT_WORDS.sub(" ", letters).strip()


def windows(rows: Sequence[NumberedRow]) -> Iterator[Sequence[NumberedRow]]:
    """Yield every run of rows that could be a header, shorter ones first."""
    written = [row for row in rows[:SOUGHT_ROWS] if any(map(_words, row[1]))]
    for depth in range(1, HEADER_DEPTH + 1):
        for start in range(len(written) - depth + 1):
            window = written[start : start + depth]
            gaps = pairwise(window)
            if all(below[0] - above[0] <= BLANK_ROWS_INSIDE + 1 for above, below in gaps):
                yield window


def all_paths(rows: Sequence[NumberedRow], merged: Iterable[Area] = ()) -> Iterator[Paths]:
    """Yield the headings of every run of rows that could be a header."""
    merged = list(merged)
    for window in windows(rows):
        yield heading_paths(window, merged)


def heading_paths(
    window: Sequence[NumberedRow], merged: Iterable[Area] = ()
) -> dict[int, tuple[str, ...]]:
    """Return for each column its headings from the outermost to its own.

    A heading reaches over the range it is merged over. Where a sheet says nothing of merging, a
    heading that has another beneath it reaches right, up to the next heading of its row.
    """
    merged = list(merged)
    texts = {
        Origin(number, column): _words(value)
        for number, values in window
        for column, value in enumerate(values)
        if _words(value) and not _is_covered(number, column, merged)
    }
    numbers = [number for number, _ in window]
    spans = _spans(texts, numbers, merged)
    grid = _fill_right(spans, texts, numbers)
    columns = sorted({column for row in grid for column in row})
    return {column: _path(column, grid, texts) for column in columns}


def _words(value: CellValue) -> str:
    """Return the text of a heading cell; a year stands for itself, other numbers say nothing."""
    if isinstance(value, str):
        text = " ".join(value.split())
        if YEAR.fullmatch(text):
            return f"Năm {text}"
        return text if len(text) <= LONGEST_HEADING and WORD.search(fold(text)) else ""
    if isinstance(value, int | float) and not isinstance(value, bool) and value in YEARS:
        return f"Năm {int(value)}"
    return ""


def _is_covered(row: int, column: int, merged: Iterable[Area]) -> bool:
    """Tell a cell that a merged range hides: what was left in it is not to be seen."""
    return any(
        area.top <= row <= area.bottom
        and area.left <= column <= area.right
        and (row, column) != (area.top, area.left)
        for area in merged
    )


def _spans(
    texts: Mapping[Origin, str], numbers: Sequence[int], merged: Iterable[Area]
) -> dict[Origin, Area]:
    """Return the cells that each heading is merged over, at least its own."""
    spans = {origin: Area(*origin, *origin) for origin in texts}
    for area in merged:
        origin = Origin(area.top, area.left)
        if origin in spans and area.bottom <= numbers[-1] + BLANK_ROWS_INSIDE:
            spans[origin] = area
    return spans


def _fill_right(
    spans: Mapping[Origin, Area], texts: Mapping[Origin, str], numbers: Sequence[int]
) -> Grid:
    width = 1 + max((area.right for area in spans.values()), default=-1)
    grid: Grid = [
        {
            column: origin
            for origin, area in spans.items()
            if area.top <= number <= area.bottom
            for column in range(area.left, area.right + 1)
        }
        for number in numbers
    ]
    for level, row in enumerate(grid[:-1]):
        below = grid[level + 1 :]
        for column in range(1, width):
            left = row.get(column - 1)
            if column in row or left is None or not _reaches(left, spans, below):
                continue
            above = grid[level - 1] if level else {}
            same_parent = above.get(column) == above.get(column - 1)
            if same_parent and any(deeper.get(column) for deeper in below):
                row[column] = left
    return grid


def _reaches(origin: Origin, spans: Mapping[Origin, Area], below: Grid) -> bool:
    """Tell whether a heading stands over others without saying by merging how far."""
    area = spans[origin]
    is_single = area.left == area.right and area.top == area.bottom
    return is_single and any(row.get(origin.column, origin) != origin for row in below)


def _path(column: int, grid: Grid, texts: Mapping[Origin, str]) -> tuple[str, ...]:
    path: list[Origin] = []
    for row in grid:
        origin = row.get(column)
        if origin and origin not in path:
            path.append(origin)
    return tuple(texts[origin] for origin in path)
