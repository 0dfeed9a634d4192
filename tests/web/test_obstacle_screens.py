"""The pages of obstacles and directives: who finds what, what is said of nonsense, what is kept."""

from datetime import date, datetime
from io import BytesIO

import openpyxl
import pytest
import time_machine
from django.urls import reverse

from disbursement.domain.calendar import VIETNAM_TIME
from disbursement.models import Directive, Obstacle
from tests.obstacle_facts import make_obstacle
from tests.people import BILLION, make_organisation

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 4, 1, 9, 0, tzinfo=VIETNAM_TIME)
LIST = "/vuong-mac/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def land(province):
    return make_organisation("SNNMT", "Sở Nông nghiệp và Môi trường")


@pytest.fixture
def three(province, land):
    """Return an overdue one, one with a ministry, and one that is solved."""
    return (
        make_obstacle(
            province.bridge,
            date(2024, 1, 1),
            content="Còn 12 hộ chưa bàn giao",
            unit_in_charge=land,
            level="province",
            due_on=date(2024, 3, 1),
            affected_capital=5 * BILLION,
        ),
        make_obstacle(
            province.school,
            date(2024, 3, 20),
            category="NGUONVON",
            content="Chờ hướng dẫn",
            outside_unit="Bộ Tài chính",
            level="ministry",
        ),
        make_obstacle(
            province.road,
            date(2024, 2, 1),
            ("closed", date(2024, 3, 1), "Xong"),
            category="DAUTHAU",
            content="Hủy thầu",
        ),
    )


def found(browser, query):
    """Return which of the obstacles a list shows, by a letter each: b, s, r."""
    page = browser.get(f"{LIST}?{query}").content.decode()
    names = {"b": "Còn 12 hộ", "s": "Chờ hướng dẫn", "r": "Hủy thầu"}
    return "".join(letter for letter, words in names.items() if words in page)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "bsr"),
        ("q=ban+giao", "b"),
        ("q=dong+ha", "b"),
        ("q=tai+chinh", "s"),
        ("q=nong+nghiep", "b"),
        ("state=open", "bs"),
        ("state=overdue", "b"),
        ("state=solved", "r"),
        ("main=dat-dai", "b"),
        ("main=von", "s"),
        ("main=thu-tuc", "r"),
        ("category=NGUONVON", "s"),
        ("level=ministry", "s"),
        ("unit=SNNMT", "b"),
        ("outside_unit=B%E1%BB%99+T%C3%A0i+ch%C3%ADnh", "s"),
        ("age=0-15", "s"),
        ("age=91-", "b"),
        ("age=16-30&open_on=2024-02-20", "r"),
        ("open_on=2024-02-15", "br"),
        ("open_on=2024-03-01", "b"),
        ("open_on=abc", "bsr"),
        ("age=gido", "bsr"),
        ("investor=BQLDD", "s"),
        ("year=2023", ""),
    ],
)
def test_the_list_is_searched_and_filtered(three, cast, sign_in, query, expected):
    assert found(sign_in(cast.planner), query) == expected


def test_each_sees_its_own(three, cast, sign_in):
    assert found(sign_in(cast.investor), "") == "br"
    assert found(sign_in(cast.other_investor), "") == "s"
    assert found(sign_in(cast.leader), "") == "bsr"
    assert found(sign_in(cast.treasurer), "") == ""


def test_an_empty_portal_has_lists_and_sums(province, cast, sign_in):
    browser = sign_in(cast.planner)
    for url in (LIST, "/vuong-mac/tong-hop/", "/chi-dao/", "/vuong-mac/tong-hop/?day=không"):
        assert browser.get(url).status_code == 200, url


def rows_of(response):
    book = openpyxl.load_workbook(BytesIO(response.getvalue()))
    return {sheet.title: list(sheet.values) for sheet in book}


def test_the_export_holds_what_the_list_shows(three, cast, sign_in):
    url = reverse("projects:list_export", args=["vuong-mac"])
    (rows,) = rows_of(sign_in(cast.planner).get(f"{url}?state=overdue")).values()
    held = [row for row in rows if row[0] and "Còn 12 hộ" in str(row[0])]
    assert len(held) == 1
    assert 5000 in held[0]  # triệu đồng
    assert not any("Chờ hướng dẫn" in str(row[0]) for row in rows)


def test_the_sums_are_those_of_the_day(three, cast, sign_in):
    browser = sign_in(cast.planner)

    def sums(day):
        tables = browser.get(f"/vuong-mac/tong-hop/?day={day}").context["tables"]
        return [[row.values[1:] for row in table.rows] for table in tables]

    main, category, level, unit, age = sums("2024-04-01")
    none, land, money = (0, 0, 0, 0), (1, 1, 5 * BILLION, 0), (1, 0, 0, 1)
    total = (2, 1, 5 * BILLION, 1)
    assert main == [none, land, money, none, total]
    assert [row for row in category if row != none] == [land, money, total]
    assert level == [none, none, land, money, total]
    assert unit == [land, money, total]
    assert age == [money, none, none, none, land, total]
    # On 15 February the tender was open as well, and nothing was overdue yet.
    assert sums("2024-02-15")[0][-1] == (2, 0, 5 * BILLION, 1)
    sheets = rows_of(browser.get("/vuong-mac/tong-hop/xuat/?day=2024-04-01"))
    assert len(sheets) == 5


def test_an_investor_raises_one_and_sees_it_on_the_projects_page(province, cast, sign_in):
    browser = sign_in(cast.investor)
    url = reverse("disbursement:obstacle_new", args=[province.bridge.code])
    assert url in browser.get(f"/du-an/{province.bridge.code}/").content.decode()
    said = {
        "category": "GPMB",
        "content": "Còn 3 hộ",
        "level": "commune",
        "affected_capital": "1.250,5",
        "raised_on": "01/04/2024",
        "due_on": "2024-04-30",
    }
    made = browser.post(url, said)
    obstacle = Obstacle.objects.get()
    assert made.url == reverse("disbursement:obstacle", args=[obstacle.pk])
    assert obstacle.affected_capital == 1_250_500_000
    assert "Còn 3 hộ" in browser.get(f"/du-an/{province.bridge.code}/").content.decode()
    # Pressed twice: one obstacle, and a sentence.
    assert browser.post(url, said).status_code == 422
    assert Obstacle.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"content": ""},
        {"content": "x" * 2001},
        {"category": "GIDO"},
        {"affected_capital": "-5"},
        {"affected_capital": "năm tỷ"},
        {"raised_on": "2024-04-02"},
        {"raised_on": "32/01/2024"},
        {"due_on": "2024-03-31"},
        {"unit": "4711"},
        {"outside_unit": "Bộ Tài chính", "unit": "land"},
    ],
)
def test_bad_input_is_told_and_kept_in_the_form(province, cast, land, sign_in, wrong):
    said = {
        "category": "GPMB",
        "content": "Còn 3 hộ",
        "level": "commune",
        "raised_on": "2024-04-01",
        **wrong,
    }
    if said.get("unit") == "land":
        said["unit"] = land.pk
    url = reverse("disbursement:obstacle_new", args=[province.bridge.code])
    answer = sign_in(cast.planner).post(url, said)
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert not Obstacle.objects.exists()


def test_of_two_open_pages_the_second_is_told_and_keeps_what_was_typed(three, cast, sign_in):
    obstacle = three[0]
    browser = sign_in(cast.planner)
    seen = obstacle.steps.latest("pk").pk
    url = reverse("disbursement:obstacle_reply", args=[obstacle.pk])
    assert browser.post(url, {"answer-text": "Đã họp"}).status_code == 302
    edit = reverse("disbursement:obstacle_edit", args=[obstacle.pk])
    said = {"category": "GPMB", "content": "Còn 1 hộ", "level": "province", "reason": "Xã báo"}
    stale = browser.post(edit, {**said, "seen": seen})
    assert stale.status_code == 409
    assert "Còn 1 hộ" in stale.content.decode()
    closing = {"close-closed_on": "2024-04-01", "close-text": "Xong"}
    end = reverse("disbursement:obstacle_end", args=[obstacle.pk])
    assert browser.post(end, closing).status_code == 302
    assert browser.post(end, closing).status_code == 409


def test_a_directive_about_an_obstacle_is_recorded_from_its_page(three, cast, land, sign_in):
    obstacle = three[0]
    browser = sign_in(cast.leader)
    url = reverse("disbursement:directive_new")
    form = browser.get(f"{url}?vuong_mac={obstacle.pk}").context["form"]
    assert form.initial["projects"] == obstacle.project.code
    said = {
        "issued_on": "2024-03-30",
        "issuer": "Chủ tịch UBND tỉnh",
        "content": "Bàn giao mặt bằng",
        "unit": land.pk,
        "due_on": "2024-04-30",
        "projects": f"{obstacle.project.code}; {obstacle.project.code}",
        "obstacles": str(obstacle.pk),
    }
    for wrong in ({"projects": "9999999"}, {"obstacles": "mười"}, {"due_on": "2024-03-29"}):
        assert browser.post(url, {**said, **wrong}).status_code == 422
    assert browser.post(url, said).status_code == 302
    directive = Directive.objects.get()
    assert list(directive.obstacles.all()) == [obstacle]
    page = sign_in(cast.investor).get(reverse("disbursement:obstacle", args=[obstacle.pk]))
    assert page.status_code == 200
    assert reverse("disbursement:directive", args=[directive.pk]) not in page.content.decode()
    edit = reverse("disbursement:directive_edit", args=[directive.pk])
    assert browser.get(edit).context["form"].initial["obstacles"] == str(obstacle.pk)


def test_the_list_costs_the_same_for_many_rows(
    province, cast, sign_in, django_assert_max_num_queries
):
    for month in range(1, 4):
        for category in ("GPMB", "THUTUC", "DAUTHAU", "THIETKE"):
            closed = ("closed", date(2024, month, 20))
            make_obstacle(province.bridge, date(2024, month, 1), closed, category=category)
    browser = sign_in(cast.planner)
    browser.get(LIST)
    with django_assert_max_num_queries(30):
        browser.get(LIST)
