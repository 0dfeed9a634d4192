"""What surrounds the table of figures: marked cells, the look through, files, rules, state."""

import json
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from disbursement.domain.calendar import VIETNAM_TIME
from disbursement.domain.entry_rules import ENTRY_RULES
from disbursement.domain.ledger import Key
from disbursement.domain.review import Remark
from disbursement.domain.submissions import Filling, LineEntry, line_name
from disbursement.models import EntryException, ReturnReason, SubmissionAttachment
from disbursement.selectors.submissions import latest_version
from disbursement.services.calendar import deadline_rules_seed
from disbursement.services.periods import periods_open
from disbursement.services.submissions import submission_return, submission_submit
from projects.models import AuditRecord
from tests.letters import JPEG, PDF, PNG

NOW = datetime(2024, 3, 10, 9, 0, tzinfo=VIETNAM_TIME)
DUE = datetime(2024, 3, 14, 23, 59, 59, tzinfo=VIETNAM_TIME)
MILLION = 1_000_000


@pytest.fixture(autouse=True)
def clock(db):
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def report(province):
    deadline_rules_seed(now=NOW)
    return periods_open(now=NOW, since=NOW)[0].submissions.get(investor=province.roads_board)


@pytest.fixture
def bridge(province):
    return Key(province.bridge.pk, province.central.pk, 2024, 2024)


@pytest.fixture
def investor(cast, sign_in):
    return sign_in(cast.investor)


def page(client, name, *args, **query):
    return client.get(reverse(f"disbursement:{name}", args=args, query=query))


def text_of(response):
    return response.content.decode()


def submit(report, *entries, now=NOW, **more):
    version = latest_version(submission=report)
    filling = Filling(entries, seen=version and version.edited_at, warnings_confirmed=True, **more)
    submission_submit(submission=report, filling=filling, actor=None, now=now)


def save_cell(client, report, key, field, text, **headers):
    body = {"unit": "MILLION", "cells": [{"line": line_name(key), "field": field, "text": text}]}
    url = reverse("disbursement:cells_save", args=[report.pk])
    return client.post(url, json.dumps(body), content_type="application/json", headers=headers)


def hand_in(client, report, **form):
    version = latest_version(submission=report)
    seen = version.edited_at.isoformat() if version else ""
    url = reverse("disbursement:submission_hand_in", args=[report.pk])
    return client.post(url, {"seen": seen} | form)


# Beside the cells


def test_last_period_stands_at_each_cell(sign_in, cast, report, bridge, province):
    submit(report, LineEntry(bridge, own_disbursed=1500 * MILLION, explanation="Chứng từ đang đi"))
    later = datetime(2024, 3, 20, 9, 0, tzinfo=VIETNAM_TIME)
    with time_machine.travel(later, tick=False):
        (period,) = periods_open(now=later, since=later)
        following = period.submissions.get(investor=province.roads_board)
        shown = text_of(page(sign_in(cast.investor), "submission_edit", following.pk))
    assert 'data-last="1500000000"' in shown


def test_a_return_shows_the_marked_cells_first(investor, report, bridge, cast):
    ReturnReason.objects.get_or_create(code="thu-nghiem", defaults={"text": "Thiếu chứng từ"})
    submit(report, LineEntry(bridge, executed_volume=MILLION))
    submission_return(
        submission=report,
        version=1,
        reason="",
        remarks=[Remark(bridge, "executed_volume", "thu-nghiem", "Biên bản tháng 2")],
        actor=cast.planner,
        now=NOW,
    )
    marked = text_of(page(investor, "submission_edit", report.pk))
    assert "Thiếu chứng từ" in marked
    assert "Biên bản tháng 2" in marked
    assert "data-only-marked" in marked
    assert marked.count("is-marked") == 2  # the line and its cell
    everything = text_of(page(investor, "submission_edit", report.pk, lines="all"))
    assert "data-only-marked" not in everything
    assert "Biên bản tháng 2" in everything


def test_an_exception_says_until_when_it_is_open(sign_in, cast, report, clock):
    report.period.locks_at = DUE
    report.period.save()
    clock.move_to(DUE + timedelta(days=2))
    EntryException.objects.create(
        submission=report, until=date(2024, 3, 20), reason="Mất điện", granted_at=DUE
    )
    shown = text_of(page(sign_in(cast.investor), "submission_view", report.pk))
    assert "20/03/2024" in shown


def test_a_closed_period_is_shown_with_its_lock(sign_in, cast, report, clock):
    report.period.locks_at = DUE
    report.period.save()
    clock.move_to(DUE + timedelta(days=2))
    investor = sign_in(cast.investor)
    response = page(investor, "submission_edit", report.pk)
    assert response.url == reverse("disbursement:submission_view", args=[report.pk])
    assert "#lock" in text_of(page(investor, "submission_view", report.pk))
    assert "#lock" in text_of(page(investor, "my_periods"))


# Looking through and handing in


def test_the_look_through_names_what_is_doubtful_and_what_is_empty(investor, report, bridge):
    save_cell(investor, report, bridge, "own_disbursed", "100")
    shown = text_of(page(investor, "submission_hand_in", report.pk))
    assert "submission.differs_from_treasury" in shown
    assert 'type="submit">' not in shown.partition("form-actions is-sticky")[2]
    save_cell(investor, report, bridge, "explanation", "Chứng từ đang ở kho bạc")
    shown = text_of(page(investor, "submission_hand_in", report.pk))
    assert "Chứng từ đang ở kho bạc" in shown
    assert "warnings_confirmed" in shown
    assert hand_in(investor, report).status_code == 422
    assert hand_in(investor, report, warnings_confirmed="on").status_code == 302
    report.refresh_from_db()
    assert report.status == "submitted"


def test_what_changed_since_the_look_is_looked_through_again(investor, report, bridge, clock):
    save_cell(investor, report, bridge, "executed_volume", "5")
    seen = latest_version(submission=report).edited_at.isoformat()
    clock.shift(60)
    save_cell(investor, report, bridge, "month_estimate", "6")
    assert hand_in(investor, report, seen=seen).status_code == 409
    assert hand_in(investor, report, seen="gibberish").status_code == 409
    report.refresh_from_db()
    assert report.status == "draft"


def test_nothing_to_report_is_confirmed_and_handed_in(investor, report):
    assert "is_nil" in text_of(page(investor, "submission_hand_in", report.pk, nil="1"))
    assert hand_in(investor, report, is_nil="on").status_code == 302
    assert latest_version(submission=report).is_nil


def test_nothing_to_report_is_not_offered_with_figures_in_the_table(investor, report, bridge):
    save_cell(investor, report, bridge, "executed_volume", "5")
    shown = text_of(page(investor, "submission_hand_in", report.pk, nil="1"))
    assert 'type="submit">' not in shown.partition("form-actions is-sticky")[2]
    assert hand_in(investor, report, is_nil="on").status_code == 422


def test_the_second_click_finds_it_handed_in(investor, report, bridge):
    save_cell(investor, report, bridge, "executed_volume", "5")
    hand_in(investor, report)
    response = hand_in(investor, report)
    assert response.url == reverse("disbursement:submission_view", args=[report.pk])
    assert report.events.filter(kind="submitted").count() == 1


def test_a_report_is_withdrawn_and_goes_on_as_a_draft(investor, report, bridge):
    submit(report, LineEntry(bridge, executed_volume=MILLION))
    url = reverse("disbursement:submission_take_back", args=[report.pk])
    assert url in text_of(page(investor, "submission_view", report.pk))
    response = investor.post(url, {"reason": "Nhầm đơn vị tính"})
    assert response.url == reverse("disbursement:submission_edit", args=[report.pk])
    assert 'value="1"' in text_of(investor.get(response.url))
    assert url not in text_of(page(investor, "submission_view", report.pk))


# The open page asks how things stand


def test_a_page_is_told_what_changed_and_what_is_locked(investor, report, bridge):
    answer = page(investor, "submission_state", report.pk).json()
    assert answer == {"lock": "", "message": "", "seen": ""}
    save_cell(investor, report, bridge, "executed_volume", "5")
    answer = page(investor, "submission_state", report.pk).json()
    assert answer["seen"] == latest_version(submission=report).edited_at.isoformat()
    assert "Nguyễn Văn Giao" in answer["message"]
    hand_in(investor, report)
    assert page(investor, "submission_state", report.pk).json()["lock"] == "in_review"


def test_a_page_opened_by_somebody_else_saves_nothing(investor, report, bridge, cast):
    other = str(cast.planner.pk)
    response = save_cell(
        investor, report, bridge, "executed_volume", "5", **{"X-Portal-User": other}
    )
    assert (response.status_code, response.json()["other_user"]) == (401, True)
    assert latest_version(submission=report) is None
    own = str(cast.investor.pk)
    response = save_cell(investor, report, bridge, "executed_volume", "5", **{"X-Portal-User": own})
    assert response.status_code == 200


def test_a_signed_out_page_is_told_so_without_a_redirect(client, report):
    assert page(client, "submission_state", report.pk).status_code == 401


# Files


def attach(client, report, project, name, content, **form):
    url = reverse("disbursement:submission_files", args=[report.pk, project.code])
    return client.post(url, {"file": SimpleUploadedFile(name, content), **form})


def test_a_photo_is_attached_given_out_and_removed(investor, report, province):
    response = attach(investor, report, province.bridge, "mố cầu.jpg", JPEG, note="Mố M1")
    assert response.status_code == 302
    file = SubmissionAttachment.objects.get()
    assert (file.kind, file.name, file.note) == ("photo", "mố cầu.jpg", "Mố M1")
    given = page(investor, "attachment", file.pk)
    assert b"".join(given.streaming_content) == JPEG
    assert given["Content-Disposition"].startswith("attachment")
    assert given["X-Content-Type-Options"] == "nosniff"
    assert "(1)" in text_of(page(investor, "submission_edit", report.pk))
    investor.post(reverse("disbursement:attachment_take_off", args=[file.pk]))
    assert page(investor, "attachment", file.pk).status_code == 404
    file.refresh_from_db()
    assert file.removed_at == NOW
    actions = AuditRecord.objects.filter(object_type="submission").values_list("action", flat=True)
    assert {"submission.attach", "submission.detach"} <= set(actions)


def test_what_is_active_or_twice_or_too_much_is_not_attached(investor, report, province):
    bridge = province.bridge
    assert attach(investor, report, bridge, "trang.pdf", b"<html><script>").status_code == 422
    assert attach(investor, report, bridge, "a.png", PNG).status_code == 302
    assert attach(investor, report, bridge, "b.png", PNG).status_code == 422  # the same bytes
    for number in range(19):
        more = PDF + f"% {number}\n".encode()
        assert attach(investor, report, bridge, f"{number}.pdf", more).status_code == 302
    assert attach(investor, report, bridge, "21.jpg", JPEG).status_code == 422
    assert SubmissionAttachment.objects.count() == 20


def test_files_belong_to_ones_own_projects_and_open_reports(investor, report, province, bridge):
    assert attach(investor, report, province.school, "a.png", PNG).status_code == 404
    attach(investor, report, province.bridge, "a.png", PNG)
    submit(report, LineEntry(bridge, executed_volume=MILLION))
    assert attach(investor, report, province.bridge, "b.pdf", PDF).status_code == 422
    file = SubmissionAttachment.objects.get()
    investor.post(reverse("disbursement:attachment_take_off", args=[file.pk]))
    assert page(investor, "attachment", file.pk).status_code == 200


# The rules


def test_the_help_page_names_every_rule_and_where_findings_lead(investor, report, bridge):
    shown = text_of(page(investor, "entry_rules_help"))
    for rule in ENTRY_RULES:
        assert f'id="{rule.code}"' in shown
    assert "%(" not in shown


def test_what_was_handed_in_is_shown_with_its_words(investor, report, bridge):
    words = {"explanation": "Chứng từ đang đi", "difficulty": "Mưa lũ", "obstacle_category": "GPMB"}
    submit(report, LineEntry(bridge, own_disbursed=100 * MILLION, **words))
    shown = text_of(page(investor, "submission_view", report.pk))
    assert "Chứng từ đang đi" in shown
    assert "Mưa lũ" in shown
