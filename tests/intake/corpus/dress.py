"""Draw treasury tables as workbooks, the plain way and with one thing wrong."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from projects.domain.columns import column_letters
from tests.domain.treasury_sheets import SPAN, SUMMARY_HEADING, TITLE, VOUCHER_HEADING
from tests.intake import build

N = None
MILLION = 1_000_000
# In the plain summary: code in B, name C, source D, origin E, carried over F-H, this year's I-K.
FIRST = 7
MERGED = ("F5:H5", "I5:K5", *(f"{column}5:{column}6" for column in "ABCDE"))
Rows = Sequence[Sequence[object]]
EPOCH = date(1899, 12, 30)


def bridge(*figures: object, **changes: object) -> list:
    """Return a row of the plain summary: total, volume and open advance of this year's money."""
    row = {"no": 1, "code": "7100001", "name": "Cầu Đông Hà", "source": "NSTW", "origin": N}
    this_year = figures or (30, 20, 10)
    return [*(row | changes).values(), N, N, N, *this_year]


def road(*figures: object, **changes: object) -> list:
    told = {"no": 2, "code": "7100002", "name": "Đường tránh"} | changes
    return bridge(*(figures or (7, 5, 2)), **told)


def summary(*rows: Sequence[object], title: Rows = TITLE, heading: Rows = SUMMARY_HEADING) -> list:
    """Return a whole table; without rows that of the two plain projects."""
    return [*title, *heading, *(rows or (bridge(), road()))]


def voucher(kind: str = "Thanh toán KLHT", amount: object = 20 * MILLION, **changes: object):
    row = {
        "day": date(2024, 3, 1), "number": "CT1", "code": "7100001", "name": "Cầu Đông Hà",
        "source": "NSTW", "year": 2024, "origin": 2024,
    }  # fmt: skip
    return [*(row | changes).values(), kind, amount]


def vouchers(*rows: Sequence[object], title: Rows = SPAN) -> list:
    """Return a list of vouchers: day in A, code C, kind H, amount I, from row 5."""
    return [*title, *VOUCHER_HEADING, *rows]


def save(
    path: Path,
    *tables: Rows,
    names: Sequence[str] = (),
    merged: Sequence[str] = (),
    then: Callable[[Worksheet], object] = lambda sheet: None,
) -> Path:
    """Save tables as the sheets of a workbook; `merged` and `then` are of the first."""
    book = Workbook()
    book.remove(book.active)
    for number, rows in enumerate(tables):
        sheet = book.create_sheet(names[number] if names else f"Biểu {number + 1}")
        for row in rows:
            sheet.append(list(row))
    for area in merged:
        book.worksheets[0].merge_cells(area)
    then(book.worksheets[0])
    book.save(path)
    return path


def raw(path: Path, rows: Rows, cells: Mapping[str, str] | None = None, **options) -> Path:
    """Write a table cell by cell in XML; `cells` are written as they are given."""
    return build.xlsx(path, {"Biểu 1": sheet_data(rows, cells or {})}, **options)


def sheet_data(rows: Rows, cells: Mapping[str, str] | None = None) -> str:
    given = cells or {}
    drawn = []
    for number, row in enumerate(rows, 1):
        places = [f"{column_letters(column)}{number}" for column in range(max(len(row), 12))]
        values = [*row, *[None] * (12 - len(row))]
        drawn.append(
            "".join(given.get(at) or _cell(at, value) for at, value in zip(places, values,
                                                                         strict=False))
        )  # fmt: skip
    return build.rows(*drawn)


def _cell(address: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return build.text_cell(address, escape(value))
    if isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        return f'<c r="{address}" s="1"><v>{(day - EPOCH).days}</v></c>'
    return f'<c r="{address}"><v>{value!r}</v></c>'
