"""Medium-term plans: periods, what draws on which plan, and the checks of their sheet."""

from datetime import date

import pytest

from projects.domain.medium_term_rows import (
    KnownMediumTerm,
    MediumTermContext,
    MediumTermRow,
    check_medium_term,
)
from projects.domain.medium_terms import MediumTerms, read_period, usual_period
from projects.domain.plan_context import MediumTermKey
from projects.domain.registers import PositionKey, RowPlace

DAY = date(2021, 9, 1)
COLUMNS = {"period": "A", "project": "B", "source": "C", "amount": "D"}


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2021-2025", (2021, 2025)),
        ("2021–2025", (2021, 2025)),
        (" giai đoạn 2026 - 2030 ", (2026, 2030)),
        ("2025-2021", None),
        ("2021-2021", None),
        ("2021", None),
        ("21-25", None),
        ("", None),
    ],
)
def test_periods_are_read_from_their_years(text, period):
    assert read_period(text) == period


@pytest.mark.parametrize(("year", "first"), [(2021, 2021), (2025, 2021), (2026, 2026)])
def test_a_year_stands_in_the_usual_five(year, first):
    assert usual_period(year) == (first, first + 4)


class TestDrawing:
    #  nsnn ← nstw ← oda: the project has 100 from nstw for 2021–2025 and 50 for 2026–2030
    TERMS = MediumTerms(
        {MediumTermKey("p", "nstw", 2021, 2025): 100, MediumTermKey("p", "nstw", 2026, 2030): 50},
        {"oda": "nstw", "nstw": "nsnn"},
    )

    @pytest.mark.parametrize(
        ("source", "origin", "first"),
        [
            ("nstw", 2024, 2021),
            ("oda", 2024, 2021),
            ("oda", 2026, 2026),
            ("nsnn", 2024, None),  # a plan beneath gives nothing to what stands above
            ("nstw", 2020, None),
        ],
    )
    def test_money_draws_on_its_source_or_the_nearest_above(self, source, origin, first):
        term = self.TERMS.of(PositionKey("p", source, origin, origin))
        assert (term.first_year if term else None) == first

    def test_totals_of_the_province_and_other_projects_draw_on_nothing(self):
        assert self.TERMS.of(PositionKey("", "nstw", 2024, 2024)) is None
        assert self.TERMS.of(PositionKey("q", "nstw", 2024, 2024)) is None

    def test_carried_over_money_counts_once_for_the_year_it_comes_from(self):
        positions = {
            PositionKey("p", "nstw", 2025, 2025): 30,
            PositionKey("p", "nstw", 2026, 2025): 12,  # carried over into 2026
            PositionKey("p", "oda", 2026, 2026): 20,
        }
        assert self.TERMS.planned(positions) == {
            MediumTermKey("p", "nstw", 2021, 2025): 30,
            MediumTermKey("p", "nstw", 2026, 2030): 20,
        }


def row(amount, *, number="29/NQ", project="7100001", period="2021-2025", line=2, source="NSTW"):
    place = RowPlace("TrungHan", line, COLUMNS)
    return MediumTermRow(place, period, project, source, amount, number, DAY)


CONTEXT = MediumTermContext(
    lines=(KnownMediumTerm(1, row(100)),),
    projects={"7100001"},
    sources={"nstw"},
    positions={PositionKey("7100001", "nstw", 2022, 2022): 60},
)


def codes(*rows, context=CONTEXT):
    return [(found.code, found.cell) for found in check_medium_term(rows, context)[1]]


def test_the_same_line_changes_nothing():
    difference, issues = check_medium_term([row(100)], CONTEXT)
    assert difference.is_empty
    assert difference.counts == {"added": 0, "changed": 0, "same": 1}
    assert issues == []


def test_another_amount_of_the_same_decision_replaces_it():
    difference, _ = check_medium_term([row(120)], CONTEXT)
    assert [(change.old.pk, change.row.amount) for change in difference.changed] == [(1, 120)]


def test_another_decision_adds_to_it():
    difference, issues = check_medium_term([row(-30, number="40/NQ")], CONTEXT)
    assert [added.amount for added in difference.added] == [-30]
    assert issues == []


def test_a_cut_below_what_yearly_plans_gave_is_warned_of():
    assert codes(row(-50, number="40/NQ")) == [("medium_term.below_yearly_plans", "D2")]
    assert codes(row(-40, number="40/NQ")) == []  # 60 are given, 60 are left


def test_a_cut_below_zero_is_refused():
    assert codes(row(-101, number="40/NQ")) == [("medium_term.below_zero", "D2")]


@pytest.mark.parametrize(
    ("wrong", "code", "cell"),
    [
        (row(1, period="2021"), "medium_term.not_a_period", "A2"),
        (row(0, number="x"), "medium_term.zero", "D2"),
        (row(1, project="7999999"), "register.unknown_reference", "B2"),
        (row(1, source="LA"), "register.unknown_reference", "C2"),
        (row(1, period="2021-2024"), "medium_term.unusual_period", "A2"),
    ],
)
def test_what_is_wrong_is_said_by_cell(wrong, code, cell):
    assert (code, cell) in codes(wrong)


def test_a_line_that_stands_twice_is_refused():
    assert codes(row(5, number="x"), row(5, number=" X ", line=3)) == [
        ("register.duplicate", "D2"),
        ("register.duplicate", "D3"),
    ]


def test_a_row_without_a_project_is_the_provinces():
    difference, issues = check_medium_term([row(500, project="")], CONTEXT)
    assert issues == []
    assert difference.added[0].term.project == ""
