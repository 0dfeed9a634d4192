"""The week at a glance: to leaders, after the Friday snapshot, once, with the week's figures."""

from datetime import timedelta

import pytest

from disbursement.models import (
    Notice,
    Obstacle,
    ObstacleStep,
    ReminderRule,
    ReportingPeriod,
    Submission,
)
from disbursement.services.calendar import deadline_rules_seed
from disbursement.services.notices import notice_choices_save
from disbursement.services.reminders import reminder_rules_seed
from projects.models import Role
from projects.services.installation import installation_start
from reports.services.digest import digest_send
from reports.services.runs import due_make
from reports.tasks import digest
from tests.people import make_user
from tests.treasury_facts import at, pay

pytestmark = pytest.mark.django_db
FRIDAY = at("2024-07-19 16:30")
HALF = 2_150_000_000
MINUTE = timedelta(minutes=1)


@pytest.fixture
def week(cast, province):
    """By Friday 19 July 2024, 4,3 of 21,5 tỷ are disbursed, 2,15 of them this week."""
    deadline_rules_seed(now=at("2024-07-01 00:00"))
    reminder_rules_seed(now=at("2024-07-01 00:00"))
    installation_start(now=at("2024-07-12 15:00"))
    pay(province.bridge, province.central, HALF, day="2024-07-05")
    pay(province.road, province.local, HALF, day="2024-07-16")
    period = ReportingPeriod.objects.create(
        code="2024-07-K1",
        kind="mid",
        year=2024,
        month=7,
        starts_on="2024-07-01",
        ends_on="2024-07-14",
        as_at=at("2024-07-15 00:00").date(),
        opens_at=at("2024-07-01 00:00"),
        due_at=at("2024-07-14 23:59"),
        opened_at=at("2024-07-01 00:00"),
    )
    for investor, first in (
        (province.roads_board, None),
        (province.schools_board, at("2024-07-16 09:00")),
    ):
        Submission.objects.create(
            period=period,
            investor=investor,
            status_at=period.opens_at,
            first_submitted_at=first,
        )


def body():
    return Notice.objects.get(kind="digest").body


def test_leaders_and_only_they_are_told_once_from_half_past_four(week):
    assert digest_send(now=FRIDAY - MINUTE) == 0
    assert digest_send(now=FRIDAY) == 1
    assert digest_send(now=FRIDAY + MINUTE) == 0
    notice = Notice.objects.get(kind="digest")
    assert notice.recipient.username == "lanhdao"
    assert notice.subject == "Tình hình giải ngân trong tuần, số liệu đến ngày 19/07/2024"


def test_it_tells_the_rate_who_is_behind_and_what_comes_next(week, province):
    obstacle = Obstacle.objects.create(
        project=province.bridge,
        category="GPMB",
        content="Chờ mặt bằng",
        raised_on=at("2024-06-01 00:00").date(),
        due_on=at("2024-07-10 00:00").date(),
    )
    ObstacleStep.objects.create(
        obstacle=obstacle, kind="raised", day=obstacle.raised_on, at=at("2024-06-01 08:00")
    )
    digest_send(now=FRIDAY)
    told = body()
    assert "Tỷ lệ giải ngân: 20,00% (D3" in told
    assert "4.300 triệu đồng trên kế hoạch 21.500 triệu đồng; tuần trước: 10,00%" in told
    assert "kỳ 15/07/2024: chưa nộp: Ban Quản lý dự án giao thông; nộp muộn: Ban Quản" in told
    assert "26/07/2024: " in told


def test_it_leads_to_the_snapshot_once_that_is_made(week, settings, tmp_path):
    due_make(now=FRIDAY)
    digest_send(now=FRIDAY)
    assert Notice.objects.get(kind="digest").link.startswith("/anh-chup-tuan/")
    made = Notice.objects.filter(kind="treasury", recipient__username="kehoach")
    assert made.filter(occasion__startswith="report/").exists()


def test_without_any_report_or_plan_it_still_says_so(cast):
    Submission.objects.all().delete()
    deadline_rules_seed(now=at("2024-07-01 00:00"))
    reminder_rules_seed(now=at("2024-07-01 00:00"))
    installation_start(now=at("2024-07-12 15:00"))
    assert digest_send(now=FRIDAY) == 1


def test_after_an_outage_it_comes_late_and_after_days_not_at_all(week):
    assert digest_send(now=FRIDAY + timedelta(days=3, minutes=1)) == 0
    assert digest_send(now=FRIDAY + timedelta(days=2)) == 1


def test_who_declined_it_is_left_out_and_a_new_leader_is_told(week, cast):
    notice_choices_save(user=cast.leader, choices={"digest": (False, False)}, now=FRIDAY)
    assert digest_send(now=FRIDAY) == 0
    make_user(
        "phochutich", role=Role.LEADER, organisation=cast.leader.memberships.get().organisation
    )
    assert digest_send(now=FRIDAY + MINUTE) == 1


def test_switched_off_or_before_the_portal_ran_nothing_is_sent(week):
    ReminderRule.objects.filter(kind="digest").update(is_active=False)
    assert digest_send(now=FRIDAY) == 0
    ReminderRule.objects.filter(kind="digest").update(is_active=True)
    assert digest_send(now=at("2024-07-12 14:00")) == 0


def test_the_job_calls_it(week, time_machine):
    time_machine.move_to(FRIDAY, tick=False)
    digest()
    assert Notice.objects.filter(kind="digest").count() == 1
