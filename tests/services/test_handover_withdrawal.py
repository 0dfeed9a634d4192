"""A handover entered wrongly is withdrawn: it counts no longer and stays on record."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from disbursement.models import RegisteredPlan
from disbursement.selectors.taker_facts import taker_facts
from projects.models import AuditRecord, Handover, Organisation
from projects.refusals import NotAllowed, Refusal, StaleState
from projects.selectors.handovers import withdrawn_handovers
from projects.selectors.holders import investor_on
from projects.selectors.plans import plan_totals
from projects.services.handovers import handover_withdraw
from projects.services.organisations import Decided, projects_hand_over
from tests.people import BILLION

AT = datetime(2024, 7, 2, 2, 0, tzinfo=UTC)
LATER = datetime(2024, 7, 20, 2, 0, tzinfo=UTC)
JUNE, JULY, END = date(2024, 6, 30), date(2024, 7, 1), date(2024, 12, 31)

pytestmark = pytest.mark.django_db


def hand_over(project, to, day=JULY, now=AT):
    decided = Decided(day, "9/QĐ-UBND")
    projects_hand_over(projects=[project], to=to, decided=decided, actor=None, now=now)
    project.refresh_from_db()
    return Handover.objects.get(project=project, happened_on=day)


def withdraw(handover, actor=None, reason="Nhập nhầm dự án", later=taker_facts, now=LATER):
    made = handover_withdraw(handover=handover, reason=reason, later=later, actor=actor, now=now)
    handover.project.refresh_from_db()
    return made


@pytest.fixture
def wrong(province):
    """The bridge with its 11.5 tỷ was handed to the schools board by mistake."""
    return hand_over(province.bridge, province.schools_board)


def plans(province, day=END, known_by=None):
    found = plan_totals(plan_year=2024, as_of=day, group="investor", known_by=known_by)
    boards = (province.roads_board, province.schools_board)
    return [found.get(board.pk, 0) for board in boards]


def test_the_project_goes_back_as_if_it_had_never_left(cast, province, wrong):
    assert plans(province) == [4 * BILLION, 17_500_000_000]
    withdraw(wrong, actor=cast.planner)
    assert wrong.project.investor == province.roads_board
    assert plans(province) == [15_500_000_000, 6 * BILLION]
    for day in (JUNE, JULY, END):
        assert investor_on(project=wrong.project, day=day) == province.roads_board


def test_it_stays_on_record_with_who_and_why(cast, province, wrong):
    withdraw(wrong, actor=cast.planner)
    assert not Handover.objects.exists()
    (kept,) = withdrawn_handovers(project=province.bridge)
    assert (kept.reversed_at, kept.reversed_by) == (LATER, cast.planner)
    assert kept.reversal_reason == "Nhập nhầm dự án"
    record = AuditRecord.objects.get(action="project.hand_over_withdraw")
    assert (record.actor, record.detail["taker"]) == (cast.planner, "BQLDD")
    last = wrong.project.history.order_by("history_id").last()
    assert (last.investor, last.history_user) == (province.roads_board, cast.planner)
    assert last.history_change_reason == "Nhập nhầm dự án"


def test_what_was_known_before_the_withdrawal_stays_known(province, wrong):
    withdraw(wrong)
    between = datetime(2024, 7, 10, tzinfo=UTC)
    before = datetime(2024, 7, 1, tzinfo=UTC)
    assert plans(province, known_by=between) == [4 * BILLION, 17_500_000_000]
    assert plans(province, day=JUNE, known_by=between) == [15_500_000_000, 6 * BILLION]
    assert plans(province, known_by=before) == [15_500_000_000, 6 * BILLION]
    assert plans(province, known_by=LATER) == [15_500_000_000, 6 * BILLION]


def test_the_right_handover_of_the_same_day_can_then_be_entered(province, wrong):
    withdraw(wrong)
    right = Organisation.objects.create(code="BQLTL", name="Ban Quản lý thủy lợi")
    hand_over(province.bridge, right, now=LATER)
    assert investor_on(project=province.bridge, day=END) == right
    between = datetime(2024, 7, 10, tzinfo=UTC)
    assert plans(province, known_by=between) == [4 * BILLION, 17_500_000_000]
    with pytest.raises(IntegrityError), transaction.atomic():
        Handover.objects.create(
            project=province.bridge,
            from_investor=province.roads_board,
            to_investor=right,
            happened_on=JULY,
            recorded_at=LATER,
        )


def test_only_the_latest_goes_and_then_the_one_before(province, wrong):
    second = hand_over(province.bridge, province.roads_board, day=date(2024, 7, 10), now=LATER)
    with pytest.raises(Refusal, match="10/07/2024"):
        withdraw(wrong)
    withdraw(second)
    assert second.project.investor == province.schools_board
    withdraw(wrong)
    assert wrong.project.investor == province.roads_board


def test_twice_is_told(wrong):
    withdraw(wrong)
    with pytest.raises(StaleState):
        withdraw(wrong)


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_reason_is_asked_for(wrong, reason):
    with pytest.raises(Refusal):
        withdraw(wrong, reason=reason)
    assert Handover.objects.get() == wrong


def test_only_those_who_change_organisations(cast, wrong):
    for actor in (cast.investor, cast.treasurer, cast.leader, cast.nobody):
        with pytest.raises(NotAllowed):
            withdraw(wrong, actor=actor)


def test_what_the_taker_put_on_record_keeps_it(province, wrong):
    RegisteredPlan.objects.create(
        project=province.bridge, plan_year=2024, version=1, registered_at=LATER
    )
    assert len(taker_facts(handover=wrong)) == 1
    with pytest.raises(Refusal, match="2024"):
        withdraw(wrong)


def test_what_was_on_record_before_it_does_not(province):
    RegisteredPlan.objects.create(
        project=province.bridge, plan_year=2024, version=1, registered_at=AT
    )
    handover = hand_over(province.bridge, province.schools_board, now=LATER)
    withdraw(handover)
    assert not Handover.objects.exists()


def test_a_giver_that_has_ended_gets_nothing_back(province, wrong):
    Organisation.objects.filter(pk=province.roads_board.pk).update(valid_to=JULY)
    with pytest.raises(Refusal, match="01/07/2024"):
        withdraw(wrong)


def test_an_investor_corrected_in_the_register_is_not_overwritten(cast, province, wrong):
    other = Organisation.objects.create(code="BQLTL", name="Ban Quản lý thủy lợi")
    province.bridge.investor = other
    province.bridge.save()
    with pytest.raises(Refusal):
        withdraw(wrong)


class TestThePage:
    def test_it_is_withdrawn_with_a_reason_and_shown_on_the_project(
        self, cast, province, sign_in, wrong
    ):
        browser = sign_in(cast.planner)
        url = reverse("emulation:handover_withdrawal", args=[wrong.pk])
        project = reverse("reports:project", args=["7100001"])
        assert url in browser.get(project).content.decode()
        assert browser.get(url).status_code == 200
        assert browser.post(url, {"reason": ""}).status_code == 422
        assert browser.post(url, {"reason": "Nhập nhầm"}).status_code == 302
        page = browser.get(project).content.decode()
        assert url not in page
        assert "Nhập nhầm" in page
        assert browser.post(url, {"reason": "Lần nữa"}).status_code == 302
        assert Handover.recorded.get().reversal_reason == "Nhập nhầm"

    def test_why_it_stands_is_said_in_place_of_the_form(self, cast, province, sign_in, wrong):
        RegisteredPlan.objects.create(
            project=province.bridge, plan_year=2024, version=1, registered_at=LATER
        )
        browser = sign_in(cast.planner)
        page = browser.get(reverse("emulation:handover_withdrawal", args=[wrong.pk]))
        assert page.context["bar"]
        assert b'name="reason"' not in page.content
