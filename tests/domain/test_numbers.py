"""Which style a sheet writes numbers in, and rates as they are shown."""

from fractions import Fraction

import pytest

from projects.domain.cells import Cell
from projects.domain.columns import column_index, column_letters
from projects.domain.numbers import (
    BOTH_STYLES,
    DOUBTFUL_STYLE,
    NumberStyle,
    decide_style,
    format_rate,
    rate_string,
)


def cells(*values):
    return [Cell(value, "S", row, "C") for row, value in enumerate(values, start=5)]


@pytest.mark.parametrize(
    ("values", "style"),
    [
        ([], NumberStyle.VIETNAMESE),
        (["1234", "abc", None, 1234.5, "-"], NumberStyle.VIETNAMESE),
        (["2.758,373"], NumberStyle.VIETNAMESE),
        (["2.758,373", "1,234"], NumberStyle.VIETNAMESE),
        (["1.234", "1,5"], NumberStyle.VIETNAMESE),
        (["727.304.290.000"], NumberStyle.VIETNAMESE),
        (["(0,123)"], NumberStyle.VIETNAMESE),
        (["2,758.37"], NumberStyle.ENGLISH),
        (["2,758.37", "1,234", "1.234"], NumberStyle.ENGLISH),
        (["1,234,567"], NumberStyle.ENGLISH),
        (["1,5 tỷ", "12.5.2024", "Mục 1.2, 3"], NumberStyle.VIETNAMESE),
    ],
)
def test_style_is_decided_by_cells_that_leave_no_doubt(values, style):
    assert decide_style(cells(*values)) == (style, [])


def test_both_styles_are_refused_naming_the_cells():
    _, (found,) = decide_style(cells("2.758,373", "1,234", "2,758.37"))
    assert found.rule is BOTH_STYLES
    assert found.cell == "C7"
    assert found.params == {"vietnamese": ("C5",), "english": ("C7",)}


@pytest.mark.parametrize("text", ["1,234", "1.234", "(12,345)", "-999.999"])
def test_only_doubtful_evidence_is_refused_naming_the_cells(text):
    _, (found,) = decide_style(cells("abc", text, 1234.5))
    assert found.rule is DOUBTFUL_STYLE
    assert found.params == {"cells": ("C6",)}


def test_at_most_five_cells_are_named():
    _, (found,) = decide_style(cells(*["1,234"] * 9))
    assert found.params["cells"] == ("C5", "C6", "C7", "C8", "C9", "…")


@pytest.mark.parametrize(
    ("rate", "shown", "sent"),
    [
        (Fraction(727_304_290_000 * 100, 2_768_098_333_000), "26,27", "26.27"),
        (Fraction(26275, 1000), "26,28", "26.28"),
        (Fraction(-26275, 1000), "-26,28", "-26.28"),
        (Fraction(0), "0,00", "0.00"),
        (Fraction(100), "100,00", "100.00"),
        (Fraction(123456), "123.456,00", "123456.00"),
        (Fraction(2, 3), "0,67", "0.67"),
        (None, "–", None),
    ],
)
def test_rates_are_rounded_half_up_to_two_decimals(rate, shown, sent):
    assert format_rate(rate) == shown
    assert rate_string(rate) == sent


@pytest.mark.parametrize(
    ("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (255, "IV"), (16383, "XFD")]
)
def test_column_letters(index, letters):
    assert column_letters(index) == letters
    assert column_index(letters) == index
