"""The API answers what the commands print, within what the person may see."""

import json
from datetime import date
from io import StringIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from disbursement.models import ImportStatus, TreasuryImport
from disbursement.selectors.positions import positions_by_group
from tests.fixtures_world import BRIDGE_PAID, NOW, SCHOOL_PAID
from tests.people import BILLION
from tests.services.treasury_files import vouchers
from tests.web.access_table import client_of

HUGE = "9" * 30


@pytest.fixture(autouse=True)
def clock(world, db):
    with time_machine.travel(NOW, tick=False):
        yield


def ask(world, who, path, **query):
    return client_of(world, who).get(f"/api/v1/{path}/", query)


def printed(command, **options):
    """Return the document that a command prints."""
    out = StringIO()
    given = [f"--{name.replace('_', '-')}={value}" for name, value in options.items()]
    call_command(command, *given, "--json", stdout=out)
    return json.loads(out.getvalue())


def rates_of(world, who, **query):
    response = ask(world, who, "rates", **{"year": 2024, "as_of": "2024-09-30", **query})
    assert response.status_code == 200, response.content
    return response.json()


# The same documents as the commands'


@pytest.mark.parametrize(
    "by", ["province", "investor", "project", "source", "stage", "block", "programme"]
)
@pytest.mark.parametrize(("pool", "denominator"), [("all", "D3"), ("carried", "D3"), ("all", "D1")])
def test_rates_are_the_commands(world, by, pool, denominator):
    asked = {"by": by, "pool": pool, "denominator": denominator}
    document = printed("rates", year=2024, as_of="2024-09-30", **asked)
    assert rates_of(world, "planner", **asked) == document


def test_milestones_are_the_commands(world):
    asked = {"campaign": "lang-son-2024", "as_of": "2024-10-02"}
    answer = ask(world, "leader", "milestones", **asked)
    assert answer.json() == printed("milestones", **asked)
    # bridge: 2 of its stage, 2 of carried-over money; road, a new start: 3; school, completed: 1
    assert len(answer.json()["rows"]) == 8


def test_the_check_of_the_ledger_is_the_commands(world):
    answer = ask(world, "treasurer", "ledger/check").json()
    assert answer == printed("check_ledger")
    assert (answer["status"], answer["keys"]) == ("ok", 2)


def test_the_schedule_is_the_commands(world):
    answer = ask(world, "planner", "schedule", start="2024-10-01", end="2024-10-31").json()
    out = StringIO()
    call_command("schedule", "--from=2024-10-01", "--to=2024-10-31", "--json", stdout=out)
    assert answer == json.loads(out.getvalue())


def test_an_import_is_told_as_the_command_tells_it(world):
    answer = ask(world, "planner", f"imports/{world.posted.pk}").json()
    assert answer["status"] == "posted"
    assert (answer["rows"], answer["posted"]) == (3, 2)
    assert [row["project_code"] for row in answer["unmatched"]] == ["7999999"]
    total = BRIDGE_PAID + SCHOOL_PAID + 876_543_000
    assert answer["totals"] == {"volume": total, "advance": 0, "disbursed": total}


# Figures worked out by hand


def test_rates_by_investor(world):
    # 2.345,678 / (10.000 + 1.500 + 4.000) = 15,133… %; 1.234,567 / 6.000 = 20,576… %
    document = rates_of(world, "leader", by="investor")
    assert [
        (row["key"], row["plan"], row["disbursed"], row["rate"]) for row in document["rows"]
    ] == [
        ("BQLDD", 6 * BILLION, SCHOOL_PAID, "20.58"),
        ("BQLGT", 31 * BILLION // 2, BRIDGE_PAID, "15.13"),
    ]
    # 3.580,245 / 21.500 = 16,652… %
    assert document["total"]["rate"] == "16.65"
    assert (document["denominator"], document["as_of"]) == ("D3", "2024-09-30")


def test_a_day_left_out_is_today(world):
    response = ask(world, "leader", "rates", year=2024)
    assert response.json()["as_of"] == "2024-10-02"


# Narrowed to one's own


def test_an_investor_is_told_of_its_own_projects_only(world):
    document = rates_of(world, "investor", by="investor")
    assert [row["key"] for row in document["rows"]] == ["BQLGT"]
    assert document["total"]["disbursed"] == BRIDGE_PAID
    projects = rates_of(world, "other_investor", by="project")["rows"]
    assert [row["key"] for row in projects] == ["7200001"]


def test_an_investor_is_told_of_its_own_milestones_only(world):
    asked = {"campaign": "lang-son-2024", "as_of": "2024-10-02"}
    mine = ask(world, "investor", "milestones", **asked).json()["rows"]
    theirs = ask(world, "other_investor", "milestones", **asked).json()["rows"]
    every = ask(world, "planner", "milestones", **asked).json()["rows"]
    assert {row["investor"] for row in mine} == {"BQLGT"}
    assert {row["investor"] for row in theirs} == {"BQLDD"}
    assert len(mine) + len(theirs) == len(every)


# Questions that cannot be answered


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("rates", {}),
        ("rates", {"year": ""}),
        ("rates", {"year": "abc"}),
        ("rates", {"year": "2024.5"}),
        ("rates", {"year": "1999"}),
        ("rates", {"year": HUGE}),
        ("rates", {"year": "-1"}),
        ("rates", {"year": "2024", "as_of": "30/09/2024"}),
        ("rates", {"year": "2024", "as_of": "2024-02-30"}),
        ("rates", {"year": "2024", "as_of": "hôm nay"}),
        ("rates", {"year": "2024", "by": "người"}),
        ("rates", {"year": "2024", "pool": "x"}),
        ("rates", {"year": "2024", "denominator": "D9"}),
        ("rates", {"year": "2024", "denominator": "\x00"}),
        ("milestones", {}),
        ("milestones", {"campaign": ""}),
        ("milestones", {"campaign": "lang-son-2024", "as_of": "x"}),
        ("milestones", {"campaign": "a\x00b"}),
        ("milestones", {"campaign": "x" * 1000}),
        ("schedule", {}),
        ("schedule", {"start": "2024-10-01"}),
        ("schedule", {"start": "2024-10-02", "end": "2024-10-01"}),
        ("schedule", {"start": "2020-01-01", "end": "2024-10-01"}),
        ("schedule", {"start": "x", "end": "y"}),
        ("schedule", {"start": "9999-12-31", "end": "9999-12-31"}),
        ("schedule", {"start": "0001-01-01", "end": "0001-01-01"}),
    ],
)
def test_a_bad_question_is_answered_with_a_sentence(world, path, query):
    response = ask(world, "planner", path, **query)
    assert response.status_code == 400
    sentences = [text for texts in response.json().values() for text in texts]
    assert sentences
    assert all(len(sentence) > 5 for sentence in sentences)


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("milestones", {"campaign": "không-có"}),
        ("imports/4711", {}),
        (f"imports/{HUGE}", {}),
    ],
)
def test_what_is_not_there_is_not_found(world, path, query):
    response = ask(world, "planner", path, **query)
    assert response.status_code == 404
    assert response.json()["detail"]


@pytest.mark.parametrize("day", ["0001-01-01", "1900-02-28", "2024-02-29", "9999-12-31"])
def test_far_days_are_answered(world, day):
    assert ask(world, "planner", "rates", year=2024, as_of=day).status_code == 200
    asked = {"campaign": "lang-son-2024", "as_of": day}
    assert ask(world, "planner", "milestones", **asked).status_code == 200


def test_a_refusal_says_why(world):
    for who in ("nobody", "anonymous"):
        response = ask(world, who, "rates", year=2024)
        assert response.status_code == 403
        assert len(response.json()["detail"]) > 10


@pytest.mark.parametrize("path", ["rates", "milestones", "schedule", "ledger/check"])
def test_what_is_only_read_takes_no_post(world, path):
    assert client_of(world, "administrator").post(f"/api/v1/{path}/").status_code in (403, 405)


# Treasury files


def voucher_file(tmp_path, name="moi.xlsx"):
    row = (date(2024, 10, 1), "UNC9", "7100001", "NSTW", "Thanh toán KLHT", 100_000_000)
    return SimpleUploadedFile(name, vouchers(tmp_path / name, row).read_bytes())


def test_a_file_is_taken_in_once(world, tmp_path):
    client = client_of(world, "treasurer")
    first = client.post("/api/v1/imports/", {"file": voucher_file(tmp_path)})
    assert first.status_code == 201
    assert first.json()["status"] == ImportStatus.RECEIVED
    again = client.post("/api/v1/imports/", {"file": voucher_file(tmp_path)})
    assert (again.status_code, again.json()["status"]) == (409, "duplicate")
    assert again.json()["import"] == first.json()["import"]


@pytest.mark.parametrize("sent", [{}, {"file": ""}, {"file": SimpleUploadedFile("x.xlsx", b"")}])
def test_no_file_is_answered_with_a_sentence(world, sent):
    before = TreasuryImport.objects.count()
    response = client_of(world, "treasurer").post("/api/v1/imports/", sent)
    assert response.status_code == 400
    assert response.json()["file"]
    assert TreasuryImport.objects.count() == before


def test_only_the_treasury_hands_files_in(world, tmp_path):
    for who in ("planner", "leader", "administrator", "investor"):
        response = client_of(world, who).post("/api/v1/imports/", {"file": voucher_file(tmp_path)})
        assert response.status_code == 403
        assert response.json()["detail"]


def test_a_file_is_taken_back_once_and_with_a_reason(world):
    client = client_of(world, "treasurer")
    url = f"/api/v1/imports/{world.posted.pk}/reverse/"
    for nothing in ({}, {"reason": " "}):
        assert client.post(url, nothing).json()["reason"]
    done = client.post(url, {"reason": "Gửi nhầm"})
    assert (done.status_code, done.json()["status"]) == (200, "reversed")
    asked = {"plan_year": 2024, "as_of": date(2024, 12, 31), "group": "province"}
    assert positions_by_group(**asked) == {}
    again = client.post(url, {"reason": "Gửi nhầm"})
    assert again.status_code == 409
    assert again.json()["detail"]


# Its description


def test_the_schema_names_every_address_of_the_api(world):
    response = client_of(world, "planner").get("/api/v1/schema/", {"format": "json"})
    assert response.status_code == 200
    described = response.json()
    assert described["openapi"].startswith("3.")
    assert {"/api/v1/rates/", "/api/v1/milestones/", "/api/v1/ledger/check/"} <= set(
        described["paths"]
    )
    asked = {each["name"] for each in described["paths"]["/api/v1/rates/"]["get"]["parameters"]}
    assert {"year", "as_of", "by", "pool", "denominator"} <= asked
