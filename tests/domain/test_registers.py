"""Checks of register rows: each with a row that passes and one that fails."""

from dataclasses import replace
from datetime import date

import pytest

from projects.domain.plan_difference import PlanDifference
from projects.domain.register_checks import (
    check_amounts,
    check_duplicates,
    check_project_codes,
    check_references,
    check_registers,
    check_successions,
    check_trees,
    check_validity,
    merge,
)
from projects.domain.register_difference import register_difference
from projects.domain.register_labels import (
    ISSUERS,
    NATURES,
    PLAN_KINDS,
    STAGES,
    find_issuer,
    find_label,
    find_yes,
)
from projects.domain.register_layout import LAYOUTS, find_layout
from projects.domain.registers import (
    OrganisationRow,
    PlanLineRow,
    ProjectRow,
    Registers,
    RowPlace,
    SourceRow,
    StageRow,
    number_key,
)
from projects.domain.search import fold

NOTHING = Registers()
LETTERS = {layout.row_type: layout for layout in LAYOUTS}


def at(row_type, row=2, *, unread=(), without=()):
    """Return the place of a row whose sheet has every column but those left out."""
    layout = LETTERS[row_type]
    fields = [column.field for column in layout.columns]
    columns = {name: chr(65 + index) for index, name in enumerate(fields) if name not in without}
    return RowPlace(layout.name, row, columns, frozenset(unread))


def unit(code, row=2, **fields):
    return OrganisationRow(at(OrganisationRow, row), code, f"Đơn vị {code}", **fields)


def places(found):
    return sorted(f"{issue.sheet}!{issue.cell}" for issue in found)


def rows(*given):
    """Return the rows as the registers of one file."""
    names = {layout.row_type: layout.register for layout in LAYOUTS}
    found = dict.fromkeys(names.values(), ())
    for row in given:
        found[names[type(row)]] += (row,)
    return Registers(**found)


def test_every_row_of_a_duplicate_is_marked():
    twice = rows(unit("STC", 2), unit("stc ", 3), unit("SXD", 4))
    found = list(check_duplicates(twice, NOTHING))
    assert places(found) == ["DonVi!A2", "DonVi!A3"]
    assert found[0].params["rows"] == ("2", "3")
    assert list(check_duplicates(rows(unit("STC"), unit("SXD", 3)), NOTHING)) == []


def test_stage_is_a_duplicate_only_in_the_same_year():
    def stage(year, row):
        return StageRow(at(StageRow, row), year, "7000001", "chuyển tiếp")

    assert list(check_duplicates(rows(stage(2024, 2), stage(2025, 3)), NOTHING)) == []
    assert places(check_duplicates(rows(stage(2024, 2), stage(2024, 3)), NOTHING)) == [
        "PhanLoai!B2",
        "PhanLoai!B3",
    ]


def test_equal_plan_lines_are_no_duplicates():
    line = PlanLineRow(at(PlanLineRow), "1/QĐ", amount=5)
    assert list(check_duplicates(rows(line, line), NOTHING)) == []


def test_codes_that_could_not_be_read_are_no_duplicates():
    unread = OrganisationRow(at(OrganisationRow, unread=["code"]))
    assert list(check_duplicates(rows(unread, unread), NOTHING)) == []


@pytest.mark.parametrize(
    ("row", "cell"),
    [
        (unit("A", parent="X"), "DonVi!D2"),
        (unit("A", successors=("A1", "X")), "DonVi!H2"),
        (SourceRow(at(SourceRow), "S", "s", parent="X"), "NguonVon!C2"),
        (ProjectRow(at(ProjectRow), "7000002", "p", investor="X"), "DuAn!C2"),
        (StageRow(at(StageRow), 2024, "7999999", "hoàn thành"), "PhanLoai!B2"),
        (PlanLineRow(at(PlanLineRow), project="7999999", source="S1"), "KeHoachVon!G2"),
        (PlanLineRow(at(PlanLineRow), project="7000001", source="X"), "KeHoachVon!H2"),
    ],
)
def test_reference_must_be_in_the_file_or_the_portal(row, cell):
    known = rows(
        OrganisationRow(code="a1"), SourceRow(code="s1"), ProjectRow(code="7000001", investor="a1")
    )
    assert places(check_references(rows(row), known)) == [cell]
    there = rows(OrganisationRow(code="X"), SourceRow(code="x"), ProjectRow(code="7999999"))
    both = Registers(
        known.organisations + there.organisations,
        known.sources + there.sources,
        known.projects + there.projects,
    )
    assert list(check_references(rows(row), both)) == []


def test_reference_to_a_row_of_the_same_file_is_known_even_if_that_row_is_wrong():
    wrong = replace(unit("A"), place=at(OrganisationRow, unread=["valid_to"]))
    assert list(check_references(rows(wrong, unit("B", 3, parent="a")), NOTHING)) == []


def test_province_level_line_needs_no_project():
    line = PlanLineRow(at(PlanLineRow), source="S")
    assert list(check_references(rows(line, SourceRow(code="S")), NOTHING)) == []


def test_tree_must_not_come_round_in_a_circle():
    circle = rows(
        unit("A", 2, parent="B"),
        unit("B", 3, parent="C"),
        unit("C", 4, parent="a"),
        unit("D", 5, parent="A"),
        unit("E", 6),
    )
    found = list(check_trees(circle, NOTHING))
    assert places(found) == ["DonVi!D2", "DonVi!D3", "DonVi!D4"]
    assert found[0].params["path"] == "A → B → C → A"
    line = rows(unit("A", 2, parent="B"), unit("B", 3, parent="C"), unit("C", 4))
    assert list(check_trees(line, NOTHING)) == []


def test_own_superior_is_a_circle():
    found = list(check_trees(rows(SourceRow(at(SourceRow), "S", "s", parent="s")), NOTHING))
    assert [issue.params["path"] for issue in found] == ["S → S"]


def test_circle_may_close_over_what_the_portal_knows():
    known = rows(OrganisationRow(code="B", parent="A"), OrganisationRow(code="A"))
    assert places(check_trees(rows(unit("A", parent="B")), known)) == ["DonVi!D2"]
    unstated = replace(unit("A", parent=""), place=at(OrganisationRow, without=["parent"]))
    assert list(check_trees(rows(unstated), known)) == []


def test_long_chain_is_walked_in_no_time():
    chain = [unit(str(n), n + 2, parent=str(n + 1)) for n in range(20_000)]
    circle = [unit("20000", 1, parent="20001"), unit("20001", 1, parent="20000")]
    assert len(list(check_trees(rows(*chain, *circle), NOTHING))) == 2


def test_nobody_succeeds_themselves():
    found = check_successions(
        rows(unit("A", 2, successors=("B", "C")), unit("B", 3, successors=("A",)), unit("C", 4)),
        NOTHING,
    )
    assert places(found) == ["DonVi!H2", "DonVi!H3"]
    fine = rows(unit("A", successors=("B", "C")), unit("B", 3, successors=("C",)), unit("C", 4))
    assert list(check_successions(fine, NOTHING)) == []


@pytest.mark.parametrize(
    ("since", "until", "wrong"),
    [
        (date(2024, 1, 2), date(2024, 1, 1), True),
        (date(2024, 1, 1), date(2024, 1, 1), False),
        (date(2024, 1, 1), None, False),
        (None, date(2024, 1, 1), False),
    ],
)
def test_life_ends_after_it_begins(since, until, wrong):
    found = list(check_validity(rows(unit("A", valid_from=since, valid_to=until)), NOTHING))
    assert places(found) == (["DonVi!G2"] if wrong else [])


def test_end_is_held_against_the_known_beginning():
    known = rows(OrganisationRow(code="A", valid_from=date(2024, 7, 1)))
    row = replace(
        unit("A", valid_to=date(2024, 6, 30)), place=at(OrganisationRow, without=["valid_from"])
    )
    assert places(check_validity(rows(row), known)) == ["DonVi!G2"]


@pytest.mark.parametrize(
    ("code", "wrong"),
    [("7606446", False), ("0606446", False), ("606446", True), ("76064461", True)],
)
def test_project_codes_have_seven_characters(code, wrong):
    found = list(check_project_codes(rows(ProjectRow(at(ProjectRow), code)), NOTHING))
    assert places(found) == (["DuAn!A2"] if wrong else [])


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        (None, []),
        (0, []),
        (999_999_999_999_999, []),
        (1_000_000_000_000_000, ["register.amount_too_large"]),
        (-1, ["register.negative_investment"]),
    ],
)
def test_total_investment_is_within_reason(amount, code):
    row = ProjectRow(at(ProjectRow), "7606446", total_investment=amount)
    assert [issue.code for issue in check_amounts(rows(row), NOTHING)] == code


def test_amounts_of_lines_may_be_negative_but_not_beyond_reason():
    fine, large = (PlanLineRow(at(PlanLineRow), amount=amount) for amount in (-1, -(10**15)))
    assert places(check_amounts(rows(fine, large), NOTHING)) == ["KeHoachVon!J2"]


def test_all_findings_come_at_once():
    wrong = rows(unit("A", parent="X"), ProjectRow(at(ProjectRow), "1", investor="A"))
    assert {issue.code for issue in check_registers(wrong, NOTHING)} == {
        "register.unknown_reference",
        "code.project_length",
    }


def test_row_takes_from_the_known_one_only_what_its_sheet_does_not_state():
    known = OrganisationRow(code="A", name="Cũ", block="Khối 1", kind="Sở")
    row = replace(unit("A"), place=at(OrganisationRow, without=["block"]))
    merged = merge([row], [known])["a"]
    assert (merged.name, merged.block, merged.kind) == ("Đơn vị A", "Khối 1", "")


def test_difference_tells_added_changed_and_same():
    known = rows(
        OrganisationRow(code="A", name="Đơn vị A"), OrganisationRow(code="B", name="Tên cũ")
    )
    stated = rows(unit("a", 2), unit("B", 3), unit("C", 4))
    stated = replace(
        stated,
        organisations=(
            replace(stated.organisations[0], name="Đơn vị A"),
            *stated.organisations[1:],
        ),
    )
    difference = register_difference(stated, known, PlanDifference(), ("DonVi", "KeHoachVon"))
    assert difference.counts() == {
        "DonVi": {"added": 1, "changed": 1, "same": 1},
        "KeHoachVon": {"added": 0, "changed": 0, "same": 0},
    }
    assert difference.organisations.changed[0].fields == ("name",)
    assert not difference.is_empty


def test_successors_compare_without_order_and_case():
    known = rows(OrganisationRow(code="A", name="Đơn vị A", successors=("B", "C")))
    difference = register_difference(
        rows(unit("A", successors=("c", "b"))), known, PlanDifference(), ("DonVi",)
    )
    assert difference.is_empty


@pytest.mark.parametrize(
    ("text", "issuer"),
    [
        ("Thủ tướng Chính phủ", ISSUERS[0]),
        ("THỦ TƯỚNG", ISSUERS[0]),
        ("TTg", ISSUERS[0]),
        ("HĐND tỉnh", ISSUERS[1]),
        ("Hội đồng nhân dân tỉnh Lạng Sơn", ISSUERS[1]),
        ("UBND tỉnh", ISSUERS[2]),
        ("Uỷ ban Nhân dân tỉnh", ISSUERS[2]),
        ("Chủ tịch UBND tỉnh", ISSUERS[2]),
        ("Bộ Tài chính", None),
        ("HĐND, UBND tỉnh", None),
    ],
)
def test_issuer_is_known_by_meaning(text, issuer):
    assert find_issuer(text) == issuer


@pytest.mark.parametrize(
    ("text", "labels", "label"),
    [
        ("Giao đầu năm", PLAN_KINDS, "giao đầu năm"),
        ("ĐIỀU CHỈNH TĂNG", PLAN_KINDS, "điều chỉnh tăng"),
        ("Giảm", PLAN_KINDS, "điều chỉnh giảm"),
        ("huỷ", PLAN_KINDS, "hủy"),
        ("Hủy bỏ", PLAN_KINDS, "hủy"),
        ("thu hồi vốn ứng trước", PLAN_KINDS, "thu hồi ứng trước"),
        ("Kế hoạch kéo dài", PLAN_KINDS, "kéo dài"),
        ("tạm ứng", PLAN_KINDS, None),
        ("", PLAN_KINDS, None),
        ("Dự án hoàn thành", STAGES, "hoàn thành"),
        ("khoi cong moi", STAGES, "khởi công mới"),
        ("tăng", STAGES, None),
        ("Vốn sự nghiệp", NATURES, "sự nghiệp"),
        ("Đầu tư phát triển", NATURES, "đầu tư"),
    ],
)
def test_labels_are_known_in_their_spellings(text, labels, label):
    assert find_label(text, labels) == label


@pytest.mark.parametrize(
    ("text", "says"),
    [
        *((text, True) for text in ("x", "X", "Có", "1", "TRUE")),
        *((text, False) for text in ("không", "0", "")),
        *((text, None) for text in ("?", "2", "có lẽ")),
    ],
)
def test_marks_say_yes_or_no(text, says):
    assert find_yes(text) is says


def test_decision_numbers_compare_without_case_and_spaces():
    assert number_key(" 901/qđ - UBND") == number_key("901/QĐ-UBND") == "901/qđ-ubnd"


@pytest.mark.parametrize(
    ("name", "found"), [("donvi", "DonVi"), ("Đơn vị ", "DonVi"), ("KE HOACH VON", "KeHoachVon")]
)
def test_sheets_are_found_by_name(name, found):
    assert find_layout(name).name == found
    assert find_layout("Ghi chú") is None


def test_folding_strips_case_and_accents():
    assert fold("  CẦU  Đông Hà\u0301 ") == "cau dong ha"
    assert fold("Ủy ban nhân dân") == fold("Uỷ ban nhân dân")
