"""What people do to obstacles, who may, and what is said of nonsense."""

from datetime import date, datetime, timedelta

import pytest

from disbursement.domain.calendar import VIETNAM_TIME
from disbursement.domain.obstacle_rules import ObstacleEntry
from disbursement.domain.obstacle_timeline import ObstacleRecord
from disbursement.models import Notice, NoticeKind, Obstacle, ObstacleStep
from disbursement.selectors.obstacle_record import (
    record_of_unit,
    records_of_investors,
    records_of_units,
)
from disbursement.selectors.obstacles import (
    last_step,
    obstacles_answered_by,
    obstacles_visible_to,
    open_obstacles_on,
)
from disbursement.services.obstacle_escalation import obstacles_escalate
from disbursement.services.obstacles import (
    obstacle_answer,
    obstacle_change,
    obstacle_close,
    obstacle_raise,
    obstacle_reopen,
)
from projects.models import AppendOnlyError, AuditRecord, Organisation, Role
from projects.refusals import NotAllowed, Refusal, StaleState
from tests.obstacle_facts import make_obstacle
from tests.people import BILLION, make_organisation, make_user

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 3, 10, 9, 0, tzinfo=VIETNAM_TIME)
TODAY = NOW.date()
DUE = date(2024, 3, 31)
LATE = datetime(2024, 4, 3, 7, 0, tzinfo=VIETNAM_TIME)


def said(category="GPMB", content="Còn 12 hộ chưa bàn giao", level="commune", **fields):
    return ObstacleEntry(category, content, level, **fields)


def raise_one(project, actor, *, now=NOW, raised_on=None, **fields):
    return obstacle_raise(
        project=project,
        entry=said(**fields),
        raised_on=raised_on or now.date(),
        actor=actor,
        now=now,
    )


@pytest.fixture
def land(province):
    return make_organisation("SNNMT", "Sở Nông nghiệp và Môi trường")


@pytest.fixture
def land_officer(land):
    return make_user("nnmt", role=Role.INVESTOR, organisation=land, full_name="Đinh Đất")


@pytest.fixture
def obstacle(province, cast, land):
    return raise_one(province.bridge, cast.planner, unit_id=land.pk, due_on=DUE)


def kinds(obstacle):
    return list(obstacle.steps.order_by("pk").values_list("kind", flat=True))


# The way through


def test_an_obstacle_goes_from_raised_over_answers_to_closed_and_back(obstacle, cast, land_officer):
    obstacle_answer(obstacle=obstacle, text=" Đã vận động 5 hộ ", actor=land_officer, now=NOW)
    obstacle_close(
        obstacle=obstacle, closed_on=TODAY, text="Đã bàn giao", actor=cast.investor, now=NOW
    )
    obstacle_reopen(obstacle=obstacle, reason="Còn 1 hộ", actor=cast.planner, now=NOW)
    assert kinds(obstacle) == ["raised", "answered", "closed", "reopened"]
    assert obstacle.steps.get(kind="answered").text == "Đã vận động 5 hộ"
    assert Obstacle.objects.get().closed_on is None
    assert list(AuditRecord.objects.order_by("pk").values_list("action", flat=True)) == [
        "obstacle.raised",
        "obstacle.answered",
        "obstacle.closed",
        "obstacle.reopened",
    ]


def test_steps_are_never_edited(obstacle):
    step = obstacle.steps.get()
    step.text = "khác"
    with pytest.raises(AppendOnlyError):
        step.save()
    with pytest.raises(AppendOnlyError):
        obstacle.steps.all().delete()


def test_a_change_keeps_its_reason_and_what_was_said_before(obstacle, cast, land):
    seen = last_step(obstacle=obstacle)
    entry = said(content="Còn 7 hộ", unit_id=land.pk, due_on=DUE, affected_capital=BILLION)
    changed = {"obstacle": obstacle, "entry": entry, "actor": cast.planner, "now": NOW}
    assert obstacle_change(**changed, reason="Xã báo cáo lại", seen=seen)
    assert (obstacle.content, obstacle.affected_capital) == ("Còn 7 hộ", BILLION)
    assert obstacle.search_text == "con 7 ho"
    detail = AuditRecord.objects.get(action="obstacle.changed").detail
    assert detail["before"]["content"] == "Còn 12 hộ chưa bàn giao"
    # Saying the same again is no change; from an old page it is refused.
    assert not obstacle_change(**changed, reason="", seen=last_step(obstacle=obstacle))
    with pytest.raises(StaleState):
        obstacle_change(**changed, reason="Trang cũ", seen=seen)


def test_two_who_close_at_once_close_it_once(obstacle, cast):
    first, second = Obstacle.objects.get(), Obstacle.objects.get()
    closing = {"closed_on": TODAY, "text": "Xong", "now": NOW}
    obstacle_close(obstacle=first, actor=cast.planner, **closing)
    with pytest.raises(StaleState, match=r"Somebody else|khác"):
        obstacle_close(obstacle=second, actor=cast.investor, **closing)
    with pytest.raises(StaleState):
        obstacle_answer(obstacle=second, text="Muộn", actor=cast.planner, now=NOW)
    assert kinds(obstacle) == ["raised", "closed"]


def test_a_project_has_one_open_obstacle_of_a_group(obstacle, province, cast):
    with pytest.raises(Refusal, match="10/03/2024"):
        raise_one(province.bridge, cast.investor)
    raise_one(province.bridge, cast.investor, category="THANHTOAN")
    raise_one(province.road, cast.investor)
    obstacle_close(obstacle=obstacle, closed_on=TODAY, text="Xong", actor=cast.planner, now=NOW)
    raise_one(province.bridge, cast.investor)
    with pytest.raises(Refusal):  # its successor is open already
        obstacle_reopen(obstacle=obstacle, reason="Chưa xong", actor=cast.planner, now=NOW)


# Nonsense


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"content": "  "}, "no text|chưa có nội dung"),
        ({"content": "a" * 2001}, "2001"),
        ({"category": "GIDO"}, "group|nhóm"),
        ({"level": "king"}, "level|cấp"),
        ({"affected_capital": -1}, "negative|âm"),
        ({"affected_capital": 10**18 + 1}, "unit|đơn vị"),
        ({"outside_unit": "B" * 201}, "200"),
        ({"due_on": date(2024, 3, 9)}, "09/03/2024"),
        ({"due_on": date(2204, 3, 9)}, "09/03/2204"),
        ({"raised_on": date(2024, 3, 11)}, "11/03/2024"),
        ({"raised_on": date(1999, 1, 1)}, "01/01/1999"),
        ({"unit_id": 4711}, "exist|tồn tại"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_sentence(province, cast, fields, words):
    with pytest.raises(Refusal, match=f"(?i){words}"):
        raise_one(province.bridge, cast.planner, **fields)
    assert not Obstacle.objects.exists()
    assert not ObstacleStep.objects.exists()


def test_a_unit_of_the_register_and_one_outside_are_not_both_in_charge(province, cast, land):
    with pytest.raises(Refusal, match=r"(?i)both|cả hai|đồng thời"):
        raise_one(province.bridge, cast.planner, unit_id=land.pk, outside_unit="Bộ Tài chính")
    land.valid_to = date(2024, 2, 1)
    land.save()
    with pytest.raises(Refusal):
        raise_one(province.bridge, cast.planner, unit_id=land.pk)


@pytest.mark.parametrize("day", [date(2024, 3, 9), date(2024, 3, 11)])
def test_closing_lies_between_raising_and_today(obstacle, cast, day):
    with pytest.raises(Refusal, match=f"{day:%d/%m/%Y}"):
        obstacle_close(obstacle=obstacle, closed_on=day, text="Xong", actor=cast.planner, now=NOW)


def test_what_was_reopened_is_not_closed_before_that_day(obstacle, cast):
    by = {"obstacle": obstacle, "actor": cast.planner}
    obstacle_close(**by, closed_on=TODAY, text="Xong", now=NOW)
    obstacle_reopen(**by, reason="Chưa", now=NOW + timedelta(days=5))
    with pytest.raises(Refusal, match="15/03/2024"):
        obstacle_close(**by, closed_on=TODAY, text="Xong", now=NOW + timedelta(days=6))


# Who may


def test_investors_raise_and_close_only_their_own(province, cast, obstacle):
    with pytest.raises(NotAllowed):
        raise_one(province.school, cast.investor)
    for stranger in (cast.other_investor, cast.leader, cast.treasurer, cast.nobody):
        with pytest.raises(NotAllowed):
            obstacle_close(obstacle=obstacle, closed_on=TODAY, text="Xong", actor=stranger, now=NOW)


def test_the_unit_in_charge_sees_and_answers_its_own_and_closes_nothing(
    province, cast, obstacle, land_officer
):
    raise_one(province.school, cast.planner)
    assert list(obstacles_visible_to(land_officer)) == [obstacle]
    assert list(obstacles_answered_by(land_officer)) == [obstacle]
    assert obstacles_visible_to(cast.leader).count() == 2
    assert not obstacles_visible_to(cast.treasurer).exists()
    assert not obstacles_answered_by(cast.leader).exists()
    with pytest.raises(NotAllowed):
        obstacle_close(obstacle=obstacle, closed_on=TODAY, text="Xong", actor=land_officer, now=NOW)
    with pytest.raises(NotAllowed):  # the investor is not in charge
        obstacle_answer(obstacle=obstacle, text="Tự trả lời", actor=cast.investor, now=NOW)


def test_investors_do_not_put_off_the_day_or_pass_it_on(obstacle, cast, land):
    for fields in ({"due_on": DUE + timedelta(days=9), "unit_id": land.pk}, {"due_on": DUE}):
        with pytest.raises(NotAllowed):
            obstacle_change(
                obstacle=obstacle,
                entry=said(**fields),
                reason="Xin lùi",
                seen=last_step(obstacle=obstacle),
                actor=cast.investor,
                now=NOW,
            )


# Notices and escalation


def test_the_unit_is_told_when_it_is_named(province, cast, land, land_officer):
    raise_one(province.bridge, cast.planner, unit_id=land.pk, due_on=DUE)
    notice = Notice.objects.get(kind=NoticeKind.OBSTACLE)
    assert notice.recipient == land_officer
    assert "Cầu Đông Hà" in notice.subject
    assert "31/03/2024" in notice.body


def test_what_is_overdue_is_escalated_once_to_leaders_and_planners(obstacle, cast):
    assert obstacles_escalate(now=datetime(2024, 3, 31, 23, tzinfo=VIETNAM_TIME)) == 0
    assert obstacles_escalate(now=LATE) == 1
    assert obstacles_escalate(now=LATE + timedelta(days=1)) == 0
    obstacle.refresh_from_db()
    assert obstacle.escalated_on == LATE.date()
    assert kinds(obstacle) == ["raised", "escalated"]
    told = Notice.objects.filter(kind=NoticeKind.ESCALATED)
    assert {each.recipient for each in told} == {cast.leader, cast.planner}
    assert "3 ngày" in told[0].body


def test_a_day_put_off_can_be_missed_again(obstacle, cast, land):
    obstacles_escalate(now=LATE)
    obstacle_change(
        obstacle=obstacle,
        entry=said(unit_id=land.pk, due_on=date(2024, 4, 30)),
        reason="Gia hạn",
        seen=last_step(obstacle=obstacle),
        actor=cast.planner,
        now=LATE,
    )
    assert obstacle.steps.latest("pk").text == "Gia hạn\nHạn tháo gỡ: 31/03/2024 → 30/04/2024"
    assert obstacles_escalate(now=LATE) == 0
    assert obstacles_escalate(now=LATE + timedelta(days=60)) == 1


def test_closed_or_undated_obstacles_are_not_escalated(province, cast, obstacle):
    raise_one(province.road, cast.planner)
    obstacle_close(obstacle=obstacle, closed_on=TODAY, text="Xong", actor=cast.planner, now=NOW)
    assert obstacles_escalate(now=LATE) == 0


# What was open on a day, and how it was dealt with


def test_what_was_open_on_a_day_is_told_from_the_steps(province):
    bridge = make_obstacle(
        province.bridge,
        date(2024, 1, 10),
        ("closed", date(2024, 2, 1)),
        ("reopened", date(2024, 2, 10)),
        ("closed", date(2024, 3, 1)),
    )
    road = make_obstacle(province.road, date(2024, 2, 1), ("answered", date(2024, 2, 5)))
    expected = {
        (1, 9): set(),
        (1, 10): {bridge},
        (1, 31): {bridge},
        (2, 1): {road},
        (2, 10): {bridge, road},
        (3, 1): {road},
        (12, 31): {road},
    }
    for day, found in expected.items():
        assert set(open_obstacles_on(day=date(2024, *day))) == found, day


def test_what_was_not_known_yet_is_left_out(province, cast, obstacle):
    late = NOW + timedelta(days=20)
    obstacle_close(obstacle=obstacle, closed_on=TODAY, text="Xong", actor=cast.planner, now=late)
    assert not open_obstacles_on(day=TODAY).exists()
    assert open_obstacles_on(day=TODAY, known_by=NOW + timedelta(days=1)).get() == obstacle


def test_units_and_investors_have_a_record_over_a_span(province, cast, land):
    span = {"start": date(2024, 3, 1), "end": date(2024, 3, 31)}
    make_obstacle(
        province.bridge,
        date(2024, 3, 1),
        ("answered", date(2024, 3, 5)),
        ("closed", date(2024, 3, 9)),
        unit_in_charge=land,
        due_on=date(2024, 3, 10),
    )
    make_obstacle(province.school, date(2024, 2, 1), unit_in_charge=land, due_on=date(2024, 3, 20))
    # Nobody is named and the investor can solve it itself.
    make_obstacle(province.road, date(2024, 3, 2), category="DAUTHAU", due_on=date(2024, 3, 15))
    # The province is to solve it: not the investor's.
    make_obstacle(province.road, date(2024, 3, 2), level="province", due_on=date(2024, 3, 15))
    roads, schools = province.roads_board, province.schools_board
    assert record_of_unit(unit_id=land.pk, **span) == ObstacleRecord(1, 2, 1, 1, 1)
    assert records_of_units(units=[roads.pk, schools.pk], **span) == {
        roads.pk: ObstacleRecord(1, 1, 0, 0, 1),
        schools.pk: ObstacleRecord(),
    }
    assert records_of_investors(investors=[roads.pk, schools.pk], **span) == {
        roads.pk: ObstacleRecord(3, 3, 1, 1, 2),
        schools.pk: ObstacleRecord(0, 1, 0, 0, 1),
    }


def test_records_take_two_queries(province, django_assert_num_queries):
    units = list(Organisation.objects.values_list("pk", flat=True))
    with django_assert_num_queries(2):
        records_of_units(units=units, start=TODAY, end=DUE)
