"""The screens on which contracts, progress and events are entered."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from projects.models import AuditRecord, Contract, PhysicalProgress, Project, ProjectEvent
from tests.people import BILLION

NOW = datetime(2024, 6, 10, 2, 0, tzinfo=UTC)
BASE = "/ho-so-du-an/7100001"
PAGES = ("hop-dong", "khoi-luong", "su-kien")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


def contract(**fields):
    return {
        "number": "01/HĐ",
        "contractor": "Công ty Cầu đường",
        "signed_on": "2024-03-01",
        "value": "6.000",
        "per_mille": "45,5",
        **fields,
    }


def test_a_contract_is_entered_in_the_persons_unit(cast, province, sign_in):
    answer = sign_in(cast.investor).post(f"{BASE}/hop-dong/", contract())
    assert answer.status_code == 302
    made = Contract.objects.get()
    assert (made.value, made.per_mille) == (6 * BILLION, 455)
    assert AuditRecord.objects.filter(action="contract.add", actor=cast.investor).exists()


def test_contracts_above_the_total_investment_are_warned_about_with_both_figures(
    cast, province, sign_in
):
    Project.objects.filter(pk=province.bridge.pk).update(total_investment=5 * BILLION)
    page = sign_in(cast.planner).post(f"{BASE}/hop-dong/", contract(), follow=True)
    text = page.content.decode()
    assert "6.000.000.000" in text
    assert "5.000.000.000" in text
    assert "1.000.000.000" in text


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": "abc"},
        {"value": "-5"},
        {"value": ""},
        {"value": "9" * 40},
        {"value": "0,0000001"},
        {"per_mille": "101"},
        {"per_mille": "45,55"},
        {"signed_on": "31/02/2024"},
        {"signed_on": "2030-01-01"},
        {"number": "x" * 81},
        {"number": "a\x00b"},
        {"starts_on": "2024-05-01", "ends_on": "2024-04-01"},
    ],
)
def test_bad_input_is_answered_with_a_sentence(cast, province, sign_in, wrong):
    answer = sign_in(cast.investor).post(f"{BASE}/hop-dong/", contract(**wrong))
    assert answer.status_code == 422
    assert 'class="notice is-bad"' in answer.content.decode()
    assert not Contract.objects.exists()


def test_a_contract_is_changed_with_a_reason_that_its_page_shows(cast, province, sign_in):
    client = sign_in(cast.investor)
    client.post(f"{BASE}/hop-dong/", contract())
    url = f"{BASE}/hop-dong/{Contract.objects.get().pk}/"
    assert client.post(url, contract(value="7.000")).status_code == 422
    changed = client.post(url, contract(value="7.000", reason="Phụ lục 01"))
    assert changed.status_code == 302
    assert "Phụ lục 01" in client.get(url).content.decode()


def test_progress_is_entered_and_goes_back_only_with_a_note(cast, province, sign_in):
    client = sign_in(cast.investor)
    client.post(f"{BASE}/khoi-luong/", {"as_at": "2024-05-31", "per_mille": "40"})
    worse = {"as_at": "2024-06-09", "per_mille": "35,5"}
    assert client.post(f"{BASE}/khoi-luong/", worse).status_code == 422
    page = client.post(f"{BASE}/khoi-luong/", {**worse, "note": "Đo lại"}, follow=True)
    assert "35,50" in page.content.decode()
    assert PhysicalProgress.objects.count() == 2


def test_an_event_is_entered(cast, province, sign_in):
    fields = {"kind": "tabmis_entered", "plan_year": "2024", "happened_on": "2024-04-10"}
    assert sign_in(cast.planner).post(f"{BASE}/su-kien/", fields).status_code == 302
    assert ProjectEvent.objects.get().recorded_by == cast.planner
    for wrong in ({"kind": "x"}, {"plan_year": "1"}, {"happened_on": "2024-12-01"}):
        assert sign_in(cast.planner).post(f"{BASE}/su-kien/", fields | wrong).status_code == 422


@pytest.mark.parametrize("page", PAGES)
def test_strangers_find_nothing_and_readers_are_refused(cast, province, sign_in, page):
    for actor in (cast.investor, cast.planner):
        assert sign_in(actor).get(f"{BASE}/{page}/").status_code == 200
    assert sign_in(cast.other_investor).get(f"{BASE}/{page}/").status_code == 404
    assert sign_in(cast.other_investor).post(f"{BASE}/{page}/", {}).status_code == 404
    for actor in (cast.leader, cast.treasurer, cast.nobody):
        assert sign_in(actor).get(f"{BASE}/{page}/").status_code == 403


@pytest.mark.parametrize("page", PAGES)
def test_lists_ask_a_fixed_number_of_queries(cast, province, sign_in, page):
    client = sign_in(cast.planner)
    with CaptureQueriesContext(connection) as asked:
        client.get(f"{BASE}/{page}/")
    assert len(asked) <= 14


def test_a_contract_of_another_project_is_not_found(cast, province, sign_in):
    client = sign_in(cast.planner)
    client.post(f"{BASE}/hop-dong/", contract())
    pk = Contract.objects.get().pk
    assert client.get(f"/ho-so-du-an/7100002/hop-dong/{pk}/").status_code == 404
    assert client.get(f"{BASE}/hop-dong/{10**25}/").status_code == 404
