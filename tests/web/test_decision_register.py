"""Decisions as a register: search, order, filters, status, saved views, export, drafts."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from projects.models import (
    DecisionDraft,
    Issuer,
    PlanDecision,
    PlanKind,
    PlanLine,
    SavedView,
    SourceFile,
)
from tests.people import BILLION, make_plan_line

pytestmark = pytest.mark.django_db

PAGE = "/quyet-dinh/"
NOW = datetime(2024, 9, 1, 1, 0, tzinfo=UTC)


@pytest.fixture
def decided(province):
    """The province's decision of 2023 (five lines of 2024), and two later ones.

    9/QĐ-UBND adds 3 tỷ to the road of 2025; 10/QĐ-UBND moves 1 tỷ from the school to the road,
    and its line of the road is withdrawn.
    """
    ninth = PlanDecision.objects.create(
        number="9/QĐ-UBND", decided_on=date(2024, 3, 1), issuer=Issuer.COMMITTEE, summary="Bổ sung"
    )
    supplement = {"kind": PlanKind.SUPPLEMENT, "plan_year": 2025}
    make_plan_line(ninth, province.road, province.local, 3 * BILLION, **supplement)
    tenth = PlanDecision.objects.create(
        number="10/QĐ-UBND", decided_on=date(2024, 8, 1), issuer=Issuer.COUNCIL, summary="Điều hòa"
    )
    move = {"kind": PlanKind.TRANSFER}
    make_plan_line(tenth, province.school, province.local, -BILLION, **move)
    gone = make_plan_line(tenth, province.road, province.local, BILLION, **move)
    PlanLine.objects.filter(pk=gone.pk).mark_reversed(at=NOW, by=None, reason="Nhập nhầm")
    return ninth, tenth


def numbers(client, query=""):
    response = client.get(f"{PAGE}?{query}")
    assert response.status_code == 200
    return [line.title for line in response.context["lines"]]


def test_search_ignores_case_and_diacritics(cast, decided, sign_in):
    browser = sign_in(cast.planner)
    assert numbers(browser, "q=DIEU+HOA") == ["10/QĐ-UBND"]
    assert numbers(browser, "q=9/qd") == ["9/QĐ-UBND"]
    assert numbers(browser, "q=%25") == []


def test_numbers_stand_by_their_value_and_the_latest_decision_first(cast, decided, sign_in):
    browser = sign_in(cast.planner)
    named = [number for number in numbers(browser, "sort=number") if "UBND" in number]
    assert named == ["9/QĐ-UBND", "10/QĐ-UBND", "2210/QĐ-UBND"]
    assert numbers(browser)[:2] == ["10/QĐ-UBND", "9/QĐ-UBND"]


def test_filters_of_year_kind_issuer_source_status_and_scan(cast, decided, province, sign_in):
    browser = sign_in(cast.planner)
    scan = SourceFile.objects.create(sha256="a" * 64, name="9.pdf", size=1, received_at=NOW)
    PlanDecision.objects.filter(pk=decided[0].pk).update(document=scan)
    assert numbers(browser, "year=2025") == ["9/QĐ-UBND"]
    assert numbers(browser, "decided=2024") == ["10/QĐ-UBND", "9/QĐ-UBND"]
    assert numbers(browser, f"kind={PlanKind.TRANSFER}") == ["10/QĐ-UBND"]
    assert numbers(browser, f"issuer={Issuer.COUNCIL}&decided=2024") == ["10/QĐ-UBND"]
    assert "9/QĐ-UBND" not in numbers(browser, "source=NSTW")
    assert "9/QĐ-UBND" in numbers(browser, "source=NSDP")
    assert numbers(browser, "status=decision_partly") == ["10/QĐ-UBND"]
    assert "10/QĐ-UBND" not in numbers(browser, "status=decision_in_force")
    assert numbers(browser, "scanned=1") == ["9/QĐ-UBND"]


def test_withdrawn_and_empty_decisions_are_told_apart(cast, decided, province, sign_in):
    empty = PlanDecision.objects.create(
        number="11/QĐ", decided_on=date(2024, 9, 1), issuer=Issuer.COMMITTEE
    )
    PlanLine.objects.filter(decision=decided[0]).mark_reversed(at=NOW, by=None, reason="Sai")
    browser = sign_in(cast.planner)
    assert numbers(browser, "status=decision_withdrawn") == ["9/QĐ-UBND"]
    assert numbers(browser, "status=decision_empty") == [empty.number]


def test_sums_are_of_lines_that_count(cast, decided, sign_in):
    page = sign_in(cast.planner).get(f"{PAGE}?q=dieu+hoa")
    (row,) = page.context["page_obj"]
    assert (row.line_count, row.reversed_count, row.given, row.taken) == (1, 1, None, -BILLION)
    assert (row.first_year, row.last_year) == (2024, 2024)


def test_investors_see_and_filter_by_their_own_lines_only(cast, decided, sign_in):
    browser = sign_in(cast.other_investor)
    shown = {row.number: row for row in browser.get(PAGE).context["page_obj"]}
    assert "9/QĐ-UBND" not in shown
    assert shown["2210/QĐ-UBND"].given == 6 * BILLION
    assert numbers(browser, "source=NSTW") == []
    assert numbers(browser, "year=2025") == []


def test_export_holds_exactly_what_is_shown(cast, decided, sign_in):
    browser = sign_in(cast.planner)
    query = "decided=2024&sort=number"
    page = browser.get(f"{PAGE}?{query}")
    for address in (f"/danh-muc/quyet-dinh/xuat/?{query}", f"{PAGE}tai-ve/?{query}"):
        sheet = load_workbook(BytesIO(browser.get(address).content)).active
        rows = list(sheet.iter_rows(values_only=True))
        top = next(number for number, row in enumerate(rows) if row[1] is not None)
        assert list(rows[top]) == [heading["text"] for heading in page.context["headings"]]
        assert [row[0] for row in rows[top + 1 :]] == numbers(browser, query)
        assert rows[top + 1][5:8] == (1, 3000, None)  # lines, given and taken back in triệu


def test_the_address_among_the_registers_leads_to_the_page(cast, decided, sign_in):
    browser = sign_in(cast.planner)
    answer = browser.get("/danh-muc/quyet-dinh/?year=2025")
    assert (answer.status_code, answer["Location"]) == (302, f"{PAGE}?year=2025")
    assert sign_in(cast.nobody).get(PAGE).status_code == 403


def test_posted_decisions_are_not_edited_in_bulk_or_one_by_one(cast, decided, sign_in):
    browser = sign_in(cast.planner)
    assert browser.get(PAGE).context["bulk_fields"] == []
    assert browser.post("/danh-muc/quyet-dinh/sua-hang-loat/").status_code == 404
    assert browser.get(f"/danh-muc/quyet-dinh/{decided[0].pk}/sua/").status_code == 404
    assert browser.get("/danh-muc/quyet-dinh/them/").status_code == 404


def test_filters_are_saved_and_come_back_on_the_page(cast, decided, sign_in):
    browser = sign_in(cast.planner)
    kept = {"name": "Năm 2025", "query": "year=2025&page=4"}
    answer = browser.post("/danh-muc/quyet-dinh/luu-bo-loc/", kept)
    assert answer["Location"] == f"{PAGE}?year=2025"
    view = SavedView.objects.get()
    assert view.query == "year=2025"
    assert f'href="{PAGE}?year=2025"' in browser.get(PAGE).content.decode()
    gone = browser.post(f"/danh-muc/quyet-dinh/bo-loc/{view.pk}/xoa/")
    assert gone["Location"] == PAGE


def test_drafts_stand_above_for_those_who_enter_decisions(cast, decided, sign_in):
    draft = DecisionDraft.objects.create(number="12/QĐ", plan_year=2024, edited_at=NOW)
    page = sign_in(cast.planner).get(PAGE)
    assert page.context["drafts"] == [draft]
    assert "12/QĐ" in page.content.decode()
    page = sign_in(cast.leader).get(PAGE)
    assert page.context["drafts"] == []
    assert "12/QĐ" not in page.content.decode()


@pytest.mark.parametrize("query", ["year=x", "status=x", "source=x", "decided=99999", "sort=-x"])
def test_nonsense_in_the_address_is_answered_with_a_page(cast, decided, sign_in, query):
    assert len(numbers(sign_in(cast.planner), query)) >= 3


def test_queries_do_not_grow_with_the_decisions(cast, province, sign_in):
    browser = sign_in(cast.planner)

    def count():
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(f"{PAGE}?year=2024&q=qd").status_code == 200
        return len(asked)

    before = count()
    for number in range(20):
        decision = PlanDecision.objects.create(
            number=f"{number}/QĐ", decided_on=date(2024, 1, 2), issuer=Issuer.COMMITTEE
        )
        make_plan_line(decision, province.road, province.local, BILLION)
    assert count() == before <= 20
