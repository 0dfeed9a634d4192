"""Lines pasted from a spreadsheet."""

import pytest

from projects.domain.pasted_rows import MOST_ROWS, read_pasted


def codes(text):
    rows, issues = read_pasted(text)
    assert rows == []
    return [found.code for found in issues]


def test_columns_stand_in_the_order_of_the_screen():
    text = (
        "7100001\tNSTW\tđầu tư\t2024\tbổ sung\t1.234,5\r\n7100002\tNSDP\tđầu tư\t2024\thủy\t-2\r\n"
    )
    rows, issues = read_pasted(text)
    assert issues == []
    assert rows[0]["project"] == "7100001"
    assert rows[0]["amount"] == "1.234,5"
    assert rows[1]["kind"] == "hủy"


def test_headings_say_what_the_columns_are():
    text = "Số tiền (triệu đồng)\tGhi chú\tMã dự án\n5\tx\t7100001\n"
    assert read_pasted(text) == ([{"amount": "5", "project": "7100001"}], [])


def test_two_columns_are_project_and_amount():
    assert read_pasted("7100001\t5") == ([{"project": "7100001", "amount": "5"}], [])


def test_line_break_within_a_cell_stays_within_it():
    rows, _ = read_pasted('"Cầu\nĐông Hà"\t5\n')
    assert rows == [{"project": "Cầu Đông Hà", "amount": "5"}]


def test_english_amounts_become_vietnamese():
    rows, issues = read_pasted("7100001\t2,758.37\n7100002\t1,234\n")
    assert issues == []
    assert [row["amount"] for row in rows] == ["2.758,37", "1.234"]


def test_amount_that_can_be_read_two_ways_is_asked_about():
    assert codes("7100001\t1,234\n") == ["number.doubtful_style"]


def test_block_of_another_width_needs_headings():
    assert codes("a\tb\tc\td\n") == ["paste.no_columns"]


def test_too_long_a_block_is_refused():
    assert codes("7100001\t5\n" * (MOST_ROWS + 2)) == ["paste.too_long"]


@pytest.mark.parametrize("text", ["", "\n\n", "\t\t\n", "\x00", " \u200b "])
def test_nothing_pasted_is_nothing(text):
    assert read_pasted(text) == ([], [])


@pytest.mark.parametrize("text", ['"', '"a\t5', "x" * 200_000 + "\t5", "\ud800\t5", "a\x00\t1"])
def test_odd_texts_do_not_break_the_reading(text):
    read_pasted(text)
