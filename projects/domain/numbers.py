"""Numbers as Vietnamese officials write them: 1.234.567,89."""

import re
from collections.abc import Iterable
from decimal import Context, Decimal, Inexact
from enum import Enum
from fractions import Fraction

from projects.domain.cells import Cell
from projects.domain.issues import Issue, Location, Rule, Severity, issue, mark
from projects.domain.texts import clean, shorten

NOT_A_NUMBER = Rule(
    "number.unreadable",
    Severity.ERROR,
    mark("“%(value)s” is not a number."),
    mark("Enter only the number, written like 1.234.567,89 and without words or units."),
)
BOTH_STYLES = Rule(
    "number.both_styles",
    Severity.ERROR,
    mark(
        "The sheet has numbers in the Vietnamese style (%(vietnamese)s) and in the English "
        "style (%(english)s)."
    ),
    mark("Write all numbers of the sheet in one style, or turn the cells into numbers in Excel."),
)
DOUBTFUL_STYLE = Rule(
    "number.doubtful_style",
    Severity.ERROR,
    mark(
        "The text in %(cells)s can be read as two different numbers, and nothing in the sheet "
        "says which one is meant."
    ),
    mark("Turn these cells into numbers in Excel, or write them like 1.234.567,89."),
)

EMPTY = ("", "-", "–")
# Longer than any amount with its separators; what is longer is not worth the arithmetic.
LONGEST_NUMBER = 40
MOST_CELLS_NAMED = 5
EXACT = Context(prec=100, traps=[Inexact])


class NumberStyle(Enum):
    """Which sign groups the thousands and which one starts the decimals."""

    VIETNAMESE = ".,"
    ENGLISH = ",."


def _grammar(style: NumberStyle) -> re.Pattern[str]:
    group, point = (re.escape(sign) for sign in style.value)
    return re.compile(rf"([1-9][0-9]{{0,2}}(?:{group}[0-9]{{3}})+|[0-9]+)(?:{point}([0-9]+))?")


GRAMMARS = {style: _grammar(style) for style in NumberStyle}


def possible_styles(text: str) -> frozenset[NumberStyle]:
    """Return the styles in which the text is a number; both for 1234 and for 1,234."""
    _, body = _split_sign(clean(text))
    return frozenset(style for style, grammar in GRAMMARS.items() if grammar.fullmatch(body))


def decide_style(cells: Iterable[Cell]) -> tuple[NumberStyle, list[Issue]]:
    """Return how the text cells of one sheet write numbers; findings mean it cannot be told.

    Only a text that is a number in one style and not in the other is evidence. A sheet
    without any number as text is Vietnamese by default.
    """
    seen: dict[frozenset[NumberStyle], list[Cell]] = {}
    for cell in cells:
        if isinstance(cell.value, str) and ("." in cell.value or "," in cell.value):
            seen.setdefault(possible_styles(cell.value), []).append(cell)
    vietnamese = seen.get(frozenset({NumberStyle.VIETNAMESE}), [])
    english = seen.get(frozenset({NumberStyle.ENGLISH}), [])
    doubtful = seen.get(frozenset(NumberStyle), [])
    if vietnamese and english:
        return NumberStyle.VIETNAMESE, [
            issue(BOTH_STYLES, english[0], vietnamese=_names(vietnamese), english=_names(english))
        ]
    if doubtful and not vietnamese and not english:
        return NumberStyle.VIETNAMESE, [issue(DOUBTFUL_STYLE, doubtful[0], cells=_names(doubtful))]
    return (NumberStyle.ENGLISH if english else NumberStyle.VIETNAMESE), []


def read_number(text: str, style: NumberStyle = NumberStyle.VIETNAMESE) -> Decimal | Issue | None:
    """Return the number a text states, None for an empty one or a lone dash, or a finding."""
    text = clean(text)
    if text in EMPTY:
        return None
    is_negative, body = _split_sign(text)
    found = GRAMMARS[style].fullmatch(body) if len(body) <= LONGEST_NUMBER else None
    if not found:
        return issue(NOT_A_NUMBER, value=shorten(text))
    whole = found[1].replace(style.value[0], "")
    number = Decimal(f"{whole}.{found[2] or '0'}")
    return EXACT.minus(number) if is_negative else number


def _split_sign(text: str) -> tuple[bool, str]:
    if len(text) > 1 and text[0] == "(" and text[-1] == ")":
        return True, text[1:-1].strip()
    if text[:1] in ("-", "\N{MINUS SIGN}"):
        return True, text[1:]
    return False, text


def _names(cells: list[Cell]) -> tuple[str, ...]:
    names = [Location(cell.sheet, cell.row, cell.column) for cell in cells[:MOST_CELLS_NAMED]]
    named = [f"{place.column}{place.row}" for place in names]
    return (*named, "…") if len(cells) > MOST_CELLS_NAMED else tuple(named)


def format_integer(number: int) -> str:
    """Return 1234567 as 1.234.567."""
    return f"{number:,}".replace(",", ".")


def format_decimal(number: Decimal) -> str:
    """Return every digit of the number, without zeros at the end of its decimals."""
    whole, _, decimals = f"{abs(number):f}".partition(".")
    decimals = decimals.rstrip("0")
    text = format_integer(int(whole)) + (f",{decimals}" if decimals else "")
    return f"-{text}" if number < 0 and text.strip("0") else text


def round_half_up(number: Fraction, places: int) -> Decimal:
    """Return the number to so many decimals, halves away from zero."""
    scaled = abs(number) * 10**places
    rounded = int(scaled + Fraction(1, 2))
    return Decimal(rounded if number >= 0 else -rounded).scaleb(-places, EXACT)


def format_rate(rate: Fraction | None, places: int = 2) -> str:
    """Return a rate in per cent (26.2746…) as 26,27, and no rate as a dash."""
    return "–" if rate is None else format_fixed(round_half_up(rate, places), places)


def rate_string(rate: Fraction | None, places: int = 2) -> str | None:
    """Return a rate in per cent (26.2746…) the way JSON carries it: "26.27"."""
    return None if rate is None else f"{round_half_up(rate, places):.{places}f}"


def format_fixed(number: Decimal, places: int) -> str:
    """Return a number that has at most so many decimals with exactly that many."""
    text = f"{number:,.{places}f}"
    return text.translate(str.maketrans(",.", ".,"))
