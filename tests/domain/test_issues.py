"""Findings keep their place, and keep their sense when stored."""

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import ModuleType

import pytest

from projects.domain.issues import (
    Issue,
    Location,
    Rule,
    Severity,
    Term,
    has_errors,
    issue,
    rules_by_code,
)
from projects.issue_texts import from_json, render, to_json

RULE = Rule(
    "test.difference", Severity.ERROR, "Total %(total)s in %(year)s, 100%%", "See %(cells)s"
)
GENTLE = Rule("test.gentle", Severity.WARNING, "Look", "")
FOUND = issue(
    RULE,
    Location("Biểu 1", 14, "H"),
    total=727_304_290_000,
    year=2024,
    cells=("H3", "H4"),
    rate=Fraction(2627, 100),
    number=Decimal("1234.5"),
    day=date(2024, 9, 30),
    kind=Term("advance"),
)


@pytest.mark.parametrize(
    ("place", "cell"),
    [(Location("S", 14, "H"), "H14"), (Location("S", 14), "14"), (Location("S"), ""), (None, "")],
)
def test_cell_is_written_as_the_spreadsheet_shows_it(place, cell):
    assert issue(GENTLE, place).cell == cell


def test_only_errors_stop_the_work():
    assert not has_errors([issue(GENTLE)])
    assert has_errors([issue(GENTLE), FOUND])


def test_a_finding_can_be_placed_later():
    assert issue(GENTLE, a=1).at(Location("S", 2, "B")) == Issue(GENTLE, "S", 2, "B", {"a": 1})


def test_rendering_gives_the_six_fields_with_vietnamese_figures():
    assert render(FOUND) == {
        "severity": "error",
        "code": "test.difference",
        "sheet": "Biểu 1",
        "cell": "H14",
        "message": "Total 727.304.290.000 in 2024, 100%",
        "fix": "See H3, H4",
    }


def test_a_stored_finding_comes_back_the_same():
    stored = json.loads(json.dumps(to_json(FOUND)))
    assert from_json(stored, {RULE.code: RULE}) == FOUND


def test_a_finding_of_a_rule_that_is_gone_keeps_its_sentence():
    assert render(from_json(to_json(FOUND), {})) == render(FOUND)


def test_two_rules_may_not_share_a_code():
    first, second = ModuleType("first"), ModuleType("second")
    first.RULE = second.RULE = RULE
    assert rules_by_code(first, second) == {RULE.code: RULE}
    second.OTHER = Rule(RULE.code, Severity.WARNING, "", "")
    with pytest.raises(ValueError, match=r"test\.difference"):
        rules_by_code(first, second)
