"""Days as cells and sentences state them."""

from datetime import date, datetime, time

import pytest

from projects.domain.cells import ERROR_IN_CELL, CellError
from projects.domain.days import NOT_A_DAY, find_days, read_day
from projects.domain.issues import Issue

LAST_OF_SEPTEMBER = date(2024, 9, 30)


@pytest.mark.parametrize(
    "value",
    [
        LAST_OF_SEPTEMBER,
        datetime.combine(LAST_OF_SEPTEMBER, time(16)),
        "30/9/2024",
        "30/09/2024",
        " 30-09-2024\xa0",
        "30.9.2024",
        "ngày 30 tháng 9 năm 2024",
        "Ngày 30 tháng 09 năm 2024",
        "2024-09-30",
        "2024-09-30 00:00:00",
    ],
)
def test_reads_a_day(value):
    assert read_day(value) == LAST_OF_SEPTEMBER


def test_day_comes_before_month():
    assert read_day("03/04/2024") == date(2024, 4, 3)


@pytest.mark.parametrize("value", [None, "", "\xa0"])
def test_no_day_is_none(value):
    assert read_day(value) is None


@pytest.mark.parametrize(
    "value",
    ["30/9/24", "9/30/2024", "29/02/2023", "01/01/21019", "2024", 45565, 45565.0, "tháng 9",
     date(1900, 1, 12), "30/9-2024", "30/09/2024 và 1/10/2024", True],
)  # fmt: skip
def test_what_is_no_day_is_a_finding(value):
    found = read_day(value)
    assert isinstance(found, Issue)
    assert found.rule is NOT_A_DAY


def test_an_error_cell_is_named_as_one():
    assert read_day(CellError("#VALUE!")).rule is ERROR_IN_CELL


def test_days_are_found_in_sentences_in_their_order():
    text = "Số liệu từ 01/01/2024 đến hết ngày 30 tháng 9 năm 2024 (lập 2024-10-02)"
    assert find_days(text) == [date(2024, 1, 1), LAST_OF_SEPTEMBER, date(2024, 10, 2)]
    assert find_days("Quyết định số 12/2024/QĐ-UBND, kỳ 31/02/2024") == []
