"""Write treasury files of the small province as the treasury would send them."""

from datetime import date
from pathlib import Path

from openpyxl import Workbook

N = None
SUMMARY = [
    ["BÁO CÁO TÌNH HÌNH GIẢI NGÂN NĂM 2024"],
    ["(Số liệu tính đến ngày {day})"],
    ["Đơn vị tính: {unit}"],
    [
        *("Mã dự án", "Tên dự án", "Mã nguồn vốn", "Năm nguồn vốn kéo dài"),
        *("Giải ngân vốn kéo dài", N, "Giải ngân vốn năm 2024", N),
    ],
    [N, N, N, N, "Thanh toán KLHT", "Tạm ứng", "Thanh toán KLHT", "Tạm ứng"],
]
VOUCHERS = [
    ["BẢNG KÊ CHỨNG TỪ"],
    ["Đơn vị tính: {unit}"],
    [
        *("Ngày hạch toán", "Số chứng từ", "Mã dự án", "Mã nguồn vốn"),
        *("Năm KHV", "Năm nguồn vốn", "Loại thanh toán", "Số tiền"),
    ],
]


def write(path: Path, rows: list, **words: str) -> Path:
    """Write the rows to one sheet, the placeholders of the heading filled."""
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append([cell.format(**words) if isinstance(cell, str) else cell for cell in row])
    book.save(path)
    return path


def summary(path: Path, *rows: list, day: str = "30/09/2024", unit: str = "triệu đồng") -> Path:
    """Write code, source, then volume and open advance of this year's money per row."""
    cells = [[code, "Dự án", source, N, N, N, *figures] for code, source, *figures in rows]
    return write(path, [*SUMMARY, *cells], day=day, unit=unit)


def vouchers(path: Path, *rows: list, unit: str = "đồng") -> Path:
    """Write day, number, code, source, kind and amount of 2024's money per row."""
    cells = [
        [day, number, code, source, 2024, 2024, kind, amount]
        for day, number, code, source, kind, amount in rows
    ]
    return write(path, [*VOUCHERS, *cells], unit=unit)


def march(day: int) -> date:
    return date(2024, 3, day)
