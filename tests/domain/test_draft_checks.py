"""A decision being typed in: nothing typed is lost, everything wrong is said at once."""

from datetime import date

import pytest

from projects.domain.draft_checks import judge_draft
from projects.domain.draft_rows import (
    FIELDS,
    Directory,
    DraftHeader,
    DraftRow,
    read_rows,
    row_from_json,
    row_to_json,
    typed_text,
)
from projects.domain.money import Unit
from projects.domain.plan_context import PlanContext
from projects.domain.plan_difference import KnownLine
from projects.domain.registers import DecisionKey, PlanLineRow, PositionKey

HEADER = DraftHeader("15/QĐ-UBND", date(2024, 3, 1), "UBND tỉnh", 2024)
DIRECTORY = Directory({"p1": "P1", "p2": "P2"}, {"nstw": "NSTW", "nsdp": "NSDP"})
GOOD = {
    "project": "P1",
    "source": "nstw",
    "nature": "đầu tư",
    "kind": "bổ sung",
    "amount": "1.234,5",
}


def row(number=1, **texts):
    return DraftRow(number, {**GOOD, **texts})


def judge(*rows, header=HEADER, context=None):
    return judge_draft(header, rows, DIRECTORY, context or PlanContext())


def found(verdict):
    return [(i.code.removeprefix("plan."), i.row, i.column) for i in verdict.issues]


def test_row_states_a_line_in_dong():
    (line,), issues = read_rows(HEADER, [row()], DIRECTORY)
    assert issues == []
    assert (line.project, line.source, line.amount) == ("P1", "NSTW", 1_234_500_000)
    assert (line.kind, line.origin_year, line.effective_on) == ("bổ sung", 2024, None)


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("project", "P9", "plan.project_unknown"),
        ("source", "", "plan.source_missing"),
        ("source", "X", "plan.source_unknown"),
        ("nature", "", "plan.nature_unknown"),
        ("kind", "cho vay", "plan.kind_unknown"),
        ("origin_year", "20x4", "plan.origin_unreadable"),
        ("origin_year", "٢٠٢٤", "plan.origin_unreadable"),
        ("amount", "", "plan.amount_missing"),
        ("amount", "1,5 tỷ", "number.unreadable"),
        ("amount", "0,0000001", "money.not_whole"),
        ("effective_on", "31/2/2024", "day.unreadable"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_line_and_field(name, text, code):
    _lines, issues = read_rows(HEADER, [row(), row(2, **{name: text})], DIRECTORY)
    assert [(i.code, i.row, i.column) for i in issues] == [(code, 2, name)]


def test_unknown_unit_is_said_instead_of_guessed():
    _lines, issues = read_rows(HEADER, [DraftRow(1, GOOD, unit=None)], DIRECTORY)
    assert [i.code for i in issues] == ["plan.unit_unknown"]


def test_amount_follows_the_unit_of_the_person_where_it_can_be_read():
    assert row().in_unit(Unit.DONG).text("amount") == "1.234.500.000"
    assert row(amount="1,5 tỷ").in_unit(Unit.DONG).unit is Unit.MILLION
    assert DraftRow(1, GOOD, unit=None).in_unit(Unit.DONG).text("amount") == "1.234,5"


def test_row_survives_its_storing():
    stored = row(effective_on="1/4/2024", amount="abc")
    assert row_from_json(row_to_json(stored)).texts == {
        **dict.fromkeys(FIELDS, ""),
        **stored.texts,
    }


def test_row_of_only_prefilled_fields_is_blank():
    assert row(project=" ", source="", amount="").is_blank
    assert not row(project="", source="").is_blank


def test_good_decision_has_no_findings():
    assert found(judge(row(), row(2, project="P2", amount="5"))) == []


def test_missing_header_is_said_without_a_line():
    empty = DraftHeader(plan_year=2024)
    assert found(judge(row(), header=empty)) == [
        ("number_missing", None, "number"),
        ("day_missing", None, "decided_on"),
        ("issuer_missing", None, "issuer"),
    ]


def test_decision_without_lines_is_refused():
    assert judge().is_refused


def test_transfer_that_is_not_zero_sum_names_both_lines_even_without_a_header():
    rows = [row(kind="điều chuyển", amount="5"), row(2, kind="điều chuyển", amount="-4")]
    codes = found(judge(*rows, header=DraftHeader(plan_year=2024)))
    assert ("not_balanced", 1, "amount") in codes
    assert ("not_balanced", 2, "amount") in codes
    balanced = [row(kind="điều chuyển", amount="4"), row(2, kind="điều chuyển", amount="-4")]
    assert not [code for code, *_ in found(judge(*balanced)) if code == "not_balanced"]


def known(number="15/QĐ-UBND", day=date(2024, 3, 1), **fields):
    line = PlanLineRow(
        number=number,
        decided_on=day,
        issuer="UBND tỉnh",
        plan_year=2024,
        origin_year=2024,
        kind="bổ sung",
        project="P1",
        source="NSTW",
        nature="đầu tư",
        amount=1_234_500_000,
    )
    return PlanContext(
        lines=(KnownLine(7, line),) if number == HEADER.number else (),
        decisions=frozenset({DecisionKey(number.casefold(), day, "UBND tỉnh")}),
        positions={PositionKey("p1", "nstw", 2024, 2024): 1_234_500_000},
        **fields,
    )


def test_decision_posted_already_is_told_and_may_be_added_to():
    verdict = judge(row(amount="9"), context=known())
    assert verdict.is_known_decision
    assert not verdict.is_refused
    assert found(verdict) == [("decision_posted", None, "number")]


def test_line_posted_already_is_warned_about():
    assert ("line_posted", 1, "amount") in found(judge(row(), context=known()))


def test_same_number_on_another_day_is_warned_about():
    context = known(day=date(2024, 3, 2))
    assert found(judge(row(amount="9"), context=context)) == [("decision_twice", None, "number")]


def test_repeated_line_is_warned_about_once():
    assert found(judge(row(), row(2), row(3, amount="2"))) == [("line_twice", 2, "amount")]


def test_line_without_project_among_projects_is_warned_about():
    verdict = judge(row(), row(2, project=""))
    assert found(verdict) == [("total_among_projects", 2, "project")]
    assert found(judge(row(project=""))) == []


@pytest.mark.parametrize(("after", "difference"), [(1_239_500_000, None), (1_239_500_001, 1)])
def test_printed_plan_after_adjustment_is_held_against_plan_and_change(after, difference):
    origin = {"sheet": "01b", "row": 14, "after": after}
    stated = DraftRow(1, {**GOOD, "amount": "5"}, origin=origin)
    issues = judge(stated, context=known(number="1/QĐ")).issues
    named = [i.params["difference"] for i in issues if i.code == "plan.printed_after_differs"]
    assert named == ([] if difference is None else [difference])


@pytest.mark.parametrize("text", ["\x00", "a\x00b", "  x \n y ", "z" * 10_000, "\u200b"])
def test_typed_text_fits_any_database(text):
    kept = typed_text(text)
    assert "\x00" not in kept
    assert "\n" not in kept
    assert len(kept) <= 500
