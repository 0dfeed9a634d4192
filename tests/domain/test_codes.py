"""Codes as cells hold them."""

import unicodedata
from datetime import date

import pytest

from projects.domain.cells import CellError, FormulaWithoutValue
from projects.domain.codes import check_project_code, code_key, read_code
from projects.domain.issues import Issue


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("7606446", "7606446"),
        (7606446, "7606446"),
        (7606446.0, "7606446"),
        ("0007654", "0007654"),
        ("\xa0 0007654\u200b ", "0007654"),
        (unicodedata.normalize("NFD", "ĐƯỜNG-1"), "ĐƯỜNG-1"),
        (None, None),
        ("\xa0", None),
    ],
)
def test_codes_are_text(value, code):
    assert read_code(value) == code


@pytest.mark.parametrize(
    "value", [7606446.5, -1, 1e300, float("nan"), True, date(2024, 1, 1), CellError("#N/A"),
              FormulaWithoutValue()]
)  # fmt: skip
def test_what_cannot_be_a_code_is_a_finding(value):
    assert isinstance(read_code(value), Issue)


def test_codes_are_compared_without_case_and_composition():
    assert code_key("ban-đường") == code_key(unicodedata.normalize("NFD", " BAN-ĐƯỜNG "))


@pytest.mark.parametrize(("code", "fits"), [("0007654", True), ("7654", False), ("765 446", False)])
def test_a_project_code_has_seven_characters(code, fits):
    assert (check_project_code(code) is None) is fits
