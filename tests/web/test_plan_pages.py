"""Pages of decisions, drafts, plans, TABMIS and revenue: who sees what, and nothing breaks."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from projects.models import (
    CapitalSource,
    CollectedRevenue,
    DecisionDraft,
    PlanDecision,
    PlanKind,
    PlanLine,
    TabmisEntry,
)
from tests.people import BILLION, make_plan_line
from tests.plan_forms import form_a
from tests.web.plan_form_data import grid, header, lines_of

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
YEAR = {"year": "2024", "as_of": "2024-12-31"}


@pytest.fixture
def browser(cast, sign_in):
    return sign_in(cast.planner)


@pytest.fixture
def draft(browser):
    response = browser.post(reverse("disbursement:decision_new"), {"plan_year": "2024"})
    assert response.status_code == 302
    return DecisionDraft.objects.get()


def edit(draft):
    return reverse("disbursement:decision_draft", kwargs={"pk": draft.pk})


def send(browser, draft, action="save", *rows, **fields):
    draft.refresh_from_db()
    data = {"seen": draft.revision, "action": action, **header(), **grid(*rows), **fields}
    return browser.post(edit(draft), data, follow=True)


TRANSFER = (
    ("", "7100001", "NSTW", "điều chỉnh giảm", "-2.000"),
    ("", "7100002", "NSTW", "điều chỉnh tăng", "2.000"),
)


# Typing in


def test_typed_decision_is_saved_checked_and_posted(browser, draft, province):
    page = send(browser, draft, "check", *TRANSFER)
    assert "Nothing was found to be wrong" in text(page) or "Không phát hiện" in text(page)
    draft.refresh_from_db()
    rows = lines_of(draft)
    page = send(browser, draft, "post", *rows)
    decision = PlanDecision.objects.get(number="15/QĐ-UBND")
    assert page.redirect_chain[-1][0] == reverse("projects:decision_detail", args=[decision.pk])
    assert sum(decision.lines.values_list("amount", flat=True)) == 0


def test_anything_typed_is_kept(browser, draft):
    send(
        browser,
        draft,
        "save",
        ("", "cầu nào đó", "???", "cho vay", "1,5 tỷ"),
        decided_on="31/2/2024",
        number="x" * 80,
        plan_year="20244",
    )
    page = text(browser.get(edit(draft)))
    for typed in ("cầu nào đó", "???", "cho vay", "1,5 tỷ", "31/2/2024", "x" * 80, "20244"):
        assert typed in page


def test_name_of_one_project_becomes_its_code(browser, draft):
    send(browser, draft, "save", ("", "cau dong ha", "NSTW", "bổ sung", "5"))
    draft.refresh_from_db()
    assert draft.lines[0]["project"] == "7100001"


def test_part_of_a_name_suggests_projects_to_choose(browser, draft):
    page = text(send(browser, draft, "save", ("", "đông hà", "NSTW", "bổ sung", "5")))
    assert '<option value="7100001">' in page
    draft.refresh_from_db()
    row_id = draft.lines[0]["id"]
    row = (row_id, "đông hà", "NSTW", "bổ sung", "5")
    send(browser, draft, "save", row, **{"row-0-choice": "7100001"})
    draft.refresh_from_db()
    assert draft.lines[0]["project"] == "7100001"


def test_pasted_block_is_added_to_the_lines(browser, draft):
    pasted = "Mã dự án\tMã nguồn\tSố tiền\n7100001\tNSTW\t1.234,5\n7100002\tNSDP\t2\n"
    send(browser, draft, "paste", TRANSFER[0], pasted=pasted)
    draft.refresh_from_db()
    assert [line["project"] for line in draft.lines] == ["7100001", "7100001", "7100002"]


def test_block_that_cannot_be_pasted_is_shown_again_with_the_typed_lines(browser, draft):
    pasted = "a\tb\tc\td\n"
    response = send(browser, draft, "paste", TRANSFER[0], pasted=pasted)
    assert response.status_code == 422
    assert pasted.strip() in text(response)
    assert "-2.000" in text(response)


def test_amounts_follow_the_unit_without_changing(browser, draft):
    send(browser, draft, "save", TRANSFER[0])
    browser.post(reverse("disbursement:set_unit"), {"unit": "DONG"})
    assert "-2.000.000.000" in text(browser.get(edit(draft)))


def test_findings_name_line_and_field(browser, draft):
    page = text(send(browser, draft, "check", TRANSFER[0], ("", "7100009", "X", "hủy", "5")))
    assert "row-bad" in page
    assert "#line-2" in page


def test_changed_draft_is_not_posted_unseen(browser, draft):
    send(browser, draft, "check", *TRANSFER)
    draft.refresh_from_db()
    rows = [list(row) for row in lines_of(draft)]
    rows[0][4], rows[1][4] = "-3.000", "3.000"
    send(browser, draft, "post", *rows)
    assert not PlanDecision.objects.filter(number="15/QĐ-UBND").exists()
    draft.refresh_from_db()
    assert draft.lines[0]["amount"] == "-3.000"


def test_two_people_editing_lose_nothing(browser, draft, cast, sign_in):
    send(browser, draft, "save", *TRANSFER)
    draft.refresh_from_db()
    seen = draft.revision
    rows = [list(row) for row in lines_of(draft)]
    other = sign_in(cast.administrator)
    theirs = [[*rows[0][:4], "-7"], rows[1]]
    other.post(edit(draft), {"seen": seen, "action": "save", **header(), **grid(*theirs)})
    mine = [[*rows[0][:4], "-8"], rows[1], ("", "7200001", "NSDP", "bổ sung", "9")]
    data = {"seen": seen, "action": "save", **header(), **grid(*mine)}
    response = browser.post(edit(draft), data)
    page = text(response)
    assert response.status_code == 409
    assert "Đỗ Quản Trị" in page
    assert all(typed in page for typed in ("-7", "-8", 'value="9"'))
    draft.refresh_from_db()
    assert draft.lines[0]["amount"] == "-7"
    again = {**data, "seen": draft.revision}
    browser.post(edit(draft), again)
    draft.refresh_from_db()
    assert [line["amount"] for line in draft.lines] == ["-8", "2.000", "9"]


def test_scanned_decision_is_attached_and_given_out_as_a_file(browser, draft, province):
    url = reverse("disbursement:draft_document", args=[draft.pk])
    scan = SimpleUploadedFile("qd.pdf", PDF, "application/pdf")
    browser.post(url, {"seen": draft.revision, "document": scan})
    draft.refresh_from_db()
    assert draft.document.name == "qd.pdf"
    send(browser, draft, "check", *TRANSFER)
    draft.refresh_from_db()
    send(browser, draft, "post", *lines_of(draft))
    decision = PlanDecision.objects.get(number="15/QĐ-UBND")
    response = browser.get(
        reverse("projects:decision_file", args=[decision.pk, decision.document.pk])
    )
    assert b"".join(response.streaming_content) == PDF
    assert "attachment" in response["Content-Disposition"]


def test_active_document_is_refused(browser, draft):
    url = reverse("disbursement:draft_document", args=[draft.pk])
    scan = SimpleUploadedFile("qd.pdf", PDF.replace(b"/Catalog", b"/Catalog /JavaScript"))
    browser.post(url, {"seen": draft.revision, "document": scan})
    draft.refresh_from_db()
    assert draft.document is None


def test_long_draft_is_shown_in_pages_and_saved_page_by_page(browser, draft):
    pasted = "\n".join(f"7100001\tNSTW\t{number}" for number in range(1, 251))
    send(browser, draft, "paste", pasted=pasted)
    draft.refresh_from_db()
    assert len(draft.lines) == 250
    third = text(browser.get(f"{edit(draft)}?page=3"))
    assert 'value="201"' in third
    assert 'value="200"' not in third
    line = draft.lines[200]
    send(browser, draft, "save", (line["id"], "7100001", "NSTW", "bổ sung", "999"), page="3")
    draft.refresh_from_db()
    assert (len(draft.lines), draft.lines[200]["amount"]) == (250, "999")


def test_put_aside_draft_leaves_the_list(browser, draft):
    browser.post(edit(draft), {"seen": draft.revision, "action": "discard"})
    draft.refresh_from_db()
    assert draft.discarded_at
    assert browser.get(edit(draft)).status_code == 302


# Forms


def test_form_is_read_into_a_draft_whose_sections_get_their_source(browser, province, tmp_path):
    content = form_a().write(tmp_path / "f.xlsx").read_bytes()
    url = reverse("disbursement:plan_form_import")
    response = browser.post(url, {"file": SimpleUploadedFile("01a.xlsx", content)})
    draft = DecisionDraft.objects.get()
    assert response.url == edit(draft)
    page = text(browser.get(edit(draft)))
    assert "N17" in page
    sections = {f"section-{n}-path": path for n, path in enumerate(paths(draft))}
    chosen = {f"section-{n}-source": "NSDP" for n in range(len(sections))}
    data = {"seen": draft.revision, "action": "sections", **header(), **sections, **chosen}
    browser.post(edit(draft), {**data, "rows": "0"})
    draft.refresh_from_db()
    assert {line["source"] for line in draft.lines} == {"NSDP"}


def test_file_without_unit_need_not_be_chosen_again(browser, province, tmp_path):
    content = form_a(unit="").write(tmp_path / "f.xlsx").read_bytes()
    url = reverse("disbursement:plan_form_import")
    response = browser.post(url, {"file": SimpleUploadedFile("01a.xlsx", content)})
    assert response.status_code == 422
    assert "01a.xlsx" in text(response)
    assert browser.post(url, {"unit": "MILLION"}).status_code == 302


# Lists and pages


def test_decision_shows_effect_origin_and_late_money(browser, province):
    late = PlanDecision.objects.create(
        number="99/QĐ", decided_on=date(2024, 10, 5), issuer="UBND tỉnh"
    )
    make_plan_line(late, province.road, province.local, BILLION, kind=PlanKind.SUPPLEMENT)
    page = text(browser.get(reverse("projects:decision_detail", args=[late.pk])))
    assert "4.000" in page  # before
    assert "5.000" in page  # after
    assert "late-mark" in page


def test_search_of_decisions_ignores_case_and_accents(browser, province):
    province.decision.summary = "Giao vốn đường tỉnh"
    province.decision.save()
    url = reverse("projects:decision_list")
    assert "2210/QĐ-UBND" in text(browser.get(url, {"q": "DUONG TINH"}))
    assert "2210/QĐ-UBND" not in text(browser.get(url, {"q": "cầu"}))


def test_plan_page_shows_waterfall_division_and_what_is_not_allotted(browser, province):
    page = browser.get(reverse("projects:plan"), YEAR)
    steps = [(step.decision.number, step.after) for step, _line in page.context["steps"]]
    assert steps == [("2210/QĐ-UBND", 21_500_000_000)]
    unallocated = page.context["unallocated"].rows
    # this year's money; central: 12 assigned, 10 allotted; local: 15 and 10
    assert [row.values[2] for row in unallocated] == [2024, 2024, None]
    assert [row.values[6] for row in unallocated] == [5 * BILLION, 2 * BILLION, 7 * BILLION]


@pytest.mark.parametrize(
    ("query", "plan"),
    [
        ({}, 21_500_000_000),
        ({"pool": "carried"}, 1_500_000_000),
        ({"project": "7100002"}, 4_000_000_000),
        ({"investor": "BQLGT"}, 15_500_000_000),
        ({"source": "NSDP", "by": "investor"}, 10_000_000_000),
        ({"denominator": "D1"}, 27_000_000_000),
        ({"as_of": "2023-12-14"}, 0),
    ],
)
def test_plan_of_any_scope_and_day(query, plan, browser, province):
    page = browser.get(reverse("projects:plan"), {**YEAR, **query})
    assert page.context["in_force"] == plan


def test_export_says_exactly_what_the_page_shows_and_neutralises_formulas(browser, province):
    PlanDecision.objects.filter(pk=province.decision.pk).update(number="=1+1")
    response = browser.get(reverse("projects:plan_workbook"), {**YEAR, "project": "7100002"})
    book = CalamineWorkbook.from_filelike(io.BytesIO(response.content))
    rows = book.get_sheet_by_index(0).to_python()
    texts = [cell for row in rows for cell in row]
    assert "=1+1" in texts
    assert 4000.0 in texts
    assert any("Đường tỉnh 240" in str(cell) for cell in texts)


def test_investor_sees_only_the_own_projects_plan(cast, sign_in, province):
    page = sign_in(cast.other_investor).get(reverse("projects:plan"), YEAR)
    assert page.context["in_force"] == 6 * BILLION
    assert page.context["unallocated"] is None
    detail = sign_in(cast.other_investor).get(
        reverse("projects:decision_detail", args=[province.decision.pk])
    )
    assert "7200001" in text(detail)
    assert "7100001" not in text(detail)


def test_decision_without_the_investors_projects_is_unknown_to_them(cast, sign_in, province):
    assigned = PlanDecision.objects.get(number="1603/QĐ-TTg")
    url = reverse("projects:decision_detail", args=[assigned.pk])
    assert sign_in(cast.other_investor).get(url).status_code == 404


@pytest.mark.parametrize("person", ["leader", "treasurer", "investor", "nobody"])
def test_only_planners_enter_and_post(person, cast, sign_in, province):
    browser = sign_in(getattr(cast, person))
    draft = DecisionDraft.objects.create(plan_year=2024, edited_at="2024-03-01T00:00:00Z")
    for url in (
        edit(draft),
        reverse("disbursement:plan_form_import"),
        reverse("disbursement:decision_reverse", args=[province.decision.pk]),
    ):
        assert browser.get(url).status_code in (403, 404), url
    browser.post(reverse("disbursement:decision_new"), {"plan_year": "2024"})
    assert DecisionDraft.objects.count() == 1


def test_lines_are_reversed_with_a_reason(browser, province):
    url = reverse("disbursement:decision_reverse", args=[province.decision.pk])
    line = province.decision.lines.get(project=province.school)
    assert browser.post(url, {"lines": line.pk, "reason": ""}).status_code == 422
    assert browser.post(url, {"reason": "nhầm"}).status_code == 422
    assert browser.post(url, {"lines": line.pk, "reason": "nhầm"}).status_code == 302
    line.refresh_from_db()
    assert line.reversal_reason == "nhầm"


def test_tabmis_lists_what_is_past_the_deadline_until_it_is_entered(browser, province):
    url = reverse("disbursement:tabmis")
    assert "7100001" in text(browser.get(url, {"year": "2024", "overdue": "on"}))
    entered = reverse("disbursement:tabmis_decision", args=[province.decision.pk])
    browser.post(entered, {"entered_on": "10/04/2024"})
    assert TabmisEntry.objects.count() == 4
    assert "7100001" not in text(browser.get(url, {"year": "2024"}))


def test_single_line_is_entered_in_the_persons_unit(browser, province):
    line = province.decision.lines.get(project=province.school)
    url = reverse("disbursement:tabmis_line", args=[line.pk])
    browser.post(url, {"amount": "1.500,5", "entered_on": "10/04/2024"})
    assert TabmisEntry.objects.get().amount == 1_500_500_000


def test_revenue_is_recorded_and_its_shortfall_said(browser, province):
    CapitalSource.objects.filter(pk=province.local.pk).update(collected_in_year=True)
    url = f"{reverse('projects:revenue')}?year=2024"
    data = {"source": "NSDP", "as_at": "2024-06-30", "amount": "9.300"}
    assert browser.post(url, data).status_code == 302
    assert CollectedRevenue.objects.get().amount == 9_300_000_000
    page = text(browser.get(reverse("projects:plan"), YEAR))
    assert "62,00" in page


def test_queries_do_not_grow_with_the_lines(browser, province, django_assert_max_num_queries):
    for number in range(40):
        make_plan_line(province.decision, province.road, province.local, number + 1)
    for name, args in (
        ("projects:decision_list", []),
        ("projects:decision_detail", [province.decision.pk]),
        ("projects:plan", []),
        ("disbursement:tabmis", []),
        ("projects:revenue", []),
        ("disbursement:decision_reverse", [province.decision.pk]),
    ):
        with django_assert_max_num_queries(26):
            assert browser.get(reverse(name, args=args), YEAR).status_code == 200, name


def test_draft_page_needs_few_queries_however_many_names(
    browser, draft, django_assert_max_num_queries
):
    pasted = "\n".join(f"dự án số {number}\tNSTW\t{number}" for number in range(1, 100))
    send(browser, draft, "paste", pasted=pasted)
    with django_assert_max_num_queries(30):
        assert browser.get(edit(draft), {"check": "1"}).status_code == 200


# Bad input


NASTY = [
    "",
    " ",
    "\x00",
    "'; DROP TABLE x;--",
    "<script>alert(1)</script>",
    "9" * 400,
    "-9223372036854775809",
    "1e999",
    "NaN",
    "∞",
    "٣",
    "½",
    "1,234",
    "(5)",
    "=cmd|' /C calc'!A0",
    "\u202eabc",
    "\u200b",
    "0000-00-00",
    "2024-02-30",
    "99999-01-01",
    "0001-01-01",
    "../../etc/passwd",
    "%00",
    "a" * 5000,
    "đ" * 300,
    "True",
    "[]",
    "{}",
    "null",
    "-0",
    "\ufffd",
    "1.234,5",
]


@pytest.mark.parametrize("nasty", NASTY)
def test_no_input_ends_in_a_server_error(nasty, browser, draft, province):
    line = PlanLine.objects.filter(project__isnull=False).first()
    for name in ("projects:decision_list", "projects:plan", "projects:revenue"):
        fields = ("q", "year", "as_of", "source", "kind", "issuer", "pool", "by", "project")
        query = dict.fromkeys([*fields, "investor", "denominator", "nature", "page"], nasty)
        assert browser.get(reverse(name), query).status_code < 500, name
    for name in ("projects:plan_workbook", "projects:decision_list_workbook"):
        assert browser.get(reverse(name), {"year": nasty, "as_of": nasty}).status_code < 500
    query = {"year": nasty, "overdue": nasty, "page": nasty}
    assert browser.get(reverse("disbursement:tabmis"), query).status_code < 500
    query = {"page": nasty, "check": nasty, "effects": nasty}
    assert browser.get(edit(draft), query).status_code < 500
    detail = reverse("projects:decision_detail", args=[province.decision.pk])
    assert browser.get(detail, query).status_code < 500
    row = (nasty, nasty, nasty, nasty, nasty)
    everything = {**dict.fromkeys(header(), nasty), **grid(row), "pasted": nasty, "page": nasty}
    everything |= {"row-0-nature": nasty, "row-0-origin_year": nasty, "row-0-unit": nasty}
    everything |= {"row-0-effective_on": nasty, "section-0-path": nasty}
    everything |= {"section-0-source": nasty, "row-0-choice": nasty}
    for action in ("save", "check", "post", "paste", "suggestions", "sections", nasty):
        draft.refresh_from_db()
        data = {**everything, "action": action, "seen": draft.revision}
        assert browser.post(edit(draft), data, follow=True).status_code < 500, action
    for name, args, data in (
        ("disbursement:decision_draft", [draft.pk], {"seen": nasty, "rows": nasty}),
        ("disbursement:draft_document", [draft.pk], {"seen": nasty, "action": nasty}),
        ("disbursement:decision_new", [], {"plan_year": nasty}),
        ("disbursement:plan_form_import", [], {"unit": nasty, "plan_year": nasty, "kind": nasty}),
        ("disbursement:tabmis_line", [line.pk], {"amount": nasty, "entered_on": nasty}),
        ("disbursement:tabmis_decision", [province.decision.pk], {"entered_on": nasty}),
        ("projects:revenue", [], {"source": nasty, "as_at": nasty, "amount": nasty}),
        ("projects:decision_document", [province.decision.pk], {"document": nasty}),
        (
            "disbursement:decision_reverse",
            [province.decision.pk],
            {"lines": nasty, "reason": nasty},
        ),
    ):
        assert browser.post(reverse(name, args=args), data).status_code < 500, name


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", b"\x00" * 100, b"a,b\n1,2"]
)
def test_no_upload_ends_in_a_server_error(content, browser, draft, province):
    for name, args, field in (
        ("disbursement:plan_form_import", [], "file"),
        ("disbursement:draft_document", [draft.pk], "document"),
        ("projects:decision_document", [province.decision.pk], "document"),
    ):
        upload = SimpleUploadedFile("tệp\u202e.xlsx", content)
        data = {field: upload, "seen": draft.revision}
        assert browser.post(reverse(name, args=args), data).status_code < 500, name


@pytest.mark.parametrize("pk", [0, 10**18, 10**30])
def test_unknown_numbers_are_not_found(pk, browser, province):
    for name in (
        "projects:decision_detail",
        "disbursement:decision_draft",
        "disbursement:decision_reverse",
    ):
        assert browser.get(reverse(name, args=[pk])).status_code == 404, name


def paths(draft):
    return list(dict.fromkeys(line["origin"]["section"] for line in draft.lines))


def text(response):
    return response.content.decode()
