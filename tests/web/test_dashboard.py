"""The dashboard and what its figures open down to, as each person sees them."""

import re
from datetime import date

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from disbursement.models import UnmatchedRow, VoucherKind
from disbursement.services.calendar import deadline_rules_seed
from emulation.models import Campaign, MilestoneRule
from projects.models import CapitalSource, Organisation, RegisterImport, SourceFile
from projects.selectors.groups import POOLS
from projects.services.audit import audit
from reports.selectors.dashboard import Scope, dashboard
from reports.selectors.panels import Choice
from tests.people import BILLION, make_organisation, make_plan_line, make_project
from tests.treasury_facts import at, pay, posted_import, state

pytestmark = pytest.mark.django_db
DAY = "2024-09-15"
ON_THE_DAY = {"as_of": DAY}
NOW = at("2024-09-15 09:00")
CHOICE = Choice(2024, date(2024, 9, 15))


@pytest.fixture
def paid(province):
    """In tỷ: bridge 3 + 1 advanced of 10, 0.6 of 1.5 carried; school 2 of 6; road 0 of 4."""
    bridge, central = province.bridge, province.central
    pay(bridge, central, 3 * BILLION // 5, day="2024-06-03", origin_year=2023)
    pay(bridge, central, 3 * BILLION, day="2024-08-20")
    pay(province.school, province.local, 2 * BILLION, day="2024-09-05")
    pay(bridge, central, BILLION, day="2024-09-10", kind=VoucherKind.ADVANCE)
    return province


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_the_start_page_leads_to_the_dashboard(cast, sign_in):
    response = sign_in(cast.leader).get("/")
    assert (response.status_code, response.url) == (302, reverse("reports:dashboard"))


def test_the_province_s_rate_stands_on_the_page_with_its_day(cast, paid, sign_in):
    response = sign_in(cast.leader).get(reverse("reports:dashboard"), ON_THE_DAY)
    page = text_of(response)
    assert "30,70 %" in page  # 6.6 of 21.5
    assert "15/09/2024" in page
    assert "D3" in page


@pytest.mark.parametrize(
    ("chosen", "rate"),
    [
        ({"pool": "current"}, "30,00 %"),  # 6 of 20
        ({"pool": "carried"}, "40,00 %"),  # 0.6 of 1.5
        ({"pool": "current", "denominator": "D1"}, "22,22 %"),  # 6 of 27
        ({"as_of": "2024-08-31"}, "16,74 %"),  # 3.6 of 21.5
        ({"year": "2025"}, "Chưa có kế hoạch"),
    ],
)
def test_day_pool_and_denominator_change_what_is_measured(
    cast, paid, sign_in, chosen, rate, time_machine
):
    time_machine.move_to("2025-01-10 09:00+07:00")
    client = sign_in(cast.leader)
    response = client.get(reverse("reports:dashboard"), ON_THE_DAY | chosen)
    assert rate in text_of(response)


def test_a_past_year_is_looked_at_as_its_window_closed(cast, paid, sign_in, time_machine):
    time_machine.move_to("2026-06-10 09:00+07:00")
    client = sign_in(cast.leader)
    asked = {"year": "2024", "as_of": ""}
    page = text_of(client.get(reverse("reports:dashboard"), asked))
    assert "Số liệu tính đến ngày 31/01/2025" in page
    chosen = {"year": "2024", "as_of": "2025-06-10"}
    page = text_of(client.get(reverse("reports:dashboard"), chosen))
    assert "Số liệu tính đến ngày 10/06/2025" in page


def test_the_week_s_change_compares_each_day_with_its_own_plan(paid):
    headline = dashboard(choice=CHOICE, scope=Scope(), now=NOW).headline
    # Since the 8th the advance of 1 came: 5.6 of 21.5 became 6.6 of 21.5.
    assert headline.money.gained == BILLION
    assert headline.points * 215 == 1000


def test_investors_are_ranked_and_marked_below_the_average(paid):
    rows = dashboard(choice=CHOICE, scope=Scope(), now=NOW).ranking
    assert [(row.rank, row.unit.code, row.is_below_average) for row in rows] == [
        (1, "BQLDD", False),  # 2 of 6
        (2, "BQLGT", True),  # 4.6 of 15.5
    ]


def test_an_investor_without_a_plan_has_no_rank(paid):
    stray = make_project("7300001", "Kè sông", make_organisation("X", "UBND xã"))
    pay(stray, paid.local, BILLION, day="2024-09-01")
    data = dashboard(choice=CHOICE, scope=Scope(), now=NOW)
    assert [(row.rank, row.figures.rate) for row in data.ranking][-1] == (None, None)
    assert len(data.ranked) == 2


def test_the_parts_of_the_page_add_up_to_its_total(paid):
    for pool in POOLS:
        data = dashboard(choice=Choice(2024, CHOICE.as_of, "D3", pool), scope=Scope(), now=NOW)
        whole = data.headline.money
        for part in (data.ranking, data.sources, data.stages):
            assert sum(row.figures.plan for row in part) == whole.plan
            assert sum(row.figures.disbursed for row in part) == whole.disbursed


def test_the_headline_stands_against_the_milestones(paid):
    campaign = Campaign.objects.create(
        code="c", name="c", plan_year=2024, starts_on="2024-01-01", ends_on="2025-01-31"
    )
    rule = {"kind": "rate", "pool": "current", "name": "m"}
    MilestoneRule.objects.create(
        campaign=campaign, code="1", threshold=70, deadline="2024-09-30", **rule
    )
    MilestoneRule.objects.create(
        campaign=campaign, code="2", threshold=100, deadline="2024-12-31", **rule
    )
    headline = dashboard(choice=CHOICE, scope=Scope(), now=NOW).headline
    # 70 % of this year's 20 is 14, of the 21.5 in all 65.12 %; 6.6 are there.
    assert headline.target.asked == 14 * BILLION
    assert headline.required == 74 * BILLION // 10
    assert headline.ahead * 215 == (66 - 140) * 100


def test_what_is_not_allotted_counts_this_year_s_capital_only(paid):
    assert dashboard(choice=CHOICE, scope=Scope(), now=NOW).unallocated == 7 * BILLION


def test_money_without_a_project_is_told(cast, paid, sign_in):
    UnmatchedRow.objects.create(
        treasury_import=posted_import("la.xlsx", when=NOW, as_at=CHOICE.as_of),
        project_code="9999999",
        sheet="S",
        row=3,
        fact={},
        disbursed=5 * BILLION,
    )
    page = text_of(sign_in(cast.planner).get(reverse("reports:dashboard"), ON_THE_DAY))
    assert "1 dòng với 5,00 tỷ đồng" in page


@pytest.mark.parametrize("denominator", ["D3", "D1"])
def test_the_dashboard_asks_the_database_a_few_times_only(cast, paid, sign_in, denominator):
    client = sign_in(cast.planner)
    address = reverse("reports:dashboard") + f"?as_of={DAY}&denominator={denominator}"
    client.get(address)
    with CaptureQueriesContext(connection) as kept:
        client.get(address)
    assert len(kept) <= 6  # one of them is the bell
    cache.clear()
    with CaptureQueriesContext(connection) as drawn_anew:
        client.get(address)
    assert len(drawn_anew) <= 18 + 2 * (denominator != "D3")


def test_more_investors_ask_the_database_no_more_often(cast, paid, sign_in):
    client = sign_in(cast.planner)
    address = reverse("reports:dashboard") + f"?as_of={DAY}"
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(20):
        owner = make_organisation(f"X{number}", f"Xã {number}", block="Xã")
        project = make_project(f"75000{number:02d}", f"Đường {number}", owner)
        make_plan_line(paid.decision, project, paid.local, BILLION)
        pay(project, paid.local, BILLION // 4, day="2024-09-01")
    cache.clear()
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few)


def test_figures_drawn_before_are_shown_again_until_something_changes(cast, paid, sign_in):
    client = sign_in(cast.planner)
    address = reverse("reports:dashboard") + f"?as_of={DAY}"
    first = client.get(address).content
    with CaptureQueriesContext(connection) as remembered:
        again = client.get(address)
    assert again.content.count(b"figure-card") == first.count(b"figure-card")
    assert not [q for q in remembered if "disbursement_movement" in q["sql"]]
    audit(actor=None, action="test.change", about=paid.bridge)
    with CaptureQueriesContext(connection) as drawn:
        client.get(address)
    assert [q for q in drawn if "disbursement_movement" in q["sql"]]


def test_figures_of_one_investor_are_never_shown_to_another(cast, paid, sign_in):
    address = reverse("reports:dashboard") + f"?as_of={DAY}"
    own = sign_in(cast.investor).get(address).content.decode()
    other = sign_in(cast.other_investor).get(address).content.decode()
    assert paid.bridge.name in own
    assert paid.bridge.name not in other


def test_an_empty_portal_shows_a_dashboard_and_what_to_do(cast, sign_in):
    for user in (cast.leader, cast.treasurer, cast.investor):
        response = sign_in(user).get(reverse("reports:dashboard"), {"as_of": "2019-01-01"})
        assert response.status_code == 200
        assert "Chưa có kế hoạch vốn" in text_of(response)


@pytest.mark.parametrize(
    "wrong", [{"as_of": "hôm nay"}, {"as_of": "2999-01-01"}, {"pool": "x"}, {"year": "12"}]
)
def test_a_wrong_choice_is_told_and_the_page_still_shows(cast, paid, sign_in, wrong):
    response = sign_in(cast.leader).get(reverse("reports:dashboard"), ON_THE_DAY | wrong)
    assert response.status_code == 200
    assert "is-invalid" in response.content.decode()


def test_an_investor_sees_only_their_own_projects(cast, paid, sign_in):
    page = text_of(sign_in(cast.investor).get(reverse("reports:dashboard"), ON_THE_DAY))
    assert "29,68 %" in page  # 4.6 of 15.5
    assert "Cầu Đông Hà" in page
    assert "Trường THPT Chuyên" not in page
    assert "Ban Quản lý dự án dân dụng" not in page


@pytest.mark.parametrize(
    ("name", "code"), [("reports:project", "7200001"), ("reports:investor", "BQLDD")]
)
def test_another_investor_s_pages_are_not_there(cast, paid, sign_in, name, code):
    address = reverse(name, args=[code])
    assert sign_in(cast.investor).get(address).status_code == 404
    assert sign_in(cast.other_investor).get(address).status_code == 200
    assert sign_in(cast.leader).get(address).status_code == 200
    assert sign_in(cast.nobody).get(address).status_code == 403


def test_sources_are_for_those_who_see_the_province(cast, paid, sign_in):
    address = reverse("reports:source", args=["NSTW"])
    assert sign_in(cast.investor).get(address).status_code == 403
    page = text_of(sign_in(cast.leader).get(address, ON_THE_DAY))
    assert "40,00 %" in page  # 4.6 of 11.5
    assert sign_in(cast.leader).get(reverse("reports:source", args=["?"])).status_code == 404


def test_a_figure_opens_down_to_the_cell_it_came_from(cast, paid, sign_in):
    client = sign_in(cast.treasurer)
    front = client.get(reverse("reports:dashboard"), ON_THE_DAY).content.decode()
    investor = re.search(r'href="(/chu-dau-tu/BQLGT/[^"]*)"', front)[1].replace("&amp;", "&")
    project = re.search(r'href="(/du-an/7100001/[^"]*)"', client.get(investor).content.decode())[1]
    page = client.get(project.replace("&amp;", "&"))
    shown = text_of(page)
    assert "phieu-chi-4.xlsx" in shown
    assert "Chứng từ!H5" in shown
    movement = page.context["origins"][0].movement
    assert movement.advance == BILLION
    number = movement.voucher.treasury_import_id
    assert f"/tep-kho-bac/{number}/" in page.content.decode()
    assert f"/tep-kho-bac/{number}/tep-goc/" in page.content.decode()


def test_an_investor_sees_the_cell_but_no_way_to_the_file(cast, paid, sign_in):
    page = sign_in(cast.investor).get(reverse("reports:project", args=["7100001"]), ON_THE_DAY)
    assert "Chứng từ!H5" in text_of(page)
    assert "/tep-kho-bac/" not in page.content.decode()


def test_plan_lines_name_their_decision_and_cell(cast, paid, sign_in):
    source = SourceFile.objects.create(
        sha256="a" * 64, name="so-danh-muc.xlsx", size=1, received_at=NOW
    )
    taken = RegisterImport.objects.create(source_file=source, imported_at=NOW)
    place = {"register_import": taken, "sheet": "KeHoachVon", "row": 7, "cells": "J7"}
    make_plan_line(paid.decision, paid.bridge, paid.local, BILLION, **place)
    page = sign_in(cast.leader).get(reverse("reports:project", args=["7100001"]), ON_THE_DAY)
    shown = text_of(page)
    assert "2210/QĐ-UBND" in shown
    assert "so-danh-muc.xlsx KeHoachVon!J7" in shown


def test_a_project_shows_its_money_by_source_and_year(cast, paid, sign_in):
    page = sign_in(cast.leader).get(reverse("reports:project", args=["7100001"]), ON_THE_DAY)
    keys = page.context["page"].keys
    assert [(key.source.code, key.origin_year, key.figures.disbursed) for key in keys] == [
        ("NSTW", 2024, 4 * BILLION),
        ("NSTW", 2023, 3 * BILLION // 5),
    ]


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ({"q": "dong ha"}, ["7100001"]),
        ({"q": "71000"}, ["7100001", "7100002"]),
        ({"investor": "BQLDD"}, ["7200001"]),
        ({"q": "không có"}, []),
        ({}, ["7100001", "7100002", "7200001"]),
    ],
)
def test_projects_are_found_by_words_without_diacritics(cast, province, sign_in, asked, codes):
    for project in (province.bridge, province.road, province.school):
        type(project).objects.filter(pk=project.pk).update(
            search_text={
                "7100001": "7100001 cau dong ha",
                "7100002": "7100002 duong tinh 240",
                "7200001": "7200001 truong thpt chuyen",
            }[project.code]
        )
    page = sign_in(cast.leader).get(reverse("reports:project_list"), asked)
    assert [project.code for project, *_ in page.context["rows"]] == codes


def test_an_investor_s_list_holds_their_own_projects(cast, province, sign_in):
    page = sign_in(cast.investor).get(reverse("reports:project_list"))
    assert [project.code for project, *_ in page.context["rows"]] == ["7100001", "7100002"]


def test_codes_with_odd_signs_still_have_their_page(cast, province, sign_in):
    Organisation.objects.filter(pk=province.roads_board.pk).update(code="BQL/GT ĐƯỜNG?")
    CapitalSource.objects.filter(pk=province.central.pk).update(code="TW#1/2")
    client = sign_in(cast.leader)
    assert client.get(reverse("reports:dashboard"), ON_THE_DAY).status_code == 200
    assert client.get(reverse("reports:investor", args=["BQL/GT ĐƯỜNG?"])).status_code == 200
    assert client.get(reverse("reports:source", args=["TW#1/2"])).status_code == 200


def test_the_chart_has_the_same_rates_as_its_table(cast, paid, sign_in):
    page = sign_in(cast.leader).get(reverse("reports:dashboard"), ON_THE_DAY)
    chart = page.context["chart"]
    at_the_day = chart["labels"].index("15/09")
    assert chart["series"][0]["values"][at_the_day] == 30.7
    assert chart["series"][0]["values"][at_the_day + 1] is None
    assert page.context["dashboard"].curve[at_the_day].disbursed == 66 * BILLION // 10


@pytest.fixture
def rules(db):
    deadline_rules_seed(now=NOW)


def test_planning_asks_for_a_report_and_downloads_it(cast, paid, rules, sign_in, on_commit):
    client = sign_in(cast.planner)
    with on_commit():
        asked = {"kind": "period-report", "as_of": DAY, "formats": ["xlsx", "pdf"]}
        response = client.post(reverse("reports:run_create"), asked)
    page = client.get(response.url)
    assert "Đã lập" in text_of(page)
    file = page.context["run"].files.get(format="xlsx")
    assert file.sha256 in text_of(page)
    download = client.get(reverse("reports:run_file", args=[file.pk]))
    assert b"".join(download.streaming_content).startswith(b"PK")
    assert download["X-Content-Type-Options"] == "nosniff"
    assert 'attachment; filename="bao-cao-giai-ngan-2024-09-15.xlsx"' in str(
        download["Content-Disposition"]
    )
    on_screen = client.get(reverse("reports:run_tables", args=[page.context["run"].pk]))
    assert "6.600" in text_of(on_screen)


def test_reports_are_for_those_who_see_the_province(cast, rules, sign_in):
    for user, status in ((cast.investor, 403), (cast.leader, 200), (cast.home_affairs, 200)):
        assert sign_in(user).get(reverse("reports:run_list")).status_code == status
    asked = {"kind": "period-report", "as_of": DAY, "formats": ["xlsx"]}
    assert sign_in(cast.leader).post(reverse("reports:run_create"), asked).status_code == 403


def test_a_report_asked_for_wrongly_comes_back_with_the_reason(cast, rules, sign_in):
    client = sign_in(cast.planner)
    response = client.post(reverse("reports:run_create"), {"kind": "x", "as_of": "2999-01-01"})
    assert response.status_code == 400
    assert "Ngày này chưa đến." in text_of(response)


def test_the_list_tells_what_falls_due_next(cast, rules, sign_in, time_machine):
    time_machine.move_to("2024-09-14 10:00+07:00")
    page = text_of(sign_in(cast.leader).get(reverse("reports:run_list")))
    assert "15/09/2024 07:00" in page
    assert "20/09/2024 16:00" in page


def test_a_first_statement_is_not_shown_as_the_work_of_a_week(cast, province, sign_in):
    """With one statement of the 12th nothing is known of the 8th: there is no change to tell."""
    state(province.bridge, province.central, 4 * BILLION, 0, as_at="2024-09-12")
    client = sign_in(cast.planner)
    addresses = (
        reverse("reports:dashboard"),
        reverse("reports:investor", args=[province.roads_board.code]),
        reverse("reports:source", args=[province.central.code]),
    )
    for address in addresses:
        page = text_of(client.get(address, ON_THE_DAY))
        assert "chưa có số liệu 7 ngày trước" in page
        assert "so với 7 ngày trước" not in page
    later = text_of(client.get(addresses[0], {"as_of": "2024-09-20"}))
    assert "so với 7 ngày trước" in later
