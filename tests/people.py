"""The cast: the people every test speaks of, and the small province they work in.

An officer of one investor, an officer of another, and one person of each other role. The
province has two investors, three projects and two sources, all of plan year 2024.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from django.test import Client

from projects.models import (
    CapitalNature,
    CapitalSource,
    Issuer,
    Membership,
    Organisation,
    PlanDecision,
    PlanKind,
    PlanLine,
    Project,
    ProjectStage,
    Role,
    Stage,
    User,
)

PASSWORD = "mat-khau-thu-nghiem-2024"
PLAN_YEAR = 2024
SINCE = date(2020, 1, 1)
PLANNED_ON = date(2023, 12, 15)
RECORDED_AT = datetime(2023, 12, 20, 1, 0, tzinfo=UTC)
BILLION = 1_000_000_000


@dataclass(frozen=True)
class Province:
    """Roads board: bridge and road; schools board: school. Amounts in tỷ đồng:

    bridge  10 central 2024, 1.5 central carried over from 2023
    road     4 local 2024
    school   6 local 2024
    whole province (not allotted to a project): 12 central, 15 local
    """

    roads_board: Organisation
    schools_board: Organisation
    bridge: Project
    road: Project
    school: Project
    central: CapitalSource
    local: CapitalSource
    decision: PlanDecision


@dataclass(frozen=True)
class Cast:
    """`investor` works for the roads board, `other_investor` for the schools board."""

    investor: User
    other_investor: User
    planner: User
    treasurer: User
    leader: User
    home_affairs: User
    administrator: User
    nobody: User


def make_organisation(code, name, **fields):
    return Organisation.objects.get_or_create(
        code=code, defaults={"name": name, "search_text": name.lower(), **fields}
    )[0]


def make_user(username, *, role=None, organisation=None, full_name="", **fields):
    """Return a user who may sign in with PASSWORD; without a role, one who may do nothing."""
    user = User.objects.create_user(
        username=username, password=PASSWORD, full_name=full_name, **fields
    )
    if role:
        Membership.objects.create(user=user, organisation=organisation, role=role, valid_from=SINCE)
    return user


def make_project(code, name, investor, *, stage=Stage.TRANSITIONAL, **fields):
    project = Project.objects.create(
        code=code, name=name, search_text=name.lower(), investor=investor, **fields
    )
    ProjectStage.objects.create(project=project, plan_year=PLAN_YEAR, stage=stage)
    return project


def make_plan_line(decision, project, source, amount, **fields):
    """Return a plan line of 2024's own money unless the fields say otherwise."""
    values = {
        "plan_year": PLAN_YEAR,
        "origin_year": fields.get("plan_year", PLAN_YEAR),
        "kind": PlanKind.INITIAL,
        "nature": CapitalNature.INVESTMENT,
        "effective_on": decision.decided_on,
        "recorded_at": RECORDED_AT,
    }
    return PlanLine.objects.create(
        decision=decision, project=project, source=source, amount=amount, **{**values, **fields}
    )


def make_province():
    roads = make_organisation("BQLGT", "Ban Quản lý dự án giao thông", block="Ban quản lý")
    schools = make_organisation("BQLDD", "Ban Quản lý dự án dân dụng", block="Ban quản lý")
    central = CapitalSource.objects.create(code="NSTW", name="Ngân sách trung ương")
    local = CapitalSource.objects.create(code="NSDP", name="Ngân sách địa phương")
    bridge = make_project("7100001", "Cầu Đông Hà", roads)
    road = make_project("7100002", "Đường tỉnh 240", roads, stage=Stage.NEW_START)
    school = make_project("7200001", "Trường THPT Chuyên", schools, stage=Stage.COMPLETED)
    decision = PlanDecision.objects.create(
        number="2210/QĐ-UBND", decided_on=PLANNED_ON, issuer=Issuer.COMMITTEE
    )
    make_plan_line(decision, bridge, central, 10 * BILLION)
    make_plan_line(
        decision, bridge, central, 3 * BILLION // 2, origin_year=2023, kind=PlanKind.CARRY_OVER
    )
    make_plan_line(decision, road, local, 4 * BILLION)
    make_plan_line(decision, school, local, 6 * BILLION)
    assigned = PlanDecision.objects.create(
        number="1603/QĐ-TTg", decided_on=date(2023, 12, 11), issuer=Issuer.PRIME_MINISTER
    )
    make_plan_line(assigned, None, central, 12 * BILLION)
    make_plan_line(assigned, None, local, 15 * BILLION)
    return Province(roads, schools, bridge, road, school, central, local, decision)


def make_cast(province):
    finance = make_organisation("STC", "Sở Tài chính", kind="sở")
    treasury = make_organisation("KBNN", "Kho bạc Nhà nước khu vực", kind="kho bạc")
    committee = make_organisation("UBND", "Ủy ban nhân dân tỉnh", kind="UBND tỉnh")
    home = make_organisation("SNV", "Sở Nội vụ", kind="sở")
    return Cast(
        investor=make_user(
            "chudautu",
            role=Role.INVESTOR,
            organisation=province.roads_board,
            full_name="Nguyễn Văn Giao",
        ),
        other_investor=make_user(
            "chudautu2",
            role=Role.INVESTOR,
            organisation=province.schools_board,
            full_name="Trần Thị Dân",
        ),
        planner=make_user(
            "kehoach", role=Role.PLANNING, organisation=finance, full_name="Lê Thị Kế"
        ),
        treasurer=make_user(
            "khobac", role=Role.TREASURY, organisation=treasury, full_name="Phạm Văn Kho"
        ),
        leader=make_user(
            "lanhdao", role=Role.LEADER, organisation=committee, full_name="Hoàng Văn Lãnh"
        ),
        home_affairs=make_user(
            "noivu", role=Role.HOME_AFFAIRS, organisation=home, full_name="Vũ Thị Nội"
        ),
        administrator=make_user(
            "quantri",
            role=Role.ADMINISTRATOR,
            organisation=finance,
            full_name="Đỗ Quản Trị",
            is_staff=True,
        ),
        nobody=make_user("khongvaitro", full_name="Người Không Vai"),
    )


@pytest.fixture
def province(db):
    return make_province()


@pytest.fixture
def cast(province):
    return make_cast(province)


@pytest.fixture
def sign_in():
    """Return a function that gives a browser signed in as a user."""

    def as_user(user):
        client = Client()
        client.force_login(user)
        return client

    return as_user
