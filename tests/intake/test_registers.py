"""Sheets of registers read into typed rows: what is read, and what is said of what is not."""

from datetime import date, datetime
from pathlib import Path

import pytest

from projects.domain.cells import CellError, FormulaWithoutValue
from projects.domain.register_layout import LAYOUTS
from projects.domain.registers import OrganisationRow, PlanLineRow
from projects.intake.registers import read_registers
from projects.intake.workbook import Sheet, Workbook, read_workbook

SAMPLE = Path(__file__).parent.parent / "data" / "sample" / "registry.xlsx"
HEADINGS = {layout.name: tuple(column.heading for column in layout.columns) for layout in LAYOUTS}
LINE = ("1/QĐ", date(2024, 3, 1), "UBND", 2024, 2024, "Bổ sung", "7000001", "NSTW", "đầu tư", 5)


def read(name="KeHoachVon", *rows, headings=None):
    """Return what is read of one sheet whose rows stand from row 2 on."""
    lines = [headings or HEADINGS[name], *rows]
    sheet = Sheet(name, is_visible=True, rows=list(enumerate(lines, start=1)))
    return read_registers(Workbook((sheet,)))


def line(**cells):
    names = [column.field for column in LAYOUTS[-1].columns]
    return tuple({**dict(zip(names, LINE, strict=True)), **cells}[name] for name in names)


def found(file):
    return [(issue.code.removeprefix("register."), issue.cell) for issue in file.issues]


def test_sample_is_read_without_a_finding():
    file = read_registers(read_workbook(SAMPLE))
    assert file.sheets == ("DonVi", "NguonVon", "DuAn", "PhanLoai", "KeHoachVon")
    sizes = [len(getattr(file.rows, layout.register)) for layout in LAYOUTS]
    assert sizes == [15, 8, 60, 60, 119]
    assert file.issues == ()
    assert sum(row.amount for row in file.rows.plan_lines if row.project) == 948_539_363_000


def test_line_becomes_a_typed_row_that_knows_its_cells():
    (row,) = read("KeHoachVon", LINE).rows.plan_lines
    assert row == PlanLineRow(
        row.place,
        "1/QĐ",
        date(2024, 3, 1),
        "UBND tỉnh",
        2024,
        2024,
        "bổ sung",
        "7000001",
        "NSTW",
        "đầu tư",
        5,
    )
    place = row.place.at("amount")
    assert (place.sheet, place.row, place.column) == ("KeHoachVon", 2, "J")


def test_columns_stand_in_any_order_and_spelling():
    headings = ("  tên ĐƠN VỊ ", "Khối\nthi đua", "Mã đơn vị".upper())
    decomposed = "Loa\u0323i"  # not in NFC
    file = read("donvi", ("Sở A", "Sở", " STC ", "x"), headings=(*headings, decomposed))
    (row,) = file.rows.organisations
    assert row == OrganisationRow(row.place, "STC", "Sở A", "x", block="Sở")
    assert row.place.at("code").column == "C"
    assert file.issues == ()


def test_what_a_sheet_does_not_state_is_not_stated():
    (row,) = read("DonVi", ("A", "B"), headings=("Mã đơn vị", "Tên đơn vị")).rows.organisations
    assert row.place.states("name")
    assert not row.place.states("valid_from")


def test_missing_columns_are_errors_naming_sheet_and_column():
    file = read("KeHoachVon", LINE[:5], headings=HEADINGS["KeHoachVon"][:5])
    assert found(file) == [("missing_column", "")] * 5
    assert [issue.params["column"] for issue in file.issues] == [
        "Loại điều chỉnh",
        "Mã dự án",
        "Mã nguồn",
        "Tính chất vốn",
        "Số tiền (đồng)",
    ]
    assert {issue.sheet for issue in file.issues} == {"KeHoachVon"}
    assert file.rows.plan_lines[0].place.unread >= {"kind", "amount"}


def test_amounts_under_a_heading_of_another_unit_are_not_taken_for_dong():
    headings = (*HEADINGS["KeHoachVon"][:9], "Số tiền (triệu đồng)")
    assert found(read("KeHoachVon", LINE, headings=headings)) == [
        ("unknown_column", "J1"),
        ("missing_column", ""),
    ]


def test_unknown_columns_are_warned_about_and_not_read():
    headings = (*HEADINGS["NguonVon"], "Ghi chú", None, None)
    file = read("NguonVon", ("A", "B", None, "x", "y", " "), headings=headings)
    assert found(file) == [("unknown_column", "D1"), ("nameless_column", "E1")]
    assert not any(issue.is_error for issue in file.issues)


def test_column_may_stand_once():
    headings = (*HEADINGS["NguonVon"], "mã nguồn")
    assert found(read("NguonVon", ("A", "B", None, "C"), headings=headings)) == [
        ("column_twice", "D1")
    ]


def test_unknown_sheet_is_warned_about_while_one_is_known():
    sheets = [("Ghi chú", [("x",)]), ("NguonVon", [HEADINGS["NguonVon"]])]
    book = Workbook(
        tuple(Sheet(name, is_visible=True, rows=list(enumerate(r, 1))) for name, r in sheets)
    )
    file = read_registers(book)
    assert file.sheets == ("NguonVon",)
    assert found(file) == [("unknown_sheet", "")]


def test_workbook_without_a_known_sheet_is_an_error():
    file = read("Sheet1", ("x",), headings=("y",))
    assert found(file) == [("no_known_sheet", ""), ("unknown_sheet", "")]
    assert file.issues[0].is_error


def test_sheet_may_stand_once():
    sheet = Sheet("DonVi", is_visible=True, rows=[(1, HEADINGS["DonVi"])])
    again = Sheet("Đơn vị", is_visible=True, rows=[(1, HEADINGS["DonVi"])])
    assert found(read_registers(Workbook((sheet, again)))) == [("sheet_twice", "")]


def test_rows_without_a_value_are_passed_over():
    headings = (*HEADINGS["NguonVon"], "Ghi chú")
    file = read("NguonVon", (None, " ", ""), (None, None, None, "x"), ("A", "B"), headings=headings)
    assert [row.place.row for row in file.rows.sources] == [4]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"number": None}, ("empty_cell", "A2")),
        ({"number": " "}, ("empty_cell", "A2")),
        ({"number": "1" * 61}, ("too_long", "A2")),
        ({"number": date(2024, 1, 1)}, ("not_text", "A2")),
        ({"decided_on": "31/02/2024"}, ("day.unreadable", "B2")),
        ({"decided_on": 45352}, ("day.unreadable", "B2")),
        ({"decided_on": None}, ("empty_cell", "B2")),
        ({"issuer": "Bộ Tài chính"}, ("not_a_label", "C2")),
        ({"plan_year": 24}, ("not_a_year", "D2")),
        ({"plan_year": "2024-25"}, ("not_a_year", "D2")),
        ({"plan_year": datetime.fromisoformat("2024-01-01")}, ("not_a_year", "D2")),
        ({"origin_year": None}, ("empty_cell", "E2")),
        ({"origin_year": 2024.5}, ("not_a_year", "E2")),
        ({"kind": "tạm ứng"}, ("not_a_label", "F2")),
        ({"project": True}, ("code.unreadable", "G2")),
        ({"source": None}, ("empty_cell", "H2")),
        ({"nature": "khác"}, ("not_a_label", "I2")),
        ({"amount": None}, ("empty_cell", "J2")),
        ({"amount": "-"}, ("empty_cell", "J2")),
        ({"amount": "1,5 tỷ"}, ("number.unreadable", "J2")),
        ({"amount": 0.5}, ("money.not_whole", "J2")),
        ({"amount": CellError("#REF!")}, ("cell.error", "J2")),
        ({"amount": FormulaWithoutValue()}, ("cell.not_calculated", "J2")),
        ({"source": CellError("#N/A")}, ("cell.error", "H2")),
    ],
)
def test_what_cannot_be_read_is_said_of_its_cell(cells, expected):
    file = read("KeHoachVon", line(**cells))
    assert found(file) == [expected]
    assert file.issues[0].is_error
    (field,) = cells
    assert file.rows.plan_lines[0].place.unread == {field}


def test_all_cells_of_a_row_are_told_at_once():
    file = read("KeHoachVon", line(amount="abc", kind="abc", plan_year="abc"))
    assert {cell for _, cell in found(file)} == {"D2", "F2", "J2"}


@pytest.mark.parametrize(
    ("cells", "field", "value"),
    [
        ({"number": 4888}, "number", "4888"),
        ({"number": " 4888\n/QĐ "}, "number", "4888 /QĐ"),
        ({"number": "4888/Q\u0110"}, "number", "4888/QĐ"),
        ({"decided_on": datetime.fromisoformat("2024-03-01")}, "decided_on", date(2024, 3, 1)),
        ({"decided_on": "1/3/2024"}, "decided_on", date(2024, 3, 1)),
        ({"plan_year": "2024 "}, "plan_year", 2024),
        ({"plan_year": 2024.0}, "plan_year", 2024),
        ({"kind": "ĐIỀU CHỈNH TĂNG"}, "kind", "điều chỉnh tăng"),
        ({"project": 7000001.0}, "project", "7000001"),
        ({"project": None}, "project", ""),
        ({"amount": "1.234.567"}, "amount", 1_234_567),
        ({"amount": "(500)"}, "amount", -500),
        ({"amount": 948539363000.0}, "amount", 948_539_363_000),
    ],
)
def test_spellings_that_leave_no_doubt_are_read(cells, field, value):
    file = read("KeHoachVon", line(**cells), line(amount="2.000.000,0"))
    assert file.issues == ()
    assert getattr(file.rows.plan_lines[0], field) == value


def test_style_of_numbers_is_judged_over_the_sheet():
    english = read("KeHoachVon", line(amount="1,234"), line(amount="1,234,567"))
    assert [row.amount for row in english.rows.plan_lines] == [1234, 1_234_567]
    doubtful = read("KeHoachVon", line(amount="1,234"), line(amount=7))
    assert found(doubtful) == [("number.doubtful_style", "J2")]
    assert doubtful.rows.plan_lines[0].place.unread == {"amount"}
    assert doubtful.rows.plan_lines[1].amount == 7
    mixed = read("KeHoachVon", line(amount="1.234.567"), line(amount="1,234,567"))
    assert found(mixed) == [("number.both_styles", "J3")]


@pytest.mark.parametrize(("value", "says"), [("x", True), (1, True), (True, True), (None, False)])
def test_marks_of_key_projects(value, says):
    row = ("7000001", "Cầu", "A", "C", "Giao thông", None, value, None)
    (project,) = read("DuAn", row).rows.projects
    assert project.is_key is says
    assert project.total_investment is None


def test_mark_that_says_nothing_is_an_error():
    row = ("7000001", "Cầu", "A", "C", "Giao thông", None, "?", None)
    assert found(read("DuAn", row)) == [("not_a_mark", "G2")]


@pytest.mark.parametrize(
    ("value", "codes"),
    [
        ("X1; x2 ,X1", ("X1", "x2")),
        ("X1\nX2", ("X1", "X2")),
        ("X1", ("X1",)),
        (17, ("17",)),
        (" ; ", ()),
        (None, ()),
    ],
)
def test_successors_are_a_list_of_codes(value, codes):
    row = ("A", "B", None, None, None, None, None, value)
    assert read("DonVi", row).rows.organisations[0].successors == codes


def test_control_characters_do_not_reach_the_registers():
    (row,) = read("NguonVon", ("A", "Ngân\x07 sách\r\n nhà nước", None)).rows.sources
    assert row.name == "Ngân sách nhà nước"
