"""What becomes of a report is told to those who report, or approve, on that day."""

from datetime import date, datetime, timedelta

import pytest
from django.db import transaction

from disbursement.domain.calendar import VIETNAM_TIME
from disbursement.models import Notice, ReportingPeriod, Submission, SubmissionEvent
from disbursement.services import submission_notices as notices
from projects.models import Membership, Role
from tests.people import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
NOW = datetime(2026, 11, 16, 9, 0, tzinfo=VIETNAM_TIME)


@pytest.fixture
def report(cast, province):
    period = ReportingPeriod.objects.create(
        code="2026-11-K1",
        kind="mid",
        year=2026,
        month=11,
        starts_on=date(2026, 11, 1),
        ends_on=date(2026, 11, 14),
        as_at=date(2026, 11, 15),
        opens_at=NOW - timedelta(days=15),
        due_at=NOW - timedelta(days=2),
        opened_at=NOW - timedelta(days=15),
    )
    return Submission.objects.create(period=period, investor=province.roads_board, status_at=NOW)


def step(report, actor, kind="returned", note=""):
    return SubmissionEvent.objects.create(
        submission=report, kind=kind, version=1, at=NOW, actor=actor, note=note
    )


def told():
    return sorted(Notice.objects.values_list("kind", "recipient__username"))


def test_a_return_tells_the_investors_people_why_and_once(report, cast):
    event = step(report, cast.planner, note="Thiếu dự báo đến 31/01")
    assert notices.told_returned(submission=report, event=event) == 1
    assert notices.told_returned(submission=report, event=event) == 0
    notice = Notice.objects.get()
    assert notice.recipient == cast.investor
    assert "Lý do: Thiếu dự báo đến 31/01" in notice.body
    assert notice.subject == "Báo cáo bị trả lại: Báo cáo kỳ 15/11/2026"
    assert notice.link == f"/bao-cao-ky/{report.pk}/"


def test_returned_again_it_is_told_again(report, cast):
    for _time in range(2):
        notices.told_returned(submission=report, event=step(report, cast.planner))
    assert told() == [("returned", "chudautu")] * 2


def test_acceptance_and_reopening_are_told(report, cast):
    notices.told_accepted(submission=report, event=step(report, cast.planner, "accepted"))
    event = step(report, cast.planner, "reopened", "Kho bạc điều chỉnh số liệu")
    notices.told_reopened(submission=report, event=event)
    assert told() == [("accepted", "chudautu"), ("reopened", "chudautu")]
    assert "Kho bạc điều chỉnh" in Notice.objects.get(kind="reopened").body


def test_the_governing_bodys_people_are_told_where_to_approve(report, cast, province):
    event = step(report, cast.investor, "submitted")
    notices.told_to_endorse(submission=report, event=event, body=province.schools_board)
    notice = Notice.objects.get()
    assert (notice.kind, notice.recipient) == ("to_endorse", cast.other_investor)
    assert notice.link == f"/thong-qua/{report.pk}/"


def test_who_left_the_investor_is_not_told_and_who_came_is(report, cast, province):
    Membership.objects.filter(user=cast.investor).update(valid_to=date(2026, 11, 15))
    make_user("moi", role=Role.INVESTOR, organisation=province.roads_board)
    notices.told_accepted(submission=report, event=step(report, cast.planner, "accepted"))
    assert told() == [("accepted", "moi")]


def test_a_step_that_is_undone_tells_nobody(report, cast):
    with transaction.atomic():
        notices.told_returned(submission=report, event=step(report, cast.planner))
        transaction.set_rollback(True)
    assert told() == []
