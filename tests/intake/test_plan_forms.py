"""Reading Mẫu 01.a/PB and 01.b/PB whatever their header rows and typos."""

from datetime import date

import pytest

from disbursement.domain.plan_form_reading import FormTerms
from disbursement.domain.plan_form_sources import SourceName, propose_sources
from disbursement.intake.plan_forms import read_plan_file
from projects.domain.money import Unit
from tests.plan_forms import HEAD_A, NUMBERS_A, Form, form_a, form_b, project, section


def read(form, tmp_path, **terms):
    return read_plan_file(form.write(tmp_path / "form.xlsx"), FormTerms(**terms))


def lines(form):
    return [(row.text("project"), row.text("kind"), row.text("amount")) for row in form.rows]


def codes(form):
    return [(found.code.removeprefix("plan_form."), found.cell) for found in form.issues]


def test_allotment_becomes_lines_of_its_projects(tmp_path):
    form = read(form_a(), tmp_path)
    assert codes(form) == []
    assert (form.form, form.unit, form.plan_year) == ("01.a/PB", Unit.MILLION, 2024)
    assert lines(form) == [
        ("7200001", "giao đầu năm", "60"),
        ("7100001", "giao đầu năm", "60,5"),
        ("7100001", "thu hồi ứng trước", "20"),
        ("7100002", "giao đầu năm", "19,5"),
    ]


def test_lines_know_their_cell_and_their_section(tmp_path):
    origins = [row.origin for row in read(form_a(), tmp_path).rows]
    assert [(o["row"], o["cells"]["amount"]) for o in origins] == [
        (17, "N"),
        (21, "N"),
        (21, "O"),
        (22, "N"),
    ]
    assert origins[0]["section"].endswith("Nguồn thu xổ số kiến thiết / Ngành giáo dục")
    assert "Nguồn thu xổ số" not in origins[1]["section"]
    assert "Vốn trong nước" in origins[1]["section"]


def test_decision_named_above_the_table_is_offered(tmp_path):
    hint = read(form_a(), tmp_path).hint
    assert hint == ("2210/QĐ-UBND", date(2023, 12, 15), "UBND tỉnh")


def test_adjustment_becomes_signed_lines_with_the_printed_result(tmp_path):
    form = read(form_b(), tmp_path)
    assert codes(form) == []
    assert form.form == "01.b/PB"
    assert lines(form) == [
        ("7100001", "điều chỉnh giảm", "-5"),
        ("7100002", "điều chỉnh tăng", "5"),
    ]
    assert [row.origin["after"] for row in form.rows] == [95_000_000, 25_000_000]


@pytest.mark.parametrize("make", [form_a, form_b])
def test_unmerged_headings_and_an_extra_header_row_change_nothing(make, tmp_path):
    plain = read(make(), tmp_path)
    extra = [[None, "(tên dự án)", None, None, None, None, "(L-K)"]]
    assert lines(read(make(is_merged=False), tmp_path)) == lines(plain)
    assert lines(read(make(extra_head=extra), tmp_path)) == lines(plain)


def test_form_without_project_codes_keeps_the_names_to_choose_by(tmp_path):
    head = [heading for heading in HEAD_A if heading[0] != "Mã số dự án đầu tư"]
    rows = [
        [cell if column != 5 else None for column, cell in enumerate(row)] for row in form_a().rows
    ]
    form = read(Form(head, NUMBERS_A, rows), tmp_path)
    assert codes(form) == [("code_column_missing", "6")]
    assert [row.text("project") for row in form.rows][:2] == ["Trường THPT Chuyên", "Cầu Đông Hà"]


def test_row_without_its_code_keeps_its_name_too(tmp_path):
    rows = [section("B", "ĐỊA PHƯƠNG", 60), project("1", "Cầu Đông Hà", None, 60)]
    assert lines(read(form_a(rows), tmp_path)) == [("Cầu Đông Hà", "giao đầu năm", "60")]


def test_wrong_total_names_both_figures(tmp_path):
    rows = form_a().rows
    rows[0] = section(None, "TỔNG SỐ", 161)
    form = read(form_a(rows), tmp_path)
    assert codes(form) == [("sum_differs", "N11")]
    assert form.issues[0].params["printed"] == 161_000_000
    assert form.issues[0].params["sum"] == 160_000_000
    assert not form.is_refused


def test_unreadable_amount_is_kept_as_it_stands(tmp_path):
    rows = [section("B", "ĐỊA PHƯƠNG"), project("1", "Cầu Đông Hà", "7100001", "1,5 tỷ")]
    form = read(form_a(rows), tmp_path)
    assert lines(form) == [("7100001", "giao đầu năm", "1,5 tỷ")]
    assert codes(form) == [("unreadable", "N12")]


def test_row_whose_own_adjustment_does_not_add_up_is_named(tmp_path):
    rows = [project("1", "Cầu Đông Hà", "7100001", 100, decrease=5, after=96)]
    form = read(form_b(rows), tmp_path)
    assert ("after_differs", "S11") in codes(form)


def test_parts_above_the_plan_are_named(tmp_path):
    rows = [project("1", "Cầu Đông Hà", "7100001", 10, recovery=8, debt=3)]
    assert codes(read(form_a(rows), tmp_path)) == [("parts_above_plan", "N11")]


@pytest.mark.parametrize(
    ("unit", "terms", "found"),
    [
        ("", {}, ["unit_unknown"]),
        ("", {"unit": Unit.MILLION}, []),
        ("Đơn vị tính: đồng", {}, []),
        ("Đơn vị tính: đồng", {"unit": Unit.MILLION}, ["unit_overruled"]),
    ],
)
def test_unit_is_the_files_or_the_persons_never_guessed(unit, terms, found, tmp_path):
    rows = [project("1", "Cầu", "7100001", 5)]
    form = read(form_a(rows, unit=unit), tmp_path, **terms)
    assert [code for code, _ in codes(form)] == found
    if not form.is_refused:
        assert form.rows[0].unit is (terms.get("unit") or Unit.DONG)


def test_plan_year_is_the_files_or_the_persons(tmp_path):
    nowhere = form_a(above=["BIỂU MẪU"])
    nowhere.head = [(t.replace(" 2024", ""), *place) for t, *place in nowhere.head]
    assert [code for code, _ in codes(read(nowhere, tmp_path))] == ["year_unknown"]
    assert read(nowhere, tmp_path, plan_year=2024).plan_year == 2024
    assert codes(read(form_a(), tmp_path, plan_year=2025)) == [("year_overruled", "")]


def test_carried_and_recurrent_sections_say_so(tmp_path):
    rows = [
        section("1", "Vốn kéo dài năm 2023 sang năm 2024", 5),
        project("1", "Cầu", "7100001", 5),
        section("2", "Vốn sự nghiệp", 3),
        project("1", "Đường", "7100002", 3),
    ]
    first, second = read(form_a(rows), tmp_path).rows
    assert (first.text("kind"), first.text("origin_year")) == ("kéo dài", "2023")
    assert (second.text("nature"), second.text("origin_year")) == ("sự nghiệp", "2024")


def test_two_columns_of_the_plan_are_told_apart_by_the_year(tmp_path):
    head = [*HEAD_A, ("Kế hoạch vốn năm 2023", 0, 17, 3, 17)]
    rows = [[*project("1", "Cầu", "7100001", 5)[:17], 9]]
    numbers = [*NUMBERS_A, "18"]
    form = read(Form(head, numbers, rows), tmp_path, plan_year=2024)
    assert lines(form) == [("7100001", "giao đầu năm", "5")]
    assert [code for code, _ in codes(read(Form(head, numbers, rows), tmp_path))] == [
        "column_twice"
    ]


def test_other_workbooks_are_refused_with_a_sentence(tmp_path):
    other = Form([("Tên", 0, 0, 0, 0), ("Tuổi", 0, 1, 0, 1)], ["1", "2", "3"], [["An", 5]])
    assert [code for code, _ in codes(read(other, tmp_path))] == ["no_table"]
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"%PDF-1.7")
    assert [i.code for i in read_plan_file(path, FormTerms()).issues] == ["workbook.pdf"]


SOURCES = [
    SourceName("NSTW", "Ngân sách trung ương"),
    SourceName("NSTW-TN", "Vốn trong nước (NSTW)", "NSTW Ngân sách trung ương"),
    SourceName("NSTW-ODA", "Vốn nước ngoài (ODA)", "NSTW Ngân sách trung ương"),
    SourceName("NSDP", "Ngân sách địa phương"),
    SourceName("NSDP-CD", "Cân đối theo tiêu chí, định mức", "NSDP Ngân sách địa phương"),
    SourceName("NSDP-XSKT", "Xổ số kiến thiết", "NSDP Ngân sách địa phương"),
]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        (("B. Địa phương", "Ngân sách địa phương", "Nguồn thu xổ số kiến thiết"), "NSDP-XSKT"),
        (("Ngân sách trung ương", "Vốn trong nước", "Ngành giao thông"), "NSTW-TN"),
        (("Ngân sách trung ương", "Vốn nước ngoài"), "NSTW-ODA"),
        (("Ngân sách địa phương", "Đầu tư theo ngành, lĩnh vực"), "NSDP"),
        (("Ngân sách địa phương", "Vốn cân đối theo tiêu chí"), "NSDP-CD"),
        (("NSDP-CD",), "NSDP-CD"),
        (("Nguồn thu hợp pháp khác",), ""),
        ((), ""),
    ],
)
def test_source_follows_from_the_words_of_the_sections(path, code):
    assert list(propose_sources([path], SOURCES, {}).values()) == [code]


def test_what_a_person_chose_before_is_remembered():
    path = ("Ngân sách địa phương", "Nguồn khác")
    remembered = {"ngan sach dia phuong / nguon khac": "NSDP-XSKT"}
    assert list(propose_sources([path], SOURCES, remembered).values()) == ["NSDP-XSKT"]
    assert list(propose_sources([path], SOURCES, {**remembered, "x": "GONE"}).values()) == [
        "NSDP-XSKT"
    ]
