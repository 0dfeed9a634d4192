"""Build sheets the way treasury offices draw them, as rows of cells."""

from datetime import date, datetime

from disbursement.domain.treasury_reading import NOTHING_CHOSEN, RawSheet, read_sheets

TITLE = [
    ["KHO BẠC NHÀ NƯỚC KHU VỰC"],
    ["BÁO CÁO TÌNH HÌNH GIẢI NGÂN NĂM 2024"],
    ["(Số liệu tính đến ngày 30/09/2024)"],
    [None, None, None, None, "Đơn vị tính: triệu đồng"],
]
SPAN = [
    ["BẢNG KÊ CHỨNG TỪ THANH TOÁN"],
    ["(Từ ngày 01/01/2024 đến ngày 30/06/2024)"],
    ["Đơn vị tính: đồng"],
]
SUMMARY_HEADING = [
    [
        *("STT", "Mã dự án", "Tên dự án", "Mã nguồn vốn", "Năm nguồn vốn"),
        *("Lũy kế giải ngân vốn kéo dài", None, None),
        *("Lũy kế giải ngân vốn năm 2024", None, None),
    ],
    [None] * 5 + ["Tổng số", "Thanh toán KLHT", "Tạm ứng chưa thu hồi"] * 2,
]
VOUCHER_HEADING = [
    [
        *("Ngày hạch toán", "Số chứng từ", "Mã dự án", "Tên dự án", "Mã nguồn vốn"),
        *("Năm KHV", "Năm nguồn vốn", "Loại thanh toán", "Số tiền"),
    ]
]
END_OF_SEPTEMBER = date(2024, 9, 30)


def cell_day(year, month, day):
    """Return a day as a spreadsheet's cell holds it: at midnight, of no time zone."""
    return datetime(year, month, day)  # noqa: DTZ001


def sheet(rows, *, name="Biểu 1", is_visible=True, merged=()):
    """Return the rows as an opened sheet: numbered from 1, blank ones left out, all as wide."""
    width = max(len(row) for row in rows)
    numbered = [
        (number, (*row, *[None] * (width - len(row)))) for number, row in enumerate(rows, 1)
    ]
    filled = [row for row in numbered if any(value is not None for value in row[1])]
    return RawSheet(name, is_visible, filled, merged)


def read(*rows, choice=NOTHING_CHOSEN, merged=()):
    """Read one sheet made of groups of rows."""
    return read_sheets([sheet([row for group in rows for row in group], merged=merged)], choice)


def summary(*rows, **options):
    return read(TITLE, SUMMARY_HEADING, rows, **options)


def vouchers(*rows, **options):
    return read(SPAN, VOUCHER_HEADING, rows, **options)


def project(code, *figures, origin=None, source="NSTW", name="Cầu Đông Hà"):
    """Return a row of the summary: three figures of carried-over money, three of this year's."""
    return [1, code, name, source, origin, *figures]


def voucher(kind, amount, **changes):
    values = {
        "day": date(2024, 3, 1),
        "number": "CT1",
        "code": "7100001",
        "name": "Cầu Đông Hà",
        "source": "NSTW",
        "year": 2024,
        "origin": 2024,
        "kind": kind,
        "amount": amount,
    }
    return list((values | changes).values())


def codes(reading):
    return [found.code for found in reading.issues]


def places(reading):
    return [(found.code, found.cell) for found in reading.issues]
