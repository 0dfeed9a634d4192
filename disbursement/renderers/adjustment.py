"""The workbook of an adjustment: a list with one voucher, as the treasury itself would write it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

# Fixed wordings of a treasury list, in Vietnamese whoever looks: the file is read like any other.
TITLE = "BẢNG KÊ CHỨNG TỪ ĐIỀU CHỈNH"
HEADINGS = (
    *("STT", "Ngày hạch toán", "Số chứng từ", "Mã dự án", "Tên dự án", "Mã nguồn vốn"),
    *("Năm KHV", "Năm nguồn vốn", "Loại thanh toán", "Số tiền", "Lý do", "Người lập"),
)
KINDS = {
    "advance": "Tạm ứng",
    "volume": "Thanh toán KLHT",
    "recovery": "Thu hồi tạm ứng",
    "repayment": "Nộp giảm tạm ứng",
    "volume_repayment": "Nộp giảm thanh toán KLHT",
}
WIDTHS = (6, 14, 30, 12, 44, 16, 10, 14, 26, 20, 60, 40)
HEADING_ROW = 4


class AdjustmentLine(NamedTuple):
    """The one voucher, its amount in đồng."""

    number: str
    day: date
    code: str
    name: str
    source: str
    plan_year: int
    origin_year: int
    kind: str
    amount: int


def adjustment_workbook(*, line: AdjustmentLine, reason: str, made_by: str) -> bytes:
    """Return the .xlsx; every text is written as a text, never as a formula."""
    book = Workbook()
    book.remove(book.worksheets[0])
    sheet: Worksheet = book.create_sheet("Dieu chinh")
    line = line._replace(kind=KINDS[line.kind])
    # Beside the voucher, not above it: days and units in a reason must not be taken for the list's.
    values = [1, line.day, line.number, *line[2:], reason, made_by]
    for row, content in (
        (1, [TITLE]),
        (2, ["Đơn vị tính: đồng"]),
        (HEADING_ROW, HEADINGS),
        (HEADING_ROW + 1, values),
    ):
        _write(sheet, row, content)
    for cell in (sheet["A1"], *sheet[HEADING_ROW]):
        cell.font = Font(bold=True)
    for cell in (*sheet[HEADING_ROW], *sheet[HEADING_ROW + 1]):
        cell.alignment = Alignment(wrap_text=True, vertical="center")
    sheet.cell(HEADING_ROW + 1, 2).number_format = "dd/mm/yyyy"
    sheet.cell(HEADING_ROW + 1, 10).number_format = "#,##0"
    for place, width in enumerate(WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()


def _write(sheet: Worksheet, row: int, values: Sequence[object]) -> None:
    for column, value in enumerate(values, 1):
        cell = sheet.cell(row=row, column=column)
        cell.value = value  # type: ignore[assignment]
        if isinstance(value, str):
            cell.data_type = "s"
