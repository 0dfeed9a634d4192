"""What a table says, whoever draws it."""

from datetime import date
from fractions import Fraction

import pytest

from projects.domain.money import Unit
from reports.domain.document import committee_of, document_day, place_of
from reports.domain.table import Column, Kind, Letterhead, Level, Row, Table, text_of

HEAD = Letterhead("UBND TỈNH", "SỞ TÀI CHÍNH", "Lạng Sơn", date(2024, 9, 15))


def table(columns, *rows, unit=Unit.MILLION):
    return Table("Bảng", "BÁO CÁO", (), tuple(columns), tuple(rows), HEAD, unit=unit)


@pytest.mark.parametrize(
    ("value", "kind", "places", "text"),
    [
        (727_304_290_000, Kind.MONEY, 2, "727.304,29"),
        (-5_000_000, Kind.MONEY, 0, "-5"),
        (0, Kind.MONEY, 3, "0,000"),
        (None, Kind.MONEY, 2, "–"),
        (Fraction(727_304_290 * 100, 2_768_098_333), Kind.RATE, 0, "26,27"),
        (None, Kind.RATE, 0, "–"),
        (Fraction(1, 200), Kind.POINTS, 0, "+0,01"),
        (Fraction(-1, 3), Kind.POINTS, 0, "-0,33"),
        (Fraction(0), Kind.POINTS, 0, "0,00"),
        (date(2024, 2, 29), Kind.DATE, 0, "29/02/2024"),
        (1234, Kind.COUNT, 0, "1.234"),
        (None, Kind.TEXT, 0, ""),
        ("=1+1", Kind.TEXT, 0, "=1+1"),
    ],
)
def test_values_are_written_as_vietnamese_officials_do(value, kind, places, text):
    assert text_of(value, kind, Unit.MILLION, places) == text


def test_each_column_shows_as_many_decimals_as_its_longest_amount_needs():
    columns = [Column("A", Kind.MONEY), Column("B", Kind.MONEY), Column("C")]
    given = table(columns, Row((1_000_000, 5, "x")), Row((1_500_000, None, "y")))
    assert given.places == (1, 6, 0)
    assert list(given.texts()) == [("1,0", "0,000005", "x"), ("1,5", "–", "y")]


def test_figures_that_a_section_lacks_stay_empty():
    given = table([Column("A"), Column("B", Kind.MONEY)], Row(("I", None), Level.SECTION))
    assert list(given.texts()) == [("I", "")]


def test_neighbours_of_one_group_share_a_heading():
    columns = [
        Column("STT"),
        Column("Tổng số", Kind.MONEY, "Giải ngân"),
        Column("Tạm ứng", Kind.MONEY, "Giải ngân"),
        Column("Số tiền", Kind.MONEY, "Tăng, giảm"),
    ]
    assert [tuple(heading) for heading in table(columns).headings()] == [
        ("STT", 0, 0, 2, 1),
        ("Giải ngân", 0, 1, 1, 2),
        ("Tăng, giảm", 0, 3, 1, 1),
        ("Tổng số", 1, 1, 1, 1),
        ("Tạm ứng", 1, 2, 1, 1),
        ("Số tiền", 1, 3, 1, 1),
    ]


def test_columns_of_words_are_lettered_and_figures_numbered():
    columns = [Column("STT"), Column("Tên"), Column("KH", Kind.MONEY), Column("Ngày", Kind.DATE)]
    assert table(columns).column_numbers() == ("A", "B", "(1)", "C")


def test_a_row_of_the_wrong_length_is_a_mistake_of_the_program():
    with pytest.raises(ValueError, match="3 values"):
        table([Column("A"), Column("B")], Row(("1", "2", "3")))


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2026, 1, 5), "ngày 05 tháng 01 năm 2026"),
        (date(2024, 2, 29), "ngày 29 tháng 02 năm 2024"),
        (date(2024, 9, 15), "ngày 15 tháng 9 năm 2024"),
    ],
)
def test_documents_write_a_zero_before_small_days_and_the_first_two_months(day, text):
    assert document_day(day) == text


@pytest.mark.parametrize(
    ("province", "committee", "place"),
    [
        ("Lạng Sơn", "ỦY BAN NHÂN DÂN TỈNH LẠNG SƠN", "Lạng Sơn"),
        ("tỉnh Lạng Sơn", "ỦY BAN NHÂN DÂN TỈNH LẠNG SƠN", "Lạng Sơn"),
        ("Thành phố Cần Thơ", "ỦY BAN NHÂN DÂN THÀNH PHỐ CẦN THƠ", "Cần Thơ"),
        ("", "ỦY BAN NHÂN DÂN TỈNH", "………"),
    ],
)
def test_the_letterhead_names_the_province_in_full(province, committee, place):
    assert (committee_of(province), place_of(province)) == (committee, place)
