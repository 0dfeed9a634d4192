"""What a spreadsheet cell can hold, and how its address is written."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TypeAlias

from projects.domain.columns import column_index as column_index
from projects.domain.columns import column_letters as column_letters
from projects.domain.issues import Issue, Rule, Severity, issue, mark

ERROR_IN_CELL = Rule(
    "cell.error",
    Severity.ERROR,
    mark("The cell holds the error %(error)s instead of a value."),
    mark("Correct the formula in Excel, or enter the value itself, then save and upload again."),
)
NOT_CALCULATED = Rule(
    "cell.not_calculated",
    Severity.ERROR,
    mark("The cell holds a formula whose result is not stored in the file."),
    mark("Open the file in Excel, let it calculate, save it and upload it again."),
)


@dataclass(frozen=True, slots=True)
class CellError:
    """An error the spreadsheet program left in a cell, such as #REF!."""

    code: str


@dataclass(frozen=True, slots=True)
class FormulaWithoutValue:
    """A formula whose result the file does not hold: nothing but Excel can say what it is."""


CellValue: TypeAlias = (
    str
    | int
    | float
    | Decimal
    | bool
    | date
    | datetime
    | time
    | timedelta
    | CellError
    | FormulaWithoutValue
    | None
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A value with the place it was read from."""

    value: CellValue
    sheet: str
    row: int
    column: str


def find_unreadable(value: CellValue) -> Issue | None:
    """Return what is wrong with a cell that holds no value of any kind, whoever reads it."""
    if isinstance(value, CellError):
        return issue(ERROR_IN_CELL, error=value.code)
    if isinstance(value, FormulaWithoutValue):
        return issue(NOT_CALCULATED)
    return None
