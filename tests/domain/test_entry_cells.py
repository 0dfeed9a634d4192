"""Reading one cell as it was typed, and what may be written over what."""

import pytest

from disbursement.domain.entry_cells import (
    LONGEST_TEXT,
    CellEdit,
    CellState,
    judge_cell,
    read_cell,
    shown_cell,
)
from disbursement.domain.ledger import Key
from disbursement.domain.submissions import key_named, line_name
from projects.domain.issues import Issue
from projects.domain.money import Unit

GROUPS = frozenset({"GPMB"})
KEY = Key(12, 3, 2026, 2025)


def test_amounts_are_read_in_the_unit_and_shown_again_as_typed():
    assert read_cell("own_disbursed", " 18.500,25 ", Unit.MILLION, GROUPS) == 18_500_250_000
    assert shown_cell(18_500_250_000, Unit.MILLION) == "18.500,25"
    assert read_cell("own_disbursed", "", Unit.MILLION, GROUPS) is None
    assert shown_cell(None, Unit.MILLION) == ""


def test_an_unreadable_amount_is_a_finding_at_its_column():
    found = read_cell("month_estimate", "12x", Unit.DONG, GROUPS)
    assert isinstance(found, Issue)
    assert found.column == "month_estimate"


@pytest.mark.parametrize("field", ["difficulty", "explanation"])
def test_words_are_cleaned_and_not_too_long(field):
    assert read_cell(field, " a\x00b\r\nc ", Unit.DONG, GROUPS) == "ab\nc"
    assert read_cell(field, "x" * LONGEST_TEXT, Unit.DONG, GROUPS) == "x" * LONGEST_TEXT
    assert isinstance(read_cell(field, "x" * (LONGEST_TEXT + 1), Unit.DONG, GROUPS), Issue)


def test_a_group_is_one_of_the_list_or_none():
    assert read_cell("obstacle_category", "GPMB", Unit.DONG, GROUPS) == "GPMB"
    assert read_cell("obstacle_category", "", Unit.DONG, GROUPS) == ""
    assert isinstance(read_cell("obstacle_category", "GPMB2", Unit.DONG, GROUPS), Issue)


@pytest.mark.parametrize(
    ("stored", "was", "new", "state"),
    [
        (None, None, 5, CellState.SAVED),
        (5, 5, None, CellState.SAVED),
        (5, 4, 5, CellState.SAME),  # a retry
        (5, 4, 6, CellState.CONFLICT),
        (0, None, 6, CellState.CONFLICT),  # zero is a figure, empty is none
        ("a", "b", "c", CellState.CONFLICT),
    ],
)
def test_a_cell_is_written_only_over_what_its_writer_saw(stored, was, new, state):
    assert judge_cell(stored, was, new) is state


def test_there_are_no_other_columns():
    with pytest.raises(ValueError, match="plan"):
        CellEdit(KEY, "plan", "5")


def test_a_line_has_a_name_that_leads_back_to_its_key():
    assert line_name(KEY) == "r12-3-2026-2025"
    assert key_named("r12-3-2026-2025") == KEY


@pytest.mark.parametrize(
    "name",
    [
        "",
        "r12-3-2026",
        "r12-3-2026-2025-1",
        "12-3-2026-2025",
        "r\uff112-3-2026-2025",
        "r" + "9" * 19 + "-3-2026-2025",
    ],
)
def test_nonsense_names_no_line(name):
    assert key_named(name) is None
