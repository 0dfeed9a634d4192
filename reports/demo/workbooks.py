"""Put the made-up province on paper: the register and the treasury's voucher lists as .xlsx."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from typing import Any

import xlsxwriter

from reports.demo import names
from reports.demo.population import DemoLine, DemoVoucher
from reports.demo.province import DemoProvince

# period, project (empty: the province), source, amount, number and day of the decision
MediumTermLine = tuple[str, str, str, int, str, date]


PLAN_SHEET = "KeHoachVon"
PLAN_HEADINGS = (
    "Số quyết định|Ngày quyết định|Cơ quan giao|Năm kế hoạch|Năm nguồn vốn"
    "|Loại điều chỉnh|Mã dự án|Mã nguồn|Tính chất vốn|Số tiền (đồng)"
)


def register_workbook(province: DemoProvince, lines: list[DemoLine]) -> bytes:
    """Return all registers in the layout that import_registry reads, with some plan lines."""
    founded = date(min(2021, province.years[0]), 1, 1)
    offices = [
        (code, name, kind, "" if code in ("UBND", "KBNN") else "UBND", block, founded, None, "")
        for code, name, kind, block in names.OFFICES
    ]
    investors = [
        (each.code, each.name, each.kind, "UBND", each.block, founded, None, "")
        for each in province.investors
    ]
    projects = [
        (
            each.code,
            each.name,
            each.investor.code,
            each.group,
            each.sector,
            each.total,
            "x" if each.is_key else "",
            each.started_on,
        )
        for each in province.projects
    ]
    stages = [
        (year, each.code, stage)
        for each in province.projects
        for year, stage in sorted(each.stages.items(), reverse=True)
    ]
    return _workbook(
        {
            "DonVi": (
                "Mã đơn vị|Tên đơn vị|Loại|Đơn vị cấp trên|Khối thi đua|Hiệu lực từ|Hiệu lực đến"
                "|Đơn vị kế thừa",
                offices + investors,
            ),
            "NguonVon": ("Mã nguồn|Tên nguồn|Mã nguồn cha", names.SOURCES),
            "DuAn": (
                "Mã dự án|Tên dự án|Mã chủ đầu tư|Nhóm dự án|Ngành, lĩnh vực|Tổng mức đầu tư (đồng)"
                "|Trọng điểm|Ngày khởi công",
                projects,
            ),
            "PhanLoai": ("Năm kế hoạch|Mã dự án|Loại dự án", stages),
            PLAN_SHEET: (PLAN_HEADINGS, [_plan_row(line) for line in lines]),
        }
    )


def decision_workbook(lines: list[DemoLine]) -> bytes:
    """Return the lines of one decision on the sheet of plans alone."""
    return _workbook({PLAN_SHEET: (PLAN_HEADINGS, [_plan_row(line) for line in lines])})


def medium_term_workbook(rows: list[MediumTermLine]) -> bytes:
    """Return a medium-term plan in the layout that its page takes in."""
    headings = "Giai đoạn|Mã dự án|Mã nguồn|Số tiền (đồng)|Số quyết định|Ngày quyết định"
    return _workbook({"TrungHan": (headings, rows)})


def _plan_row(line: DemoLine) -> tuple[object, ...]:
    return (
        line.number,
        line.day,
        line.issuer,
        line.plan_year,
        line.origin_year,
        line.kind,
        line.project.code if line.project else "",
        line.source,
        "đầu tư",
        line.amount,
    )


def voucher_list(vouchers: list[DemoVoucher], first: date, last: date) -> bytes:
    """Return a treasury's list of vouchers, one row each, in đồng."""
    rows = [
        (
            place,
            each.day,
            each.number,
            each.project.code,
            each.project.name,
            each.source,
            each.plan_year,
            each.origin_year,
            each.kind,
            each.amount,
        )
        for place, each in enumerate(vouchers, start=1)
    ]
    output = BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Bang ke")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        bold = book.add_format({"bold": True})
        span = f"(Từ ngày {first:%d/%m/%Y} đến ngày {last:%d/%m/%Y})"
        sheet.write(0, 0, "KHO BẠC NHÀ NƯỚC KHU VỰC XXI", bold)
        sheet.write(2, 0, "BẢNG KÊ CHỨNG TỪ THANH TOÁN VỐN ĐẦU TƯ CÔNG", bold)
        sheet.write(3, 0, span)
        sheet.write(4, 7, "Đơn vị tính: đồng")
        headings = (
            "STT|Ngày hạch toán|Số chứng từ|Mã dự án|Tên dự án|Mã nguồn vốn|Năm KHV|Năm nguồn vốn"
            "|Loại thanh toán|Số tiền"
        )
        sheet.write_row(6, 0, headings.split("|"), bold)
        for place, row in enumerate(rows, start=7):
            _write_row(sheet, place, row, day)
        total = sum(each.amount for each in vouchers if each.kind != "Thu hồi tạm ứng")
        sheet.write(7 + len(rows), 4, "Cộng", bold)
        sheet.write(7 + len(rows), 9, total, bold)
        sheet.set_column(1, 9, 16)
    return output.getvalue()


def _workbook(sheets: dict[str, tuple[str, Any]]) -> bytes:
    output = BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        bold = book.add_format({"bold": True})
        for name, (headings, rows) in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, headings.split("|"), bold)
            for place, row in enumerate(rows, start=1):
                _write_row(sheet, place, row, day)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, 9, 18)
    return output.getvalue()


def _write_row(sheet: Any, place: int, row: Any, day: Any) -> None:
    for column, value in enumerate(row):
        if isinstance(value, date):
            sheet.write_datetime(place, column, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001 – a day, not a moment
        elif isinstance(value, str):
            sheet.write_string(place, column, value) if value else None
        elif value is not None:
            sheet.write_number(place, column, value)
