"""Pages of organisations through time: read, renamed, ended, handed over; by form and by file."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from projects.domain.change_layout import EVENTS, HANDOVERS
from projects.models import (
    AuditRecord,
    Handover,
    Organisation,
    OrganisationEvent,
    OrganisationName,
)
from projects.services.organisations import Decided, organisation_merge, projects_hand_over
from tests.people import BILLION, make_organisation, make_project
from tests.treasury_facts import pay

JUNE, JULY = date(2024, 6, 30), date(2024, 7, 1)
DECIDED = Decided(JULY, "88/QĐ-UBND")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"


@pytest.fixture
def planner(cast, sign_in):
    return sign_in(cast.planner)


def page(organisation, **query):
    return reverse("emulation:organisation", args=[organisation.pk], query=query or None)


def text(response):
    return response.content.decode()


def test_page_tells_of_names_events_and_projects(planner, province):
    organisation_merge(
        organisation=province.roads_board,
        into=province.schools_board,
        decided=Decided(JUNE, "15/NQ-HĐND"),
        actor=None,
        now=timezone.now(),
    )
    ended = planner.get(page(province.roads_board))
    assert ended.context["ended"]
    assert "15/NQ-HĐND" in text(ended)
    assert [each.project.code for each, _url in ended.context["former"]] == ["7100001", "7100002"]
    taken = planner.get(page(province.schools_board))
    assert [branch.organisation.code for branch in taken.context["before"].beyond] == ["BQLGT"]
    assert taken.context["page_obj"].paginator.count == 3


def test_figures_are_those_of_the_day_and_of_today(planner, province):
    pay(province.bridge, province.central, 2 * BILLION, day="2024-05-10")
    projects_hand_over(
        projects=[province.bridge],
        to=province.schools_board,
        decided=DECIDED,
        actor=None,
        now=timezone.now(),
    )
    figures = planner.get(page(province.roads_board, as_of="2024-06-30", year=2024)).context[
        "figures"
    ]
    assert (figures.as_was.plan, figures.as_was.disbursed) == (31 * BILLION // 2, 2 * BILLION)
    assert (figures.as_is.plan, figures.as_is.disbursed) == (4 * BILLION, 0)
    assert figures.differ
    later = planner.get(page(province.roads_board, as_of="2024-07-01", year=2024))
    assert not later.context["figures"].differ


@pytest.mark.parametrize("query", [{"as_of": "abc"}, {"as_of": "9999-99-99"}, {"year": "x"}])
def test_bad_day_or_year_is_told_and_today_shown(planner, province, query):
    response = planner.get(page(province.roads_board, **query))
    assert response.status_code == 200
    assert response.context["form"].errors


def test_page_costs_the_same_however_many_projects(
    planner, province, django_assert_max_num_queries
):
    for number in range(30):
        project = make_project(f"73000{number:02d}", f"Dự án {number}", province.roads_board)
        projects_hand_over(
            projects=[project],
            to=province.schools_board,
            decided=DECIDED,
            actor=None,
            now=timezone.now(),
        )
    for organisation in (province.roads_board, province.schools_board):
        with django_assert_max_num_queries(40):
            assert planner.get(page(organisation)).status_code == 200


def test_investors_see_their_own_organisation_only(cast, province, sign_in):
    investor = sign_in(cast.investor)
    assert investor.get(page(province.roads_board)).status_code == 200
    assert investor.get(page(province.schools_board)).status_code == 404
    for name in ("organisation_rename", "hand_over"):
        own = reverse(f"emulation:{name}", args=[province.roads_board.pk])
        assert investor.get(own).status_code == 403
        other = reverse(f"emulation:{name}", args=[province.schools_board.pk])
        assert investor.get(other).status_code == 404
    for name in ("reorganise", "change_files", "change_form"):
        assert investor.get(reverse(f"emulation:{name}")).status_code == 403
    assert sign_in(cast.nobody).get(page(province.roads_board)).status_code == 404


def test_readers_read_and_change_nothing(cast, province, sign_in):
    leader = sign_in(cast.leader)
    response = leader.get(page(province.roads_board))
    assert response.status_code == 200
    assert not response.context["may_change"]
    rename = reverse("emulation:organisation_rename", args=[province.roads_board.pk])
    assert leader.post(rename, {"name": "X"}).status_code == 403


def test_renaming_by_form(planner, cast, province):
    url = reverse("emulation:organisation_rename", args=[province.roads_board.pk])
    sent = {"name": "Ban giao thông mới", "day": "2024-07-01", "decision": "9/QĐ"}
    assert planner.post(url, sent).status_code == 302
    province.roads_board.refresh_from_db()
    assert province.roads_board.name == "Ban giao thông mới"
    assert AuditRecord.objects.get(action="organisation.renamed").actor == cast.planner
    again = planner.post(url, sent)
    assert again.status_code == 200
    assert again.context["form"].non_field_errors()
    assert OrganisationName.objects.count() == 2
    shown = planner.get(page(province.roads_board, as_of="2024-06-30", year=2024))
    assert shown.context["called"] == "Ban Quản lý dự án giao thông"


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"name": "A", "day": "31/02/2024", "decision": "1"},
        {"name": "A", "day": "0001-01-01", "decision": "1"},
        {"name": "A" * 251, "day": "2024-07-01", "decision": "1"},
        {"name": "A\x00", "day": "2024-07-01", "decision": "1"},
        {"name": "A", "day": "2199-07-01", "decision": "1"},
    ],
)
def test_bad_renaming_is_told_in_the_form(planner, province, sent):
    url = reverse("emulation:organisation_rename", args=[province.roads_board.pk])
    response = planner.post(url, sent)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert not OrganisationEvent.objects.exists()


def hand_over(browser, province, step="preview", **fields):
    sent = {
        "to": "BQLDD",
        "day": "2024-07-01",
        "decision": "88/QĐ-UBND",
        "projects": [province.bridge.pk],
        "step": step,
    } | fields
    return browser.post(reverse("emulation:hand_over", args=[province.roads_board.pk]), sent)


def test_handover_is_previewed_with_its_money_and_then_applied(planner, cast, province):
    pay(province.bridge, province.central, 2 * BILLION, day="2024-05-10")
    response = hand_over(planner, province)
    (moving,) = response.context["moving"]
    assert (moving.projects, moving.plan_year, moving.day) == (1, 2024, JULY)
    assert (moving.plan, moving.disbursed) == (23 * BILLION // 2, 2 * BILLION)
    assert not Handover.objects.exists()
    mark = response.context["answer"].mark
    assert hand_over(planner, province, step="apply", mark=mark).status_code == 302
    made = Handover.objects.get()
    assert (made.project, made.happened_on, made.recorded_by) == (
        province.bridge,
        JULY,
        cast.planner,
    )
    assert AuditRecord.objects.filter(action="project.hand_over").count() == 1


def test_what_was_not_previewed_is_not_applied(planner, province):
    mark = hand_over(planner, province).context["answer"].mark
    other = [province.bridge.pk, province.road.pk]
    response = hand_over(planner, province, step="apply", mark=mark, projects=other)
    assert response.status_code == 200  # the new preview
    assert response.context["moved"] == 2
    assert not Handover.objects.exists()
    assert hand_over(planner, province, step="apply").status_code == 200
    assert not Handover.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"projects": []},
        {"projects": ["x"]},
        {"projects": [999_999]},
        {"to": "KHONG"},
        {"to": "BQLGT"},
        {"day": "2199-01-01"},
        {"decision": ""},
    ],
)
def test_bad_handover_is_told_in_the_form(planner, province, fields):
    response = hand_over(planner, province, **fields)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert "moving" not in response.context


def reorganise(browser, ending, step="preview", **fields):
    sent = {
        "org": [each.pk for each in ending],
        "kind": "ended",
        "day": "2024-06-30",
        "decision": "1672/NQ-UBTVQH15",
        "step": step,
    } | fields
    return browser.post(reverse("emulation:reorganise"), sent)


def test_organisations_are_chosen_by_search(planner, province):
    response = planner.get(reverse("emulation:reorganise"), {"q": "GIAO thong"})
    assert [each.code for each in response.context["offered"]] == ["BQLGT"]
    chosen = planner.get(reverse("emulation:reorganise"), {"org": [province.roads_board.pk, "x"]})
    assert chosen.context["ending"] == [province.roads_board]
    assert province.roads_board not in chosen.context["offered"]


def test_ending_is_previewed_and_applied_all_at_once(planner, province):
    fields = {
        f"successor_{province.roads_board.pk}": "BQLDD",
        f"others_{province.roads_board.pk}": "",
    }
    response = reorganise(planner, [province.roads_board], **fields)
    (moving,) = response.context["moving"]
    assert (moving.projects, moving.plan) == (2, 31 * BILLION // 2)
    assert not OrganisationEvent.objects.exists()
    mark = response.context["answer"].mark
    done = reorganise(planner, [province.roads_board], step="apply", mark=mark, **fields)
    assert done.status_code == 302
    province.roads_board.refresh_from_db()
    assert province.roads_board.valid_to == JUNE
    assert Handover.objects.count() == 2


def test_ending_with_several_successors_names_what_is_left(planner, province):
    make_organisation("X-A", "UBND xã A")
    pk = province.roads_board.pk
    fields = {f"successor_{pk}": "BQLDD", f"others_{pk}": "x-a; KHONG"}
    response = reorganise(planner, [province.roads_board], **fields)
    (first, second) = response.context["form"].non_field_errors()
    assert "KHONG" in first + second
    assert "7100001, 7100002" in first + second
    assert "answer" not in response.context


def test_choosing_and_previewing_cost_the_same_however_many(
    planner, province, django_assert_max_num_queries
):
    ending = [make_organisation(f"X{n}", f"UBND xã {n}") for n in range(25)]
    with django_assert_max_num_queries(15):
        planner.get(reverse("emulation:reorganise"), {"org": [each.pk for each in ending]})
    fields = {f"successor_{each.pk}": "BQLDD" for each in ending}
    with django_assert_max_num_queries(25):
        response = reorganise(planner, ending, **fields)
    assert response.context["answer"].verdict.events


def changes_file(events=(), handovers=(), name="sap-xep.xlsx"):
    book = Workbook()
    book.remove(book.active)
    for layout, rows in ((EVENTS, events), (HANDOVERS, handovers)):
        sheet = book.create_sheet(layout.name)
        for row in [[column.heading for column in layout.columns], *rows]:
            sheet.append(row)
    content = BytesIO()
    book.save(content)
    return SimpleUploadedFile(name, content.getvalue())


def test_workbook_is_previewed_then_taken_in(planner, province):
    upload = changes_file([["BQLGT", "Sáp nhập", JUNE, "BQLDD", None, "15/NQ-HĐND"]])
    sent = planner.post(reverse("emulation:change_files"), {"file": upload})
    preview = planner.get(sent.url)
    assert preview.context["moved"] == 2
    assert not OrganisationEvent.objects.exists()
    url = sent.url + "nhap/"
    assert planner.post(url, {"mark": "x"}).url == sent.url
    assert not OrganisationEvent.objects.exists()
    assert planner.post(url, {"mark": preview.context["answer"].mark}).status_code == 302
    assert OrganisationEvent.objects.get().kind == "merged"
    assert planner.get(sent.url).context["is_empty"]


def test_workbook_with_findings_shows_them_by_cell(planner, province):
    upload = changes_file([["KHONG", "Đổi tên", JUNE, None, "A", "1"]])
    sent = planner.post(reverse("emulation:change_files"), {"file": upload})
    preview = planner.get(sent.url)
    assert preview.context["is_refused"]
    assert [issue["cell"] for issue in preview.context["issues"]] == ["A2"]
    assert planner.post(sent.url + "nhap/", {"mark": ""}).status_code == 200


@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04broken"])
def test_any_other_upload_is_refused_in_a_sentence(planner, province, content):
    upload = SimpleUploadedFile("a.xlsx", content)
    response = planner.post(reverse("emulation:change_files"), {"file": upload})
    if response.status_code == 302:
        response = planner.get(response.url)
        assert response.context["is_refused"]
    else:
        assert response.context["form"].errors


def test_preview_of_a_stranger_token_leads_back(planner, province):
    url = reverse("emulation:change_preview", args=["abc:def"])
    assert planner.get(url).url == reverse("emulation:change_files")


def test_workbook_to_fill_in_names_the_projects_of_the_chosen(planner, province):
    url = reverse("emulation:change_form")
    response = planner.get(url, {"org": [province.roads_board.pk, "9" * 40]})
    book = load_workbook(BytesIO(response.content))
    assert [cell.value for cell in book["BanGiao"]["A"]][1:] == ["7100001", "7100002"]
    assert book["SapXep"]["A2"].value == "BQLGT"


def test_list_of_organisations_leads_to_their_pages(planner, province):
    assert page(province.roads_board) in text(planner.get("/danh-muc/don-vi/"))
    assert Organisation.objects.count() > 1
