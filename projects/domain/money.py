"""The one door from cells and text to whole đồng, and from đồng to text."""

import re
from collections.abc import Iterable
from datetime import date, time, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal
from enum import StrEnum
from fractions import Fraction

from projects.domain.cells import CellValue, find_unreadable
from projects.domain.issues import Issue, Rule, Severity, issue, mark
from projects.domain.numbers import (
    EXACT,
    NOT_A_NUMBER,
    NumberStyle,
    format_decimal,
    format_fixed,
    read_number,
    round_half_up,
)
from projects.domain.texts import clean, shorten

NOT_WHOLE = Rule(
    "money.not_whole",
    Severity.ERROR,
    mark("%(value)s %(unit)s is not a whole number of đồng."),
    mark("Enter the amount exactly, to the đồng, or choose the right unit for the sheet."),
)
TOO_LARGE = Rule(
    "money.too_large",
    Severity.ERROR,
    mark("The amount %(value)s %(unit)s is too large to be true."),
    mark("Check the figure and the unit of the sheet."),
)
DATE_NOT_MONEY = Rule(
    "money.date",
    Severity.ERROR,
    mark("The cell holds a day or a time (%(value)s) where an amount is expected."),
    mark("Give the cell the number format and enter the amount again."),
)

LARGEST_AMOUNT = 2**63 - 1
# Excel keeps 15 significant digits; what a file holds beyond them is noise of its arithmetic.
NUMERIC_CELL = Context(prec=15, rounding=ROUND_HALF_EVEN)
EXACT_IN_A_CELL = 10**15


class Unit(StrEnum):
    """What one unit of a sheet's figures stands for, named as sheets name it."""

    DONG = "đồng"
    THOUSAND = "nghìn đồng"
    MILLION = "triệu đồng"
    BILLION = "tỷ đồng"

    @property
    def exponent(self) -> int:
        return EXPONENTS[self]

    @property
    def factor(self) -> int:
        """How many đồng one unit is."""
        return FACTORS[self]


EXPONENTS: dict[Unit, int] = {Unit.DONG: 0, Unit.THOUSAND: 3, Unit.MILLION: 6, Unit.BILLION: 9}
FACTORS: dict[Unit, int] = {unit: int(10**exponent) for unit, exponent in EXPONENTS.items()}

WORDS = {Unit.BILLION: "tỷ|tỉ", Unit.MILLION: r"triệu|tr\.?", Unit.THOUSAND: "nghìn|ngàn"}
FIGURES = {Unit.MILLION: "1[.,]?000[.,]?000", Unit.THOUSAND: "1[.,]?000"}


def _unit_pattern(*scales: dict[Unit, str]) -> str:
    """Return a pattern whose last group names the unit, and is not there for plain đồng."""
    names = "|".join(
        f"(?P<{unit.name}_{number}>{words})"
        for number, scale in enumerate(scales)
        for unit, words in scale.items()
    )
    return rf"(?:(?:{names})\s*)?(?:đồng|vnđ|vnd|đ)(?!\w)(?:\s+việt\s+nam)?"


# "Đơn vị: Đồng Tháp" names a province: a unit is followed by nothing or by a sign.
DECLARED = re.compile(
    r"(?<!\w)(?:đơn\s+vị(?:\s+tính|\s+tiền(?:\s+tệ)?)?|đ\.?\s?v\.?\s?t\.?|đv)\s*[:.]?\s*\(?\s*"
    rf"{_unit_pattern(WORDS, FIGURES)}(?=\s*(?:$|[^\w\s]))",
    re.MULTILINE,
)
BRACKETED = re.compile(rf"[(\[]\s*{_unit_pattern(WORDS, FIGURES)}\s*[)\]]")
# Without brackets "1.000 đồng" may be an amount.
TRAILING = re.compile(rf"(?:^|[:,;–-])\s*{_unit_pattern(WORDS)}\s*[.;]?$", re.MULTILINE)


def find_units(texts: Iterable[str]) -> set[Unit]:
    """Return every unit of money the texts declare: "Đơn vị tính: …", "Số tiền (đồng)"."""
    units = set()
    for text in texts:
        lowered = clean(text).casefold()
        for pattern in (DECLARED, BRACKETED, TRAILING):
            for found in pattern.finditer(lowered):
                units.add(Unit[(found.lastgroup or "DONG").partition("_")[0]])
    return units


def parse_unit(name: str) -> Unit | None:
    """Return the unit a person named: "triệu đồng", "triệu", "trieu", "MILLION"."""
    key = clean(name).casefold().removesuffix("đồng").strip().replace(" dong", "")
    spellings = {
        Unit.DONG: ("", "dong", "vnd", "vnđ", "đ"),
        Unit.THOUSAND: ("nghìn", "ngàn", "nghin", "ngan", "thousand"),
        Unit.MILLION: ("triệu", "trieu", "million"),
        Unit.BILLION: ("tỷ", "tỉ", "ty", "ti", "billion"),
    }
    if not clean(name):
        return None
    return next((unit for unit, names in spellings.items() if key in names), None)


def read_dong(
    value: CellValue, unit: Unit, style: NumberStyle = NumberStyle.VIETNAMESE
) -> int | Issue | None:
    """Return the whole đồng a cell states, None where it is empty, or a finding without a place.

    A number is read to 15 significant digits, a text exactly. Nothing becomes zero that is
    not written as zero.
    """
    if type(value) is int and -EXACT_IN_A_CELL < value < EXACT_IN_A_CELL:
        return _in_range(value * FACTORS[unit], Decimal(value), unit)
    number = read_number(value, style) if isinstance(value, str) else _read_numeric(value)
    if not isinstance(number, Decimal):
        return number
    dong = EXACT.multiply(number, FACTORS[unit])
    if abs(dong) > LARGEST_AMOUNT or dong == dong.to_integral_value():
        return _in_range(int(dong), number, unit)
    return issue(NOT_WHOLE, value=number, unit=str(unit))


def parse_user_amount(text: str, unit: Unit) -> int | Issue | None:
    """Return the đồng a person typed in the Vietnamese style, or a finding to show beside it."""
    return read_dong(text, unit)


def _in_range(dong: int, number: Decimal, unit: Unit) -> int | Issue:
    if abs(dong) <= LARGEST_AMOUNT:
        return dong
    return issue(TOO_LARGE, value=shorten(f"{number:.6g}"), unit=str(unit))


def _read_numeric(value: CellValue) -> Decimal | Issue | None:
    """Return a numeric cell to the digits Excel keeps."""
    if value is None:
        return None
    if isinstance(value, date | time | timedelta):
        return issue(DATE_NOT_MONEY, value=value if isinstance(value, date) else str(value))
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        number = Decimal(value)
        if number.is_finite():
            return NUMERIC_CELL.plus(number)
    return find_unreadable(value) or issue(NOT_A_NUMBER, value=shorten(str(value)))


def format_amount(amount: int, unit: Unit = Unit.DONG, places: int | None = None) -> str:
    """Return đồng in the unit: every digit by default, or rounded half-up to so many places."""
    if places is None:
        return format_decimal(Decimal(amount).scaleb(-unit.exponent, EXACT))
    return format_fixed(round_half_up(Fraction(amount, unit.factor), places), places)
