"""The page of a project: its facts, its curve, its story, and a bounded number of queries."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from disbursement.domain.registered_plans import MonthlyPlan
from disbursement.services.registered import Registration, plans_register
from projects.models import (
    Contract,
    Handover,
    InvestmentVersion,
    PhysicalProgress,
    Programme,
    Project,
    ProjectCode,
    ProjectEvent,
    ProjectName,
)
from reports.domain.story import StoryKind
from tests.obstacle_facts import make_obstacle
from tests.people import BILLION, make_plan_line

NOW = datetime(2024, 10, 2, 2, 0, tzinfo=UTC)
MOST_QUERIES = 60
URL = "/du-an/7100001/?as_of=2024-09-30"
pytestmark = pytest.mark.django_db


def tell(project, cast, province, *, times=1):
    """Put a whole life on record, each kind of fact ``times`` times."""
    for turn in range(times):
        number = f"{turn:02}"
        ProjectCode.objects.create(
            project=project, system=f"Hệ thống {number}", code=f"QG-{number}"
        )
        ProjectName.objects.create(
            project=project,
            name=f"Tên cũ {number}",
            valid_from=date(2022, 1, 1 + turn),
            recorded_at=NOW,
        )
        Handover.objects.create(
            project=project,
            from_investor=province.schools_board,
            to_investor=province.roads_board,
            happened_on=date(2023, 1, 1 + turn),
            decision=f"{number}/QĐ-BG",
            recorded_at=NOW,
        )
        InvestmentVersion.objects.create(
            project=project,
            amount=(90 + turn) * BILLION,
            decided_on=date(2022, 5, 1 + turn),
            decision=f"{number}/QĐ-TMĐT",
            recorded_at=NOW,
        )
        PhysicalProgress.objects.create(
            project=project, as_at=date(2024, 6, 1 + turn), per_mille=400, recorded_at=NOW
        )
        Contract.objects.create(
            project=project,
            number=f"{number}/HĐ",
            contractor="Công ty Cầu đường",
            signed_on=date(2023, 5, 1 + turn),
            value=BILLION,
        )
        ProjectEvent.objects.create(
            project=project,
            kind="tabmis_entered",
            plan_year=2020 + turn,
            happened_on=date(2024, 4, 1),
        )
        make_obstacle(
            project,
            date(2024, 5, 1 + turn),
            ("answered", date(2024, 6, 1 + turn), "Đang vận động"),
            ("closed", date(2024, 8, 1 + turn)),
            content="Còn hộ chưa bàn giao",
        )
        make_plan_line(
            province.decision,
            project,
            province.local,
            BILLION,
            effective_on=date(2024, 2, 1 + turn),
        )
        plan = MonthlyPlan(project.pk, (turn + 1,) + (0,) * 11 + (BILLION,))
        plans_register(
            registration=Registration(2024, (plan,), {project.pk: turn}, "Điều chỉnh"),
            actor=cast.investor,
            now=datetime(2024, 3, 1 + turn, tzinfo=UTC),
        )


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


def test_every_kind_of_fact_stands_on_the_one_timeline(cast, province, sign_in):
    tell(province.bridge, cast, province)
    page = sign_in(cast.planner).get(URL)
    assert page.status_code == 200
    told = {moment.kind for moment, _look in page.context["moments"]}
    missing = {StoryKind.MOVEMENT, StoryKind.SUBMISSION, StoryKind.MILESTONE}
    assert told == set(StoryKind) - missing
    days = [moment.day for moment, _look in page.context["moments"]]
    assert days == sorted(days, reverse=True)


def test_the_timeline_is_narrowed_by_kind(cast, province, sign_in):
    tell(province.bridge, cast, province)
    page = sign_in(cast.planner).get(f"{URL}&kind=contract")
    assert {moment.kind for moment, _look in page.context["moments"]} == {StoryKind.CONTRACT}
    page = sign_in(cast.planner).get(f"{URL}&kind=nonsense")
    assert len(page.context["moments"]) > 5


def test_nothing_after_the_asked_day_is_told(cast, province, sign_in):
    tell(province.bridge, cast, province)
    page = sign_in(cast.planner).get("/du-an/7100001/?as_of=2023-01-15")
    assert {moment.kind for moment, _look in page.context["moments"]} == {
        StoryKind.NAME,
        StoryKind.HANDOVER,
        StoryKind.INVESTMENT,
    }


def test_facts_name_codes_programme_path_versions_and_handover(cast, province, sign_in):
    top = Programme.objects.create(code="CT", name="Chương trình nông thôn mới")
    part = Programme.objects.create(code="CT-1", name="Dự án thành phần 1", parent=top)
    small = Programme.objects.create(code="CT-1-2", name="Tiểu dự án 2", parent=part)
    Project.objects.filter(pk=province.bridge.pk).update(
        programme=small, leader="Ông Phụ Trách", place="Xã Đông Hà", is_key=True
    )
    tell(province.bridge, cast, province)
    text = sign_in(cast.planner).get(URL).content.decode()
    for said in (
        "QG-00",
        "Ông Phụ Trách",
        "Xã Đông Hà",
        "Ban Quản lý dự án dân dụng",
        "00/QĐ-TMĐT",
        "90.000",
    ):
        assert said in text
    assert text.index("Chương trình nông thôn mới") < text.index("Tiểu dự án 2")


def test_the_number_of_queries_does_not_grow_with_the_story(cast, province, sign_in):
    client = sign_in(cast.planner)

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(URL).status_code == 200
        return len(asked)

    tell(province.bridge, cast, province)
    few = queries()
    tell_more(province.bridge, cast, province)
    assert queries() == few <= MOST_QUERIES


def tell_more(project, cast, province):
    for turn in range(1, 9):
        PhysicalProgress.objects.create(
            project=project, as_at=date(2024, 7, turn), per_mille=400 + turn, recorded_at=NOW
        )
        Contract.objects.create(
            project=project,
            number=f"{turn}/HĐ-2",
            contractor="Công ty",
            signed_on=date(2023, 6, turn),
            value=BILLION,
        )
        make_plan_line(
            province.decision, project, province.local, 1, effective_on=date(2024, 3, turn)
        )
        plan = MonthlyPlan(project.pk, (turn * 7,) + (0,) * 12)
        plans_register(
            registration=Registration(2024, (plan,), {project.pk: turn}, "Điều chỉnh"),
            actor=cast.investor,
            now=datetime(2024, 4, turn, tzinfo=UTC),
        )


def test_investors_see_their_own_project_and_no_other(cast, province, sign_in):
    assert sign_in(cast.investor).get(URL).status_code == 200
    assert sign_in(cast.other_investor).get(URL).status_code == 404
