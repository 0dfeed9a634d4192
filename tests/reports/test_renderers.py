"""The same table as Excel, Word and PDF."""

from datetime import date, datetime
from fractions import Fraction
from io import BytesIO
from zipfile import ZipFile

import docx as python_docx
import openpyxl
import pytest

from disbursement.domain.calendar import VIETNAM_TIME
from reports.domain.table import (
    MOTTO,
    NATION,
    Column,
    Kind,
    Letterhead,
    Level,
    Row,
    Signature,
    Table,
)
from reports.renderers import docx, html, pdf, xlsx

MADE = datetime(2024, 9, 15, 7, tzinfo=VIETNAM_TIME)
COLUMNS = (
    Column("STT", width=6),
    Column("Chủ đầu tư", width=40),
    Column("Kế hoạch", Kind.MONEY, width=18),
    Column("Tổng số", Kind.MONEY, "Giải ngân", 18),
    Column("Tỷ lệ (%)", Kind.RATE, "Giải ngân", 10),
    Column("Điểm %", Kind.POINTS, width=10),
    Column("Ngày", Kind.DATE, width=12),
)
ROWS = (
    Row(
        (
            "",
            "TỔNG SỐ",
            2_768_098_333_000,
            727_304_290_000,
            Fraction(727_304_290 * 100, 2_768_098_333),
            Fraction(1, 200),
            None,
        ),
        Level.TOTAL,
    ),
    Row(("I", "Sở, ngành", None, None, None, None, None), Level.SECTION),
    Row(("1", "=cmd|'/c calc'!A1", 0, -5_000, None, Fraction(-1, 3), date(2024, 2, 29))),
)


def make(rows=ROWS, name="Chủ đầu tư"):
    return Table(
        name=name,
        title="BÁO CÁO TÌNH HÌNH GIẢI NGÂN",
        subtitle=("(Số liệu tính đến ngày 15/09/2024; đơn vị tính: triệu đồng)",),
        columns=COLUMNS,
        rows=rows,
        letterhead=Letterhead("UBND TỈNH", "SỞ TÀI CHÍNH", "Lạng Sơn", date(2024, 9, 15)),
        notes=("D3: kế hoạch vốn phân bổ chi tiết.",),
        signatures=(Signature("NGƯỜI LẬP BIỂU", "(Ký)"), Signature("GIÁM ĐỐC", "(Ký)")),
        empty_text="Không có nội dung báo cáo.",
    )


def sheet_of(*tables):
    return openpyxl.load_workbook(BytesIO(xlsx.render(tables, MADE))).worksheets[0]


def values(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def line_of(sheet, text):
    return next(row for row in sheet.iter_rows() if row[1].value == text)


def test_amounts_stand_exact_in_the_cells_of_the_workbook():
    total = line_of(sheet_of(make()), "TỔNG SỐ")
    assert [cell.value for cell in total[2:6]] == [2_768_098.333, 727_304.29, 26.27, 0.01]
    assert total[2].number_format == "[$-42A]#,##0.000"
    assert total[4].number_format == "[$-42A]#,##0.00"


def test_a_text_that_looks_like_a_formula_stays_a_text():
    cell = line_of(sheet_of(make()), "=cmd|'/c calc'!A1")[1]
    assert cell.data_type == "s"


def test_a_rate_that_does_not_exist_is_a_dash_and_a_day_is_a_day():
    row = line_of(sheet_of(make()), "=cmd|'/c calc'!A1")
    assert row[4].value == "–"
    assert row[6].value == datetime(2024, 2, 29)  # noqa: DTZ001
    assert row[6].number_format == "dd/mm/yyyy"


def test_an_amount_with_more_digits_than_excel_keeps_is_written_out():
    too_long = 1_234_567_890_123_456_789
    row = line_of(sheet_of(make((Row(("1", "x", too_long, 0, None, None, None)),))), "x")
    assert row[2].value == "1.234.567.890.123,456789"


def test_the_sheet_prints_on_one_width_of_landscape_a4_with_its_headings_repeated():
    sheet = sheet_of(make())
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight == 0
    numbers = next(row[0].row for row in sheet.iter_rows() if row[2].value == "(1)")
    assert sheet.print_title_rows == f"${numbers - 2}:${numbers}"
    assert sheet.freeze_panes == f"C{numbers + 1}"


def test_the_workbook_has_letterhead_unit_notes_and_signatures():
    texts = [value for row in values(sheet_of(make())) for value in row if isinstance(value, str)]
    for text in (
        NATION,
        MOTTO,
        "SỞ TÀI CHÍNH",
        "Lạng Sơn, ngày 15 tháng 9 năm 2024",
        "(Số liệu tính đến ngày 15/09/2024; đơn vị tính: triệu đồng)",
        "D3: kế hoạch vốn phân bổ chi tiết.",
        "NGƯỜI LẬP BIỂU",
        "GIÁM ĐỐC",
    ):
        assert text in texts


def test_sheets_have_names_that_excel_allows():
    names = openpyxl.load_workbook(
        BytesIO(
            xlsx.render([make(name="Nguồn vốn: [a/b] rất dài, dài hơn mức cho phép"), make()], MADE)
        )
    ).sheetnames
    assert names == ["1. Nguồn vốn   a b  rất dài, dà", "2. Chủ đầu tư"]


def test_word_has_the_table_and_numbers_its_pages_from_the_second_on():
    document = python_docx.Document(BytesIO(docx.render([make(), make(())], MADE)))
    grid = document.tables[1]
    assert [cell.text for cell in grid.rows[3].cells][1:4] == [
        "TỔNG SỐ",
        "2.768.098,333",
        "727.304,290",
    ]
    assert document.sections[0].different_first_page_header_footer
    assert document.tables[2].rows[-1].cells[0].text == "Không có nội dung báo cáo."


@pytest.mark.parametrize("renderer", [xlsx, docx, pdf])
def test_the_same_table_gives_the_same_bytes_on_another_day(renderer, time_machine):
    time_machine.move_to("2024-09-15 07:00")
    first = renderer.render([make()], MADE)
    time_machine.move_to("2026-11-22 09:31")
    assert renderer.render([make()], MADE) == first


def test_pdf_carries_its_own_fonts():
    content = pdf.render([make(), make(())], MADE)
    assert content.startswith(b"%PDF-")
    assert b"Tinos" in content


def test_word_files_hold_no_time_of_writing():
    with ZipFile(BytesIO(docx.render([make()], MADE))) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_page_shows_the_same_texts_and_escapes_them():
    shown = html.render([make((Row(("1", "<b>x</b>", 0, 0, None, None, None)),))])
    assert "&lt;b&gt;x&lt;/b&gt;" in shown
    assert "<b>x" not in shown
    assert 'colspan="2"' in shown
