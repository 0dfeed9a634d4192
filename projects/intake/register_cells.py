"""Read the single cells of the registers: a value, None where empty, or what is wrong."""

import unicodedata
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any

from projects.domain.cells import CellValue, find_unreadable
from projects.domain.change_layout import EVENT_LABELS, find_event
from projects.domain.codes import read_code
from projects.domain.days import read_day
from projects.domain.issues import Issue, Rule, Severity, issue, mark
from projects.domain.money import Unit, read_dong
from projects.domain.numbers import NumberStyle
from projects.domain.register_labels import (
    ISSUERS,
    NATURES,
    PLAN_KINDS,
    STAGES,
    find_issuer,
    find_label,
    find_yes,
)
from projects.domain.register_layout import Column, Kind
from projects.domain.texts import clean, shorten

TOO_LONG = Rule(
    "register.too_long",
    Severity.ERROR,
    mark("“%(value)s” is longer than %(limit)s characters."),
    mark("Shorten the text."),
)
NOT_TEXT = Rule(
    "register.not_text",
    Severity.ERROR,
    mark("“%(value)s” is not a text."),
    mark("Give the cell the text format and enter its value again."),
)
NOT_A_YEAR = Rule(
    "register.not_a_year",
    Severity.ERROR,
    mark("“%(value)s” is not a year."),
    mark("Enter the year with its four digits, for example 2024."),
)
NOT_A_LABEL = Rule(
    "register.not_a_label",
    Severity.ERROR,
    mark("“%(value)s” is not one of the values of the column “%(column)s”."),
    mark("Enter one of: %(labels)s."),
)
NOT_A_MARK = Rule(
    "register.not_a_mark",
    Severity.ERROR,
    mark("“%(value)s” says neither yes nor no."),
    mark("Enter x for yes and leave the cell empty for no."),
)

FIRST_YEAR, LAST_YEAR = 1990, 2100


def read_amount(value: CellValue, style: NumberStyle) -> int | Issue | None:
    """Return whole đồng; the headings of the registers name that unit."""
    return read_dong(value, Unit.DONG, style)


def read_value(value: CellValue, column: Column) -> Any:
    """Return what a cell of a column states; amounts have `read_amount`."""
    return READERS[column.kind](value, column)


def _read_text(value: CellValue, column: Column) -> str | Issue | None:
    """Return the text on one line and without signs that show nothing."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if value is not None and not isinstance(value, str):
        return find_unreadable(value) or issue(NOT_TEXT, value=shorten(str(value)))
    spaced = " ".join(clean(value or "").split())
    text = spaced if spaced.isprintable() else _without_controls(spaced)
    if column.limit and len(text) > column.limit:
        return issue(TOO_LONG, value=shorten(text), limit=column.limit)
    return text or None


def _without_controls(text: str) -> str:
    return "".join(sign for sign in text if unicodedata.category(sign) not in ("Cc", "Cs"))


def _read_code(value: CellValue, column: Column) -> str | Issue | None:
    result = find_unreadable(value) or read_code(value)
    return _read_text(result, column) if isinstance(result, str) else result


def _read_codes(value: CellValue, column: Column) -> tuple[str, ...] | Issue | None:
    """Return the codes a cell lists, separated by semicolons, commas or line breaks."""
    if not isinstance(value, str):
        code = _read_code(value, column)
        return (code,) if isinstance(code, str) else code
    for sign in ",\n":
        value = value.replace(sign, ";")
    codes = (clean(part) for part in value.split(";"))
    return tuple(dict.fromkeys(code for code in codes if code)) or None


def _read_day(value: CellValue, column: Column) -> date | Issue | None:
    return read_day(value)


def _read_year(value: CellValue, column: Column) -> int | Issue | None:
    """Return a year, out of a number or a text of four digits."""
    if isinstance(value, date | bool) or (isinstance(value, float) and not value.is_integer()):
        return issue(NOT_A_YEAR, value=str(value))
    text = _read_text(value, column)
    if not isinstance(text, str):
        return text
    if text.isascii() and text.isdecimal() and FIRST_YEAR <= int(text[:5]) <= LAST_YEAR:
        return int(text)
    return issue(NOT_A_YEAR, value=shorten(text))


def _read_yes(value: CellValue, column: Column) -> bool | Issue | None:
    if isinstance(value, bool):
        return value
    text = _read_text(value, column)
    if not isinstance(text, str):
        return text
    says = find_yes(text)
    return issue(NOT_A_MARK, value=shorten(text)) if says is None else says


def _label_reader(
    find: Callable[[str], str | None], labels: tuple[str, ...]
) -> Callable[[CellValue, Column], str | Issue | None]:
    remembered = lru_cache(maxsize=1000)(find)

    def read(value: CellValue, column: Column) -> str | Issue | None:
        text = _read_text(value, column)
        if not isinstance(text, str):
            return text
        return remembered(text) or issue(
            NOT_A_LABEL, value=shorten(text), column=column.heading, labels=labels
        )

    return read


READERS: dict[Kind, Callable[[CellValue, Column], Any]] = {
    Kind.CODE: _read_code,
    Kind.CODES: _read_codes,
    Kind.TEXT: _read_text,
    Kind.DAY: _read_day,
    Kind.YEAR: _read_year,
    Kind.YES: _read_yes,
    Kind.ISSUER: _label_reader(find_issuer, ISSUERS),
    Kind.PLAN_KIND: _label_reader(lambda text: find_label(text, PLAN_KINDS), PLAN_KINDS),
    Kind.STAGE: _label_reader(lambda text: find_label(text, STAGES), STAGES),
    Kind.NATURE: _label_reader(lambda text: find_label(text, NATURES), NATURES),
    Kind.EVENT: _label_reader(find_event, tuple(EVENT_LABELS.values())),
}
