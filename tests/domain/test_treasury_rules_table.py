"""The one table of treasury rules: each is tried where it passes, fails, and at its boundary.

A rule that is added has to be entered in the table and in the cases beside this file.
"""

from datetime import date
from pathlib import Path

import pytest

from disbursement.domain import reading_rules
from disbursement.domain import treasury_rules as rules
from disbursement.domain.ledger import MovementEntry
from disbursement.domain.treasury_checks import overdue_advance
from disbursement.domain.treasury_known import KnownProject, months_after
from disbursement.domain.treasury_rule_table import OF_THE_READING, TREASURY_RULES
from disbursement.domain.treasury_verdict import judge
from projects.domain.cells import CellError, FormulaWithoutValue
from projects.domain.issues import Rule, rules_by_code

from .treasury_layout_cases import OF_LAYOUTS
from .treasury_rule_cases import (
    OF_CELLS,
    OF_ROWS,
    OF_SHEETS,
    OF_WHAT_IS_KNOWN,
    N,
    advance_since,
    jump,
    recovered,
    stated_before,
)
from .treasury_sheets import (
    SPAN,
    SUMMARY_HEADING,
    TITLE,
    VOUCHER_HEADING,
    project,
    read,
    vouchers,
)
from .treasury_sheets import voucher as voucher_line
from .treasury_verdicts import BRIDGE, ROAD, SEPTEMBER, known, statement, verdict

CASES = OF_SHEETS | OF_LAYOUTS | OF_CELLS | OF_ROWS | OF_WHAT_IS_KNOWN
# These are nothing a file does by itself: a fault of the portal, a layout it remembers.
TRIED_ELSEWHERE = {
    "treasury.fault": "services/test_treasury.py",
    "treasury.layout_remembered": "services/test_treasury_known.py",
    "treasury.layout_failed": "services/test_treasury_known.py",
}


def codes(found) -> set[str]:
    return {issue.code for issue in found()}


# The table


def test_every_rule_that_is_written_down_stands_in_the_table_once():
    written = set(rules_by_code(rules, reading_rules))
    listed = [entry.code for entry in TREASURY_RULES]
    assert len(listed) == len(set(listed))
    assert {code for code in listed if code.startswith("treasury.")} == written


def test_every_rule_of_the_table_has_its_cases():
    assert CASES.keys() | TRIED_ELSEWHERE.keys() == {entry.code for entry in TREASURY_RULES}
    for code, path in TRIED_ELSEWHERE.items():
        assert code in (Path(__file__).parents[1] / path).read_text()


@pytest.mark.parametrize("entry", TREASURY_RULES, ids=lambda entry: entry.code)
def test_every_rule_says_what_is_wrong_and_how_to_mend_it(entry):
    assert entry.rule.text.endswith(".")
    assert entry.rule.fix.endswith(".")
    assert not (entry.of_file and entry.of_key)


def test_rules_of_the_reading_are_raised_by_the_reading_alone():
    kept = OF_SHEETS | OF_LAYOUTS | OF_CELLS | OF_ROWS
    assert {entry.code for entry in OF_THE_READING} == kept.keys()


@pytest.mark.parametrize("code", CASES)
def test_each_rule_passes_fails_and_changes_at_its_boundary(code):
    case = CASES[code]
    assert code not in codes(case.passing)
    assert code in codes(case.failing)
    assert code not in codes(case.good)
    assert code in codes(case.bad)


@pytest.mark.parametrize("code", CASES)
def test_a_finding_fills_its_sentence(code):
    for found in CASES[code].failing():
        assert found.rule.text % found.params
        assert found.rule.fix % found.params


@pytest.mark.parametrize("entry", TREASURY_RULES, ids=lambda entry: entry.code)
def test_a_check_raises_the_rule_it_stands_beside_and_no_other(entry):
    """What the check of a rule finds in any of the cases is that rule's."""
    check = entry.of_file or entry.of_key
    if check is None:
        return
    names = {name for name, rule in vars(rules).items() if isinstance(rule, Rule)}
    named = names & set(check.__code__.co_names)
    assert {vars(rules)[name].code for name in named} == {entry.code}


# What the sentences say


def test_an_older_file_is_only_warned_about_with_both_days():
    judged = verdict(statement(600), to=stated_before(900, 0, date(2024, 10, 31)))
    (found,) = judged.issues
    assert judged.outcome == "checked"
    assert found.params == {"day": SEPTEMBER, "newest": date(2024, 10, 31)}


def test_a_jump_by_a_unit_is_said_once_and_holds_the_file_in_either_direction():
    for times, before in ((1_000, 5), (0.001, 5_000)):
        (jumped,) = [f for f in jump(4, times, before)() if f.rule is rules.UNIT_JUMP]
        assert jumped.params == {"count": 4, "factor": "1.000"}
    held = jump(3, 0.001, 5_000)
    assert "treasury.scale_alarm" not in codes(held)
    assert rules.UNIT_JUMP.code in rules.HOLDING


def test_recoveries_count_against_the_oldest_advance():
    paid_on = [
        MovementEntry(date(2024, 1, 1), 0, 300, 1, None),
        MovementEntry(date(2024, 3, 1), 0, 200, 2, None),
        MovementEntry(date(2024, 6, 1), 350, -350, 3, None),
        MovementEntry(date(2024, 11, 1), 0, 70, 4, None),
    ]
    # 350 settle the 300 of January and 50 of March's 200; November's 70 are young.
    assert overdue_advance(paid_on, date(2024, 12, 31), 6) == (150, date(2024, 3, 1))
    assert overdue_advance(paid_on, date(2024, 5, 31), 3) == (300, date(2024, 1, 1))
    assert overdue_advance(paid_on[:3], date(2024, 12, 31), 12) == (0, None)


def test_what_was_recovered_is_not_overdue():
    settled = advance_since(date(2024, 1, 10), recovered(300))
    assert "treasury.advance_overdue" not in codes(settled)
    (found,) = advance_since(date(2024, 1, 10), recovered(200))()
    assert found.params == {"advance": 100, "day": date(2024, 1, 10), "months": 9}
    assert codes(advance_since(date(2024, 1, 10), months=None)) == set()


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 3, 31), 9, date(2024, 12, 31)),
        (date(2024, 12, 1), 1, date(2025, 1, 1)),
    ],
)
def test_months_end_on_the_same_day_or_the_last(day, months, later):
    assert months_after(day, months) == later


def test_all_rows_of_a_key_with_other_figures_are_marked_even_where_they_wait():
    rows = [
        statement(amount, code="7999999", row=at, sheet=name)
        for amount, at, name in ((600, 10, "Biểu"), (601, 12, "Biểu"), (600, 9, "Biểu 2"))
    ]
    judged = verdict(*rows)
    differing = [f for f in judged.issues if f.rule is rules.KEY_TWICE_DIFFERENT]
    places = {(found.sheet, found.cell) for found in differing}
    assert places == {("Biểu", "I10"), ("Biểu", "I12"), ("Biểu 2", "I9")}
    assert differing[0].params["rows"] == ("Biểu!10", "Biểu!12", "Biểu 2!9")
    assert judged.outcome == "refused"


def test_a_project_known_from_other_offices_is_named_once():
    state = known(office="KBNN Khu vực II", offices={BRIDGE: frozenset({"KBNN Khu vực I"})})
    rows = [statement(600), statement(5, origin_year=2023, row=11)]
    found = [f for f in verdict(*rows, to=state).issues if f.rule is rules.OTHER_OFFICE]
    assert [(f.cell, f.params["office"]) for f in found] == [("B10", ("KBNN Khu vực I",))]


def test_errors_stand_before_warnings():
    judged = verdict(statement(600, code="7999999"), statement(600, source="XX", row=12))
    assert [issue.severity for issue in judged.issues] == ["error", "warning"]


# Cells


def shifted(rows, *, down, right):
    """Return the rows with empty ones above them and empty columns before them."""
    return [[N]] * down + [[N] * right + list(row) for row in rows]


BAD_SUMMARY = [
    *TITLE,
    *SUMMARY_HEADING,
    project("710001", N, N, N, "abc", 2, 1),
    project("7100002", N, N, N, 3, 2, CellError("#REF!")),
    project("7100003", 3, 2, 1, 9, 2, 1, origin=2024),
]
BAD_LIST = [
    *SPAN,
    *VOUCHER_HEADING,
    voucher_line("Tạm ứng", FormulaWithoutValue()),
    voucher_line("Khác", 1, day="31/02/2024"),
    voucher_line("Tạm ứng", 1, origin=2025, year="x"),
]


@pytest.mark.parametrize(("down", "right"), [(0, 0), (1, 0), (0, 1), (3, 2), (2, 25)])
def test_cells_are_named_where_they_stand_however_far_the_table_is_moved(down, right):
    def letters(column):
        place = "ABCDEFGHIJKLMNOPQRSTUVWXYZ".index(column) + right
        return ("A" if place > 25 else "") + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[place % 26]

    expected = {
        "summary": [("number", "I", 7), ("code", "B", 7), ("cell", "K", 8), ("treasury", "E", 9)],
        "list": [("cell", "I", 5), ("treasury", "H", 6), ("day", "A", 6), ("treasury", "F", 7)],
    }
    for rows, cells in ((BAD_SUMMARY, expected["summary"]), (BAD_LIST, expected["list"])):
        found = read(shifted(rows, down=down, right=right)).issues
        places = {(issue.code.partition(".")[0], issue.cell) for issue in found}
        assert {(kind, f"{letters(c)}{at + down}") for kind, c, at in cells} <= places


def test_findings_point_at_the_cell_they_are_about():
    """The code's for an unknown project, the source's, the day's; else the first money."""
    lines = vouchers(
        voucher_line("Tạm ứng", 1, code="7999999"),
        voucher_line("Tạm ứng", 1, source="XX"),
        voucher_line("Tạm ứng", 1, day=date(2023, 1, 5), number="2"),
        voucher_line("Thanh toán KLHT", 999_999, number="3"),
    )
    judged = judge(lines, known(projects={"7100001": KnownProject(BRIDGE, N)}))
    places = {(issue.code.removeprefix("treasury."), issue.cell) for issue in judged.issues}
    assert {
        ("project_unknown", "C5"),
        ("source_unknown", "E6"),
        ("outside_budget_year", "A7"),
        ("day_outside_span", "A7"),
        ("above_plan", "I8"),
    } <= places
    assert ROAD not in {key.project_id for key in judged.after}
