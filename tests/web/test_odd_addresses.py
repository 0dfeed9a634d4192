"""Addresses nobody would follow, typed by hand: a page or a refusal, never an error of ours."""

import pytest
import time_machine
from django.urls import reverse

from tests.fixtures_world import NOW
from tests.web.access_table import LINES, address, client_of

HUGE = "9" * 30
ODD_QUERIES = [
    {"as_of": "9999-12-31", "year": "9999", "campaign": "x", "code": "x", "start": "x"},
    {"as_of": "0001-01-01", "year": "2024", "pool": "carried", "denominator": "D2"},
    {"as_of": "2024-02-30", "year": HUGE, "pool": "x", "denominator": "x", "version": HUGE},
    {"page": HUGE, "status": "x", "block": "x", "stage": "x", "version": "²", "q": "%_\\'\""},
    {"page": "-1", "version": "0", "q": "a" * 5000, "investor": "x" * 300, "rule": "x"},
    {"as_of": "\x00", "year": "\x00", "q": "\x00", "investor": "\x00", "campaign": "\x00"},
    {"code": "\x00", "status": "\x00", "page": "\x00", "version": "\x00", "block": "\x00"},
]


@pytest.fixture(autouse=True)
def clock(world, db):
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.parametrize(
    "who",
    [
        "planner",
        pytest.param("treasurer", marks=pytest.mark.any_database),
        pytest.param("investor", marks=pytest.mark.any_database),
    ],
)
@pytest.mark.parametrize("query", ODD_QUERIES)
def test_odd_questions_break_no_page(world, who, query):
    """The planner asks every page it may open; the others those that it may not."""
    client = client_of(world, who)
    pages = [
        address(world, method, name).partition("?")[0]
        for (method, name), expected in LINES.items()
        if method == "GET" and expected[who] == "200"
        if who == "planner" or expected["planner"] != "200"
    ]
    assert pages
    broken = [page for page in pages if client.get(page, query).status_code >= 500]
    assert broken == []


@pytest.mark.parametrize("name", ["import_detail", "import_file", "submission_review"])
def test_a_number_too_large_for_any_object_is_not_found(world, name):
    url = reverse(f"disbursement:{name}", args=[int(HUGE)])
    assert client_of(world, "planner").get(url).status_code == 404


def test_an_address_with_a_nul_is_refused(client, world):
    assert client.get("/du-an/%00/").status_code == 400
    assert client.get("/moc-giai-ngan/?campaign=%00").status_code == 400


@pytest.mark.parametrize("text", ["", "x", "-1", HUGE, "²", "\x00"])
def test_a_version_that_is_none_judges_nothing(world, text):
    client = client_of(world, "planner")
    for step in ("submission_accept", "submission_return"):
        url = reverse(f"disbursement:{step}", args=[world.report.pk])
        response = client.post(url, {"version": text, "reason": "Thiếu"})
        assert response.status_code < 500
    world.report.refresh_from_db()
    assert world.report.status == "submitted"


@pytest.mark.parametrize("text", ["", "x", "9999-12-31", "0001-01-01", "\x00"])
def test_a_report_of_an_odd_day_or_kind_is_asked_again_or_made(world, text):
    client = client_of(world, "planner")
    for given in (
        {"as_of": text, "kind": "friday-snapshot"},
        {"as_of": "2024-10-01", "kind": text},
    ):
        response = client.post(reverse("reports:run_create"), {**given, "formats": ["xlsx", text]})
        assert response.status_code < 500
