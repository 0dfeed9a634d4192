"""What an honest workbook holds comes out with its addresses, values unchanged."""

import subprocess
import sys
import unicodedata
from datetime import date, datetime, time

import openpyxl
import pytest
import xlsxwriter

from projects.domain.cells import CellError, FormulaWithoutValue
from projects.intake.workbook import PROJECT_ROOT, Merged, WorkbookRefused, read_workbook
from tests.intake import build

NOT_CALCULATED = FormulaWithoutValue()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "upload.bin"


def only_sheet(path):
    (sheet,) = read_workbook(path).sheets
    return sheet


def test_values_keep_their_types(path):
    book = openpyxl.Workbook()
    day = datetime.combine(date(2024, 9, 30), time())
    hour = datetime.combine(date(2024, 9, 30), time(16, 30))
    book.active.append(["0007654", 7606446, 727304.29, True, False, 0, None, day, hour, -5])
    book.save(path)
    ((number, values),) = only_sheet(path).rows
    assert number == 1
    assert values == (
        "0007654", 7606446, 727304.29, True, False, 0, None, day.date(), hour, -5
    )  # fmt: skip
    kinds = [str, int, float, bool, bool, int, type(None), date, datetime, int]
    assert [type(value) for value in values] == kinds


def test_addresses_are_those_of_the_file(path):
    book = openpyxl.Workbook()
    book.active["C5"] = "Mã dự án"
    book.active["D9"] = 12
    book.save(path)
    sheet = only_sheet(path)
    assert sheet.rows == [(5, (None, None, "Mã dự án", None)), (9, (None, None, None, 12))]
    cell = sheet.cell(*sheet.rows[1], 3)
    assert (cell.sheet, cell.column, cell.row, cell.value) == ("Sheet", "D", 9, 12)


def test_text_is_left_as_it_is(path):
    decomposed = unicodedata.normalize("NFD", "Đường")
    build.simple(path, decomposed, "\xa0 1.234 ", "00&amp;7")
    assert [values[0] for _, values in only_sheet(path).rows] == [
        decomposed, "\xa0 1.234 ", "00&7"
    ]  # fmt: skip


def test_error_cells_come_out_as_errors(path):
    sheet = build.rows(
        '<c r="A1" t="e"><v>#REF!</v></c><c r="B1"><v>1</v></c>'
        '<c r="D1" s="0" t="e"><f>1/0</f><v>#DIV/0!</v></c>',
        "<c r='C2' t='e'><v>#N/A</v></c>",
    )
    build.xlsx(path, {"S": sheet})
    assert only_sheet(path).rows == [
        (1, (CellError("#REF!"), 1, None, CellError("#DIV/0!"))),
        (2, (None, None, CellError("#N/A"), None)),
    ]


def test_formula_without_result_is_not_empty_and_not_zero(path):
    book = openpyxl.Workbook()
    book.active["A1"] = 1
    book.active["B1"] = "=A1+1"
    book.active["F7"] = "=SUM(A1:B1)"
    book.save(path)
    sheet = only_sheet(path)
    assert sheet.rows == [
        (1, (1, NOT_CALCULATED, None, None, None, None)),
        (7, (None, None, None, None, None, NOT_CALCULATED)),
    ]


def test_formula_with_result_gives_the_result(path):
    sheet = build.rows(
        '<c r="A1"><f>2+2</f><v>4</v></c><c r="B1" t="str"><f>"a"&amp;"b"</f><v>ab</v></c>'
        '<c r="C1" t="str"><f>""</f><v></v></c><c r="D1"><f t="shared" si="0"/><v>0</v></c>'
        '<c r="E1"><f t="shared" si="0"/></c>'
    )
    build.xlsx(path, {"S": sheet})
    assert only_sheet(path).rows == [(1, (4, "ab", None, 0, NOT_CALCULATED))]


def test_zero_written_for_excel_to_calculate_is_no_result(path):
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [1, 0])
        sheet.write_formula(0, 2, "=A1+1")
        sheet.write_formula(0, 3, "=A1+1", None, 2)
    assert only_sheet(path).rows == [(1, (1, 0, NOT_CALCULATED, 2))]


def test_cells_without_addresses_are_counted(path):
    sheet = (
        '<sheetData><row><c><v>1</v></c><c t="e"><v>#NUM!</v></c></row><row/>'
        "<row><c/><c><f>1+1</f></c></row></sheetData>"
    )
    build.xlsx(path, {"S": sheet})
    assert only_sheet(path).rows == [
        (1, (1, CellError("#NUM!"))),
        (3, (None, NOT_CALCULATED)),
    ]


def test_prefixed_elements_are_understood(path):
    sheet = (
        f'<x:sheetData xmlns:x="{build.MAIN}"><x:row r="1"><x:c r="A1"><x:v>5</x:v></x:c>'
        '<x:c r="B1" t="e"><x:v>#REF!</x:v></x:c><x:c r="C1"><x:f>A1</x:f></x:c></x:row>'
        "</x:sheetData>"
    )
    build.xlsx(path, {"S": sheet})
    assert only_sheet(path).rows == [(1, (5, CellError("#REF!"), NOT_CALCULATED))]


def test_sheets_keep_order_names_and_visibility(path):
    one = build.rows('<c r="A1"><v>1</v></c>')
    build.xlsx(
        path, {"Biểu 1 & 2": one, "Ẩn": one, "Trống": "<sheetData/>"}, states={"Ẩn": "hidden"}
    )
    book = read_workbook(path)
    assert [(s.name, s.is_visible, len(s.rows)) for s in book.sheets] == [
        ("Biểu 1 & 2", True, 1), ("Ẩn", False, 1), ("Trống", True, 0)
    ]  # fmt: skip
    assert book.sheet(" ẩn").name == "Ẩn"
    assert book.sheet("không có") is None


def test_errors_stay_on_their_own_sheet(path):
    build.xlsx(path, {
        "A": build.rows('<c r="A1"><v>1</v></c>'),
        "B": build.rows('<c r="A1" t="e"><v>#REF!</v></c>'),
    })  # fmt: skip
    assert [s.rows[0][1] for s in read_workbook(path).sheets] == [(1,), (CellError("#REF!"),)]


def test_merged_ranges_and_hidden_rows_and_columns_are_known(path):
    book = openpyxl.Workbook()
    book.active["B2"] = "Kế hoạch vốn"
    book.active["B4"] = 1
    book.active.merge_cells("B2:D3")
    book.active.row_dimensions[4].hidden = True
    book.active.column_dimensions["C"].hidden = True
    book.save(path)
    sheet = only_sheet(path)
    assert sheet.merged == (Merged(2, 1, 3, 3),)
    assert sheet.hidden_rows == {4}
    assert sheet.hidden_columns == {2}


def test_the_reader_starts_without_django():
    code = "import sys, projects.intake.reader; print([m for m in sys.modules if 'django' in m])"
    answer = subprocess.check_output([sys.executable, "-c", code], cwd=PROJECT_ROOT, text=True)
    assert answer.strip() == "[]"


def test_the_caller_secrets_do_not_reach_the_reader(path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "hidden")
    from projects.intake import workbook

    assert "SECRET_KEY" not in workbook._child_environment()


def test_a_workbook_without_content_is_refused(path):
    build.xlsx(path, {"S": "<sheetData/>"})
    with pytest.raises(WorkbookRefused) as refusal:
        read_workbook(path)
    assert refusal.value.rule.code == "workbook.no_content"
