"""Days as cells and texts state them, always day before month."""

import re
from collections.abc import Iterator
from datetime import date, datetime

from projects.domain.cells import CellValue, find_unreadable
from projects.domain.issues import Issue, Rule, Severity, issue, mark
from projects.domain.texts import clean, shorten

NOT_A_DAY = Rule(
    "day.unreadable",
    Severity.ERROR,
    mark("“%(value)s” is not a day of the calendar."),
    mark("Enter the day as dd/mm/yyyy, for example 30/09/2024."),
)

FIRST_YEAR, LAST_YEAR = 1945, 2199
NUMERIC = re.compile(
    r"(?<![0-9/.-])([0-9]{1,2})(?P<sign>[/.-])([0-9]{1,2})(?P=sign)([0-9]{4})(?![0-9/-])"
)
ISO = re.compile(
    r"(?<![0-9/.-])([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[ T]00:00(?::00(?:\.0+)?)?)?(?![0-9/-])"
)
IN_WORDS = re.compile(
    r"(?:ngày\s+)?(?<![0-9])([0-9]{1,2})\s+tháng\s+([0-9]{1,2})\s+năm\s+([0-9]{4})(?![0-9])",
    re.IGNORECASE,
)


def read_day(value: CellValue) -> date | Issue | None:
    """Return the day a cell states, None where it is empty, or a finding without a place."""
    if value is None or (isinstance(value, str) and not clean(value)):
        return None
    if isinstance(value, datetime):
        value = value.date()
    day = value if isinstance(value, date) else None
    if isinstance(value, str):
        day = _whole_text_day(clean(value))
    if day and FIRST_YEAR <= day.year <= LAST_YEAR:
        return day
    quoted = f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)
    return find_unreadable(value) or issue(NOT_A_DAY, value=shorten(quoted))


def find_days(text: str) -> list[date]:
    """Return the days a sentence names, in its order: "Số liệu đến hết ngày 30/9/2024"."""
    found = sorted(_stated(clean(text)))
    return [day for _, day in found if day and FIRST_YEAR <= day.year <= LAST_YEAR]


def _whole_text_day(text: str) -> date | None:
    for pattern, parts in ((NUMERIC, (4, 3, 1)), (ISO, (1, 2, 3)), (IN_WORDS, (3, 2, 1))):
        if match := pattern.fullmatch(text):
            return _make(*(int(match[part]) for part in parts))
    return None


def _stated(text: str) -> Iterator[tuple[int, date | None]]:
    for pattern, parts in ((NUMERIC, (4, 3, 1)), (ISO, (1, 2, 3)), (IN_WORDS, (3, 2, 1))):
        for match in pattern.finditer(text):
            yield match.start(), _make(*(int(match[part]) for part in parts))


def _make(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
