"""Tables of published figures as people paste or upload them."""

from decimal import Decimal

import pytest

from emulation.intake.published_tables import find_table, pasted_rows, read_published
from projects.domain.cells import CellError
from projects.domain.money import Unit

HEADINGS = ("Chỉ tiêu", "Giá trị", "Thuộc", "Tỷ lệ (%)", "Tử số", "Mẫu số")


def read(*rows, **options):
    numbered = [(number, tuple(row)) for number, row in enumerate(rows, 1)]
    return read_published(numbered, sheet="Bảng", **{"unit": Unit.MILLION, **options})


def codes(reading):
    return [(issue.code, issue.cell) for issue in reading.issues]


def test_rows_become_figures_with_their_digits_and_references():
    reading = read(
        HEADINGS,
        ("Kế hoạch", "2.768.098,333"),
        ("Giải ngân", "727.304,20", None, "26,25%", None, "kế  hoạch"),
        ("Phần tỉnh", "7,0", "Giải ngân"),
    )
    plan, paid, part = reading.figures
    assert codes(reading) == []
    assert str(paid.value) == "727304.20"
    assert (paid.rates[0].percent, paid.rates[0].of) == (Decimal("26.25"), plan.key)
    assert part.part_of == paid.key
    assert (paid.place.at("rate").column, paid.place.row) == ("D", 3)


def test_pasted_text_is_split_at_tabs_or_bars_or_semicolons():
    assert pasted_rows("a\tb;c\n\n d \t e ") == [(1, ("a", "b;c")), (3, ("d", "e"))]
    assert pasted_rows("a|b") == [(1, ("a", "b"))]
    assert pasted_rows("a;1,5") == [(1, ("a", "1,5"))]


def test_pasted_table_needs_no_headings():
    rows = pasted_rows("Kế hoạch\t100\nGiải ngân\t25\t\t25\t\tKế hoạch")
    reading = read_published(rows, unit=Unit.BILLION, has_headings=False)
    assert reading.figures[1].rates[0].of == reading.figures[0].key


def test_a_workbook_needs_its_headings():
    assert codes(read(("Kế hoạch", "100"))) == [("published.no_headings", "")]


def test_headings_may_stand_lower_and_the_unit_above_them_counts():
    reading = read(
        ("BÁO CÁO",), ("Đơn vị tính: tỷ đồng",), ("STT", "Nội dung", "Số liệu"), (1, "Vốn", 5)
    )
    assert reading.unit is Unit.BILLION
    assert reading.figures[0].unit is Unit.BILLION
    assert reading.figures[0].key == "1"


def test_numbers_of_a_workbook_have_the_digits_excel_keeps():
    reading = read(HEADINGS, ("Vốn", 4484305.92), ("Vốn khác", 9582), ("Vốn ba", 0.1 + 0.2))
    assert [str(figure.value) for figure in reading.figures] == ["4484305.92", "9582", "0.3"]


def test_per_cent_cells_hold_shares():
    reading = read(HEADINGS, ("P", 1000), ("M", 262.7, None, 0.2627, None, "P"))
    assert reading.figures[1].rates[0].percent == Decimal("26.27")
    assert codes(reading) == [("published.rates_as_fractions", "D")]


def test_a_denominator_that_is_not_printed_is_kept_by_its_name():
    reading = read(HEADINGS, ("Giải ngân", "10", None, "77,3", None, "TTg giao"))
    assert reading.figures[0].rates[0].of == "TTg giao"
    assert codes(reading) == []


@pytest.mark.parametrize(
    ("row", "code", "cell"),
    [
        (("Phần", "1", "Không có"), "published.unknown_reference", "C3"),
        (("Phần", "1", None, "5", "Không có", "Vốn"), "published.unknown_reference", "E3"),
        (("Phần", "1", "Phần"), "published.reference_to_itself", "C3"),
        (("Phần", "abc"), "number.unreadable", "B3"),
        (("Phần", CellError("#REF!")), "cell.error", "B3"),
        (("Phần", True), "number.unreadable", "B3"),
        (("Phần", float("inf")), "number.unreadable", "B3"),
        ((None, "5"), "published.no_label", "A3"),
    ],
)
def test_what_cannot_be_read_is_said_by_cell(row, code, cell):
    assert codes(read(HEADINGS, ("Vốn", "10"), row)) == [(code, cell)]


def test_a_label_that_stands_twice_needs_a_number():
    rows = (("Tỉnh", "10"), ("Tỉnh", "20"), ("Phần", "1", "Tỉnh"))
    assert codes(read(HEADINGS, *rows)) == [("published.ambiguous_reference", "C4")]
    numbered = [(number, *row) for number, row in enumerate(rows, 1)]
    numbered[2] = (3, "Phần", "1", "2")
    reading = read(("STT", *HEADINGS), *numbered)
    assert codes(reading) == []
    assert reading.figures[2].part_of == "2"


def test_both_styles_of_numbers_are_refused():
    assert codes(read(HEADINGS, ("A", "1.234.567,8"), ("B", "1,234,567.8"))) == [
        ("number.both_styles", "B3"),
        ("number.unreadable", "B3"),
    ]


def test_english_figures_are_read_as_such():
    reading = read(HEADINGS, ("A", "1,234,567.80"))
    assert str(reading.figures[0].value) == "1234567.80"


def test_too_many_rows_and_none_at_all():
    assert codes(read(HEADINGS, *[("A", "1")] * 501)) == [("published.too_many_rows", "")]
    assert codes(read(HEADINGS)) == [("published.no_figures", "")]
    assert codes(read(HEADINGS, ("Chỉ là chữ",))) == []


def test_the_sheet_with_headings_is_taken():
    first, second = ("Bìa", [(1, ("BÁO CÁO",))]), ("Số liệu", [(1, HEADINGS)])
    assert find_table([first, second]) == second
    assert find_table([first]) == first
