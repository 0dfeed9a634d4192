"""Reminders: to those it concerns, by the rules, once, and no flood after an outage."""

from datetime import date, datetime, time, timedelta

import pytest

from disbursement.domain.calendar import VIETNAM_TIME
from disbursement.models import (
    EntryException,
    Notice,
    ReminderRule,
    ReportingPeriod,
    Submission,
    SubmissionStatus,
)
from disbursement.services.reminders import (
    ReminderChange,
    reminder_rules_change,
    reminder_rules_seed,
    reminders_send,
)
from projects.models import AuditRecord, Membership, Organisation, Role
from projects.refusals import NotAllowed, Refusal
from tests.people import make_user

pytestmark = pytest.mark.django_db


def november(day, hour=0, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=VIETNAM_TIME)


OPENS, DUE = november(1), datetime(2026, 11, 14, 23, 59, 59, tzinfo=VIETNAM_TIME)


@pytest.fixture
def period(cast, province):
    """Both investors owe the report of 15 November 2026."""
    reminder_rules_seed(now=OPENS)
    made = ReportingPeriod.objects.create(
        code="2026-11-K1",
        kind="mid",
        year=2026,
        month=11,
        starts_on=date(2026, 11, 1),
        ends_on=date(2026, 11, 14),
        as_at=date(2026, 11, 15),
        opens_at=OPENS,
        due_at=DUE,
        opened_at=OPENS,
    )
    for investor in (province.roads_board, province.schools_board):
        Submission.objects.create(period=made, investor=investor, status_at=OPENS)
    return made


def told():
    """Return who was told what, in order, and forget nothing."""
    return list(
        Notice.objects.order_by("created_at", "recipient__username").values_list(
            "kind", "recipient__username"
        )
    )


def of(province):
    return Submission.objects.get(investor=province.roads_board)


def test_each_stage_reaches_those_who_report_once(period):
    for day in range(1, 17):
        for hour in (8, 9, 20):
            reminders_send(now=november(day, hour))
    stages = ["opening", "ahead", "tomorrow", "due_day", "overdue"]
    assert told() == [(stage, who) for stage in stages for who in ("chudautu", "chudautu2")]


def test_the_words_name_investor_period_deadline_and_days(period):
    reminders_send(now=november(9, 8))
    notice = Notice.objects.get(recipient__username="chudautu")
    assert notice.subject == "Còn 5 ngày đến hạn nộp: Báo cáo kỳ 15/11/2026"
    assert "23 giờ 59 ngày 14/11/2026, còn 5 ngày" in notice.body
    assert "Ban Quản lý dự án giao thông chưa nộp báo cáo" in notice.body
    assert notice.link == f"/bao-cao-ky/{Submission.objects.get(investor__code='BQLGT').pk}/"


@pytest.mark.parametrize(
    "status",
    [
        SubmissionStatus.SUBMITTED,
        SubmissionStatus.ENDORSED,
        SubmissionStatus.RETURNED,
        SubmissionStatus.ACCEPTED,
    ],
)
def test_who_has_handed_in_is_left_alone(period, province, status):
    Submission.objects.filter(pk=of(province).pk).update(status=status)
    reminders_send(now=november(14, 8))
    assert told() == [("due_day", "chudautu2")]


def test_a_draft_is_not_handed_in(period, province):
    Submission.objects.filter(pk=of(province).pk).update(status=SubmissionStatus.DRAFT)
    assert reminders_send(now=november(14, 8)) == 2


def test_an_investor_that_has_ended_owes_nothing(period, province):
    roads = Organisation.objects.filter(pk=province.roads_board.pk)
    roads.update(valid_to=date(2026, 11, 8))
    reminders_send(now=november(9, 8))
    assert told() == [("ahead", "chudautu2")]


def test_an_excused_investor_is_left_alone_until_the_exception_is_ended(period, province):
    granted = EntryException.objects.create(
        submission=of(province),
        until=date(2026, 11, 20),
        reason="Lũ",
        excuses=True,
        granted_at=november(8),
    )
    reminders_send(now=november(9, 8))
    assert told() == [("ahead", "chudautu2")]
    EntryException.objects.filter(pk=granted.pk).update(ended_at=november(10))
    reminders_send(now=november(13, 8))
    assert ("tomorrow", "chudautu") in told()


def test_only_who_holds_the_role_that_day_in_that_investor_and_is_active(period, province, cast):
    roads = province.roads_board
    Membership.objects.filter(user=cast.investor).update(valid_to=date(2026, 11, 8))
    make_user("moi", role=Role.INVESTOR, organisation=roads)
    make_user("nghi", role=Role.INVESTOR, organisation=roads, is_active=False)
    make_user("kiemtoan", role=Role.LEADER, organisation=roads)
    reminders_send(now=november(9, 8))
    assert sorted(told()) == [("ahead", "chudautu2"), ("ahead", "moi")]


def test_after_an_outage_only_the_newest_is_sent(period):
    reminders_send(now=november(14, 10))
    reminders_send(now=november(14, 11))
    assert told() == [("due_day", "chudautu"), ("due_day", "chudautu2")]


def test_periods_long_past_are_not_dug_up(period):
    assert reminders_send(now=november(23, 8)) == 0


def test_the_rules_can_be_changed_and_switched_off(period, cast):
    change = {
        "ahead": ReminderChange(-3, time(14, 30), True),
        "tomorrow": ReminderChange(-1, time(8), False),
    }
    actor = cast.administrator
    assert reminder_rules_change(changes=change, actor=actor, now=OPENS) == 2
    assert reminder_rules_change(changes=change, actor=actor, now=OPENS) == 0
    assert reminders_send(now=november(11, 14, 29)) == 2  # of the opening
    assert reminders_send(now=november(11, 14, 30)) == 2
    assert reminders_send(now=november(13, 9)) == 0
    assert [kind for kind, _who in told()] == ["opening"] * 2 + ["ahead"] * 2
    assert AuditRecord.objects.filter(action="reminder_rule.change").count() == 2


@pytest.mark.parametrize(
    ("kind", "days"),
    [("ahead", 0), ("ahead", -61), ("overdue", 0), ("tomorrow", -2), ("due_day", 1)],
)
def test_a_day_on_which_the_words_would_not_be_true_is_refused(period, cast, kind, days):
    with pytest.raises(Refusal):
        reminder_rules_change(
            changes={kind: ReminderChange(days, time(8), True)},
            actor=cast.administrator,
            now=OPENS,
        )
    assert ReminderRule.objects.get(kind=kind).offset_days != days


def test_only_administrators_change_them(period, cast):
    with pytest.raises(NotAllowed):
        reminder_rules_change(changes={}, actor=cast.planner, now=OPENS)


def test_seeding_again_keeps_what_was_changed(period, cast):
    ReminderRule.objects.filter(kind="ahead").update(offset_days=-7)
    assert reminder_rules_seed(now=OPENS) == 0
    assert ReminderRule.objects.get(kind="ahead").offset_days == -7


def test_a_run_takes_the_same_few_queries_for_any_number_of_investors(
    period, province, django_assert_max_num_queries
):
    for number in range(40):
        board = Organisation.objects.create(code=f"CDT{number}", name=f"Chủ đầu tư {number}")
        Submission.objects.create(period=period, investor=board, status_at=OPENS)
        make_user(f"cdt{number}", role=Role.INVESTOR, organisation=board)
    with django_assert_max_num_queries(10):
        assert reminders_send(now=november(9, 8)) == 42


def test_on_an_empty_portal_nothing_happens(db):
    assert reminders_send(now=november(9, 8) + timedelta(days=1)) == 0
