"""Contracts, physical progress and events, entered by those who keep the project."""

from datetime import UTC, date, datetime

import pytest

from projects.models import AuditRecord, Contract, InvestmentVersion, PhysicalProgress, Project
from projects.refusals import NotAllowed, Refusal
from projects.selectors.work import investments_in_force, progress_as_of
from projects.services.work import (
    ContractEntry,
    EventEntry,
    ProgressEntry,
    contract_save,
    event_record,
    progress_record,
)
from tests.people import BILLION

NOW = datetime(2024, 6, 10, 2, 0, tzinfo=UTC)
SIGNED = date(2024, 3, 1)
pytestmark = pytest.mark.django_db


def a_contract(number="01/HĐ", value=6 * BILLION, **fields):
    return ContractEntry(number, "Công ty Cầu đường", SIGNED, value, **fields)


def save(project, actor, entry, **kwargs):
    return contract_save(project=project, entry=entry, actor=actor, now=NOW, **kwargs)


def record(project, actor, day, per_mille, note=""):
    return progress_record(
        project=project, entry=ProgressEntry(day, per_mille, note), actor=actor, now=NOW
    )


def happen(project, actor, kind="started", day=date(2024, 5, 2), note=""):
    return event_record(
        project=project, entry=EventEntry(kind, 2024, day, note), actor=actor, now=NOW
    )


def test_contracts_above_the_total_investment_are_kept_with_a_warning(cast, province):
    Project.objects.filter(pk=province.bridge.pk).update(total_investment=10 * BILLION)
    _first, found = save(province.bridge, cast.investor, a_contract())
    assert found == []
    _second, found = save(province.bridge, cast.planner, a_contract("02/HĐ", 5 * BILLION))
    assert [(each.code, each.params["over"]) for each in found] == [
        ("contract.above_total", BILLION)
    ]
    assert Contract.objects.count() == 2
    assert AuditRecord.objects.filter(action="contract.add").count() == 2


def test_the_latest_investment_version_by_the_day_is_what_contracts_are_held_against(province):
    only = Project.objects.filter(pk=province.bridge.pk)
    only.update(total_investment=10 * BILLION)
    for day, amount in ((date(2024, 1, 5), 12), (date(2024, 7, 1), 20)):
        InvestmentVersion.objects.create(
            project=province.bridge, decided_on=day, amount=amount * BILLION, recorded_at=NOW
        )
    assert investments_in_force(projects=only, as_of=date(2023, 12, 31)) == {
        province.bridge.pk: 10 * BILLION
    }
    assert investments_in_force(projects=only, as_of=date(2024, 6, 30)) == {
        province.bridge.pk: 12 * BILLION
    }


def test_a_change_of_a_contract_needs_a_reason_and_keeps_its_history(cast, province):
    contract, _found = save(province.bridge, cast.investor, a_contract(per_mille=400))
    with pytest.raises(Refusal):
        save(province.bridge, cast.investor, a_contract(per_mille=300), contract=contract)
    contract.refresh_from_db()
    _saved, found = save(
        province.bridge,
        cast.investor,
        a_contract(per_mille=300),
        contract=contract,
        reason="Nghiệm thu lại",
    )
    assert [each.code for each in found] == ["contract.goes_back"]
    assert contract.history.first().history_change_reason == "Nghiệm thu lại"
    assert contract.history.first().history_user == cast.investor
    assert contract.history.count() == 2


def test_saving_a_contract_as_it_is_changes_nothing(cast, province):
    contract, _found = save(province.bridge, cast.investor, a_contract())
    save(province.bridge, cast.investor, a_contract(), contract=contract)
    assert contract.history.count() == 1


@pytest.mark.parametrize(
    "entry",
    [
        a_contract(value=0),
        a_contract(value=-1),
        a_contract(per_mille=1001),
        a_contract(starts_on=date(2024, 5, 1), ends_on=date(2024, 4, 1)),
        ContractEntry("9", "A", date(2024, 6, 11), BILLION),
    ],
)
def test_an_impossible_contract_is_refused(cast, province, entry):
    with pytest.raises(Refusal):
        save(province.bridge, cast.investor, entry)
    assert not Contract.objects.exists()


def test_a_contract_number_is_used_once_in_a_project(cast, province):
    save(province.bridge, cast.investor, a_contract())
    with pytest.raises(Refusal, match="01/HĐ"):
        save(province.bridge, cast.investor, a_contract(value=1))
    save(province.road, cast.investor, a_contract())


def test_investors_enter_their_own_projects_only_and_leaders_none(cast, province):
    for actor in (cast.other_investor, cast.leader, cast.treasurer, cast.nobody):
        with pytest.raises(NotAllowed):
            save(province.bridge, actor, a_contract())
        with pytest.raises(NotAllowed):
            record(province.bridge, actor, date(2024, 5, 31), 100)
        with pytest.raises(NotAllowed):
            happen(province.bridge, actor)


def test_progress_that_goes_back_needs_a_note_and_is_warned_about(cast, province):
    assert record(province.bridge, cast.investor, date(2024, 4, 30), 400) == []
    with pytest.raises(Refusal):
        record(province.bridge, cast.investor, date(2024, 5, 31), 350)
    found = record(province.bridge, cast.investor, date(2024, 5, 31), 350, "Phá dỡ làm lại")
    assert [each.code for each in found] == ["progress.goes_back"]
    assert PhysicalProgress.objects.count() == 2


def test_the_same_measurement_twice_is_kept_once(cast, province):
    for _click in range(2):
        record(province.bridge, cast.investor, date(2024, 4, 30), 400)
    assert PhysicalProgress.objects.count() == 1


def test_progress_of_a_day_to_come_is_refused(cast, province):
    with pytest.raises(Refusal):
        record(province.bridge, cast.investor, date(2024, 6, 11), 400)


def test_progress_as_of_a_day_is_the_latest_measured_by_then(cast, province):
    record(province.bridge, cast.investor, date(2024, 5, 31), 500)
    record(province.bridge, cast.investor, date(2024, 4, 30), 400)
    projects = Project.objects.all()
    assert (
        progress_as_of(projects=projects, as_of=date(2024, 5, 30))[province.bridge.pk]
        == (progress_as_of(projects=projects, as_of=date(2024, 4, 30))[province.bridge.pk])
    )
    assert progress_as_of(projects=projects, as_of=NOW.date())[province.bridge.pk].per_mille == 500
    assert progress_as_of(projects=projects, as_of=date(2024, 4, 29)) == {}


def test_the_start_of_construction_becomes_the_projects_day(cast, province):
    happen(province.bridge, cast.investor)
    province.bridge.refresh_from_db()
    assert province.bridge.started_on == date(2024, 5, 2)


def test_the_day_of_an_event_changes_only_with_a_note(cast, province):
    happen(province.bridge, cast.investor, "tabmis_entered")
    with pytest.raises(Refusal, match="02/05/2024"):
        happen(province.bridge, cast.investor, "tabmis_entered", date(2024, 5, 3))
    changed = happen(
        province.bridge, cast.investor, "tabmis_entered", date(2024, 5, 3), "Nhập nhầm ngày"
    )
    assert changed.happened_on == date(2024, 5, 3)
    assert province.bridge.events.count() == 1
    record = AuditRecord.objects.get(action="project_event.change")
    assert record.detail["before"] == "2024-05-02"


@pytest.mark.parametrize(
    ("kind", "day"), [("feast", date(2024, 5, 2)), ("started", date(2025, 1, 1))]
)
def test_an_event_unknown_or_to_come_is_refused(cast, province, kind, day):
    with pytest.raises(Refusal):
        happen(province.bridge, cast.investor, kind, day)
