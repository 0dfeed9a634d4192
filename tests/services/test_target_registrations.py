"""Targets registered for a campaign, with their letters."""

from datetime import UTC, date, datetime

import pytest

from emulation.models import Campaign, TargetRegistration
from emulation.selectors.registrations import (
    board_day,
    registered_targets,
    registrations_visible_to,
    target_board,
)
from emulation.services.registrations import TargetEntry, target_register
from projects.models import AuditRecord, Organisation
from projects.refusals import NotAllowed, Refusal, StaleState
from projects.selectors.files import path_of
from projects.services.organisations import Decided, projects_hand_over
from tests.letters import JPEG, PDF, PNG, pdf_with

NOW = datetime(2024, 3, 20, 2, 0, tzinfo=UTC)
MARCH = date(2024, 3, 20)
pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(db):
    return Campaign.objects.create(
        code="giai-ngan-2024",
        name="Đợt thi đua 2024",
        plan_year=2024,
        starts_on=date(2024, 1, 1),
        ends_on=date(2025, 1, 31),
    )


def register(campaign, investor, actor, target=95, letter=PDF, now=NOW, **fields):
    entry = TargetEntry(target, letter, "công văn", **fields)
    return target_register(campaign=campaign, investor=investor, entry=entry, actor=actor, now=now)


def test_a_target_is_kept_with_its_letter_byte_for_byte(cast, province, campaign):
    made = register(campaign, province.roads_board, cast.investor)
    assert (made.version, made.target) == (1, 95)
    assert path_of(made.letter).read_bytes() == PDF
    assert AuditRecord.objects.get(action="target.register").detail["target"] == 95


def test_a_new_version_needs_a_reason(cast, province, campaign):
    register(campaign, province.roads_board, cast.investor)
    with pytest.raises(Refusal):
        register(campaign, province.roads_board, cast.investor, 98, PNG)
    made = register(
        campaign, province.roads_board, cast.investor, 98, PNG, reason="Được bổ sung vốn"
    )
    assert (made.version, made.reason) == (2, "Được bổ sung vốn")
    assert TargetRegistration.objects.count() == 2


def test_a_second_click_keeps_nothing(cast, province, campaign):
    for _click in range(2):
        register(campaign, province.roads_board, cast.investor)
    assert TargetRegistration.objects.count() == 1


def test_an_overtaken_page_is_told(cast, province, campaign):
    register(campaign, province.roads_board, cast.investor, seen=0)
    with pytest.raises(StaleState):
        register(campaign, province.roads_board, cast.investor, 97, JPEG, reason="x", seen=0)


@pytest.mark.parametrize("letter", [b"", b"<html></html>", pdf_with(b"<< /S /JavaScript >>")])
def test_a_letter_that_is_none_is_refused_and_not_kept(cast, province, campaign, letter):
    with pytest.raises(Refusal):
        register(campaign, province.roads_board, cast.investor, letter=letter)
    assert not TargetRegistration.objects.exists()


@pytest.mark.parametrize("target", [0, 101, -5])
def test_a_target_is_a_share(cast, province, campaign, target):
    with pytest.raises(Refusal):
        register(campaign, province.roads_board, cast.investor, target)


def test_investors_register_for_themselves_only(cast, province, campaign):
    for actor in (cast.other_investor, cast.planner, cast.home_affairs, cast.nobody):
        with pytest.raises(NotAllowed):
            register(campaign, province.roads_board, actor)


def test_the_board_lists_those_without_a_target_first(cast, province, campaign):
    register(campaign, province.roads_board, cast.investor)
    rows = target_board(campaign=campaign, investors=Organisation.objects.all(), day=MARCH)
    assert [(row.investor.code, row.latest and row.latest.target) for row in rows] == [
        ("BQLDD", None),
        ("BQLGT", 95),
    ]


def test_the_board_is_of_who_was_in_charge_on_its_day(cast, province, campaign):
    """On 1 July 2024 the only project of the schools board goes to the roads board."""
    projects_hand_over(
        projects=[province.school],
        to=province.roads_board,
        decided=Decided(date(2024, 7, 1), "9/QĐ-UBND"),
        actor=None,
        now=datetime(2024, 7, 1, 2, 0, tzinfo=UTC),
    )
    owing = {
        day: [
            row.investor.code
            for row in target_board(
                campaign=campaign, investors=Organisation.objects.all(), day=day
            )
        ]
        for day in (MARCH, date(2024, 6, 30), date(2024, 7, 1))
    }
    assert list(owing.values()) == [["BQLDD", "BQLGT"], ["BQLDD", "BQLGT"], ["BQLGT"]]
    mine = Organisation.objects.filter(code="BQLDD")
    assert target_board(campaign=campaign, investors=mine, day=date(2024, 8, 1)) == []


@pytest.mark.parametrize(
    ("today", "day"),
    [("2023-12-01", "2024-01-01"), ("2024-05-06", "2024-05-06"), ("2026-01-01", "2025-01-31")],
)
def test_the_day_of_the_board_stays_within_the_campaign(campaign, today, day):
    found = board_day(campaign=campaign, today=date.fromisoformat(today))
    assert found == date.fromisoformat(day)


def test_investors_see_their_own_letters_and_the_province_all(cast, province, campaign):
    made = register(campaign, province.roads_board, cast.investor)
    for actor in (cast.investor, cast.planner, cast.home_affairs, cast.leader):
        assert list(registrations_visible_to(actor)) == [made]
    for actor in (cast.other_investor, cast.treasurer, cast.nobody):
        assert list(registrations_visible_to(actor)) == []


def test_the_target_known_on_a_day_is_the_latest_by_then(cast, province, campaign):
    register(campaign, province.roads_board, cast.investor)
    later = datetime(2024, 7, 1, tzinfo=UTC)
    register(campaign, province.roads_board, cast.investor, 90, PNG, later, reason="Giảm vốn")
    pk = province.roads_board.pk
    assert registered_targets(campaign=campaign, as_of=date(2024, 3, 19)) == {}
    assert registered_targets(campaign=campaign, as_of=date(2024, 6, 30)) == {pk: 95}
    assert registered_targets(campaign=campaign, as_of=date(2024, 7, 1)) == {pk: 90}
