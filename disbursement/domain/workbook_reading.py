"""Read the sheet of figures of a report's workbook: rows in any order, columns by heading."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from projects.domain.cells import CellValue as RawValue
from projects.domain.cells import find_unreadable
from projects.domain.columns import column_letters
from projects.domain.issues import Issue, Location, issue
from projects.domain.money import Unit, find_units, format_amount, read_dong
from projects.domain.numbers import format_decimal
from projects.domain.texts import clean, comparison_key, shorten

from .entry_cells import CellValue, read_cell
from .ledger import Key
from .submissions import ENTRY_FIELDS
from .treasury_reading import RawSheet
from .workbook_columns import (
    COLUMNS,
    DATA_SHEET,
    GIVEN_FIELDS,
    HEADINGS,
    IS_AMOUNT,
    KEY_FIELDS,
    SheetColumn,
    Use,
    columns_in,
)
from .workbook_identity import Identity, IssuedLine, LineCode, line_code
from .workbook_rules import (
    GIVEN_CHANGED,
    HEADING_MISSING,
    HEADING_TWICE,
    LINE_TWICE,
    NO_SHEET,
    ROW_WITHOUT_KEY,
    TOTAL_ROW,
    UNIT_CHANGED,
    UNKNOWN_COLUMN,
    UNKNOWN_LINE,
)

# People put titles above the headings; further down a heading would be a row of figures.
HEADINGS_WITHIN = 20
TOTAL_WORDS = ("tổng", "cộng", "total")

Row = tuple[int, Sequence[RawValue]]


@dataclass(frozen=True, slots=True)
class FileCell:
    """An entry cell as the file has it; a cell that cannot be read has its finding instead."""

    place: Location
    value: CellValue | Issue


@dataclass(frozen=True, slots=True)
class FileLine:
    """A row that names a line of the report; `place` is its first cell."""

    key: Key
    place: Location
    cells: dict[str, FileCell]

    def place_of(self, name: str) -> Location:
        return self.cells[name].place if name in self.cells else self.place


@dataclass(slots=True)
class SheetReading:
    """The lines of a file with what was found on the way; nothing is taken of other rows."""

    lines: dict[Key, FileLine] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """What the sheet is read with: its identity, the lines that may be named, group names."""

    identity: Identity
    keys: Mapping[LineCode, Key]
    groups: Mapping[str, str]


def read_report_sheet(sheets: Iterable[RawSheet], terms: Terms) -> SheetReading:
    """Return the lines of the sheet of figures, or a reading with nothing but its refusal."""
    found = _find_sheet(sheets)
    if found is None:
        headings = tuple(HEADINGS[name] for name in KEY_FIELDS)
        return SheetReading(issues=[issue(NO_SHEET, headings=headings)])
    return _Reader(*found, terms).read()


def _find_sheet(sheets: Iterable[RawSheet]) -> tuple[RawSheet, int] | None:
    """Return the sheet and the index of its row of headings; the form's own name comes first."""
    wanted = comparison_key(DATA_SHEET)
    for sheet in sorted(sheets, key=lambda each: comparison_key(each.name) != wanted):
        for index, (_number, values) in enumerate(sheet.rows[:HEADINGS_WITHIN]):
            names = {column.field for column in columns_in(values).values()}
            if names.issuperset(KEY_FIELDS):
                return sheet, index
    return None


class _Reader:
    """One sheet on its way into lines."""

    def __init__(self, sheet: RawSheet, heading_index: int, terms: Terms) -> None:
        self.sheet, self.terms = sheet, terms
        self.headings = sheet.rows[heading_index]
        self.rows = sheet.rows[heading_index + 1 :]
        self.issued = {line.key: line for line in terms.identity.lines}
        self.reading = SheetReading(sheet=sheet.name)
        self.index: dict[str, int] = {}

    def read(self) -> SheetReading:
        self._place_columns()
        rows: dict[Key, list[FileLine]] = defaultdict(list)
        for row in self.rows:
            if line := self._read_row(row):
                rows[line.key].append(line)
        for key, lines in rows.items():
            if all(_same(line, lines[0]) for line in lines):
                self._keep(key, lines)
            else:
                numbers = tuple(line.place.row for line in lines)
                for line in lines:
                    self._say(issue(LINE_TWICE, line.place, rows=numbers))
        return self.reading

    def _keep(self, key: Key, lines: list[FileLine]) -> None:
        self.reading.lines[key] = lines[0]
        for line in lines:
            for cell in line.cells.values():
                if isinstance(cell.value, Issue):
                    self._say(cell.value)

    def _place_columns(self) -> None:
        number, values = self.headings
        known = columns_in(values)
        for place, column in known.items():
            if column.field in self.index:
                self._say(issue(HEADING_TWICE, self._at(number, place), heading=column.heading))
            elif self._is_in_unit(column, number, place):
                self.index[column.field] = place
        for place, text in enumerate(values):
            if place not in known and isinstance(text, str) and clean(text):
                at = self._at(number, place)
                self._say(issue(UNKNOWN_COLUMN, at, heading=shorten(clean(text))))
        there = {column.field for column in known.values()}
        for column in COLUMNS:
            if column.use is Use.ENTRY and column.field not in there:
                at = Location(self.sheet.name, number)
                self._say(issue(HEADING_MISSING, at, heading=column.heading))

    def _is_in_unit(self, column: SheetColumn, row: int, place: int) -> bool:
        """Tell whether a heading leaves the file's unit; a column in another one is not read."""
        said = find_units([str(self.headings[1][place])]) if column.is_amount else set()
        unit = self.terms.identity.unit
        if said <= {unit}:
            return True
        other = ", ".join(sorted(said))
        self._say(issue(UNIT_CHANGED, self._at(row, place), said=other, unit=str(unit)))
        return False

    def _read_row(self, row: Row) -> FileLine | None:
        number, values = row
        if not any(_is_filled(value) for value in values):
            return None
        first = self._at(number, self.index["project_code"])
        project, source = (self._code(values, name) for name in ("project_code", "source_code"))
        years = [_year(self._value(values, name)) for name in ("plan_year", "origin_year")]
        if not source and self._is_total(values):
            self._say(issue(TOTAL_ROW, first))
            return None
        if not project and not source:
            if any(_is_filled(self._value(values, name)) for name in ENTRY_FIELDS):
                self._say(issue(ROW_WITHOUT_KEY, first))
            return None
        key = self.terms.keys.get(line_code(project, source, years[0], years[1]))
        if key is None:
            shown = "/".join(str(year or "?") for year in years)
            codes = {"project": shorten(project) or "?", "source": shorten(source) or "?"}
            self._say(issue(UNKNOWN_LINE, first, **codes, years=shown))
            return None
        if key in self.issued:
            self._compare_given(self.issued[key], number, values)
        cells = {name: self._entry(name, number, values) for name in self._entry_columns()}
        return FileLine(key, first, cells)

    def _entry_columns(self) -> list[str]:
        return [name for name in ENTRY_FIELDS if name in self.index]

    def _entry(self, name: str, row: int, values: Sequence[RawValue]) -> FileCell:
        place = self._at(row, self.index[name])
        raw = self._value(values, name)
        unit = self.terms.identity.unit
        value: CellValue | Issue
        if name in IS_AMOUNT:
            value = read_dong(raw, unit)
        else:
            text = _text_of(raw)
            if isinstance(text, str) and name == "obstacle_category":
                text = self.terms.groups.get(comparison_key(text), text)
            value = text if isinstance(text, Issue) else read_cell(name, text, unit, self._groups)
        return FileCell(place, value.at(place) if isinstance(value, Issue) else value)

    @property
    def _groups(self) -> frozenset[str]:
        return frozenset(self.terms.groups.values())

    def _compare_given(self, issued: IssuedLine, row: int, values: Sequence[RawValue]) -> None:
        """Tell which of the portal's own cells were changed."""
        for name in GIVEN_FIELDS:
            if name not in self.index:
                continue
            kept, raw = getattr(issued, name), self._value(values, name)
            unit = self.terms.identity.unit
            if not _is_given(kept, raw, unit):
                self._say(
                    issue(
                        GIVEN_CHANGED,
                        self._at(row, self.index[name]),
                        heading=HEADINGS[name],
                        kept=_shown(kept, unit),
                        value=_shown_raw(raw),
                    )
                )

    def _is_total(self, values: Sequence[RawValue]) -> bool:
        texts = [comparison_key(value) for value in values if isinstance(value, str)]
        return any(text.startswith(TOTAL_WORDS) for text in texts[:2])

    def _code(self, values: Sequence[RawValue], name: str) -> str:
        text = _text_of(self._value(values, name))
        return text if isinstance(text, str) else "?"

    def _value(self, values: Sequence[RawValue], name: str) -> RawValue:
        place = self.index.get(name)
        return values[place] if place is not None and place < len(values) else None

    def _at(self, row: int, place: int) -> Location:
        return Location(self.sheet.name, row, column_letters(place))

    def _say(self, found: Issue) -> None:
        self.reading.issues.append(found)


def _same(one: FileLine, other: FileLine) -> bool:
    """Tell whether two rows state the same; what cannot be read is like nothing else."""
    values = [[cell.value for cell in line.cells.values()] for line in (one, other)]
    has_unread = any(isinstance(value, Issue) for each in values for value in each)
    return one is other or (not has_unread and values[0] == values[1])


def _is_filled(value: RawValue) -> bool:
    return bool(clean(value)) if isinstance(value, str) else value is not None


def _year(value: RawValue) -> int:
    """Return the year a cell names, 0 where it names none."""
    text = _text_of(value)
    is_year = isinstance(text, str) and text.isdecimal() and len(text) <= 4
    return int(text) if is_year else 0  # type: ignore[arg-type]


def _text_of(value: RawValue) -> str | Issue:
    """Return what a person sees in a cell of text, also where it is a number or a day."""
    if value is None:
        return ""
    if found := find_unreadable(value):
        return found
    if isinstance(value, float):
        whole = value.is_integer() and abs(value) < 10**15
        return str(int(value)) if whole else format_decimal(Decimal(repr(value)))
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y}" if not value.time() else f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return clean(str(value))


def _is_given(kept: str | int | None, raw: RawValue, unit: Unit) -> bool:
    if isinstance(kept, str):
        text = _text_of(raw)
        return isinstance(text, str) and comparison_key(text) == comparison_key(kept)
    return read_dong(raw, unit) == kept


def _shown(kept: str | int | None, unit: Unit) -> str:
    if isinstance(kept, int):
        return format_amount(kept, unit)
    return shorten(kept) if kept else "–"


def _shown_raw(raw: RawValue) -> str:
    text = _text_of(raw)
    return shorten(text) or "–" if isinstance(text, str) else "?"
