"""Read a treasury file's sheets as a whole: which tables, on what terms, which rows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import or_
from typing import NamedTuple, Protocol

from disbursement.domain import reading_rules
from disbursement.domain import treasury_rules as rules
from disbursement.domain.families import (
    CUMULATIVE,
    LEDGER_LINES,
    SUMMARY,
    UNIT_RESULTS,
    VOUCHERS,
    VOUCHERS_BY_KIND,
    YEAR_END_FORM,
    Family,
)
from disbursement.domain.headings import NumberedRow
from disbursement.domain.layouts import Table
from disbursement.domain.ledger_lines import LedgerLineReader
from disbursement.domain.meanings import LABELS, Meaning
from disbursement.domain.old_fonts import old_encoding
from disbursement.domain.reading_terms import (
    NOTHING_CHOSEN as NOTHING_CHOSEN,
)
from disbursement.domain.reading_terms import (
    Choice as Choice,
)
from disbursement.domain.reading_terms import (
    Found,
    make_terms,
)
from disbursement.domain.reading_terms import (
    RawSheet as RawSheet,
)
from disbursement.domain.sheet_tables import find_table, look_around
from disbursement.domain.summary_rows import SummaryReader
from disbursement.domain.treasury_rows import SheetReading, Terms, TreasuryRow, UnitRow
from disbursement.domain.unit_results import UnitResultReader
from disbursement.domain.voucher_columns import VoucherColumnReader
from disbursement.domain.voucher_rows import VoucherReader
from disbursement.domain.year_end_rows import YearEndReader
from projects.domain.columns import column_letters
from projects.domain.issues import Issue, Location, Term, has_errors, issue
from projects.domain.money import Unit


class Reader(Protocol):
    """What reads the rows of one sheet's table under given terms."""

    def __init__(self, sheet: str, table: Table, terms: Terms) -> None: ...

    def read(self, rows: Sequence[NumberedRow]) -> SheetReading: ...


READERS: Mapping[Family, type[Reader]] = {
    SUMMARY: SummaryReader,
    VOUCHERS: VoucherReader,
    VOUCHERS_BY_KIND: VoucherColumnReader,
    LEDGER_LINES: LedgerLineReader,
    YEAR_END_FORM: YearEndReader,
    UNIT_RESULTS: UnitResultReader,
}


class SheetLayout(NamedTuple):
    """How a sheet was understood: what stands over each column, and what each was read as."""

    family: str
    paths: Mapping[int, tuple[str, ...]]
    columns: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a whole file states, on which terms, and what is wrong with it.

    `columns` says for each sheet what each of its columns was read as, by letters. `units` are
    results of whole organisations, which are compared and never posted.
    """

    layout: str = ""
    unit: Unit | None = None
    as_at: date | None = None
    covers_from: date | None = None
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    rows: Sequence[TreasuryRow] = ()
    issues: Sequence[Issue] = ()
    units: Sequence[UnitRow] = ()
    plan_year: int | None = None
    layouts: Mapping[str, SheetLayout] = field(default_factory=dict)

    def column_of(self, sheet: str, meaning: str) -> str:
        """Return the letters of the column with that meaning, or ""."""
        named = self.columns.get(sheet, {})
        return next((letters for letters, name in named.items() if name == meaning), "")


def read_sheets(sheets: Iterable[RawSheet], choice: Choice = NOTHING_CHOSEN) -> Reading:
    """Read every visible sheet that holds a treasury table; all must be of one family."""
    found, layouts, issues = _find_tables(sheets, choice)
    if not found or has_errors(issues):
        return Reading(issues=issues, layouts=layouts)
    family = found[0].table.family
    if any(each.table.family.name != family.name for each in found):
        return Reading(issues=[*issues, issue(rules.LAYOUTS_MIXED)], layouts=layouts)
    whole = reduce(or_, (each.preamble for each in found))
    all_terms: list[Terms] = []
    rows: list[TreasuryRow] = []
    units: list[UnitRow] = []
    for each in found:
        terms, doubts = make_terms(each, choice, whole)
        issues += [doubt for doubt in doubts if not _is_said(doubt, issues)]
        if terms is not None:
            all_terms.append(terms)
            reading = _read_rows(each, terms)
            rows += reading.rows
            units += reading.units
            issues += [*reading.issues, *_left_out(each), *_hidden(each, reading)]
    if not rows and not units and not has_errors(issues):
        issues.append(issue(rules.NO_ROWS, Location(found[0].sheet.name)))
    return Reading(
        layout=family.name,
        unit=all_terms[0].unit if all_terms else None,
        as_at=_last_day(family, all_terms, rows),
        covers_from=min(whole.starts) if len(whole.starts) == 1 else None,
        columns={each.sheet.name: each.table.described() for each in found},
        rows=rows,
        issues=issues,
        units=units,
        plan_year=next((terms.plan_year for terms in all_terms if terms.plan_year), None),
        layouts=layouts,
    )


def _last_day(family: Family, terms: Sequence[Terms], rows: Sequence[TreasuryRow]) -> date | None:
    days = [each.as_at for each in terms if each.as_at != date.min]
    if days:
        return max(days)
    return max((row.day for row in rows), default=None) if family not in CUMULATIVE else None


def _is_said(doubt: Issue, issues: Sequence[Issue]) -> bool:
    """Tell a finding about the file's day that another of its sheets has raised already."""
    of_file = (rules.DAY_UNKNOWN, rules.DAY_AMBIGUOUS, rules.DAY_OVERRULED)
    return doubt.rule in of_file and any(
        known.rule is doubt.rule and known.params == doubt.params for known in issues
    )


def _find_tables(
    sheets: Iterable[RawSheet], choice: Choice
) -> tuple[list[Found], dict[str, SheetLayout], list[Issue]]:
    """Return the tables to read; a sheet that holds money but cannot be read is an error."""
    found: list[Found] = []
    layouts: dict[str, SheetLayout] = {}
    errors: list[Issue] = []
    warnings: list[Issue] = []
    old_fonts: list[Issue] = []
    for sheet in sheets:
        table = find_table(sheet, choice)
        if table is not None:
            layouts[sheet.name] = SheetLayout(table.family.name, table.paths, table.described())
        if table is None or not (table.is_complete or table.has_money):
            if sheet.rows and sheet.is_visible:
                warnings.append(issue(rules.SHEET_NOT_READ, Location(sheet.name)))
                old_fonts += _old_font(sheet)
        elif not sheet.is_visible:
            warnings.append(issue(rules.SHEET_HIDDEN, Location(sheet.name)))
        elif table.is_complete:
            found.append(look_around(sheet, table))
        else:
            errors += _shortcomings(sheet.name, table)
    if not found and not errors:
        errors += old_fonts or [issue(rules.NO_TABLE)]
        warnings = [w for w in warnings if w.rule is rules.SHEET_HIDDEN]
    return found, layouts, [*errors, *warnings]


def _old_font(sheet: RawSheet) -> list[Issue]:
    texts = (value for _, values in sheet.rows[:60] for value in values if isinstance(value, str))
    encoding = old_encoding(texts)
    at = Location(sheet.name)
    return [issue(reading_rules.OLD_FONT, at, encoding=encoding)] if encoding else []


def _shortcomings(sheet: str, table: Table) -> Iterator[Issue]:
    at = Location(sheet, table.first_header_row)
    if table.missing:
        columns = tuple(Term(name) for name in table.missing)
        yield issue(rules.COLUMNS_MISSING, at, row=table.first_header_row, columns=columns)
    for meaning, letters in table.twice:
        yield issue(rules.COLUMN_TWICE, at, letters=letters, meaning=Term(meaning))


def _read_rows(found: Found, terms: Terms) -> SheetReading:
    rows = _with_merged_cells(found.sheet, found.table)
    return READERS[found.table.family](found.sheet.name, found.table, terms).read(rows)


def _left_out(found: Found) -> Iterator[Issue]:
    """Name the columns that state payments and are read as nothing."""
    if columns := found.table.left_out:
        letters = tuple(column_letters(column) for column in columns)
        at = Location(found.sheet.name, found.table.first_header_row, letters[0])
        yield issue(reading_rules.COLUMNS_LEFT_OUT, at, letters=letters)


def _hidden(found: Found, reading: SheetReading) -> Iterator[Issue]:
    """Name what is hidden and counted all the same: whoever looks at the sheet cannot see it."""
    sheet, table = found.sheet, found.table
    stated = {row.row for row in (*reading.rows, *reading.units)}
    for row in sorted(stated & sheet.hidden_rows):
        yield issue(reading_rules.ROW_HIDDEN, Location(sheet.name, row))
    described = table.described()
    for column in sorted(table.used & sheet.hidden_columns):
        letters = column_letters(column)
        name = described.get(letters, "")
        if name == Meaning.ORDINAL:
            continue
        meaning = LABELS.get(name.rpartition(".")[2], name)
        at = Location(sheet.name, table.first_header_row, letters)
        yield issue(reading_rules.COLUMN_HIDDEN, at, letters=letters, meaning=Term(meaning))


def _with_merged_cells(sheet: RawSheet, table: Table) -> Sequence[NumberedRow]:
    """Repeat a code or name that is merged over several rows in each of them."""
    columns = set(table.columns.values())
    areas = [
        area
        for area in sheet.merged
        if area.top > table.last_header_row
        and area.bottom > area.top
        and area.left == area.right
        and area.left in columns
    ]
    if not areas:
        return sheet.rows
    values = {row: list(cells) for row, cells in sheet.rows}
    for area in areas:
        repeated = values.get(area.top, [])[area.left : area.left + 1]
        for row in range(area.top + 1, area.bottom + 1):
            if repeated and row in values and area.left < len(values[row]):
                values[row][area.left] = repeated[0]
    return list(values.items())
