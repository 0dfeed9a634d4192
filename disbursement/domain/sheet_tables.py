"""Find the table of a sheet, of whatever family, and what is said around it."""

from collections.abc import Sequence
from dataclasses import replace

from disbursement.domain.column_meanings import recovery_said
from disbursement.domain.corrections import read_corrections
from disbursement.domain.headings import NumberedRow
from disbursement.domain.layouts import Hints, Table, recognise
from disbursement.domain.meanings import LABELS, Meaning
from disbursement.domain.preamble import read_preamble
from disbursement.domain.reading_terms import Choice, Found, RawSheet
from disbursement.domain.source_sections import has_source_sections, source_of_sheet
from disbursement.domain.unit_results import recognise_unit_results
from disbursement.domain.year_end_form import recognise_year_end_form

# So many rows at the end of a sheet may hold notes about the table above them.
NOTES = 15


def find_table(sheet: RawSheet, choice: Choice) -> Table | None:
    """Return the sheet's table as recognised, or as a person said its columns are."""
    corrections = read_corrections(choice.columns.get(sheet.name, {}))
    hints = Hints(corrections, sheet.hidden_columns)
    if not corrections:
        form = recognise_year_end_form(sheet.rows, sheet.merged)
        if form is not None:
            return form
    table = recognise(sheet.rows, sheet.merged, hints)
    if table and LABELS[Meaning.SOURCE] in table.missing and _names_source(sheet, table):
        table = recognise(sheet.rows, sheet.merged, replace(hints, names_sources=True))
    if corrections or (table and table.has_money):
        return table
    return recognise_unit_results(sheet.rows, sheet.merged) or table


def look_around(sheet: RawSheet, table: Table) -> Found:
    """Return the table with what the rows above, beside and below it say of it."""
    above = [row for row in sheet.rows if row[0] < table.first_header_row]
    beside = [
        row for row in sheet.rows if table.first_header_row <= row[0] <= table.last_header_row
    ]
    below = [row for row in sheet.rows[-NOTES:] if row[0] > table.last_header_row]
    return Found(
        sheet,
        table,
        read_preamble(above, table.headings, [*beside, *below]),
        source_of_sheet(sheet.name, above),
        table.recovery | recovery_said(_texts([*above, *below])),
    )


def _names_source(sheet: RawSheet, table: Table) -> bool:
    above = [row for row in sheet.rows if row[0] < table.first_header_row]
    below = [row for row in sheet.rows if row[0] > table.last_header_row]
    return bool(source_of_sheet(sheet.name, above)) or has_source_sections(below)


def _texts(rows: Sequence[NumberedRow]) -> list[str]:
    return [value for _, values in rows for value in values if isinstance(value, str)]
