"""Organisations renamed, merged and ended, projects handed over: what is written, what refused."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from projects.models import (
    AuditRecord,
    Handover,
    InvestmentVersion,
    Organisation,
    OrganisationEvent,
    OrganisationName,
    Project,
    ProjectName,
)
from projects.refusals import NotAllowed, Refusal
from projects.selectors.holders import (
    Holders,
    final_successors,
    holdings_of,
    investor_on,
    moved_since,
    other_holders,
)
from projects.selectors.names import organisation_names, project_names
from projects.services.organisations import (
    Decided,
    organisation_end,
    organisation_found,
    organisation_merge,
    organisation_rename,
    projects_hand_over,
)
from projects.services.project_versions import Investment, investment_revise, project_rename
from projects.services.reorganisation import UnfitChanges
from tests.people import make_organisation

NOW = datetime(2025, 12, 31, 3, 0, tzinfo=UTC)
MARCH, JULY = date(2025, 3, 1), date(2025, 7, 1)
LAST = date(2025, 6, 30)
DECIDED = Decided(LAST, "1672/NQ-UBTVQH15")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def last_change(row):
    return row.history.order_by("history_id").last()


def names_on(day, organisation):
    return organisation_names(day=day, organisations=[organisation.pk])[organisation.pk]


def rename(organisation, name, day, actor=None):
    decided = Decided(day, "12/NQ-HĐND")
    organisation_rename(organisation=organisation, name=name, decided=decided, actor=actor, now=NOW)


def hand_over(project, to, day, actor=None):
    decided = Decided(day, "88/QĐ-UBND")
    return projects_hand_over(projects=[project], to=to, decided=decided, actor=actor, now=NOW)


def test_renaming_keeps_the_old_name_and_its_days(cast, province):
    board = province.roads_board
    rename(board, "Ban QLDA giao thông số 1", MARCH, actor=cast.planner)
    board.refresh_from_db()
    assert board.name == "Ban QLDA giao thông số 1"
    assert board.search_text == "bqlgt ban qlda giao thong so 1"
    assert names_on(date(2025, 2, 28), board) == "Ban Quản lý dự án giao thông"
    assert names_on(MARCH, board) == "Ban QLDA giao thông số 1"
    event = OrganisationEvent.objects.get()
    assert (event.kind, event.happened_on, event.recorded_by) == ("renamed", MARCH, cast.planner)
    record = AuditRecord.objects.get(action="organisation.renamed")
    assert record.detail["before"] == "Ban Quản lý dự án giao thông"
    changed = last_change(board)
    assert (changed.history_user, changed.history_change_reason) == (cast.planner, "12/NQ-HĐND")


def test_name_entered_late_stands_between_the_others(province):
    board = province.roads_board
    rename(board, "Ban C", JULY)
    rename(board, "Ban B", MARCH)
    board.refresh_from_db()
    assert board.name == "Ban C"
    days = [date(2025, 2, 28), MARCH, LAST, JULY]
    assert [names_on(day, board) for day in days] == [
        "Ban Quản lý dự án giao thông",
        "Ban B",
        "Ban B",
        "Ban C",
    ]
    assert OrganisationName.objects.filter(organisation=board).count() == 3


def test_names_of_a_day_take_a_constant_number_of_queries(province, django_assert_num_queries):
    for number, board in enumerate([province.roads_board, province.schools_board]):
        rename(board, f"Ban {number}", MARCH)
    with django_assert_num_queries(2):
        names = organisation_names(day=date(2025, 2, 1))
    assert names[province.schools_board.pk] == "Ban Quản lý dự án dân dụng"


def test_project_has_names_through_time_too(cast, province):
    decided = Decided(MARCH, "5/QĐ-UBND")
    project_rename(
        project=province.bridge,
        name=" Cầu  Đông Hà 2 ",
        decided=decided,
        actor=cast.planner,
        now=NOW,
    )
    province.bridge.refresh_from_db()
    assert province.bridge.name == "Cầu Đông Hà 2"
    asked = [province.bridge.pk, province.road.pk]
    assert project_names(day=LAST, projects=asked)[asked[0]] == "Cầu Đông Hà 2"
    assert project_names(day=date(2025, 1, 1), projects=asked) == {
        province.bridge.pk: "Cầu Đông Hà",
        province.road.pk: "Đường tỉnh 240",
    }
    assert AuditRecord.objects.get(action="project.rename").detail["before"] == "Cầu Đông Hà"


@pytest.mark.parametrize(
    ("name", "day", "decision"),
    [
        ("", MARCH, "1"),
        ("cầu đông  HÀ", MARCH, "1"),
        ("x" * 501, MARCH, "1"),
        ("Cầu mới", date(2026, 1, 1), "1"),
        ("Cầu mới", MARCH, " "),
    ],
)
def test_renaming_of_a_project_that_says_nothing_new_is_refused(province, name, day, decision):
    with pytest.raises(Refusal):
        project_rename(
            project=province.bridge,
            name=name,
            decided=Decided(day, decision),
            actor=None,
            now=NOW,
        )
    assert not ProjectName.objects.exists()


def test_merger_passes_everything_on_and_leaves_who_when_and_why(cast, province):
    answer = organisation_merge(
        organisation=province.roads_board,
        into=province.schools_board,
        decided=DECIDED,
        actor=cast.planner,
        now=NOW,
    )
    assert len(answer.verdict.moves) == 2
    province.roads_board.refresh_from_db()
    assert province.roads_board.valid_to == LAST
    assert list(province.roads_board.successors.all()) == [province.schools_board]
    event = OrganisationEvent.objects.get()
    assert (event.kind, event.successor) == ("merged", province.schools_board)
    (_made, ended) = province.roads_board.history.order_by("history_id")
    assert (ended.valid_to, ended.history_user) == (LAST, cast.planner)
    assert [each.to_organisation_id for each in ended.successors.all()] == [
        province.schools_board.pk
    ]
    for project in (province.bridge, province.road):
        project.refresh_from_db()
        assert project.investor == province.schools_board
        assert investor_on(project=project, day=LAST) == province.roads_board
        assert investor_on(project=project, day=JULY) == province.schools_board
        assert last_change(project).history_change_reason == DECIDED.decision
        assert last_change(project).history_user == cast.planner
    record = AuditRecord.objects.get(action="project.hand_over")
    assert record.detail["projects"] == ["7100001", "7100002"]
    assert (record.object_id, record.detail["giver"]) == (str(province.schools_board.pk), "BQLGT")


def test_organisation_with_running_projects_does_not_end_before_they_are_handed_over(province):
    east = make_organisation("X-DONG", "UBND xã Đông")
    west = make_organisation("X-TAY", "UBND xã Tây")
    with pytest.raises(UnfitChanges) as refused:
        organisation_end(
            organisation=province.roads_board,
            successors=[east, west],
            decided=DECIDED,
            actor=None,
            now=NOW,
        )
    assert "2 running projects" in str(refused.value)
    assert "7100001, 7100002" in str(refused.value)
    assert "01/07/2025" in str(refused.value)
    assert not OrganisationEvent.objects.exists()
    hand_over(province.bridge, east, JULY)
    hand_over(province.road, west, JULY)
    organisation_end(
        organisation=province.roads_board,
        successors=[east, west],
        decided=DECIDED,
        actor=None,
        now=NOW,
    )
    assert OrganisationEvent.objects.filter(kind="ended").count() == 2  # one for each successor
    assert final_successors(today=NOW.date()) == {}  # nobody came after it alone


def test_handovers_in_any_order_say_who_was_in_charge_when(province):
    first = make_organisation("A", "Đơn vị A")
    late = make_organisation("B", "Đơn vị B")
    hand_over(province.bridge, first, JULY)
    hand_over(province.bridge, late, MARCH)
    province.bridge.refresh_from_db()
    assert province.bridge.investor == first
    assert [
        (held.holder, held.since, held.until) for held in holdings_of(project=province.bridge)
    ] == [
        (province.roads_board, None, date(2025, 2, 28)),
        (late, MARCH, LAST),
        (first, JULY, None),
    ]
    assert moved_since(day=MARCH) == {province.bridge.pk: (first.pk, late.pk)}
    assert moved_since(day=JULY) == {}


def test_two_handovers_on_one_day_are_refused(province):
    first = make_organisation("A", "Đơn vị A")
    hand_over(province.bridge, first, JULY)
    with pytest.raises(UnfitChanges, match="already passes to “A – Đơn vị A” on 01/07/2025"):
        hand_over(province.bridge, province.schools_board, JULY)
    assert Handover.objects.count() == 1


def test_nothing_happens_ahead_of_its_day(province):
    with pytest.raises(UnfitChanges, match="02/01/2026 has not come yet"):
        rename(province.roads_board, "Ban mới", date(2026, 1, 2))


def test_the_day_is_that_of_the_province(province):
    late_evening = datetime(2025, 12, 31, 17, 30, tzinfo=UTC)  # 00:30 of the next day there
    organisation_rename(
        organisation=province.roads_board,
        name="Ban mới",
        decided=Decided(date(2026, 1, 1), "1"),
        actor=None,
        now=late_evening,
    )
    assert OrganisationName.objects.count() == 2


def test_founded_organisation_is_there_from_its_day(cast):
    made = organisation_found(
        code="X-MOI",
        name="UBND xã Mới",
        decided=Decided(JULY, "1672/NQ"),
        actor=cast.planner,
        now=NOW,
    )
    assert made.valid_from == JULY
    assert not Organisation.objects.valid_on(LAST).filter(pk=made.pk).exists()
    assert OrganisationEvent.objects.get().kind == "founded"


def test_who_may_not_change_organisations_changes_nothing(cast, province):
    for person in (cast.investor, cast.treasurer, cast.leader, cast.nobody):
        with pytest.raises(NotAllowed):
            rename(province.roads_board, "Ban mới", MARCH, actor=person)
        with pytest.raises(NotAllowed):
            hand_over(province.bridge, province.schools_board, MARCH, actor=person)
    assert not OrganisationName.objects.exists()


def test_ended_organisation_is_folded_into_its_last_single_successor(province):
    first = make_organisation("A", "A", valid_to=LAST)
    second = make_organisation("B", "B", valid_to=date(2025, 9, 30))
    third = make_organisation("C", "C")
    first.successors.set([second])
    second.successors.set([third])
    assert final_successors(today=NOW.date()) == {first.pk: third.pk, second.pk: third.pk}
    assert final_successors(today=date(2025, 8, 1)) == {first.pk: second.pk}
    Project.objects.filter(pk=province.bridge.pk).update(investor=first)
    holders = Holders(as_is_on=NOW.date())
    assert other_holders(as_of=LAST, holders=holders) == {province.bridge.pk: third}


def test_investment_in_force_is_the_one_decided_last(cast, province):
    def revise(amount, day, decision):
        investment_revise(
            project=province.bridge,
            investment=Investment(amount),
            decided=Decided(day, decision),
            actor=cast.planner,
            now=NOW,
        )
        province.bridge.refresh_from_db()
        return province.bridge.total_investment

    assert revise(50_000_000_000, MARCH, "10/QĐ") == 50_000_000_000
    assert revise(65_000_000_000, JULY, "20/QĐ") == 65_000_000_000
    assert revise(40_000_000_000, date(2023, 5, 1), "5/QĐ") == 65_000_000_000  # back-dated
    with pytest.raises(Refusal, match="20/QĐ"):
        revise(1, JULY, "21/QĐ")
    assert InvestmentVersion.objects.count() == 3
    assert last_change(province.bridge).history_change_reason == "20/QĐ"


@pytest.mark.parametrize(
    "investment",
    [Investment(0), Investment(-5), Investment(10**15), Investment(10, 11), Investment(10, -1)],
)
def test_impossible_investment_is_refused(province, investment):
    with pytest.raises(Refusal):
        investment_revise(
            project=province.bridge,
            investment=investment,
            decided=Decided(MARCH, "1"),
            actor=None,
            now=NOW,
        )
