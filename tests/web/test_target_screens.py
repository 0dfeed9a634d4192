"""The screens of gaps between work and money, and of registered targets."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from emulation.models import Campaign, TargetRegistration
from projects.models import PhysicalProgress, Project
from tests.letters import PDF, PNG, pdf_with
from tests.people import BILLION, make_project

NOW = datetime(2024, 3, 20, 2, 0, tzinfo=UTC)
LIST = "/dang-ky-chi-tieu/"
EDIT = "/dang-ky-chi-tieu/giai-ngan-2024/BQLGT/"
GAPS = "/chenh-lech-tien-do/"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(db):
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def campaign(db):
    return Campaign.objects.create(
        code="giai-ngan-2024",
        name="Đợt thi đua 2024",
        plan_year=2024,
        starts_on=date(2024, 1, 1),
        ends_on=date(2025, 1, 31),
    )


def send(client, target="95", letter=PDF, name="công văn.pdf", seen="0", **more):
    upload = SimpleUploadedFile(name, letter, "application/pdf")
    return client.post(EDIT, {"target": target, "letter": upload, "seen": seen, **more})


def test_a_target_is_registered_with_its_letter_which_comes_back_as_it_was(
    cast, province, campaign, sign_in
):
    client = sign_in(cast.investor)
    assert send(client).status_code == 302
    made = TargetRegistration.objects.get()
    for actor in (cast.investor, cast.planner, cast.home_affairs):
        answer = sign_in(actor).get(f"{LIST}cong-van/{made.pk}/")
        assert b"".join(answer.streaming_content) == PDF
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["X-Content-Type-Options"] == "nosniff"


def test_letters_of_others_are_not_found(cast, province, campaign, sign_in):
    send(sign_in(cast.investor))
    pk = TargetRegistration.objects.get().pk
    for actor in (cast.other_investor, cast.treasurer, cast.nobody):
        assert sign_in(actor).get(f"{LIST}cong-van/{pk}/").status_code == 404


@pytest.mark.parametrize(
    ("target", "letter", "name"),
    [
        ("0", PDF, "a.pdf"),
        ("101", PDF, "a.pdf"),
        ("9,5", PDF, "a.pdf"),
        ("x", PDF, "a.pdf"),
        ("95", b"", "a.pdf"),
        ("95", b"<html><script>", "a.pdf"),
        ("95", b"MZ\x90", "a.png"),
        ("95", pdf_with(b"<< /S /JavaScript /JS (x) >>"), "a.pdf"),
        ("95", PDF + b" " * (10 * 1024 * 1024), "a.pdf"),
    ],
)
def test_bad_input_is_answered_with_a_sentence(
    cast, province, campaign, sign_in, target, letter, name
):
    answer = send(sign_in(cast.investor), target, letter, name)
    assert answer.status_code == 422
    assert "is-bad" in answer.content.decode()
    assert not TargetRegistration.objects.exists()


def test_no_letter_is_no_registration(cast, province, campaign, sign_in):
    answer = sign_in(cast.investor).post(EDIT, {"target": "95", "seen": "0"})
    assert answer.status_code == 422


def test_a_second_version_asks_for_the_reason(cast, province, campaign, sign_in):
    client = sign_in(cast.investor)
    send(client)
    assert send(client, "97", PNG, "b.png", "1").status_code == 422
    assert send(client, "97", PNG, "b.png", "1", reason="Bổ sung vốn").status_code == 302
    assert "Bổ sung vốn" in sign_in(cast.planner).get(LIST).content.decode()


def test_an_overtaken_page_is_told(cast, province, campaign, sign_in):
    client = sign_in(cast.investor)
    send(client)
    assert send(client, "97", PNG, "b.png", "0", reason="x").status_code == 409


def test_who_may_open_what(cast, province, campaign, sign_in):
    for actor, listed, edit in (
        (cast.investor, 200, 200),
        (cast.other_investor, 200, 404),
        (cast.planner, 200, 403),
        (cast.home_affairs, 200, 403),
        (cast.leader, 200, 403),
        (cast.treasurer, 403, 403),
        (cast.nobody, 403, 403),
    ):
        assert sign_in(actor).get(LIST).status_code == listed
        assert sign_in(actor).get(EDIT).status_code == edit


def test_the_list_tells_who_has_not_registered_and_investors_see_themselves(
    cast, province, campaign, sign_in
):
    send(sign_in(cast.investor))
    rows = sign_in(cast.home_affairs).get(LIST).context["rows"]
    assert [(row.investor.code, bool(row.latest)) for row, _own in rows] == [
        ("BQLDD", False),
        ("BQLGT", True),
    ]
    rows = sign_in(cast.other_investor).get(LIST).context["rows"]
    assert [row.investor.code for row, _own in rows] == ["BQLDD"]


def test_without_a_campaign_the_list_says_so(cast, province, sign_in):
    assert sign_in(cast.planner).get(LIST).status_code == 200


def measure(project, per_mille, total=100 * BILLION):
    Project.objects.filter(pk=project.pk).update(total_investment=total)
    PhysicalProgress.objects.create(
        project=project, as_at=date(2024, 3, 1), per_mille=per_mille, recorded_at=NOW
    )


def test_gaps_stand_widest_first_and_unknown_last(cast, province, sign_in):
    measure(province.bridge, 200)
    measure(province.road, 450)
    measure(province.school, 900, total=None)
    page = sign_in(cast.planner).get(GAPS)
    assert [(row.project.code, row.level) for row in page.context["page_obj"]] == [
        ("7100002", "red"),
        ("7100001", "yellow"),
        ("7200001", "unknown"),
    ]
    page = sign_in(cast.planner).get(f"{GAPS}?level=red&side=work&investor=BQLGT")
    assert [row.project.code for row in page.context["page_obj"]] == ["7100002"]
    assert not sign_in(cast.planner).get(f"{GAPS}?side=money").context["page_obj"].object_list


def test_gaps_are_searched_sorted_saved_and_exported_as_shown(cast, province, sign_in):
    measure(province.bridge, 200)
    measure(province.road, 450)
    measure(province.school, 900, total=None)
    browser = sign_in(cast.planner)

    def codes(query):
        return [row.project.code for row in browser.get(f"{GAPS}?{query}").context["page_obj"]]

    assert codes("q=DUONG+tinh") == ["7100002"]
    assert codes("sort=name") == ["7100001", "7100002", "7200001"]
    assert codes("sort=-points") == ["7100002", "7100001", "7200001"]
    assert codes("sort=points") == ["7100001", "7100002", "7200001"]  # what is unknown stays last
    assert codes("as_of=2024-02-29") == []
    sheet = load_workbook(BytesIO(browser.get("/danh-muc/chenh-lech/xuat/?level=red").content))
    *_above, last = sheet.active.iter_rows(values_only=True)
    # 45 % of the work, no money: 45 points apart
    assert last[:2] == ("7100002", "Đường tỉnh 240")
    assert last[4:6] == (45, 45)
    kept = browser.post("/danh-muc/chenh-lech/luu-bo-loc/", {"name": "Đỏ", "query": "level=red"})
    assert kept["Location"] == f"{GAPS}?level=red"
    moved = browser.get("/danh-muc/chenh-lech/?level=red")
    assert (moved.status_code, moved["Location"]) == (302, f"{GAPS}?level=red")


def test_work_of_a_project_older_than_the_portal_only_seems_ahead(cast, province, sign_in):
    measure(province.bridge, 900)
    Project.objects.filter(pk=province.bridge.pk).update(started_on=date(2020, 5, 1))
    (row,) = sign_in(cast.planner).get(GAPS).context["page_obj"]
    assert row.level == "unknown"


def test_investors_see_their_own_gaps(cast, province, sign_in):
    measure(province.bridge, 900)
    measure(province.school, 900)
    rows = sign_in(cast.investor).get(GAPS).context["page_obj"]
    assert [row.project.code for row in rows] == ["7100001"]
    assert sign_in(cast.nobody).get(GAPS).status_code == 403


@pytest.mark.parametrize("query", ["as_of=x", "level=x", "side=x", "investor=x", "page=x"])
def test_a_nonsense_filter_is_answered_with_a_page(cast, province, sign_in, query):
    assert sign_in(cast.planner).get(f"{GAPS}?{query}").status_code == 200


def test_lists_ask_a_fixed_number_of_queries(cast, province, campaign, sign_in):
    def queries(url):
        client = sign_in(cast.planner)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200
        return len(asked)

    measure(province.bridge, 900)
    few = [queries(GAPS), queries(LIST)]
    for number in range(10, 20):
        measure(make_project(f"71000{number}", f"Đường {number}", province.roads_board), 500)
    assert [queries(GAPS), queries(LIST)] == few
    assert max(few) <= 20
