"""The other spreadsheet formats give the same values; what their parser drops is found."""

import struct

import pytest

from projects.domain.cells import CellError, FormulaWithoutValue
from projects.intake import refusals
from projects.intake.workbook import Limits, WorkbookRefused, read_workbook
from tests.intake.build_old_formats import compound, ods, record, xls, xlsb, xlsb_cell, xlsb_row

DIVISION = CellError("#DIV/0!")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "upload.bin"


def only_sheet(path):
    (sheet,) = read_workbook(path).sheets
    return sheet


def xls_number(row, column, value):
    return record(0x0203, struct.pack("<HHHd", row, column, 0, value))


def xls_error(row, column, code):
    return record(0x0205, struct.pack("<HHHBB", row, column, 0, code, 1))


def xls_formula_error(row, column, code):
    result = struct.pack("<BBBBBBH", 2, 0, code, 0, 0, 0, 0xFFFF)
    return record(0x0006, struct.pack("<HHH", row, column, 0) + result + bytes(8))


XLS_ROWS = [
    record(0x0208, struct.pack("<HHHHHHI", 2, 0, 4, 300, 0, 0, 0x20)),
    record(0x007D, struct.pack("<HHHHHH", 1, 1, 2000, 0, 1, 0)),
    xls_number(1, 1, 727304290000.0),
    xls_error(1, 3, 0x07),
    xls_formula_error(2, 0, 0x2A),
    xls_number(2, 1, 12.5),
]


@pytest.mark.parametrize("filler", [0, 6000])
def test_xls_gives_values_errors_and_what_is_hidden(path, filler):
    sheet = only_sheet(xls(path, "Biểu 1", *XLS_ROWS, filler=filler))
    assert sheet.name == "Biểu 1"
    assert sheet.rows == [
        (2, (None, 727304290000, None, DIVISION)),
        (3, (CellError("#N/A"), 12.5, None, None)),
    ]
    assert sheet.hidden_rows == {3}
    assert sheet.hidden_columns == {1}


def test_xls_with_a_password_is_told(path):
    xls(path, "S", xls_number(0, 0, 1.0), book=record(0x002F, bytes(6)))
    assert refusal(path).rule is refusals.PASSWORD


def test_xls_with_links_to_other_files_is_refused(path):
    link = struct.pack("<HHB", 1, 8, 0) + b"\x01khac.xls"
    xls(path, "S", xls_number(0, 0, 1.0), book=record(0x01AE, link))
    assert refusal(path).rule is refusals.EXTERNAL_LINKS


def test_xls_links_within_the_book_are_fine(path):
    own = record(0x01AE, struct.pack("<HH", 1, 0x0401))
    assert only_sheet(xls(path, "S", xls_number(0, 0, 1.0), book=own)).rows == [(1, (1,))]


@pytest.mark.parametrize("share", [0.02, 0.1, 0.15, 0.3])
def test_a_truncated_xls_is_damaged(path, share):
    data = xls(path, "S", *XLS_ROWS, filler=9000).read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    assert refusal(path).rule is refusals.DAMAGED


@pytest.mark.parametrize(
    ("streams", "rule"),
    [
        (["EncryptionInfo", "EncryptedPackage"], refusals.PASSWORD),
        (["WordDocument"], refusals.WORD),
        (["Workbook", "_VBA_PROJECT_CUR"], refusals.MACROS),
        (["PowerPoint Document"], refusals.NOT_A_SPREADSHEET),
        (["Workbook"], refusals.DAMAGED),
    ],
)
def test_old_binary_files_are_judged_by_their_streams(path, streams, rule):
    path.write_bytes(compound(b"", *streams))
    assert refusal(path).rule is rule


def test_xlsb_gives_values_errors_and_what_is_hidden(path):
    number = struct.pack("<d", 727304290000.0)
    rows = [
        xlsb_row(1, xlsb_cell(5, 1, number), xlsb_cell(3, 3, b"\x07")),
        xlsb_row(4, xlsb_cell(11, 0, b"\x17" + bytes(10)), hidden=True),
    ]
    sheet = only_sheet(xlsb(path, "Biểu 1", *rows))
    assert sheet.rows == [
        (2, (None, 727304290000, None, DIVISION)),
        (5, (CellError("#REF!"), None, None, None)),
    ]
    assert sheet.hidden_rows == {5}


ODS_TABLE = (
    '<table:table table:name="Biểu 1"><table:table-column/>'
    '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
    '<table:table-row table:visibility="collapse">'
    '<table:table-cell table:number-columns-repeated="2"/>'
    '<table:table-cell office:value-type="float" office:value="12.5"><text:p>12,5</text:p>'
    "</table:table-cell>"
    '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value=""'
    ' calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
    '<table:table-cell table:formula="of:=A1"/>'
    '<table:table-cell table:formula="of:=A1"><text:p/></table:table-cell>'
    '<table:table-cell table:number-columns-repeated="16378"/></table:table-row>'
    '<table:table-row table:number-rows-repeated="1048573">'
    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>'
)


def test_ods_gives_values_errors_and_what_is_hidden(path):
    sheet = only_sheet(ods(path, ODS_TABLE))
    ((number, values),) = sheet.rows
    assert number == 3
    assert values[:5] == (None, None, 12.5, DIVISION, FormulaWithoutValue())
    assert not any(values[5:])
    assert sheet.hidden_rows == {3}


def test_ods_with_a_password_or_macros_is_told(path):
    ods(path, ODS_TABLE, manifest="<manifest:encryption-data/>")
    assert refusal(path).rule is refusals.PASSWORD
    ods(path, ODS_TABLE, manifest='<manifest:file-entry manifest:full-path="Basic/a.xml"/>')
    assert refusal(path).rule is refusals.MACROS


def test_ods_rows_beyond_the_limit_are_refused(path):
    cell = (
        '<table:table-cell office:value-type="float" office:value="1"><text:p/></table:table-cell>'
    )
    row = f'<table:table-row table:number-rows-repeated="30">{cell}</table:table-row>'
    ods(path, f'<table:table table:name="S">{row}</table:table>')
    assert refusal(path, Limits(rows=20)).rule is refusals.ROWS


def refusal(path, limits=None):
    with pytest.raises(WorkbookRefused) as caught:
        read_workbook(path, limits=limits or Limits())
    return caught.value
