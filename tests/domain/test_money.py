"""The one door to đồng: figures worked out by hand, and what must hold for every figure."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from projects.domain import money, numbers
from projects.domain.cells import ERROR_IN_CELL, NOT_CALCULATED, CellError, FormulaWithoutValue
from projects.domain.issues import Issue
from projects.domain.money import (
    LARGEST_AMOUNT,
    Unit,
    find_units,
    format_amount,
    parse_unit,
    parse_user_amount,
    read_dong,
)
from projects.domain.numbers import NumberStyle

amounts = st.integers(-LARGEST_AMOUNT, LARGEST_AMOUNT)
units = st.sampled_from(list(Unit))


@pytest.mark.parametrize(
    ("value", "unit", "dong"),
    [
        (727304290000, Unit.DONG, 727_304_290_000),
        (727304290000.0, Unit.DONG, 727_304_290_000),
        (727304.29, Unit.MILLION, 727_304_290_000),
        (2768098.333, Unit.MILLION, 2_768_098_333_000),
        (0.1 + 0.2, Unit.MILLION, 300_000),
        (727304.2900000001, Unit.MILLION, 727_304_290_000),
        (1.1, Unit.BILLION, 1_100_000_000),
        (12.5, Unit.THOUSAND, 12_500),
        (-3.75, Unit.MILLION, -3_750_000),
        (0, Unit.MILLION, 0),
        (-0.0, Unit.MILLION, 0),
        (Decimal("19.99"), Unit.MILLION, 19_990_000),
        ("1.234.567,89", Unit.MILLION, 1_234_567_890_000),
        ("2.758,373", Unit.MILLION, 2_758_373_000),
        ("\xa0 727.304.290.000 \u202f", Unit.DONG, 727_304_290_000),
        ("(500)", Unit.DONG, -500),
        ("( 1.500 )", Unit.DONG, -1500),
        ("-500", Unit.DONG, -500),
        ("\N{MINUS SIGN}500", Unit.DONG, -500),
        ("0", Unit.DONG, 0),
        ("9.223.372.036.854.775.807", Unit.DONG, LARGEST_AMOUNT),
    ],
)
def test_reads_whole_dong(value, unit, dong):
    read = read_dong(value, unit)
    assert read == dong
    assert type(read) is int


@pytest.mark.parametrize("value", [None, "", "  ", "\xa0", "-", "–", " - ", "\ufeff"])
def test_empty_is_none_and_not_zero(value):
    assert read_dong(value, Unit.MILLION) is None


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ("1,5 tỷ", numbers.NOT_A_NUMBER),
        ("abc", numbers.NOT_A_NUMBER),
        ("#REF!", numbers.NOT_A_NUMBER),
        ("12.34", numbers.NOT_A_NUMBER),
        ("1.2345", numbers.NOT_A_NUMBER),
        ("0.123", numbers.NOT_A_NUMBER),
        ("1 234", numbers.NOT_A_NUMBER),
        ("1e5", numbers.NOT_A_NUMBER),
        ("--5", numbers.NOT_A_NUMBER),
        ("(-5)", numbers.NOT_A_NUMBER),
        ("()", numbers.NOT_A_NUMBER),
        ("—", numbers.NOT_A_NUMBER),
        ("26,25 %", numbers.NOT_A_NUMBER),
        (",5", numbers.NOT_A_NUMBER),
        ("5,", numbers.NOT_A_NUMBER),
        ("٣", numbers.NOT_A_NUMBER),
        ("9" * 5000, numbers.NOT_A_NUMBER),
        (True, numbers.NOT_A_NUMBER),
        (float("nan"), numbers.NOT_A_NUMBER),
        (float("inf"), numbers.NOT_A_NUMBER),
        (CellError("#DIV/0!"), ERROR_IN_CELL),
        (FormulaWithoutValue(), NOT_CALCULATED),
        (date(2024, 9, 30), money.DATE_NOT_MONEY),
        (datetime.combine(date(2024, 9, 30), time(8)), money.DATE_NOT_MONEY),
        (time(8, 0), money.DATE_NOT_MONEY),
        (1234.5678901, money.NOT_WHOLE),
        ("0,0000001", money.NOT_WHOLE),
        ("9.223.372.036.855", money.TOO_LARGE),
        (1e300, money.TOO_LARGE),
        (10**4000, money.TOO_LARGE),
    ],
)
def test_what_is_no_amount_is_a_finding(value, rule):
    found = read_dong(value, Unit.MILLION)
    assert isinstance(found, Issue)
    assert found.rule is rule


def test_english_sheet_reads_english_text():
    assert read_dong("2,758.37", Unit.MILLION, NumberStyle.ENGLISH) == 2_758_370_000
    assert isinstance(read_dong("2.758,37", Unit.MILLION, NumberStyle.ENGLISH), Issue)


def test_numeric_cell_keeps_fifteen_digits_and_text_keeps_all():
    assert read_dong(1234567890123456, Unit.DONG) == 1_234_567_890_123_460
    assert read_dong("1234567890123456", Unit.DONG) == 1_234_567_890_123_456


@given(amounts, units)
def test_what_is_shown_exactly_reads_back_the_same(amount, unit):
    assert read_dong(format_amount(amount, unit), unit) == amount


@given(amounts)
def test_text_in_dong_stays_exact_in_64_bits(amount):
    assert read_dong(str(amount), Unit.DONG) == amount


@given(st.integers(LARGEST_AMOUNT + 1, 10**30), units)
def test_beyond_64_bits_is_a_finding(amount, unit):
    assert isinstance(read_dong(str(amount), unit), Issue)
    assert isinstance(read_dong(-amount, unit), Issue)


@given(st.integers(-(10**15) + 1, 10**15 - 1), units)
def test_numeric_cells_of_fifteen_digits_stay_exact(dong, unit):
    as_excel_stores_it = dong / unit.factor
    assert read_dong(as_excel_stores_it, unit) == dong


@given(st.text("0123456789.,-–() \xa0", max_size=12), units)
def test_no_text_becomes_zero_silently(text, unit):
    read = read_dong(text, unit)
    if read == 0 and read is not None:
        assert "0" in text
        assert not set(text) & set("123456789")


@given(st.floats(), units)
def test_no_float_leaves_the_door(value, unit):
    read = read_dong(value, unit)
    assert isinstance(read, Issue) or type(read) is int
    if isinstance(read, int) and read == 0:
        assert value == 0


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Đơn vị tính: Triệu đồng", {Unit.MILLION}),
        ("Đơn vị tính: triệu đồng", {Unit.MILLION}),
        ("ĐVT: đồng", {Unit.DONG}),
        ("Đvt triệu đồng", {Unit.MILLION}),
        ("ĐƠN VỊ TÍNH : TỶ ĐỒNG", {Unit.BILLION}),
        ("Đơn vị: tỉ đồng", {Unit.BILLION}),
        ("BÁO CÁO\nĐơn vị tính: ngàn đồng\nNăm 2024", {Unit.THOUSAND}),
        ("Đơn vị tính: 1.000 đồng", {Unit.THOUSAND}),
        ("Đơn vị: 1.000.000đ", {Unit.MILLION}),
        ("Đơn vị tính: tr.đ; %", {Unit.MILLION}),
        ("Số tiền\n(đồng)", {Unit.DONG}),
        ("triệu đồng", {Unit.MILLION}),
        ("Kế hoạch (triệu đồng), giải ngân (đồng)", {Unit.MILLION, Unit.DONG}),
        ("Đơn vị: Đồng Tháp", set()),
        ("Đơn vị tính:", set()),
        ("Đơn vị tính: triệu USD", set()),
        ("Đơn vị tính: trăm triệu đồng", set()),
        ("Tổng mức đầu tư 5 tỷ đồng", set()),
        ("Làm tròn: 1.000 đồng", set()),
        ("Dự án đồng bộ hạ tầng", set()),
    ],
)
def test_units_are_found_where_they_are_declared(text, found):
    assert find_units([text]) == found


def test_units_of_several_texts_are_all_found():
    assert find_units(["ĐVT: đồng", "Số tiền (triệu đồng)"]) == {Unit.DONG, Unit.MILLION}
    assert find_units([]) == set()


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("triệu đồng", Unit.MILLION),
        ("Triệu", Unit.MILLION),
        ("trieu", Unit.MILLION),
        ("dong", Unit.DONG),
        ("đồng", Unit.DONG),
        ("ngàn đồng", Unit.THOUSAND),
        ("tỉ", Unit.BILLION),
        ("BILLION", Unit.BILLION),
        ("", None),
        ("USD", None),
    ],
)
def test_a_person_may_name_the_unit_in_several_ways(name, unit):
    assert parse_unit(name) is unit


@pytest.mark.parametrize(
    ("amount", "unit", "places", "text"),
    [
        (1_234_567_890_000, Unit.MILLION, None, "1.234.567,89"),
        (1, Unit.MILLION, None, "0,000001"),
        (-5, Unit.BILLION, None, "-0,000000005"),
        (0, Unit.BILLION, None, "0"),
        (1_234_567, Unit.DONG, None, "1.234.567"),
        (1_005_000, Unit.MILLION, 2, "1,01"),
        (1_004_999, Unit.MILLION, 2, "1,00"),
        (-1_005_000, Unit.MILLION, 2, "-1,01"),
        (-1, Unit.BILLION, 2, "0,00"),
        (727_304_290_000, Unit.MILLION, 2, "727.304,29"),
        (999_999, Unit.MILLION, 0, "1"),
        (LARGEST_AMOUNT, Unit.MILLION, 3, "9.223.372.036.854,776"),
    ],
)
def test_amounts_are_written_as_officials_write_them(amount, unit, places, text):
    assert format_amount(amount, unit, places) == text


def test_amounts_typed_by_people_are_vietnamese():
    assert parse_user_amount("1.234,5", Unit.MILLION) == 1_234_500_000
    assert parse_user_amount("", Unit.MILLION) is None
    assert isinstance(parse_user_amount("1,234.5", Unit.MILLION), Issue)


@given(amounts, units, st.integers(0, 9))
def test_rounded_amounts_are_never_further_than_half_a_unit(amount, unit, places):
    shown = Decimal(format_amount(amount, unit, places).replace(".", "").replace(",", "."))
    assume(places <= unit.exponent)
    difference = abs(int(shown.scaleb(unit.exponent)) - amount)
    assert 2 * difference <= 10 ** (unit.exponent - places)
