"""The story of a project, and its curve against what was registered."""

from datetime import UTC, date, datetime

import pytest

from disbursement.domain.registered_plans import MonthlyPlan
from disbursement.services.registered import Registration, plans_register
from projects.domain.money import Unit
from projects.models import Handover, InvestmentVersion, PhysicalProgress, ProjectName
from reports.domain.story import Moment, StoryKind, counts_by_kind, newest_first
from reports.money_charts import project_chart
from reports.selectors.project_curve import project_curve
from reports.selectors.project_facts import project_facts
from reports.selectors.story import story_of
from tests.obstacle_facts import make_obstacle
from tests.people import BILLION

MARCH = datetime(2024, 3, 1, tzinfo=UTC)


def test_moments_stand_newest_first_and_those_of_one_day_by_kind():
    day = date(2024, 5, 1)
    moments = [
        Moment(day, StoryKind.NAME, "tên"),
        Moment(date(2024, 4, 1), StoryKind.DECISION, "cũ"),
        Moment(day, StoryKind.DECISION, "mới"),
    ]
    assert [each.title for each in newest_first(moments)] == ["mới", "tên", "cũ"]
    assert counts_by_kind(moments) == [(StoryKind.DECISION, 2), (StoryKind.NAME, 1)]


def register(cast, project):
    plan = MonthlyPlan(project.pk, (0, 0, 2 * BILLION) + (0,) * 9 + (9 * BILLION,))
    plans_register(registration=Registration(2024, (plan,)), actor=cast.investor, now=MARCH)


def told(project, as_of):
    facts = project_facts(project=project, as_of=as_of)
    story = story_of(project=project, facts=facts, milestones=(), as_of=as_of)
    return [(moment.day, str(moment.kind), moment.amount) for moment in story]


@pytest.mark.django_db
def test_the_story_tells_decisions_plans_obstacles_and_facts_up_to_the_day(cast, province):
    bridge = province.bridge
    register(cast, bridge)
    recorded = {"project": bridge, "recorded_at": MARCH}
    ProjectName.objects.create(name="Cầu cũ", valid_from=date(2022, 1, 1), **recorded)
    InvestmentVersion.objects.create(amount=90 * BILLION, decided_on=date(2022, 5, 1), **recorded)
    PhysicalProgress.objects.create(as_at=date(2024, 6, 30), per_mille=455, **recorded)
    Handover.objects.create(
        from_investor=province.schools_board,
        to_investor=province.roads_board,
        happened_on=date(2023, 1, 1),
        **recorded,
    )
    make_obstacle(
        bridge,
        date(2024, 5, 1),
        ("answered", date(2024, 6, 1), "Xã bàn giao trước 15/7"),
        ("changed", date(2024, 6, 2), "Còn 3 hộ"),
        ("closed", date(2024, 8, 1), "Đã bàn giao"),
    )
    assert told(bridge, date(2024, 7, 1)) == [
        (date(2024, 6, 30), "progress", None),
        (date(2024, 6, 1), "obstacle", None),
        (date(2024, 5, 1), "obstacle", None),
        (date(2024, 3, 1), "registered", 11 * BILLION),
        (date(2023, 12, 15), "decision", 23 * BILLION // 2),
        (date(2023, 1, 1), "handover", None),
        (date(2022, 5, 1), "investment", 90 * BILLION),
        (date(2022, 1, 1), "name", None),
    ]


@pytest.mark.django_db
def test_the_curve_holds_money_registered_and_plan_beside_each_other(cast, province):
    register(cast, province.bridge)
    points = project_curve(project=province.bridge, plan_year=2024, as_of=date(2024, 4, 15))
    by_day = {point.day: point for point in points}
    march, april = by_day[date(2024, 3, 31)], by_day[date(2024, 4, 30)]
    assert len(points) == 14
    assert (march.plan, march.disbursed, march.registered) == (23 * BILLION // 2, 0, 2 * BILLION)
    assert march.behind == 2 * BILLION
    assert (april.plan, april.disbursed, april.registered) == (None, None, 2 * BILLION)
    assert by_day[date(2025, 1, 31)].registered == 11 * BILLION


@pytest.mark.django_db
def test_the_chart_is_drawn_in_the_persons_unit(cast, province):
    register(cast, province.bridge)
    points = project_curve(project=province.bridge, plan_year=2024, as_of=date(2024, 4, 15))
    chart = project_chart(points, Unit.BILLION)
    disbursed, registered, plan = chart["series"]
    assert disbursed["values"][2] == 0
    assert (registered["values"][2], registered["values"][-1]) == (2, 11)
    assert plan["values"][2] == 11.5
