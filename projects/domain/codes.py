"""Codes are text: this is how they are read from cells and compared."""

from decimal import Decimal

from projects.domain.cells import CellValue, find_unreadable
from projects.domain.issues import Issue, Rule, Severity, issue, mark
from projects.domain.texts import clean, comparison_key, shorten

PROJECT_CODE_LENGTH = 7
# A longer number in a cell has lost its last digits.
EXACT_IN_A_CELL = 10**15

NOT_A_CODE = Rule(
    "code.unreadable",
    Severity.ERROR,
    mark("“%(value)s” cannot be a code."),
    mark("Enter the code as text."),
)
PROJECT_CODE_SHAPE = Rule(
    "code.project_length",
    Severity.ERROR,
    mark("The project code “%(value)s” does not have 7 characters."),
    mark("Enter the code as text with all its 7 characters, leading zeros included."),
)


def read_code(value: CellValue) -> str | Issue | None:
    """Return the code a cell holds, None where it is empty, or the finding that it is none.

    Numbers are taken where they stand for themselves (7606446 or 7606446.0); zeros that a
    number format showed in front of them are not in the file and cannot be brought back.
    """
    if value is None:
        return None
    if isinstance(value, str):
        return clean(value) or None
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        number = Decimal(value)
        if number.is_finite() and 0 <= number < EXACT_IN_A_CELL and number == int(number):
            return str(int(number))
    return find_unreadable(value) or issue(NOT_A_CODE, value=shorten(str(value)))


def code_key(code: str) -> str:
    """Return the form in which two codes are compared: NFC, without regard to case."""
    return comparison_key(code)


def check_project_code(code: str) -> Issue | None:
    """Return a finding unless the code has the 7 characters of a project code."""
    if len(code) == PROJECT_CODE_LENGTH and not any(sign.isspace() for sign in code):
        return None
    return issue(PROJECT_CODE_SHAPE, value=shorten(code))
