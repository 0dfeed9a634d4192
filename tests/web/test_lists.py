"""Lists of registers: search, order, filters, export, saved views."""

import re
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from projects.domain.money import Unit
from projects.lists.registry import LISTS, add_list
from projects.models import (
    AuditRecord,
    CapitalSource,
    Contract,
    Programme,
    Project,
    ProjectCode,
    ProjectName,
    SavedView,
    Stage,
)
from tests.people import make_organisation, make_project

pytestmark = pytest.mark.django_db


def names(response):
    return [line.title for line in response.context["lines"]]


def titles(client, query="", name="du-an"):
    response = client.get(f"/danh-muc/{name}/?{query}")
    assert response.status_code == 200
    return names(response)


@pytest.mark.parametrize("name", LISTS)
def test_every_list_opens_and_exports_for_the_planner(cast, sign_in, name):
    browser = sign_in(cast.planner)
    assert browser.get(f"/danh-muc/{name}/", follow=True).status_code == 200
    assert browser.get(f"/danh-muc/{name}/xuat/").status_code == 200


def test_search_ignores_case_and_diacritics(cast, sign_in):
    browser = sign_in(cast.planner)
    assert titles(browser, "q=duong") == ["Đường tỉnh 240"]
    assert titles(browser, "q=ĐƯỜNG+240") == ["Đường tỉnh 240"]
    assert titles(browser, "q=7100001") == ["Cầu Đông Hà"]
    assert titles(browser, "q=giao+thong", "don-vi") == ["Ban Quản lý dự án giao thông"]
    assert titles(browser, "q=trung+uong", "nguon-von") == ["Ngân sách trung ương"]
    assert titles(browser, "q=%25") == []


def test_names_stand_in_vietnamese_order_and_turn_round(cast, province, sign_in):
    make_project("7300001", "Ấp Bắc", province.roads_board)
    make_project("7300002", "Cấp nước", province.roads_board)
    make_project("7300003", "Dốc Miếu", province.roads_board)
    browser = sign_in(cast.planner)
    ordered = [
        "Ấp Bắc",
        "Cấp nước",
        "Cầu Đông Hà",
        "Dốc Miếu",
        "Đường tỉnh 240",
        "Trường THPT Chuyên",
    ]
    assert titles(browser) == ordered
    assert titles(browser, "sort=-name") == ordered[::-1]
    assert titles(browser, "sort=nonsense") == ordered


def test_empty_values_come_last_in_either_direction(cast, province, sign_in):
    Project.objects.filter(pk=province.road.pk).update(total_investment=5)
    Project.objects.filter(pk=province.school.pk).update(total_investment=7)
    browser = sign_in(cast.planner)
    assert titles(browser, "sort=total_investment") == [
        "Đường tỉnh 240",
        "Trường THPT Chuyên",
        "Cầu Đông Hà",
    ]
    assert titles(browser, "sort=-total_investment")[-1] == "Cầu Đông Hà"


def test_projects_are_filtered_by_stage_investor_sector_key_and_programme(cast, province, sign_in):
    whole = Programme.objects.create(code="NTM", name="Nông thôn mới")
    part = Programme.objects.create(code="NTM1", name="Hợp phần 1", parent=whole)
    Project.objects.filter(pk=province.bridge.pk).update(
        sector="Giao thông", is_key=True, programme=part
    )
    browser = sign_in(cast.planner)
    assert titles(browser, f"stage={Stage.NEW_START}&year=2024") == ["Đường tỉnh 240"]
    assert titles(browser, f"stage={Stage.NEW_START}&year=2023") == []
    assert titles(browser, "year=2024&investor=BQLDD") == ["Trường THPT Chuyên"]
    assert titles(browser, "sector=Giao+thông") == ["Cầu Đông Hà"]
    assert titles(browser, "key=1") == ["Cầu Đông Hà"]
    assert len(titles(browser, "key=0")) == 2
    assert titles(browser, "programme=NTM") == ["Cầu Đông Hà"]


def test_organisations_valid_today_can_be_told_from_those_that_ended(cast, sign_in):
    make_organisation("HUYEN", "UBND huyện Cũ", valid_to="2025-06-30")
    browser = sign_in(cast.planner)
    assert titles(browser, "valid=0", "don-vi") == ["UBND huyện Cũ"]
    assert "UBND huyện Cũ" not in titles(browser, "valid=1", "don-vi")


def test_plan_lines_are_filtered_and_found_by_decision(cast, sign_in):
    browser = sign_in(cast.planner)
    page = browser.get("/danh-muc/ke-hoach-von/?carried=1").context["page_obj"]
    assert [line.amount for line in page] == [1_500_000_000]
    page = browser.get("/danh-muc/ke-hoach-von/?q=qd-ttg&whole=1").context["page_obj"]
    assert sorted(line.amount for line in page) == [12_000_000_000, 15_000_000_000]


def test_nonsense_in_the_address_is_told_and_ignored(cast, sign_in):
    browser = sign_in(cast.planner)
    query = "year=abc&investor=không-có&stage=x&page=999&key=7&q=" + "a" * 300
    response = browser.get(f"/danh-muc/du-an/?{query}")
    assert response.status_code == 200
    assert len(names(response)) == 3
    assert response.context["form"].errors.keys() == {"year", "investor", "stage", "key", "q"}


def test_investors_see_only_what_is_theirs(cast, sign_in, province):
    browser = sign_in(cast.investor)
    assert titles(browser) == ["Cầu Đông Hà", "Đường tỉnh 240"]
    lines = browser.get("/danh-muc/ke-hoach-von/").context["page_obj"]
    assert {line.project_id for line in lines} == {province.bridge.pk, province.road.pk}
    assert browser.get("/danh-muc/don-vi/").status_code == 403
    assert browser.get("/danh-muc/don-vi/xuat/").status_code == 403
    assert b"Chuy\xc3\xaan" not in browser.get("/danh-muc/du-an/").content


def test_people_without_a_role_see_no_register(cast, sign_in):
    browser = sign_in(cast.nobody)
    assert browser.get("/danh-muc/").status_code == 403
    assert browser.get("/danh-muc/du-an/").status_code == 403
    assert browser.get("/danh-muc/khong-co/").status_code == 404


@pytest.mark.parametrize("name", LISTS)
def test_queries_do_not_grow_with_the_rows(
    cast, province, sign_in, name, django_assert_max_num_queries
):
    browser = sign_in(cast.planner)

    def count():
        with django_assert_max_num_queries(18) as queries:
            browser.get(f"{LISTS[name].address}?year=2024")
        return len(queries)

    def fill(numbers):
        for number in numbers:
            programme = Programme.objects.create(code=f"P{number}", name="x", parent=parent)
            owner = make_organisation(f"D{number}", "Đơn vị", parent=province.roads_board)
            CapitalSource.objects.create(code=f"N{number}", name="x", parent=province.central)
            project = make_project(f"74{number:05}", "Dự án", owner, programme=programme)
            Contract.objects.create(
                project=project, number="1", contractor="A", signed_on="2024-02-01", value=5
            )

    parent = Programme.objects.create(code="P", name="Chương trình")
    fill(range(2))
    before = count()
    fill(range(2, 20))
    assert count() == before


def sheet_of(response):
    return load_workbook(BytesIO(response.content)).active


def test_export_holds_exactly_the_rows_columns_and_figures_shown(cast, province, sign_in):
    Project.objects.filter(pk=province.bridge.pk).update(
        total_investment=1_234_567_891, sector="=cmd()", is_key=True
    )
    browser = sign_in(cast.planner)
    page = browser.get("/danh-muc/du-an/?investor=BQLGT&sort=-name&year=2024")
    rows = list(
        sheet_of(
            browser.get("/danh-muc/du-an/xuat/?investor=BQLGT&sort=-name&year=2024")
        ).iter_rows(values_only=True)
    )
    top = next(number for number, row in enumerate(rows) if row[1] is not None)
    assert list(rows[top]) == [heading["text"] for heading in page.context["headings"]]
    assert [row[1] for row in rows[top + 1 :]] == names(page) == ["Đường tỉnh 240", "Cầu Đông Hà"]
    bridge = rows[-1]
    assert bridge[0] == "7100001"
    assert bridge[4] == "=cmd()"
    assert bridge[6] == pytest.approx(1234.567891)
    assert any("BQLGT" in str(row[0]) or "giao thông" in str(row[0]) for row in rows[:top])


def test_export_has_all_pages_and_writes_formulas_as_text(cast, province, sign_in):
    for number in range(60):
        make_project(f"75{number:05}", f"=1+{number}", province.roads_board)
    browser = sign_in(cast.planner)
    assert len(titles(browser)) == 50
    sheet = sheet_of(browser.get("/danh-muc/du-an/xuat/"))
    cells = [cell for row in sheet.iter_rows() for cell in row if str(cell.value)[:3] == "=1+"]
    assert len(cells) == 60
    assert {cell.data_type for cell in cells} == {"s"}


def test_export_follows_the_unit_of_the_person(cast, province, sign_in):
    Project.objects.filter(pk=province.bridge.pk).update(total_investment=1_500_000_000)
    browser = sign_in(cast.planner)
    browser.post("/unit/", {"unit": Unit.BILLION.name, "next": "/"})
    rows = sheet_of(browser.get("/danh-muc/du-an/xuat/?q=dong+ha")).iter_rows(values_only=True)
    assert list(rows)[-1][6] == 1.5


def test_saved_view_is_kept_shared_and_deleted_by_its_owner_only(cast, sign_in):
    planner, leader = sign_in(cast.planner), sign_in(cast.leader)
    kept = planner.post(
        "/danh-muc/du-an/luu-bo-loc/",
        {"name": "Cầu", "query": "q=cau&evil=1&page=3&sort=-code"},
    )
    assert kept.status_code == 302
    view = SavedView.objects.get()
    assert view.query == "q=cau&sort=-code"
    assert not leader.get("/danh-muc/du-an/").context["saved_views"]
    planner.post(
        "/danh-muc/du-an/luu-bo-loc/", {"name": "Cầu", "query": "q=cau", "is_shared": "on"}
    )
    assert SavedView.objects.get().query == "q=cau"
    shown = leader.get("/danh-muc/du-an/?q=cau").context["saved_views"]
    assert [(each["view"].name, each["is_mine"], each["is_current"]) for each in shown] == [
        ("Cầu", False, True)
    ]
    assert leader.post(f"/danh-muc/du-an/bo-loc/{view.pk}/xoa/").status_code == 404
    assert planner.post(f"/danh-muc/du-an/bo-loc/{view.pk}/xoa/").status_code == 302
    assert not SavedView.objects.exists()
    assert set(AuditRecord.objects.values_list("action", flat=True)) == {
        "view.keep",
        "view.delete",
    }


def test_view_without_a_name_is_refused_in_a_sentence(cast, sign_in):
    answer = sign_in(cast.planner).post("/danh-muc/du-an/luu-bo-loc/", {"name": ""}, follow=True)
    assert answer.status_code == 200
    assert not SavedView.objects.exists()
    assert len(list(answer.context["messages"])) == 1


def rename(project, name):
    ProjectName.objects.create(
        project=project, name=project.name, valid_from=None, recorded_at=timezone.now()
    )
    project.name = name
    project.save()
    ProjectName.objects.create(
        project=project, name=name, valid_from=date(2024, 6, 1), recorded_at=timezone.now()
    )


def reasons(client, query):
    found = client.get(f"/danh-muc/du-an/?{query}").context["lines"]
    return {line.title: line.reason for line in found}


def test_projects_are_found_by_former_name_and_other_codes_and_the_row_says_so(
    cast, province, sign_in
):
    rename(province.bridge, "Cầu Hữu Nghị")
    ProjectCode.objects.create(project=province.road, system="Mã quốc gia", code="QG-0099")
    browser = sign_in(cast.planner)
    assert reasons(browser, "q=DONG+HA") == {"Cầu Hữu Nghị": "tên cũ “Cầu Đông Hà”"}
    assert reasons(browser, "q=qg-0099") == {"Đường tỉnh 240": "Mã quốc gia: mã QG-0099"}
    # one word of the present name, one of another code: both count, only the code is told
    assert reasons(browser, "q=duong+qg-0099") == {"Đường tỉnh 240": "Mã quốc gia: mã QG-0099"}
    assert reasons(browser, "q=huu+nghi") == {"Cầu Hữu Nghị": ""}
    assert reasons(browser, "q=dong+ha+qg-0099") == {}
    assert "Đông Hà" in browser.get("/danh-muc/du-an/?q=dong+ha").content.decode()
    assert reasons(sign_in(cast.other_investor), "q=dong+ha") == {}


def test_figures_of_projects_are_found_by_former_name_too(cast, province, sign_in):
    rename(province.bridge, "Cầu Hữu Nghị")
    page = sign_in(cast.planner).get("/du-an/?q=dong+ha")
    assert [(row[0].code, row[2]) for row in page.context["rows"]] == [
        ("7100001", "tên cũ “Cầu Đông Hà”")
    ]


def test_the_export_says_why_a_row_was_found_when_something_was_searched(cast, province, sign_in):
    rename(province.bridge, "Cầu Hữu Nghị")
    browser = sign_in(cast.planner)
    found = list(
        sheet_of(browser.get("/danh-muc/du-an/xuat/?q=dong+ha")).iter_rows(values_only=True)
    )
    assert found[-2][-1] == "Tìm thấy theo"
    assert (found[-1][1], found[-1][-1]) == ("Cầu Hữu Nghị", "tên cũ “Cầu Đông Hà”")
    everything = browser.get("/danh-muc/du-an/xuat/").content
    rows = load_workbook(BytesIO(everything)).active.iter_rows(values_only=True)
    assert "Tìm thấy theo" not in {cell for row in rows for cell in row}


def test_reasons_take_two_queries_however_many_rows(cast, province, sign_in):
    browser = sign_in(cast.planner)

    def count():
        with CaptureQueriesContext(connection) as asked:
            browser.get("/danh-muc/du-an/?q=dong+ha")
        return len(asked)

    rename(province.bridge, "Cầu Hữu Nghị")
    before = count()
    for number in range(10):
        project = make_project(f"76{number:05}", "Cầu Đông Hà", province.roads_board)
        rename(project, f"Cầu {number}")
    assert count() == before


def contract_of(project):
    return Contract.objects.create(
        project=project, number="01/HĐ", contractor="Công ty A", signed_on="2024-02-01", value=5
    )


def test_contracts_lead_to_themselves_or_for_those_who_only_read_to_the_project(
    cast, province, sign_in
):
    contract = contract_of(province.bridge)

    def links(person):
        (line,) = sign_in(person).get("/danh-muc/hop-dong/").context["lines"]
        cells = {cell.column.name: cell.url for cell in line.cells}
        return line.url, cells["number"], cells["project"]

    own = reverse("projects:contract_edit", args=["7100001", contract.pk])
    project = reverse("reports:project", args=["7100001"])
    assert links(cast.planner) == (own, own, project)
    assert links(cast.investor) == (own, own, project)
    assert links(cast.leader) == (project, project, project)
    browser = sign_in(cast.leader)
    assert browser.get(project).status_code == 200
    assert sign_in(cast.planner).get(own).status_code == 200


def test_plan_lines_lead_to_decision_and_project_and_whole_province_nowhere(
    cast, province, sign_in
):
    lines = sign_in(cast.planner).get("/danh-muc/ke-hoach-von/?sort=project").context["lines"]
    decision = reverse("projects:decision_detail", args=[province.decision.pk])
    assert {line.cells[0].url for line in lines[:4]} == {decision}
    assert lines[0].url == reverse("reports:project", args=["7100001"])
    assert [line.url for line in lines if line.title == "Toàn tỉnh"] == ["", ""]


def fold(page):
    text = page.content.decode()
    (found,) = re.findall(r'<details class="filter-fold"([^>]*)>', text)
    assert "Bộ lọc" in text
    return found.strip()


def test_filters_are_folded_until_one_is_set_or_wrong(cast, province, sign_in):
    browser = sign_in(cast.planner)
    assert fold(browser.get("/danh-muc/du-an/")) == ""
    assert fold(browser.get("/danh-muc/du-an/?q=cau")) == ""
    assert fold(browser.get("/danh-muc/du-an/?q=cau&key=1")) == "open"
    assert fold(browser.get("/danh-muc/du-an/?year=x")) == "open"
    assert fold(browser.get("/du-an/?investor=BQLGT")) == "open"


def test_choices_are_drawn_with_what_is_chosen_and_nothing_runs_in_them(cast, province, sign_in):
    Project.objects.filter(pk=province.bridge.pk).update(sector='<b>"Giao thông"')
    browser = sign_in(cast.planner)
    page = browser.get("/danh-muc/du-an/", {"sector": '<b>"Giao thông"'}).content.decode()
    safe = "&lt;b&gt;&quot;Giao thông&quot;"
    assert f'<option value="{safe}" selected>{safe}</option>' in page
    assert '<option value="BQLGT">Ban Quản lý dự án giao thông</option>' in page
    assert 'class="form-select"' in page


def test_two_lists_cannot_take_one_address():
    with pytest.raises(ValueError, match="du-an"):
        add_list(replace(LISTS["du-an"], title="Khác"))
