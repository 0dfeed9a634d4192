"""The same treasury table in every spreadsheet format gives the same rows."""

import struct
from pathlib import Path

import pytest
from openpyxl import load_workbook

from disbursement.domain.treasury_reading import NOTHING_CHOSEN, read_sheets
from disbursement.intake.treasury_files import open_sheets, read_treasury_file
from tests.intake.build_old_formats import xlsb, xlsb_cell, xlsb_row

DATA = Path(__file__).parent.parent / "data"
SUMMARY = DATA / "sample" / "treasury-summary-2024-09-30.xlsx"
FORMS = DATA / "treasury"


def figures(reading):
    return [row[1:2] + row[3:] for row in reading.rows]


def as_xlsb(path, source):
    """Write the first sheet of an .xlsx as a binary workbook."""

    def cell(column, value):
        if isinstance(value, str):
            text = struct.pack("<I", len(value)) + value.encode("utf-16-le")
            return xlsb_cell(6, column, text)
        return xlsb_cell(5, column, struct.pack("<d", value))

    sheet = load_workbook(source).worksheets[0]
    rows = [
        xlsb_row(number, *(cell(at, value) for at, value in enumerate(values) if value is not None))
        for number, values in enumerate(sheet.iter_rows(values_only=True))
        if any(value is not None for value in values)
    ]
    return xlsb(path, sheet.title, *rows)


def test_a_binary_workbook_gives_the_rows_of_its_xlsx(tmp_path):
    reading = read_treasury_file(as_xlsb(tmp_path / "a.xlsb", SUMMARY))
    assert reading.issues == []
    assert figures(reading) == figures(read_treasury_file(SUMMARY))


@pytest.mark.parametrize("ending", ["xls", "ods"])
def test_the_year_end_form_gives_the_same_rows_in_every_format(ending):
    reading = read_treasury_file(FORMS / f"mau-03-qtnd.{ending}")
    assert figures(reading) == figures(read_treasury_file(FORMS / "mau-03-qtnd.xlsx"))
    assert len(reading.rows) == 101


def test_the_form_is_known_by_its_column_numbers_where_its_headings_are_gone():
    (raw,) = open_sheets(FORMS / "mau-03-qtnd.xls")
    kept = [row for row in raw.rows if row[0] < 7 or row[0] >= 12]
    reading = read_sheets([raw._replace(rows=kept, merged=())], NOTHING_CHOSEN)
    assert reading.layout == "qtnd-03"
    whole = read_treasury_file(FORMS / "mau-03-qtnd.xls")
    assert figures(reading) == figures(whole)
