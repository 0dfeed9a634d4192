"""Read results by unit: sums of whole organisations, to be compared and never posted."""

import re
from collections.abc import Iterable, Mapping, Sequence

from disbursement.domain.column_meanings import (
    LABELS,
    Figure,
    Meaning,
    Pool,
    Quantity,
    figure,
    identify,
)
from disbursement.domain.families import UNIT_RESULTS
from disbursement.domain.figure_split import split_figures
from disbursement.domain.headings import Area, NumberedRow, Values, fold, heading_paths, windows
from disbursement.domain.layouts import Block, Table
from disbursement.domain.row_kinds import COLUMN_NUMBER, is_blank, is_total
from disbursement.domain.treasury_rows import RowReader, SheetReading, Terms, UnitRow, number_style
from projects.domain.columns import column_letters
from projects.domain.issues import Issue
from projects.domain.money import read_dong
from projects.domain.numbers import NumberStyle
from projects.domain.texts import clean

OF_THE_TREASURY = re.compile(r"\b(kho bac|kbnn|kb)\b")
UNIT = re.compile(r"(ten )?(don vi|chu dau tu|cdt|co quan)( chu dau tu| du toan| thuc hien)?")
NEEDED = {Quantity.VOLUME, Quantity.ADVANCE}


def recognise_unit_results(
    rows: Sequence[NumberedRow], merged: Iterable[Area] = ()
) -> Table | None:
    """Return the table of a sheet that states results of units, or None."""
    merged = list(merged)
    best: Table | None = None
    for window in windows(rows):
        if not any(_names_units(values) for _, values in window):
            continue
        table = _read(heading_paths(window, merged), window[0][0], window[-1][0])
        if table and (best is None or table.understood > best.understood):
            best = table
    return best


def _names_units(values: Values) -> bool:
    return any(isinstance(value, str) and UNIT.fullmatch(fold(value)) for value in values)


def _read(paths: Mapping[int, tuple[str, ...]], first: int, last: int) -> Table | None:
    units = [c for c, path in paths.items() if UNIT.fullmatch(fold(path[-1]))]
    has_projects = any(Meaning.PROJECT_CODE in identify(path) for path in paths.values())
    if len(units) != 1 or has_projects:
        return None
    figures = {c: found for c, path in paths.items() if (found := figure(path))}
    own = _columns(figures)
    treasury = _columns({c: found for c, found in figures.items() if _is_of_the_treasury(paths[c])})
    columns = treasury if treasury.keys() & NEEDED else own
    has = set(columns)
    if Quantity.ADVANCE_PAID in has:
        has.add(Quantity.ADVANCE)
    if not has >= NEEDED:
        return None
    return Table(
        family=UNIT_RESULTS,
        first_header_row=first,
        last_header_row=last,
        columns={Meaning.INVESTOR: units[0]},
        blocks=(Block(Pool.BOTH, None, columns),),
        plan_years=frozenset(),
        headings=tuple(text for c in sorted({units[0], *columns.values()}) for text in paths[c]),
        twice=tuple(
            (LABELS[quantity], tuple(column_letters(c) for c in places))
            for quantity in columns
            if len(places := _places(figures, paths, quantity, bool(treasury))) > 1
        ),
        paths=paths,
    )


def _is_of_the_treasury(path: Sequence[str]) -> bool:
    return any(OF_THE_TREASURY.search(fold(text)) for text in path)


def _columns(figures: Mapping[int, Figure]) -> dict[Quantity, int]:
    columns: dict[Quantity, int] = {}
    for column, found in sorted(figures.items()):
        if found.quantity is not Quantity.PLAN:
            columns.setdefault(found.quantity, column)
    return columns


def _places(
    figures: Mapping[int, Figure],
    paths: Mapping[int, tuple[str, ...]],
    quantity: Quantity,
    is_of_treasury: bool,  # noqa: FBT001
) -> list[int]:
    return [
        column
        for column, found in figures.items()
        if found.quantity is quantity
        and found.quantity is not Quantity.TOTAL
        and (not is_of_treasury or _is_of_the_treasury(paths[column]))
    ]


class UnitResultReader:
    """Reads the rows of one sheet of unit results under given terms."""

    def __init__(self, sheet: str, table: Table, terms: Terms) -> None:
        self.sheet = sheet
        self.table = table
        self.terms = terms
        self.block = table.blocks[0].columns

    def read(self, rows: Sequence[NumberedRow]) -> SheetReading:
        width = max(self.table.used) + 1
        below = [
            (at, (*values, *[None] * (width - len(values))))
            for at, values in rows
            if at > self.table.last_header_row
        ]
        style, problems = number_style(self.sheet, below, list(self.block.values()))
        if problems:
            return SheetReading(issues=problems)
        cells = RowReader(self.sheet, self.table.columns)
        units = [unit for at, values in below if (unit := self._unit(at, values, style, cells))]
        return SheetReading(issues=cells.issues, units=units)

    def _unit(
        self, at: int, values: Values, style: NumberStyle, cells: RowReader
    ) -> UnitRow | None:
        name = values[self.table.columns[Meaning.INVESTOR]]
        if not isinstance(name, str) or is_blank(name) or is_total(name) or _is_number(name):
            return None
        read = {q: read_dong(values[c], self.terms.unit, style) for q, c in self.block.items()}
        known = {q: amount for q, amount in read.items() if isinstance(amount, int)}
        if not known:
            return None
        for quantity, amount in read.items():
            if isinstance(amount, Issue):
                cells.add(amount, at, self.block[quantity])
        parts = split_figures(dict.fromkeys(self.block, 0) | known, self.terms.recovery)
        if isinstance(parts, Issue):
            cells.add(parts, at, min(self.block.values()))
            return None
        address = ", ".join(f"{column_letters(c)}{at}" for c in sorted(self.block.values()))
        return UnitRow(self.sheet, at, address, clean(name), *parts)


def _is_number(text: str) -> bool:
    return bool(COLUMN_NUMBER.fullmatch(clean(text)))
