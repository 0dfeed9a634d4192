"""Marking findings in a person's own workbook: what they wrote stays, what was found is seen."""

import zipfile
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from projects.renderers.marked_workbook import CannotMark, MarkLimits, mark_workbook


def finding(cell="B2", *, severity="error", sheet="Số liệu", message="Sai số", fix="Sửa lại"):
    return {
        "severity": severity,
        "code": "x.y",
        "sheet": sheet,
        "cell": cell,
        "message": message,
        "fix": fix,
    }


def saved(book):
    sink = BytesIO()
    book.save(sink)
    return sink.getvalue()


@pytest.fixture
def own():
    """A workbook as a person keeps it: two sheets, formats, a formula, a comment, merged cells."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Số liệu"
    sheet.append(["Mã", "Số tiền", "Ghi chú"])
    sheet.append(["7100001", 12.5, "=B2*2"])
    sheet.append(["7100002", 3, None])
    sheet["B2"].font = Font(bold=True, color="FF0000FF")
    sheet["B2"].fill = PatternFill(fgColor="FFABCDEF", fill_type="solid")
    sheet["B2"].number_format = "#,##0.00"
    sheet["C3"].comment = Comment("Đã hỏi Kho bạc", "Lan")
    sheet.merge_cells("A5:C5")
    sheet["A5"].value = "Cộng"
    sheet.row_dimensions[3].hidden = True
    sheet.protection.sheet = True
    check = DataValidation(type="decimal", operator="greaterThanOrEqual", formula1="0")
    check.add("B2:B3")
    sheet.add_data_validation(check)
    book.create_sheet("Riêng")["A1"].value = "=1+1"
    return book


def marked(own, *findings):
    return load_workbook(BytesIO(mark_workbook(saved(own), findings)))


def colours(sheet):
    return {
        address: rule.dxf.fill.bgColor.rgb
        for area in sheet.conditional_formatting
        for rule in area.rules
        for address in str(area.sqref).split()
    }


def test_the_cell_is_coloured_and_told_and_its_own_look_stays(own):
    sheet = marked(own, finding("B2"))["Số liệu"]
    cell = sheet["B2"]
    assert list(colours(sheet)) == ["B2"]
    assert "Sai số Sửa lại" in cell.comment.text
    assert (cell.value, cell.font.bold, cell.fill.fgColor.rgb) == (12.5, True, "FFABCDEF")
    assert cell.number_format == "#,##0.00"


def test_everything_else_survives(own):
    book = marked(own, finding("B2"))
    sheet = book["Số liệu"]
    assert book.sheetnames == ["Số liệu", "Riêng", "Lỗi"]
    assert (sheet["C2"].value, book["Riêng"]["A1"].value) == ("=B2*2", "=1+1")
    assert sheet.protection.sheet
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A5:C5"]
    assert [str(check.sqref) for check in sheet.data_validations.dataValidation] == ["B2:B3"]


def test_the_list_names_errors_first_and_leads_to_their_cells(own):
    found = finding("B3", severity="warning", message="Lạ"), finding("B2"), finding("", sheet="")
    sheet = marked(own, *found)["Lỗi"]
    rows = [[cell.value for cell in row[:4]] for row in sheet.iter_rows()]
    assert rows == [
        ["Mức độ", "Trang tính", "Ô", "Nội dung phát hiện"],
        ["Lỗi", "Số liệu", "B2", "Sai số"],
        ["Lỗi", None, None, "Sai số"],
        ["Cảnh báo", "Số liệu", "B3", "Lạ"],
    ]
    assert sheet["C2"].hyperlink.location == "'Số liệu'!B2"


def test_a_persons_own_comment_stays_above_and_hidden_rows_are_shown(own):
    sheet = marked(own, finding("C3"))["Số liệu"]
    assert sheet["C3"].comment.text.startswith("Đã hỏi Kho bạc\n")
    assert "Sai số" in sheet["C3"].comment.text
    assert not sheet.row_dimensions[3].hidden


def test_marking_again_takes_the_old_marks_out(own):
    once = mark_workbook(saved(own), [finding("B2"), finding("C3")])
    book = load_workbook(BytesIO(mark_workbook(once, [finding("B3", message="Khác")])))
    sheet = book["Số liệu"]
    assert book.sheetnames == ["Số liệu", "Riêng", "Lỗi"]
    assert list(colours(sheet)) == ["B3"]
    assert sheet["B2"].comment is None
    assert sheet["C3"].comment.text == "Đã hỏi Kho bạc"
    assert book["Lỗi"].max_row == 2


def test_a_cell_within_merged_ones_and_a_whole_row_are_marked_where_they_show(own):
    sheet = marked(own, finding("B5"), finding("3"))["Số liệu"]
    assert set(colours(sheet)) == {"A5", "A3"}


def test_several_findings_of_one_cell_share_its_comment(own):
    sheet = marked(own, finding("B2"), finding("B2", severity="warning", message="Lạ"))["Số liệu"]
    assert "Sai số" in sheet["B2"].comment.text and "Lạ" in sheet["B2"].comment.text
    assert len(colours(sheet)) == 1


def test_what_was_found_never_becomes_a_formula(own):
    evil = '=HYPERLINK("http://x","y")'
    book = marked(own, finding("B2", message=evil, fix="@SUM(1)\x07"))
    cell = book["Lỗi"]["D2"]
    assert (cell.data_type, cell.value) == ("s", evil)
    assert book["Lỗi"]["E2"].value == "@SUM(1)"


def test_a_place_that_does_not_exist_is_listed_all_the_same(own):
    book = marked(own, finding("B2", sheet="Không có"), finding("=A1"), finding("ZZZZ9"))
    assert book["Lỗi"].max_row == 4
    assert colours(book["Số liệu"]) == {}


def test_what_cannot_be_marked_is_said(own):
    bomb = BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 30_000_000)
    for content in (b"", b"%PDF-1.7", b"PK\x03\x04 cut off", bomb.getvalue()):
        with pytest.raises(CannotMark):
            mark_workbook(content, [finding()])
    with pytest.raises(CannotMark):
        mark_workbook(saved(own), [finding()], limits=MarkLimits(size=100))
