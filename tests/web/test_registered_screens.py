"""The grid of monthly plans, its paste, its versions, and the list of who is missing."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from disbursement.domain.registered_paste import read_block
from disbursement.models import RegisteredMonth, RegisteredPlan
from disbursement.services.calendar import defaults_set_up
from tests.people import BILLION, make_plan_line, make_project

NOW = datetime(2024, 3, 20, 2, 0, tzinfo=UTC)
GRID = "/dang-ky-ke-hoach/?year=2024"
BOARD = "/dang-ky-ke-hoach/tinh-hinh/?year=2024"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(db):
    with time_machine.travel(NOW, tick=False) as traveller:
        defaults_set_up(now=NOW)
        yield traveller


def cells(project, *texts, seen=0):
    texts = (*texts, *[""] * (13 - len(texts)))
    fields = {f"p{project.pk}-{month}": text for month, text in enumerate(texts, 1)}
    return {f"p{project.pk}-seen": str(seen), **fields}


def post(client, *fields, action="register", **more):
    data = {"action": action, "unit": "MILLION", "year": "2024", **more}
    for each in fields:
        data |= each
    return client.post("/dang-ky-ke-hoach/", data)


def test_the_grid_lists_own_projects_with_their_plan(cast, province, sign_in):
    text = sign_in(cast.investor).get(GRID).content.decode()
    assert "7100001" in text
    assert "7200001" not in text
    assert "11.500" in text
    assert "29/03/2024 23:59" in text


def test_months_are_registered_in_the_unit_of_the_page(cast, province, sign_in):
    client = sign_in(cast.investor)
    answer = post(client, cells(province.bridge, "", "1.500,5"), cells(province.road))
    assert answer.status_code == 302
    months = dict(RegisteredMonth.objects.values_list("month", "amount"))
    assert (months[2], sum(months.values())) == (1_500_500_000, 1_500_500_000)
    assert RegisteredPlan.objects.count() == 1


def test_a_change_without_a_reason_is_refused_and_what_was_typed_stays(cast, province, sign_in):
    client = sign_in(cast.investor)
    post(client, cells(province.bridge, "11.500"))
    changed = cells(province.bridge, "0", "11.000", seen=1)
    answer = post(client, changed)
    assert answer.status_code == 422
    assert 'value="11.000"' in answer.content.decode()
    assert post(client, changed, reason="Chậm mặt bằng").status_code == 302
    page = client.get("/dang-ky-ke-hoach/du-an/7100001/?year=2024").content.decode()
    assert "Chậm mặt bằng" in page
    assert "+11.000" in page
    assert "-11.500" in page


@pytest.mark.parametrize("text", ["abc", "-5", "1.5.5", "9" * 50, "0,0000001", "1,5 tỷ"])
def test_a_cell_that_cannot_be_registered_is_marked(cast, province, sign_in, text):
    answer = post(sign_in(cast.investor), cells(province.bridge, text))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "is-invalid" in page
    assert text in page
    assert not RegisteredPlan.objects.exists()


def test_an_overtaken_page_is_told_and_loses_nothing(cast, province, sign_in):
    client = sign_in(cast.investor)
    post(client, cells(province.bridge, "11.500"))
    answer = post(client, cells(province.bridge, "1.234", seen=0), reason="Khác")
    assert answer.status_code == 409
    assert 'value="1.234"' in answer.content.decode()


def test_a_block_pasted_from_excel_fills_the_table_and_registers_nothing(cast, province, sign_in):
    block = (
        "Mã\tTên\t1\t2\t3\n"
        "7100001\tCầu Đông Hà\t" + "\t".join(["100,5"] * 13) + "\n"
        "7200001\tTrường\t" + "\t".join(["1"] * 13)
    )
    answer = post(sign_in(cast.investor), cells(province.bridge), action="paste", block=block)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert text.count('value="100,5"') == 13
    assert "7200001" in text  # named as a line that is not one of the person's projects
    assert not RegisteredPlan.objects.exists()


@pytest.mark.parametrize(
    "block", ["", "x", "\t" * 50, "7100001\t1\t2", "\x00", "7100001" + "\t1" * 40, "a\n" * 3000]
)
def test_any_block_is_answered_with_a_page(cast, province, sign_in, block):
    answer = post(sign_in(cast.investor), cells(province.bridge), action="paste", block=block)
    assert answer.status_code == 200


def test_the_months_of_others_cannot_be_registered(cast, province, sign_in):
    post(sign_in(cast.investor), cells(province.school, "6.000"))
    assert not RegisteredPlan.objects.exists()


def test_sum_beyond_the_plan_is_warned_about_but_registered(cast, province, sign_in):
    client = sign_in(cast.investor)
    assert post(client, cells(province.road, "5.000")).status_code == 302
    assert "row-warn" in client.get(GRID).content.decode()


def test_the_board_lists_who_has_not_registered_with_those_late(cast, province, sign_in, clock):
    post(sign_in(cast.investor), cells(province.bridge, "11.500"), cells(province.road, "4.000"))
    clock.move_to(datetime(2024, 4, 2, 2, 0, tzinfo=UTC))
    page = sign_in(cast.planner).get(BOARD)
    assert [(row.investor.code, status) for row, status in page.context["rows"]] == [
        ("BQLDD", "overdue"),
        ("BQLGT", "on_time"),
    ]
    page = sign_in(cast.planner).get(f"{BOARD}&missing=on")
    assert len(page.context["rows"]) == 1


def test_who_may_open_what(cast, province, sign_in):
    for actor, grid, board in (
        (cast.investor, 200, 403),
        (cast.planner, 403, 200),
        (cast.leader, 403, 200),
        (cast.treasurer, 403, 403),
        (cast.nobody, 403, 403),
    ):
        assert sign_in(actor).get(GRID).status_code == grid
        assert sign_in(actor).get(BOARD).status_code == board
    history = "/dang-ky-ke-hoach/du-an/7100001/"
    assert sign_in(cast.investor).get(history).status_code == 200
    assert sign_in(cast.planner).get(history).status_code == 200
    assert sign_in(cast.other_investor).get(history).status_code == 404
    assert sign_in(cast.treasurer).get(history).status_code == 403


@pytest.mark.parametrize("year", ["", "abc", "0", "99999999999999999999", "1.5"])
def test_a_year_that_is_none_is_the_running_one(cast, province, sign_in, year):
    page = sign_in(cast.investor).get(f"/dang-ky-ke-hoach/?year={year}")
    assert page.context["year"] == 2024


def test_grid_and_board_ask_a_fixed_number_of_queries(cast, province, sign_in):
    def queries(actor, url):
        client = sign_in(actor)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200
        return len(asked)

    few = queries(cast.investor, GRID), queries(cast.planner, BOARD)
    for number in range(10, 20):
        project = make_project(f"71000{number}", f"Đường số {number}", province.roads_board)
        make_plan_line(province.decision, project, province.local, BILLION)
    assert (queries(cast.investor, GRID), queries(cast.planner, BOARD)) == few
    assert max(few) <= 20


CODES = {"7100001", "7100002"}


def test_a_block_with_twelve_months_leaves_january_empty():
    ((line,), issues) = read_block("7100001\t" + "\t".join("1" * 12), CODES)
    assert (line.texts[0], line.texts[12], issues) == ("1", "", [])


def test_a_sum_behind_thirteen_months_is_passed_over():
    ((line,), issues) = read_block("7100001\tCầu\t" + "\t".join(["2"] * 13) + "\t26", CODES)
    assert (line.texts, issues) == (("2",) * 13, [])


def test_a_block_in_the_english_style_is_rewritten():
    ((line,), _issues) = read_block("7100001\t1,234.5" + "\t0" * 12, CODES)
    assert line.texts[0] == "1.234,5"


def test_a_project_twice_and_a_wrong_width_are_named_by_line():
    row = "7100001" + "\t1" * 13
    lines, issues = read_block(f"{row}\n{row}\n7100002\t1\t2", CODES)
    assert len(lines) == 1
    assert [(each.code, each.params["line"]) for each in issues] == [
        ("registered.paste_twice", 2),
        ("registered.paste_width", 3),
    ]
