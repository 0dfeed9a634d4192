"""The cells of a sheet as plain values in one flat list, quick to send between processes.

What has no plain form travels as bytes, which no cell holds: b"date 2024-09-30".
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any, Final

Position = tuple[int, int]

ERROR: Final = "error"
FORMULA: Final = "formula"
DATE: Final = "date"
DATETIME: Final = "datetime"
TIME: Final = "time"
TIMEDELTA: Final = "timedelta"


def pack(kind: str, content: str = "") -> bytes:
    """Return the bytes that stand for a value without a plain form."""
    return f"{kind} {content}".encode()


def unpack(token: bytes) -> tuple[str, str]:
    kind, _, content = token.decode().partition(" ")
    return kind, content


def plain_values(
    left: int, width: int, rows: Iterable[list[Any]], found: Mapping[Position, bytes]
) -> tuple[int, list[Any]]:
    """Return how wide the rows are, and the values of all rows one after another.

    Whole numbers become int and "" becomes None. The parser gives all rows from the first, but
    columns `left` to `width` only. What was found elsewhere, by row and column from 0, takes
    the place of its values or lies beyond.
    """
    full = max([width, *(column + 1 for _, column in found)])
    if left or full > width:
        before, after = [None] * left, [None] * (full - width)
        rows = (before + row + after for row in rows)
    values = [
        (value or None)
        if (kind := type(value)) is str
        else (int(value) if value.is_integer() else value)
        if kind is float
        else _plain(value)
        for row in rows
        for value in row
    ]
    height = max((row + 1 for row, _ in found), default=0)
    values.extend([None] * (height * full - len(values)))
    for (row, column), token in found.items():
        values[row * full + column] = token
    return full, values


def _plain(value: object) -> object:
    return _packed(value) if isinstance(value, date | time | timedelta) else value


@cache
def _packed(value: date | time | timedelta) -> bytes:
    if isinstance(value, timedelta):
        return pack(TIMEDELTA, str(value.total_seconds()))
    if isinstance(value, time):
        return pack(TIME, value.isoformat())
    return pack(DATETIME if isinstance(value, datetime) else DATE, value.isoformat())
