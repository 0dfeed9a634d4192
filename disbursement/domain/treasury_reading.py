"""Read a treasury file's sheets as a whole: which tables, on what terms, which rows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import or_
from typing import NamedTuple

from disbursement.domain import treasury_rules as rules
from disbursement.domain.column_meanings import Meaning
from disbursement.domain.headings import Area, NumberedRow
from disbursement.domain.layouts import SUMMARY, Table, recognise
from disbursement.domain.preamble import Preamble, read_preamble
from disbursement.domain.summary_rows import SummaryReader
from disbursement.domain.treasury_rows import SheetReading, Terms, TreasuryRow
from disbursement.domain.voucher_rows import VoucherReader
from projects.domain.issues import Issue, Location, Term, has_errors, issue
from projects.domain.money import Unit


class RawSheet(NamedTuple):
    """A sheet as opened: its filled rows by number, from column A."""

    name: str
    is_visible: bool
    rows: Sequence[NumberedRow]
    merged: Sequence[Area] = ()


class Choice(NamedTuple):
    """What a person decided where the file does not say."""

    unit: Unit | None = None
    as_at: date | None = None


NOTHING_CHOSEN = Choice()


class Found(NamedTuple):
    """A sheet with its complete table and what stands above it."""

    sheet: RawSheet
    table: Table
    preamble: Preamble


@dataclass(frozen=True, slots=True)
class Reading:
    """What a whole file states, on which terms, and what is wrong with it.

    `columns` says for each sheet what each of its columns was read as, by letters.
    """

    layout: str = ""
    unit: Unit | None = None
    as_at: date | None = None
    covers_from: date | None = None
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    rows: Sequence[TreasuryRow] = ()
    issues: Sequence[Issue] = ()

    def column_of(self, sheet: str, meaning: str) -> str:
        """Return the letters of the column with that meaning, or ""."""
        named = self.columns.get(sheet, {})
        return next((letters for letters, name in named.items() if name == meaning), "")


def read_sheets(sheets: Iterable[RawSheet], choice: Choice = NOTHING_CHOSEN) -> Reading:
    """Read every visible sheet that holds a treasury table; all must be of one family."""
    found, issues = _find_tables(sheets)
    if not found or has_errors(issues):
        return Reading(issues=issues)
    family = found[0].table.family
    if any(each.table.family is not family for each in found):
        return Reading(issues=[*issues, issue(rules.LAYOUTS_MIXED)])
    whole = reduce(or_, (each.preamble for each in found))
    as_at, doubts = _as_at(whole, choice, is_needed=family is SUMMARY)
    issues += doubts
    starts = min(whole.starts) if len(whole.starts) == 1 else None
    units: list[Unit] = []
    rows: list[TreasuryRow] = []
    for each in found:
        terms, doubts = _terms(each, choice, as_at, starts)
        issues += doubts
        if terms is not None:
            units.append(terms.unit)
            reading = _read_rows(each, terms)
            rows += reading.rows
            issues += reading.issues
    if not rows and not has_errors(issues):
        issues.append(issue(rules.NO_ROWS, Location(found[0].sheet.name)))
    if as_at is None and rows and family is not SUMMARY:
        as_at = max(row.day for row in rows)
    return Reading(
        layout=family.name,
        unit=units[0] if units else None,
        as_at=as_at,
        covers_from=starts,
        columns={each.sheet.name: each.table.described() for each in found},
        rows=rows,
        issues=issues,
    )


def _find_tables(sheets: Iterable[RawSheet]) -> tuple[list[Found], list[Issue]]:
    """Return the tables to read; a sheet that holds money but cannot be read is an error."""
    found: list[Found] = []
    errors: list[Issue] = []
    warnings: list[Issue] = []
    for sheet in sheets:
        table = recognise(sheet.rows, sheet.merged)
        if table is None or not (table.is_complete or table.has_money):
            if sheet.rows and sheet.is_visible:
                warnings.append(issue(rules.SHEET_NOT_READ, Location(sheet.name)))
        elif not sheet.is_visible:
            warnings.append(issue(rules.SHEET_HIDDEN, Location(sheet.name)))
        elif table.is_complete:
            above = [row for row in sheet.rows if row[0] < table.first_header_row]
            found.append(Found(sheet, table, read_preamble(above, table.headings)))
        else:
            errors += _shortcomings(sheet.name, table)
    if not found and not errors:
        errors.append(issue(rules.NO_TABLE))
        warnings = [w for w in warnings if w.rule is rules.SHEET_HIDDEN]
    return found, [*errors, *warnings]


def _shortcomings(sheet: str, table: Table) -> Iterator[Issue]:
    at = Location(sheet, table.first_header_row)
    if table.missing:
        columns = tuple(Term(name) for name in table.missing)
        yield issue(rules.COLUMNS_MISSING, at, row=table.first_header_row, columns=columns)
    for meaning, letters in table.twice:
        yield issue(rules.COLUMN_TWICE, at, letters=letters, meaning=Term(meaning))


def _as_at(
    preamble: Preamble, choice: Choice, *, is_needed: bool
) -> tuple[date | None, list[Issue]]:
    """Return the day up to which the figures count; two that differ are as good as none."""
    stated = min(preamble.ends) if len(preamble.ends) == 1 else None
    if choice.as_at is not None:
        overruled = is_needed and stated is not None and stated != choice.as_at
        days = {"declared": stated, "chosen": choice.as_at}
        return choice.as_at, [issue(rules.DAY_OVERRULED, **days)] if overruled else []
    if stated is not None or not is_needed:
        return stated, []
    if preamble.ends:
        return None, [issue(rules.DAY_AMBIGUOUS, days=tuple(sorted(preamble.ends)))]
    return None, [issue(rules.DAY_UNKNOWN)]


def _terms(
    found: Found, choice: Choice, as_at: date | None, covers_from: date | None
) -> tuple[Terms | None, list[Issue]]:
    """Return how to read one sheet, or None with the reason why it cannot be."""
    unit, issues = _unit(found, choice)
    year = None
    if found.table.family is SUMMARY and Meaning.PLAN_YEAR not in found.table.columns:
        year, doubts = _plan_year(found)
        issues += doubts
    if found.table.family is SUMMARY and as_at is None:
        return None, issues
    if unit is None or has_errors(issues):
        return None, issues
    return Terms(unit, as_at or date.min, covers_from, year), issues


def _unit(found: Found, choice: Choice) -> tuple[Unit | None, list[Issue]]:
    at = Location(found.sheet.name)
    stated = sorted(found.preamble.units, key=lambda unit: unit.exponent)
    if choice.unit is not None:
        if stated in ([], [choice.unit]):
            return choice.unit, []
        units = {"declared": tuple(map(str, stated)), "chosen": str(choice.unit)}
        return choice.unit, [issue(rules.UNIT_OVERRULED, at, **units)]
    if len(stated) == 1:
        return stated[0], []
    if stated:
        return None, [issue(rules.UNIT_AMBIGUOUS, at, units=tuple(map(str, stated)))]
    return None, [issue(rules.UNIT_UNKNOWN, at)]


def _plan_year(found: Found) -> tuple[int | None, list[Issue]]:
    """Return the plan year that headings or title name; where they disagree, none."""
    named, titled = found.table.plan_years, found.preamble.years
    candidates = named or titled
    if len(candidates) == 1 and (not titled or candidates <= titled):
        return min(candidates), []
    years = tuple(str(year) for year in sorted(named | titled))
    return None, [issue(rules.PLAN_YEAR_UNCLEAR, Location(found.sheet.name), years=years or ("–",))]


def _read_rows(found: Found, terms: Terms) -> SheetReading:
    reader = SummaryReader if found.table.family is SUMMARY else VoucherReader
    rows = _with_merged_cells(found.sheet, found.table)
    return reader(found.sheet.name, found.table, terms).read(rows)


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
