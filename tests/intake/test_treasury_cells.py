"""Findings name the cell as the spreadsheet shows it, wherever the table stands on its sheet."""

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter

from disbursement.intake.treasury_files import read_treasury_file

N = None
TEXTS = ["BÁO CÁO GIẢI NGÂN NĂM 2024", "Số liệu tính đến ngày 30/09/2024", "Đơn vị tính: đồng"]
HEADING = [
    [
        *("STT", "Mã dự án", "Tên dự án", "Mã nguồn vốn"),
        *("Lũy kế giải ngân vốn năm 2024", N, N),
    ],
    [N, N, N, N, "Tổng số", "Thanh toán KLHT", "Tạm ứng chưa thu hồi"],
]
ROWS = [
    [1, "7100001", "Cầu", "NSTW", "sai-1", 2, 1],
    [2, "7100002", "Đường", "NSTW", 9, 2, 1],
    [N, N, N, N, N, N, N],
    [3, "710003", "Trường", "NSTW", 3, 2, "sai-2"],
    [4, "7100004", "Trạm", N, 3, 2, 1],
    [N, N, "Tổng cộng", N, 77, N, N],
]
# What is found, at its row from the first of ROWS and its column from the table's first.
EXPECTED = {
    ("number.unreadable", 0, 4),
    ("treasury.parts_differ", 1, 4),
    ("code.project_length", 3, 1),
    ("number.unreadable", 3, 6),
    ("treasury.source_missing", 4, 3),
}


def written(path, *, down, right, is_merged):
    """Write the table with empty rows above it and empty columns before it."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Biểu 1"
    top, left = down + 1, right + 1
    for at, text in enumerate(TEXTS, top):
        sheet.cell(at, left, text)
    head = top + len(TEXTS) + 1  # an empty row between the texts and the heading
    for at, row in enumerate([*HEADING, *ROWS], head):
        for column, value in enumerate(row, left):
            sheet.cell(at, column, value)
    if is_merged:
        sheet.merge_cells(start_row=top, end_row=top, start_column=left, end_column=left + 6)
        for column in range(left, left + 4):
            sheet.merge_cells(
                start_row=head, end_row=head + 1, start_column=column, end_column=column
            )
        sheet.merge_cells(start_row=head, end_row=head, start_column=left + 4, end_column=left + 6)
    book.save(path)
    return head + len(HEADING)


@pytest.mark.parametrize("is_merged", [True, False])
@pytest.mark.parametrize(("down", "right"), [(0, 0), (1, 0), (0, 1), (4, 3), (2, 24)])
def test_every_finding_names_the_cell_that_holds_what_is_wrong(tmp_path, down, right, is_merged):
    path = tmp_path / "a.xlsx"
    first = written(path, down=down, right=right, is_merged=is_merged)
    found = read_treasury_file(path).issues
    places = {(issue.code, issue.sheet, issue.cell) for issue in found}
    assert places >= {
        (code, "Biểu 1", f"{get_column_letter(right + 1 + column)}{first + row}")
        for code, row, column in EXPECTED
    }
    sheet = load_workbook(path)["Biểu 1"]
    for issue in found:
        if issue.code == "number.unreadable":
            assert sheet[issue.cell].value == issue.params["value"]


def test_facts_keep_the_cells_they_came_from(tmp_path):
    path = tmp_path / "a.xlsx"
    at = written(path, down=4, right=3, is_merged=True) + 4
    sheet = load_workbook(path)["Biểu 1"]
    sheet.cell(at, 7, "NSTW")  # the source that the row lacked
    sheet.parent.save(path)
    (row,) = [row for row in read_treasury_file(path).rows if row.code == "7100004"]
    assert (row.row, row.cells) == (at, f"H{at}, I{at}, J{at}")
    assert [sheet[cell].value for cell in row.cells.split(", ")] == [3, 2, 1]
