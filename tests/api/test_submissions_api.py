"""Reports over the API: the same table of steps as the services', and what is answered."""

import json

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse

from disbursement.domain.submissions import line_name
from disbursement.services.entry_rules import return_reasons_seed
from tests.report_steps import NOW, PEOPLE, STATUSES, STEPS, make_stage, right

SEEN = "2024-03-10T08:00:00+07:00"
# To them the report may not exist at all.
STRANGERS = {"other_investor", "body"}
STATUS_OF = {"person": {403, 404}, "step": {409, 422}}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def stage(province, cast):
    return make_stage(province, cast, "open", has_body=False)


def client_for(user):
    client = Client()
    client.force_login(user)
    return client


def call(client, path, body=None):
    return client.post(f"/api/v1/submissions/{path}/", json.dumps(body or {}), "application/json")


def cells(stage, *edits, unit="đồng"):
    name = line_name(stage.key)
    return {
        "unit": unit,
        "cells": [
            {"line": name, "field": field, "text": text, "was": was} for field, text, was in edits
        ],
    }


def take(client, stage, step):
    version = int(stage.report.status != "not_received")
    body = {
        "save": cells(stage, ("executed_volume", "6", "5" if version else "")),
        "submit": {"warnings_confirmed": True},
        "withdraw": {},
        "endorse": {"version": version},
        "return": {"version": version, "reason": "Thiếu số"},
        "accept": {"version": version},
        "reopen": {"reason": "Sai số"},
    }[step]
    return call(client, f"{stage.report.pk}/{'cells' if step == 'save' else step}", body)


def outcome(client, stage, status, step):
    with transaction.atomic():
        stage.report = stage.set(status)
        answer = take(client, stage, step)
        stage.report.refresh_from_db()
        after = stage.report.status
        transaction.set_rollback(True)
    return answer, after


@pytest.mark.parametrize(
    ("lock", "has_body"), [("open", False), ("expired", False), ("open", True)]
)
def test_every_step_is_taken_or_refused_as_it_should_be(province, cast, lock, has_body):
    stage = make_stage(province, cast, lock, has_body=has_body)
    wrong = []
    for who in PEOPLE:
        client = client_for(stage.people[who])
        for status, step in ((status, step) for status in STATUSES for step in STEPS):
            if (status, step) == ("not_received", "submit"):
                continue  # there is nothing stored to hand in
            expected = right(status, step, who, lock, has_body=has_body)
            answer, after = outcome(client, stage, status, step)
            statuses = STATUS_OF.get(expected.refused) or ({409} if expected.refused else {200})
            if expected.refused and who in STRANGERS:
                statuses = statuses | {404}
            if answer.status_code not in statuses or after != (expected.status or status):
                wrong.append((status, step, who, answer.status_code, after, expected))
            if expected.refused.startswith("lock:"):
                assert f"lock:{answer.json()['lock']}" == expected.refused
            if answer.status_code in (409, 422):
                assert answer.json()["detail"]
    assert wrong == []


def test_a_report_from_the_first_cell_to_acceptance(stage, cast):
    investor, planner = client_for(cast.investor), client_for(cast.planner)
    pk = stage.report.pk
    saved = call(investor, f"{pk}/cells", cells(stage, ("own_disbursed", "1,5", ""), unit="tỷ"))
    (cell,) = saved.json()["cells"]
    assert (cell["state"], cell["text"]) == ("saved", "1,5")
    refused = call(investor, f"{pk}/submit")
    (finding,) = refused.json()["findings"][line_name(stage.key)]
    assert refused.status_code == 422
    assert (finding["field"], finding["code"]) == (
        *("own_disbursed", "submission.differs_from_treasury"),
    )
    call(investor, f"{pk}/cells", cells(stage, ("explanation", "Chờ Kho bạc", "")))
    handed_in = call(investor, f"{pk}/submit", {"warnings_confirmed": True}).json()
    assert (handed_in["status"], handed_in["lock"]["code"]) == ("submitted", "in_review")
    accepted = call(planner, f"{pk}/accept", {"version": 1}).json()
    assert (accepted["status"], accepted["lock"]["code"]) == ("accepted", "accepted")
    reopened = call(planner, f"{pk}/reopen", {"reason": "Sai số"}).json()
    # three working days after Sunday 10 March
    assert (reopened["status"], reopened["open_until"]) == ("returned", "2024-03-13")


def test_a_return_marks_cells_by_coded_reasons(stage, cast):
    return_reasons_seed(now=NOW)
    report = stage.set("submitted")
    planner = client_for(cast.planner)
    remark = {"line": line_name(stage.key), "field": "own_disbursed", "reason": "SAI_DON_VI"}
    for bad in ({"reason": "KHONG_CO"}, {"line": "r99-9-2024-2024"}, {"line": "x"}):
        answer = call(planner, f"{report.pk}/return", {"version": 1, "remarks": [remark | bad]})
        assert answer.status_code == 422, bad
    answer = call(planner, f"{report.pk}/return", {"version": 1, "remarks": [remark]})
    assert answer.json()["status"] == "returned"
    (event,) = report.events.filter(kind="returned")
    assert [(each.field, each.reason.code) for each in event.remarks.all()] == [
        ("own_disbursed", "SAI_DON_VI")
    ]


def test_accepting_many_tells_each_outcome(stage, cast):
    report = stage.set("submitted")
    choices = [
        {"submission": 4711, "version": 1},
        {"submission": report.pk, "version": 1},
        {"submission": report.pk, "version": 1},
    ]
    answer = call(client_for(cast.planner), "accept", {"choices": choices}).json()
    assert answer["accepted"] == [report.pk]
    assert [each["submission"] for each in answer["refused"]] == [4711, report.pk]
    assert all(each["detail"] for each in answer["refused"])


def test_programs_see_what_their_person_may_see(stage, cast):
    report = stage.set("draft")

    def listed(user):
        return client_for(user).get("/api/v1/submissions/", {"status": "draft"}).json()["rows"]

    assert [row["submission"] for row in listed(cast.investor)] == [report.pk]
    assert [row["submission"] for row in listed(cast.planner)] == [report.pk]
    assert listed(cast.other_investor) == []
    own = client_for(cast.investor).get(f"/api/v1/submissions/{report.pk}/").json()
    others = client_for(cast.planner).get(f"/api/v1/submissions/{report.pk}/").json()
    assert [line["executed_volume"] for line in own["lines"]] == [5, None, None]
    assert (others["lines"], others["versions"], others["seen"]) == ([], [], "")
    assert own["seen"]


def test_a_list_costs_the_same_for_many_reports(stage, cast, django_assert_max_num_queries):
    stage.set("submitted")
    client = client_for(cast.planner)
    with django_assert_max_num_queries(12):
        client.get("/api/v1/submissions/")


def test_a_program_that_missed_a_change_does_not_hand_in(stage, cast):
    stage.set("draft")
    investor = client_for(cast.investor)
    stale = call(investor, f"{stage.report.pk}/submit", {"seen": "2024-03-10T07:00:00+07:00"})
    assert stale.status_code == 409
    current = call(investor, f"{stage.report.pk}/submit", {"seen": SEEN})
    assert current.json()["status"] == "submitted"


# The page's own address for cells


def page_call(client, stage, body, **headers):
    url = reverse("disbursement:cells_save", args=[stage.report.pk])
    text = body if isinstance(body, str) else json.dumps(body)
    return client.post(url, text, "application/json", headers=headers)


def test_the_page_saves_cells_and_learns_what_is_stored(stage, cast):
    answer = page_call(
        client_for(cast.investor), stage, cells(stage, ("own_disbursed", "18500", ""), unit="trieu")
    ).json()
    assert answer["saved_at"] == "09:00:00"
    assert answer["cells"] == [
        {
            "line": line_name(stage.key),
            "field": "own_disbursed",
            "state": "saved",
            "text": "18.500",
        }
    ]
    # 18,5 tỷ against a plan of 10 tỷ, and the treasury has paid nothing
    assert [each["code"] for each in answer["findings"][line_name(stage.key)]] == [
        *("submission.above_plan", "submission.differs_from_treasury"),
    ]
    assert answer["counts"] == {"errors": 0, "warnings": 2, "filled": 1}


def test_a_page_that_missed_a_colleagues_cell_keeps_its_old_moment(stage, cast):
    """So that handing in compares the figures instead of overwriting what it never showed."""
    client = client_for(cast.investor)
    first = page_call(client, stage, cells(stage, ("own_disbursed", "5", "")) | {"seen": ""}).json()
    with time_machine.travel(NOW.replace(minute=1), tick=False):
        other_tab = page_call(
            client, stage, cells(stage, ("month_estimate", "7", "")) | {"seen": first["seen"]}
        ).json()
    assert other_tab["seen"] != first["seen"]
    with time_machine.travel(NOW.replace(minute=2), tick=False):
        late = page_call(
            client, stage, cells(stage, ("year_forecast", "9", "")) | {"seen": first["seen"]}
        ).json()
    assert (late["cells"][0]["state"], late["seen"]) == ("saved", first["seen"])


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", 422),
        ("{", 422),
        ("[]", 422),
        ("[" * 100_000, 422),
        ({"unit": "trieu"}, 422),
        ({"unit": "yến", "cells": []}, 422),
        ({"unit": "trieu", "cells": [5]}, 422),
        ({"unit": "trieu", "cells": [{"line": "r1", "field": "own_disbursed"}]}, 422),
        ({"unit": "trieu", "cells": [{"line": "r1-1-2024-2024", "field": "plan"}]}, 422),
        ({"unit": "trieu", "cells": [{}] * 2001}, 413),
        (" " * (5 * 1024 * 1024 + 1), 413),
        ({"unit": "trieu", "cells": []}, 200),
    ],
)
def test_nonsense_is_refused_by_name(stage, cast, body, status):
    answer = page_call(client_for(cast.investor), stage, body)
    assert answer.status_code == status
    assert status == 200 or answer.json()["message"]


def test_who_was_signed_out_is_told_so_without_a_page(stage):
    answer = page_call(Client(enforce_csrf_checks=True), stage, {})
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/json")
    assert answer.json()["message"]


def test_the_page_needs_its_token(stage, cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.investor)
    body = cells(stage, ("own_disbursed", "5", ""))
    assert page_call(client, stage, body).status_code == 403
    client.get(reverse("disbursement:submission_edit", args=[stage.report.pk]))
    token = client.cookies["csrftoken"].value
    assert page_call(client, stage, body, x_csrftoken=token).status_code == 200


def test_strangers_readers_and_locks_are_answered_in_json(stage, cast):
    assert page_call(client_for(cast.other_investor), stage, {}).status_code == 404
    assert page_call(client_for(cast.planner), stage, {}).status_code == 403
    stage.set("accepted")
    answer = page_call(client_for(cast.investor), stage, cells(stage, ("own_disbursed", "5", "")))
    assert (answer.status_code, answer.json()["lock"]) == (409, "accepted")
