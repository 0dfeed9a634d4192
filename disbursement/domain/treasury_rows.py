"""What the rows of a treasury table state, and how the cells that tell them apart are read."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, TypeVar

from disbursement.domain import treasury_rules as rules
from disbursement.domain.column_meanings import Meaning
from disbursement.domain.headings import NumberedRow, Values, fold
from disbursement.domain.meanings import Recovery
from disbursement.domain.row_kinds import is_blank
from projects.domain.cells import Cell, CellValue, find_unreadable
from projects.domain.codes import check_project_code, read_code
from projects.domain.columns import column_letters
from projects.domain.issues import Issue, Location, Rule, issue
from projects.domain.money import Unit
from projects.domain.numbers import NumberStyle, decide_style
from projects.domain.texts import clean, shorten

Taken = TypeVar("Taken")
PLAIN_YEAR = re.compile(r"(?:nam |khv |kh |ke hoach |von )?(20[0-9]{2})")


class Told(NamedTuple):
    """What a row tells of a source that it does not name by a code.

    `section` is the kind of money its section holds ("sector", "programme", "bonds"), `branch`
    whether it is domestic or foreign, `plan` the plan it states in đồng, `codes` what else the
    source may be called.
    """

    section: str = ""
    branch: str = ""
    plan: int | None = None
    codes: tuple[str, ...] = ()


class StatementRow(NamedTuple):
    """A row's cumulative figures of one pool of money as at a day, in đồng.

    Where the file does not say them, the source is "" and the origin year 0; see `told`.
    """

    sheet: str
    row: int
    cells: str
    code: str
    name: str
    source: str
    plan_year: int
    origin_year: int
    day: date
    volume: int
    advance: int
    told: Told | None = None


class VoucherRow(NamedTuple):
    """A dated movement as its row states it, in đồng."""

    sheet: str
    row: int
    cells: str
    code: str
    name: str
    source: str
    plan_year: int
    origin_year: int
    day: date
    number: str
    kind: str
    amount: int
    told: Told | None = None


class UnitRow(NamedTuple):
    """What a row states of a whole organisation, in đồng; nothing can be posted from it."""

    sheet: str
    row: int
    cells: str
    name: str
    volume: int
    advance: int
    plan: int | None = None


TreasuryRow = StatementRow | VoucherRow


@dataclass(frozen=True, slots=True)
class Terms:
    """How the figures of a sheet are to be read; a list of vouchers has its years in its rows.

    `source` is the one that the sheet as a whole is about.
    """

    unit: Unit
    as_at: date
    covers_from: date | None = None
    plan_year: int | None = None
    recovery: Recovery | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class SheetReading:
    """What the rows of one sheet state, and what is wrong with them."""

    rows: Sequence[TreasuryRow] = ()
    issues: Sequence[Issue] = ()
    units: Sequence[UnitRow] = ()


class RowReader:
    """Reads the identifying cells of one sheet's rows and gathers what is wrong with them.

    Equal cells are read once: a list of vouchers says the same few codes and years over and over.
    """

    def __init__(self, sheet: str, columns: Mapping[Meaning, int]) -> None:
        self.sheet = sheet
        self.columns = columns
        self.issues: list[Issue] = []
        self._codes: dict[object, str | Issue | None] = {}
        self._sources: dict[object, str | Issue | None] = {}
        self._years: dict[object, int | Issue | None] = {}

    def add(self, problem: Issue, row: int, column: int) -> None:
        """Gather a finding that does not know its place."""
        place = Location(self.sheet, row, column_letters(column))
        self.issues.append(issue(problem.rule, place, **problem.params))

    def add_rule(self, rule: Rule, row: int, meaning: Meaning, **params: object) -> None:
        self.add(issue(rule, **params), row, self.columns[meaning])

    def text(self, values: Values, meaning: Meaning) -> str:
        """Return a text on which nothing hangs, or "" where there is none."""
        column = self.columns.get(meaning)
        value = None if column is None else values[column]
        return "" if value is None or is_blank(value) else _plain_text(value)

    def project_code(self, row: int, values: Values) -> str | None:
        value = values[self.columns[Meaning.PROJECT_CODE]]
        key = (type(value), value)
        if key not in self._codes:
            self._codes[key] = _read_project_code(value)
        return self._taken(self._codes[key], row, Meaning.PROJECT_CODE, rules.CODE_MISSING)

    def source(self, row: int, values: Values) -> str | None:
        value = values[self.columns[Meaning.SOURCE]]
        key = (type(value), value)
        if key not in self._sources:
            self._sources[key] = None if is_blank(value) else read_code(value)
        return self._taken(self._sources[key], row, Meaning.SOURCE, rules.SOURCE_MISSING)

    def year(self, row: int, values: Values, meaning: Meaning) -> int | None:
        value = values[self.columns[meaning]]
        key = (type(value), value)
        if key not in self._years:
            self._years[key] = _read_year(value)
        is_origin = meaning is Meaning.ORIGIN_YEAR
        missing = rules.ORIGIN_MISSING if is_origin else rules.PLAN_YEAR_MISSING
        return self._taken(self._years[key], row, meaning, missing)

    def _taken(
        self, read: Taken | Issue | None, row: int, meaning: Meaning, missing: Rule
    ) -> Taken | None:
        if isinstance(read, Issue):
            self.add(read, row, self.columns[meaning])
            return None
        if read is None:
            self.add_rule(missing, row, meaning)
        return read


def number_style(
    sheet: str, rows: Sequence[NumberedRow], columns: Sequence[int]
) -> tuple[NumberStyle, list[Issue]]:
    """Return how the texts in the columns of money write numbers."""
    return decide_style(
        Cell(values[column], sheet, row, column_letters(column))
        for row, values in rows
        for column in columns
        if isinstance(values[column], str)
    )


def _plain_text(value: CellValue) -> str:
    return "" if find_unreadable(value) else clean(str(value))


def _read_project_code(value: CellValue) -> str | Issue | None:
    code = None if is_blank(value) else read_code(value)
    return (check_project_code(code) or code) if isinstance(code, str) else code


def _read_year(value: CellValue) -> int | Issue | None:
    if is_blank(value):
        return None
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        text = fold(value) if isinstance(value, str) else f"{value:g}"
        if found := PLAIN_YEAR.fullmatch(text):
            return int(found[1])
    return find_unreadable(value) or issue(rules.YEAR_UNREADABLE, value=shorten(str(value)))
