"""Read the workbook of registers into typed rows; what cannot be read becomes an issue."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from projects.domain.cells import Cell, CellValue
from projects.domain.columns import column_index, column_letters
from projects.domain.issues import Issue, Location, Rule, Severity, issue, mark
from projects.domain.numbers import NumberStyle, decide_style
from projects.domain.register_layout import LAYOUTS, Column, Kind, SheetLayout, find_layout
from projects.domain.registers import RegisterRow, Registers, RowPlace
from projects.domain.texts import clean, shorten
from projects.intake.register_cells import read_amount, read_value
from projects.intake.workbook import Sheet, Workbook

NO_KNOWN_SHEET = Rule(
    "register.no_known_sheet",
    Severity.ERROR,
    mark("The workbook has none of the sheets %(sheets)s."),
    mark("Name the sheets as in the workbook that the portal exports."),
)
UNKNOWN_SHEET = Rule(
    "register.unknown_sheet",
    Severity.WARNING,
    mark("The sheet “%(sheet)s” is not a register and is not read."),
    mark("If it should be read, give it one of the names %(sheets)s."),
)
SHEET_TWICE = Rule(
    "register.sheet_twice",
    Severity.ERROR,
    mark("The workbook has the sheet %(sheet)s more than once."),
    mark("Put all rows into one sheet and delete the other."),
)
MISSING_COLUMN = Rule(
    "register.missing_column",
    Severity.ERROR,
    mark("The sheet %(sheet)s has no column “%(column)s”."),
    mark("Add the column to the first row, spelt exactly like this."),
)
UNKNOWN_COLUMN = Rule(
    "register.unknown_column",
    Severity.WARNING,
    mark("The column “%(column)s” is not known and is not read."),
    mark("If it should be read, give it the heading the portal's own workbook uses."),
)
NAMELESS_COLUMN = Rule(
    "register.nameless_column",
    Severity.WARNING,
    mark("The column has values but no heading in the first row, and is not read."),
    mark("Give the column its heading, or delete its values."),
)
COLUMN_TWICE = Rule(
    "register.column_twice",
    Severity.ERROR,
    mark("The sheet has the column “%(column)s” more than once."),
    mark("Keep one of the columns."),
)
EMPTY_CELL = Rule(
    "register.empty_cell",
    Severity.ERROR,
    mark("“%(column)s” is empty."),
    mark("Fill in the cell, or delete the whole row."),
)


@dataclass(frozen=True, slots=True)
class RegisterFile:
    """What a workbook of registers holds: its known sheets, its rows and what is wrong."""

    sheets: tuple[str, ...]
    rows: Registers
    issues: tuple[Issue, ...]


def read_registers(workbook: Workbook) -> RegisterFile:
    """Read every known sheet of the workbook."""
    sheets, found, issues = read_sheets(workbook, LAYOUTS)
    return RegisterFile(sheets, Registers(**found), issues)


Rows = dict[str, tuple[Any, ...]]  # by register


def read_sheets(
    workbook: Workbook, layouts: Sequence[SheetLayout]
) -> tuple[tuple[str, ...], Rows, tuple[Issue, ...]]:
    """Return the names of the sheets that have a layout, their rows, and what is wrong."""
    names = tuple(layout.name for layout in layouts)
    found: Rows = {}
    sheets: list[str] = []
    issues: list[Issue] = []
    for sheet in workbook.sheets:
        layout = find_layout(sheet.name, layouts)
        if layout is None:
            issues.append(
                issue(UNKNOWN_SHEET, Location(sheet.name), sheet=sheet.name, sheets=names)
            )
        elif layout.name in sheets:
            issues.append(issue(SHEET_TWICE, Location(sheet.name), sheet=layout.name))
        else:
            sheets.append(layout.name)
            rows, problems = read_sheet(sheet, layout)
            found[layout.register] = tuple(rows)
            issues += problems
    if not sheets:
        issues.insert(0, issue(NO_KNOWN_SHEET, sheets=names))
    return tuple(sheets), found, tuple(issues)


def read_sheet(sheet: Sheet, layout: SheetLayout) -> tuple[list[RegisterRow], list[Issue]]:
    """Return the rows below the heading row, and every finding of the sheet."""
    headings = sheet.rows[0][1] if sheet.rows else ()
    columns, issues = _find_columns(sheet, layout, headings)
    reader, problems = _make_reader(sheet, layout, columns)
    issues += problems
    rows = []
    for number, values in sheet.rows[1:]:
        if any(not _is_blank(values, index) for index in columns):
            row, problems = reader.read(number, values)
            rows.append(row)
            issues += problems
    return rows, issues


def _find_columns(
    sheet: Sheet, layout: SheetLayout, headings: Sequence[CellValue]
) -> tuple[dict[int, Column], list[Issue]]:
    """Return the known columns by position, and what is wrong with the headings."""
    columns: dict[int, Column] = {}
    issues = []
    row = sheet.rows[0][0] if sheet.rows else 1
    for index in range(max((len(values) for _, values in sheet.rows), default=0)):
        heading = "" if _is_blank(headings, index) else clean(str(headings[index]))
        at = Location(sheet.name, row, column_letters(index))
        column = layout.column(heading)
        if column is None:
            issues += _unread_column(sheet, at, heading)
        elif column in columns.values():
            issues.append(issue(COLUMN_TWICE, at, column=column.heading))
        else:
            columns[index] = column
    for column in layout.columns:
        if column.needed and column not in columns.values():
            issues.append(
                issue(
                    MISSING_COLUMN, Location(sheet.name), sheet=layout.name, column=column.heading
                )
            )
    return columns, issues


def _unread_column(sheet: Sheet, at: Location, heading: str) -> list[Issue]:
    if heading:
        return [issue(UNKNOWN_COLUMN, at, column=shorten(heading))]
    index = column_index(at.column)
    if all(_is_blank(values, index) for _, values in sheet.rows):
        return []
    return [issue(NAMELESS_COLUMN, at)]


def _make_reader(
    sheet: Sheet, layout: SheetLayout, columns: dict[int, Column]
) -> tuple["_RowReader", list[Issue]]:
    amounts = [index for index, column in columns.items() if column.kind is Kind.AMOUNT]
    style, issues = decide_style(_cells(sheet, amounts))
    letters = {column.field: column_letters(index) for index, column in columns.items()}
    return _RowReader(sheet, layout, columns, letters, None if issues else style), issues


def _cells(sheet: Sheet, columns: Iterable[int]) -> Iterator[Cell]:
    for index in columns:
        for number, values in sheet.rows[1:]:
            if index < len(values):
                yield Cell(values[index], sheet.name, number, column_letters(index))


@dataclass(frozen=True)
class _RowReader:
    """Turns the values of one row into a typed row; without a style no text is an amount."""

    sheet: Sheet
    layout: SheetLayout
    columns: dict[int, Column]
    letters: dict[str, str]
    style: NumberStyle | None

    def read(self, number: int, values: Sequence[CellValue]) -> tuple[RegisterRow, list[Issue]]:
        fields: dict[str, Any] = {}
        unread = {column.field for column in self.layout.columns if column.needed}
        issues = []
        for index, column in self.columns.items():
            value = values[index] if index < len(values) else None
            result = self._read_cell(column, value)
            unread.discard(column.field)
            if isinstance(result, Issue):
                letters = column_letters(index)
                issues.append(replace(result, sheet=self.sheet.name, row=number, column=letters))
            if isinstance(result, Issue | _Undecided):
                unread.add(column.field)
            elif result is not None:
                fields[column.field] = result
        place = RowPlace(self.sheet.name, number, self.letters, frozenset(unread))
        return self.layout.row_type(place, **fields), issues

    def _read_cell(self, column: Column, value: CellValue) -> Any:
        """Return the value, None where there is none, or what is wrong with it."""
        if column.kind is Kind.AMOUNT and self.style is None and isinstance(value, str):
            return _UNDECIDED
        if column.kind is Kind.AMOUNT:
            result: Any = read_amount(value, self.style or NumberStyle.VIETNAMESE)
        else:
            result = read_value(value, column)
        if result is None and column.filled:
            return issue(EMPTY_CELL, column=column.heading)
        return result


class _Undecided:
    """Stands for an amount in a sheet whose style of numbers could not be told."""


_UNDECIDED = _Undecided()


def _is_blank(values: Sequence[CellValue], index: int) -> bool:
    value = values[index] if index < len(values) else None
    return value is None or (isinstance(value, str) and not clean(value))
