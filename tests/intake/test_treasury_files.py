"""Treasury files as they come: the sample's own, and the same figures in another dress."""

import random
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from disbursement.domain.treasury_reading import Choice
from disbursement.intake.treasury_files import read_treasury_file
from projects.domain.issues import Severity
from projects.domain.money import Unit

SAMPLE = Path(__file__).parent.parent / "data" / "sample"
SUMMARY = SAMPLE / "treasury-summary-2024-09-30.xlsx"
VOUCHERS = SAMPLE / "treasury-vouchers-2024-q4.xlsx"


def figures(reading):
    """Return what the rows state, without where they stand."""
    return sorted(row[3:4] + row[5:] for row in reading.rows)


def errors(reading):
    return [found for found in reading.issues if found.severity is Severity.ERROR]


def grid(path):
    sheet = load_workbook(path).worksheets[0]
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def save(path, *sheets, merged=()):
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    for area in merged:
        book.worksheets[0].merge_cells(area)
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("name", "layout", "unit", "as_at", "rows"),
    [
        ("summary-2024-09-30", "summary", Unit.MILLION, date(2024, 9, 30), 101),
        ("vouchers-2024-h1", "vouchers", Unit.DONG, date(2024, 6, 30), 377),
        ("vouchers-2024-q3", "vouchers", Unit.DONG, date(2024, 9, 30), 277),
        ("vouchers-2024-q4", "vouchers", Unit.DONG, date(2025, 1, 31), 115),
    ],
)
def test_the_sample_is_read_without_a_finding(name, layout, unit, as_at, rows):
    reading = read_treasury_file(SAMPLE / f"treasury-{name}.xlsx")
    assert list(reading.issues) == []
    assert (reading.layout, reading.unit, reading.as_at) == (layout, unit, as_at)
    assert len(reading.rows) == rows


def test_merging_makes_no_difference(tmp_path):
    plain = save(tmp_path / "a.xlsx", ("Biểu", grid(SUMMARY)))
    assert figures(read_treasury_file(plain)) == figures(read_treasury_file(SUMMARY))


@pytest.mark.parametrize("seed", range(3))
def test_order_of_the_voucher_columns_makes_no_difference(tmp_path, seed):
    rows = grid(VOUCHERS)
    order = list(range(len(rows[6])))
    random.Random(seed).shuffle(order)
    shuffled = [*rows[:6], *([row[place] for place in order] for row in rows[6:])]
    reading = read_treasury_file(save(tmp_path / "a.xlsx", ("Bảng kê", shuffled)))
    assert errors(reading) == []
    assert figures(reading) == figures(read_treasury_file(VOUCHERS))


def test_order_of_the_summary_blocks_makes_no_difference(tmp_path):
    rows = grid(SUMMARY)
    order = [11, 12, 13, 4, 8, 9, 10, 2, 1, 3, 7, 5, 6, 0, 14]
    shuffled = [*rows[:6], *([row[place] for place in order] for row in rows[6:])]
    merged = ["A7:C7", "E7:G7", "L7:M7", *(f"{c}7:{c}8" for c in "DHIJKNO")]
    path = save(tmp_path / "a.xlsx", ("Biểu", shuffled), merged=merged)
    reading = read_treasury_file(path)
    assert errors(reading) == []
    assert figures(reading) == figures(read_treasury_file(SUMMARY))


def test_another_unit_and_figures_as_text_make_no_difference(tmp_path):
    def vietnamese(amount):
        whole, decimals = divmod(round(amount * 1000), 1_000_000)
        return f"{whole:,}".replace(",", ".") + f",{decimals:06}"

    rows = grid(SUMMARY)
    rows[4][12] = "ĐVT: tỷ đồng"
    for row in rows[9:]:
        for place in (5, 6, *range(8, 14)):
            if isinstance(row[place], int | float):
                row[place] = vietnamese(row[place])
    reading = read_treasury_file(save(tmp_path / "a.xlsx", ("Biểu", rows)))
    assert errors(reading) == []
    assert reading.unit == Unit.BILLION
    assert figures(reading) == figures(read_treasury_file(SUMMARY))


def test_a_total_below_and_sheets_beside_make_no_difference(tmp_path):
    rows = grid(SUMMARY)
    rows.insert(123, rows.pop(9))
    path = save(
        tmp_path / "a.xlsx",
        ("Bìa", [["KHO BẠC NHÀ NƯỚC"]]),
        ("Biểu", rows),
        ("Danh mục", [["Mã dự án", "Tên dự án"], ["7498370", "Trạm y tế số 46"]]),
    )
    reading = read_treasury_file(path)
    assert [found.code for found in reading.issues] == ["treasury.sheet_not_read"] * 2
    assert figures(reading) == figures(read_treasury_file(SUMMARY))


def test_one_wrong_figure_is_found_by_the_totals(tmp_path):
    rows = grid(VOUCHERS)
    rows[10][9] += 1
    reading = read_treasury_file(save(tmp_path / "a.xlsx", ("Bảng kê", rows)))
    (found,) = reading.issues
    assert (found.code, found.cell) == ("treasury.printed_total_differs", "J123")
    assert found.params["printed"] == 74_864_211_000
    assert found.params["sum"] == 74_864_211_001


def test_unit_given_by_a_person_overrules_the_file():
    reading = read_treasury_file(VOUCHERS, Choice(Unit.THOUSAND, None))
    assert [found.code for found in reading.issues] == ["treasury.unit_overruled"]
    assert reading.rows[0].amount == 540_672_000_000


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "workbook.empty_file"), (b"%PDF-1.7", "workbook.pdf"), (b"a;b\n1;2", "workbook.text")],
)
def test_what_is_no_workbook_is_a_reading_with_one_finding(tmp_path, content, code):
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    reading = read_treasury_file(path)
    assert [found.code for found in reading.issues] == [code]
    assert list(reading.rows) == []


def test_the_register_is_not_taken_for_a_treasury_file():
    reading = read_treasury_file(SAMPLE / "registry.xlsx")
    assert "treasury.columns_missing" in [found.code for found in errors(reading)]
    assert list(reading.rows) == []
