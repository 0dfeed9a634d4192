"""The first rows of a sheet, shown as they stand."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from disbursement.domain.first_rows import (
    picture_from_json,
    picture_of,
    picture_to_json,
    pictures_of,
)
from disbursement.domain.reading_terms import NOTHING_CHOSEN, RawSheet
from disbursement.domain.sheet_tables import find_table
from projects.domain.cells import CellError, FormulaWithoutValue

HEADINGS = ("STT", "Mã dự án", "Tên dự án", "Mã nguồn vốn", "Năm KHV", "Năm nguồn vốn")
MONEY = ("Thanh toán KLHT vốn năm 2024", "Tạm ứng chưa thu hồi vốn năm 2024")


def sheet(*below, hidden_rows=frozenset(), hidden_columns=frozenset()):
    rows = [("BÁO CÁO GIẢI NGÂN NĂM 2024",), (*HEADINGS, *MONEY), *below]
    numbered = [(at, (*row, *[None] * (8 - len(row)))) for at, row in enumerate(rows, 1)]
    return RawSheet("Bieu", True, numbered, (), hidden_rows, hidden_columns)


def looks(*below):
    raw = sheet(*below)
    return [row.look for row in picture_of(raw, find_table(raw, NOTHING_CHOSEN)).rows]


def texts(value):
    raw = sheet((1, "7100001", "Cầu", "NSTW", 2024, 2024, value, 0))
    return picture_of(raw, find_table(raw, NOTHING_CHOSEN)).rows[-1].texts


PAID = (1, "7100001", "Cầu Đông Hà", "NSTW", 2024, 2024, 300, 100)


def test_rows_are_told_apart():
    below = [
        (1, 2, 3, 4, 5, 6, 7, 8),
        (None, None, "TỔNG SỐ", None, None, None, 300, 100),
        ("I", None, "Ban Giao thông", None, None, None, 300, 100),
        PAID,
        (None, "Hà Nội, ngày 1 tháng 10 năm 2024"),
        (None, None, "Người lập biểu"),
    ]
    assert looks(*below) == [
        *("above", "heading", "numbers", "total", "section", "data", "signature", "signature")
    ]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (2371.996, "2.371,996"),
        (-0.5, "-0,5"),
        (-1234567, "-1.234.567"),
        (9999, "9999"),
        (Decimal("1234567890123"), "1.234.567.890.123"),
        (float("nan"), "nan"),
        (1e300, "1e+300"),
        (date(2024, 9, 30), "30/09/2024"),
        (datetime(2024, 9, 30, 7, 0, tzinfo=UTC), "30/09/2024"),
        (CellError("#REF!"), "#REF!"),
        (FormulaWithoutValue(), "=…"),
        (" a\n b ", "a b"),
    ],
)
def test_cells_are_shown_as_a_vietnamese_reader_would_see_them(value, shown):
    assert texts(value)[6] == shown


def test_years_and_codes_are_no_amounts():
    raw = sheet((1, 7100001, "Cầu", "NSTW", 2024, 2024, 300, 100))
    picture = picture_of(raw, find_table(raw, NOTHING_CHOSEN))
    assert picture.rows[-1].texts[1] == "7100001"


def test_a_long_sheet_shows_its_first_twelve_rows_and_its_last_four():
    raw = sheet(*[PAID] * 30)
    picture = picture_of(raw, find_table(raw, NOTHING_CHOSEN))
    assert [row.number for row in picture.rows] == [1, 2, *range(3, 15), *range(29, 33)]
    assert picture.skipped == 14
    assert picture_from_json(picture_to_json(picture)) == picture


def test_what_is_hidden_is_marked_and_empty_sheets_are_left_out():
    raw = sheet(PAID, PAID, hidden_rows=frozenset({4}), hidden_columns=frozenset({2}))
    picture, *others = pictures_of([RawSheet("Trống", True, []), raw], NOTHING_CHOSEN)
    assert others == []
    assert [row.is_hidden for row in picture.rows] == [False, False, False, True]
    assert (picture.hidden_columns, picture.hidden_rows) == (["C"], 1)
