"""Registered monthly plans: versions, reasons, who is missing and who was late."""

from datetime import UTC, date, datetime

import pytest

from disbursement.domain.registered_plans import MonthlyPlan
from disbursement.models import RegisteredMonth, RegisteredPlan
from disbursement.selectors.registered import (
    registered_by_month,
    registered_lines,
    registered_versions,
    registration_board,
    registration_due_at,
)
from disbursement.services.calendar import defaults_set_up
from disbursement.services.registered import Registration, plans_register
from projects.models import AuditRecord, Project
from projects.refusals import NotAllowed, Refusal, StaleState
from tests.people import BILLION, make_plan_line

MARCH = datetime(2024, 3, 20, 2, 0, tzinfo=UTC)
AUGUST = datetime(2024, 8, 1, 2, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def months(**amounts):
    return tuple(amounts.get(f"m{month}", 0) * BILLION for month in range(1, 14))


FLAT = months(m3=4, m6=4, m13=3)


def register(actor, *plans, now=MARCH, seen=None, reason="", year=2024):
    entries = tuple(MonthlyPlan(project.pk, amounts) for project, amounts in plans)
    registration = Registration(year, entries, seen or {}, reason)
    return plans_register(registration=registration, actor=actor, now=now)


@pytest.fixture
def deadlines(db):
    defaults_set_up(now=datetime(2024, 1, 2, tzinfo=UTC))


def test_a_first_registration_keeps_thirteen_months_of_each_project(cast, province):
    assert register(cast.investor, (province.bridge, FLAT), (province.road, months(m12=4))) == 2
    assert RegisteredMonth.objects.count() == 26
    assert registered_by_month(projects=None, plan_year=2024, as_of=date(2024, 3, 20)) == {
        province.bridge.pk: FLAT,
        province.road.pk: months(m12=4),
    }
    assert AuditRecord.objects.filter(action="registered_plan.register").count() == 2


def test_a_row_left_empty_is_not_a_registration(cast, province):
    assert register(cast.investor, (province.bridge, months())) == 0
    assert not RegisteredPlan.objects.exists()


def test_a_change_needs_a_reason_and_keeps_the_earlier_version(cast, province):
    register(cast.investor, (province.bridge, FLAT))
    later = months(m6=4, m9=7)
    with pytest.raises(Refusal):
        register(cast.investor, (province.bridge, later), seen={province.bridge.pk: 1})
    register(
        cast.investor,
        (province.bridge, later),
        seen={province.bridge.pk: 1},
        reason="Chậm mặt bằng",
        now=AUGUST,
    )
    newest, first = registered_versions(project=province.bridge, plan_year=2024)
    assert (first.plan.version, first.plan.reason, first.total) == (1, "", 11 * BILLION)
    assert (newest.plan.version, newest.plan.reason) == (2, "Chậm mặt bằng")
    assert newest.changes == months(m3=-4, m9=7, m13=-3)


def test_what_was_registered_on_a_day_stays_known(cast, province):
    register(cast.investor, (province.bridge, FLAT))
    register(
        cast.investor,
        (province.bridge, months(m12=11)),
        seen={province.bridge.pk: 1},
        reason="Chậm",
        now=AUGUST,
    )

    def known(day):
        return registered_by_month(projects=Project.objects.all(), plan_year=2024, as_of=day).get(
            province.bridge.pk
        )

    assert known(date(2024, 3, 19)) is None
    assert known(date(2024, 3, 20)) == FLAT
    assert known(date(2024, 7, 31)) == FLAT
    assert known(date(2024, 8, 1)) == months(m12=11)


def test_the_same_again_keeps_nothing(cast, province):
    register(cast.investor, (province.bridge, FLAT))
    assert register(cast.investor, (province.bridge, FLAT), now=AUGUST) == 0
    assert RegisteredPlan.objects.count() == 1


def test_a_page_that_was_overtaken_is_told(cast, province):
    register(cast.investor, (province.bridge, FLAT))
    with pytest.raises(StaleState):
        register(cast.investor, (province.bridge, months(m12=11)), reason="Khác")


def test_a_negative_month_is_refused(cast, province):
    with pytest.raises(Refusal):
        register(cast.investor, (province.bridge, months(m3=-1, m4=12)))


def test_investors_register_their_own_projects_and_nobody_else_does(cast, province):
    for actor in (cast.other_investor, cast.planner, cast.leader, cast.nobody):
        with pytest.raises(NotAllowed):
            register(actor, (province.bridge, FLAT))


def test_the_grid_shows_the_plan_over_all_sources_and_years_of_origin(cast, province):
    register(cast.investor, (province.bridge, FLAT))
    own = Project.objects.filter(investor=province.roads_board)
    bridge, road = registered_lines(projects=own, plan_year=2024, as_of=date(2024, 6, 1))
    assert (bridge.plan, bridge.total, bridge.version) == (23 * BILLION // 2, 11 * BILLION, 1)
    assert (road.plan, road.total, road.version) == (4 * BILLION, 0, 0)


def test_plans_are_due_before_30_march(deadlines):
    due = registration_due_at(plan_year=2024)
    assert f"{due:%Y-%m-%d %H:%M:%S %z}" == "2024-03-29 23:59:59 +0700"


def board(day=date(2024, 6, 1)):
    rows = registration_board(projects=Project.objects.all(), plan_year=2024, as_of=day)
    return {row.investor.code: row for row in rows}


def test_the_board_lists_who_has_not_registered_first(cast, province, deadlines):
    register(cast.investor, (province.bridge, FLAT), (province.road, months(m12=4)))
    rows = board()
    assert list(rows) == ["BQLDD", "BQLGT"]
    assert (rows["BQLGT"].registered, rows["BQLGT"].obliged) == (2, 2)
    assert rows["BQLGT"].status == "on_time"
    assert (rows["BQLDD"].missing, rows["BQLDD"].status) == (1, "not_received")
    assert rows["BQLDD"].is_overdue(AUGUST)
    assert not rows["BQLDD"].is_overdue(MARCH)


def test_one_project_too_late_makes_the_investor_late(cast, province, deadlines):
    register(cast.investor, (province.bridge, FLAT))
    assert board()["BQLGT"].status == "not_received"
    register(
        cast.investor,
        (province.road, months(m12=4)),
        now=datetime(2024, 3, 29, 17, 0, tzinfo=UTC),  # 30 March, 00:00 in Vietnam
    )
    assert board()["BQLGT"].status == "late"


def test_a_project_that_got_its_plan_after_the_deadline_makes_nobody_late(
    cast, province, deadlines
):
    register(cast.other_investor, (province.school, months(m12=6)))
    new = Project.objects.create(code="7200002", name="Trường Mới", investor=province.schools_board)
    make_plan_line(province.decision, new, province.local, BILLION, effective_on=date(2024, 5, 1))
    row = board()["BQLDD"]
    assert (row.missing, row.status) == (1, "on_time")
