"""Advances under contracts, what the ledger has beyond them, and since when they are overdue."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from disbursement.models import (
    AdvancePurpose,
    AdvanceRule,
    AdvanceStanding,
    ContractAdvance,
    VoucherKind,
)
from disbursement.selectors.advances import (
    advances_of,
    lines_of,
    overdue_by_investor,
    standing_mark,
)
from disbursement.services.advances import (
    ContractAdvanceEntry,
    RuleEntry,
    StandingEntry,
    advance_rule_change,
    advance_rule_withdraw,
    advance_rules_seed,
    advance_standing_save,
    contract_advance_record,
)
from projects.models import AuditRecord, Handover, Project
from projects.refusals import NotAllowed, Refusal, StaleState
from projects.services.work import ContractEntry, contract_save
from tests.people import BILLION
from tests.treasury_facts import at, pay, state

MILLION = 1_000_000
NOW = at("2024-11-20 09:00")
TODAY = date(2024, 11, 20)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rules(db):
    advance_rules_seed(now=at("2024-01-02 08:00"))


def sign(project, number="01/HĐ", *, value=10 * BILLION, per_mille=0, when="2024-01-15 08:00"):
    entry = ContractEntry(
        number, "Công ty Cầu đường", date(2024, 1, 10), value, per_mille=per_mille
    )
    return contract_save(project=project, entry=entry, actor=None, now=at(when))[0]


def progress(contract, per_mille, when):
    entry = ContractEntry(
        contract.number,
        contract.contractor,
        contract.signed_on,
        contract.value,
        per_mille=per_mille,
    )
    contract_save(
        project=contract.project,
        entry=entry,
        actor=None,
        now=at(when),
        contract=contract,
        reason="Nghiệm thu",
    )


def record(contract, source, amount, day, *, actor=None, purpose="contract", **fields):
    values = {"plan_year": 2024, "origin_year": 2024, "document": "UNC", **fields}
    entry = ContractAdvanceEntry(
        contract, source, purpose=purpose, day=date.fromisoformat(day), amount=amount, **values
    )
    return contract_advance_record(project=contract.project, entry=entry, actor=actor, now=NOW)


def advance(project, source, amount, day, **fields):
    return pay(project, source, amount, day=day, kind=VoucherKind.ADVANCE, **fields)


def recover(project, source, amount, day):
    return pay(project, source, amount, day=day, kind=VoucherKind.RECOVERY)


def lines(day=TODAY):
    return lines_of(projects=Project.objects.all(), day=day)


def shown(day=TODAY):
    return [(line.contract and line.contract.number, line.balance) for line in lines(day)]


def test_without_contracts_the_whole_balance_is_one_line_judged_as_work_without_one(province):
    advance(province.bridge, province.central, 500 * MILLION, "2024-02-05")
    advance(province.bridge, province.central, 200 * MILLION, "2024-09-30")
    recover(province.bridge, province.central, 100 * MILLION, "2024-10-10")
    (line,) = lines()
    assert (line.contract, line.purpose) == (None, AdvancePurpose.OTHER)
    assert line.balance == 600 * MILLION
    # 400 of February are older than six months, 200 of 30 September than one month.
    assert line.bands == {"m1": 0, "m3": 200 * MILLION, "m6": 0, "m12": 400 * MILLION, "older": 0}
    # Due on 5 August, overdue three months later.
    assert (line.overdue, line.overdue_from) == (400 * MILLION, date(2024, 11, 6))
    assert line.overdue_days == 15
    assert line.standing == "overdue"


def test_the_day_asked_for_decides(province):
    advance(province.bridge, province.central, 500 * MILLION, "2024-02-05")
    assert lines(date(2024, 2, 4)) == []
    assert lines(date(2024, 8, 5))[0].standing == "open"
    assert lines(date(2024, 8, 6))[0].standing == "due"
    assert lines(date(2024, 11, 5))[0].standing == "due"
    assert lines(date(2024, 11, 6))[0].standing == "overdue"


def test_a_statement_counts_on_its_day(province):
    state(province.bridge, province.central, 0, 300 * MILLION, as_at="2024-06-30")
    state(province.bridge, province.central, 50 * MILLION, 250 * MILLION, as_at="2024-09-30")
    (line,) = lines()
    assert [(lot.day, lot.amount) for lot in line.ageing.lots] == [
        (date(2024, 6, 30), 250 * MILLION)
    ]


def test_contracts_and_what_they_do_not_account_for_add_up_to_the_ledger(province):
    contract = sign(province.bridge)
    advance(province.bridge, province.central, 500 * MILLION, "2024-02-05")
    record(contract, province.central, 350 * MILLION, "2024-02-05")
    assert shown() == [("01/HĐ", 350 * MILLION), (None, 150 * MILLION)]
    record(contract, province.central, 150 * MILLION, "2024-03-05", document="UNC2")
    assert shown() == [("01/HĐ", 500 * MILLION)]


def test_contracts_that_say_more_than_the_ledger_are_told(province):
    contract = sign(province.bridge)
    advance(province.bridge, province.central, 100 * MILLION, "2024-02-05")
    record(contract, province.central, 350 * MILLION, "2024-02-05")
    assert shown() == [("01/HĐ", 350 * MILLION), (None, -250 * MILLION)]
    assert lines()[1].standing == "negative"
    (key,) = advances_of(projects=Project.objects.all(), day=TODAY)
    assert key.balance == 100 * MILLION


def test_a_contract_s_advance_is_overdue_three_months_after_eighty_per_cent(province):
    contract = sign(province.bridge)
    advance(province.bridge, province.central, BILLION, "2024-02-05")
    record(contract, province.central, BILLION, "2024-02-05")
    progress(contract, 600, "2024-06-10 09:00")
    assert lines()[0].standing == "open"
    progress(contract, 850, "2024-08-15 09:00")
    (line,) = lines()
    assert line.worst.due_on == date(2024, 8, 15)
    assert (line.overdue, line.overdue_from, line.overdue_days) == (
        BILLION,
        date(2024, 11, 16),
        5,
    )
    assert lines(date(2024, 11, 15))[0].standing == "due"


def test_no_more_is_overdue_than_the_ledger_has_open(province):
    contract = sign(province.bridge)
    advance(province.bridge, province.central, 100 * MILLION, "2024-02-05")
    record(contract, province.central, 350 * MILLION, "2024-02-05", purpose="land")
    (key,) = advances_of(projects=Project.objects.all(), day=TODAY)
    assert key.lines[0].overdue == 350 * MILLION
    assert key.overdue == 100 * MILLION


def test_overdue_by_investor_goes_by_who_was_in_charge_on_the_day(province):
    advance(province.bridge, province.central, 400 * MILLION, "2024-02-05")
    advance(province.road, province.local, 70 * MILLION, "2024-10-05")
    advance(province.school, province.local, 30 * MILLION, "2024-02-05")
    Handover.objects.create(
        project=province.school,
        from_investor=province.roads_board,
        to_investor=province.schools_board,
        happened_on="2024-11-18",
        recorded_at=NOW,
    )
    found = overdue_by_investor(TODAY)
    roads, schools = found[province.roads_board.pk], found[province.schools_board.pk]
    assert (roads.balance, roads.overdue, len(roads.projects), roads.longest) == (
        470 * MILLION,
        400 * MILLION,
        1,
        15,
    )
    assert (schools.balance, schools.overdue) == (30 * MILLION, 30 * MILLION)
    before = overdue_by_investor(date(2024, 11, 10))
    assert before[province.roads_board.pk].overdue == 430 * MILLION
    assert province.schools_board.pk not in before


def test_reading_asks_the_same_number_of_queries_however_many_there_are(province):
    def asked():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            lines()
        return len(queries)

    advance(province.bridge, province.central, BILLION, "2024-02-05")
    record(sign(province.bridge), province.central, BILLION, "2024-02-05")
    few = asked()
    for number, project in enumerate((province.bridge, province.road, province.school)):
        advance(project, province.local, BILLION, "2024-03-05")
        contract = sign(project, f"1{number}/HĐ")
        record(contract, province.local, BILLION, "2024-03-05")
    assert asked() == few


def test_an_investor_enters_advances_of_its_own_projects_only(cast, province):
    mine, theirs = sign(province.bridge), sign(province.school)
    row = record(mine, province.central, BILLION, "2024-02-05", actor=cast.investor)
    told = AuditRecord.objects.get(action="contract_advance.record")
    assert (told.actor, told.object_id, told.detail["amount"]) == (
        cast.investor,
        str(row.pk),
        BILLION,
    )
    with pytest.raises(NotAllowed):
        record(theirs, province.local, BILLION, "2024-02-05", actor=cast.investor)
    record(theirs, province.local, BILLION, "2024-02-05", actor=cast.planner)
    with pytest.raises(NotAllowed):
        record(theirs, province.local, BILLION, "2024-02-05", actor=cast.treasurer)


def test_the_same_advance_is_not_entered_twice(province):
    contract = sign(province.bridge)
    record(contract, province.central, BILLION, "2024-02-05")
    with pytest.raises(Refusal):
        record(contract, province.central, BILLION, "2024-02-05")
    record(contract, province.central, BILLION, "2024-02-05", document="UNC2")
    assert ContractAdvance.objects.count() == 2


@pytest.mark.parametrize(
    ("amount", "day", "fields"),
    [
        (0, "2024-02-05", {}),
        (BILLION, "2024-11-21", {}),  # tomorrow
        (BILLION, "2024-01-09", {}),  # before the contract was signed
        (11 * BILLION, "2024-02-05", {}),  # more than the contract is worth
        (BILLION, "2024-02-05", {"origin_year": 2025}),
        (BILLION, "2024-02-05", {"purpose": "holiday"}),
        (-BILLION, "2024-02-05", {}),  # nothing was advanced
    ],
)
def test_what_cannot_be_is_refused(province, amount, day, fields):
    contract = sign(province.bridge)
    with pytest.raises(Refusal):
        record(contract, province.central, amount, day, **fields)
    assert not ContractAdvance.objects.exists()


def test_no_more_is_recovered_than_was_open_on_any_day(province):
    contract = sign(province.bridge)
    record(contract, province.central, BILLION, "2024-04-05")
    record(contract, province.central, -600 * MILLION, "2024-06-05")
    with pytest.raises(Refusal):
        record(contract, province.central, -500 * MILLION, "2024-07-05")
    with pytest.raises(Refusal):  # before it was advanced
        record(contract, province.central, -MILLION, "2024-04-04")
    with pytest.raises(Refusal):  # of another source
        record(contract, province.local, -MILLION, "2024-07-05")
    record(contract, province.central, -400 * MILLION, "2024-07-05")


def test_the_standing_is_kept_once_and_by_its_investor(cast, province):
    def save(seen="", actor=cast.investor, now=NOW, **fields):
        return advance_standing_save(
            project=province.bridge,
            entry=StandingEntry(**fields),
            seen=seen,
            actor=actor,
            now=now,
        )

    row = save(bank_deposit=BILLION, contractor_bankrupt=True)
    with pytest.raises(StaleState):
        save(bank_deposit=5)
    later = save(seen=standing_mark(row), proposal="Thu hồi", now=at("2024-11-20 10:00"))
    assert (later.bank_deposit, later.proposal) == (0, "Thu hồi")
    for actor in (cast.other_investor, cast.planner):
        with pytest.raises(NotAllowed):
            save(seen=standing_mark(later), actor=actor)
    with pytest.raises(Refusal):
        save(seen=standing_mark(later), bank_deposit=-1)
    assert AdvanceStanding.objects.count() == 1
    assert AuditRecord.objects.filter(action="advance_standing.save").count() == 2


def test_a_rule_changes_from_a_coming_day_on_and_the_past_keeps_its_own(cast, province):
    def change(day, actor=cast.administrator, **fields):
        entry = RuleEntry("other", date.fromisoformat(day), **fields)
        return advance_rule_change(entry=entry, note="", actor=actor, now=NOW)

    with pytest.raises(NotAllowed):
        change("2024-12-01", months=4, actor=cast.planner)
    with pytest.raises(Refusal):
        change("2024-11-20", months=4)
    for fields in ({}, {"recovered_at_percent": 80}, {"months": 121}, {"days": -1}):
        with pytest.raises(Refusal):
            change("2024-12-01", **fields)
    row = change("2024-12-01", months=1)
    with pytest.raises(StaleState):
        change("2024-12-01", months=2)
    advance(province.bridge, province.central, BILLION, "2024-11-05")
    advance(province.road, province.local, BILLION, "2024-12-05")
    old, new = lines(date(2025, 1, 10))
    assert (old.standing, new.standing) == ("open", "overdue")
    advance_rule_withdraw(rule=row, actor=cast.administrator, now=NOW)
    with pytest.raises(StaleState):
        advance_rule_withdraw(rule=row, actor=cast.administrator, now=NOW)
    in_force = AdvanceRule.objects.get(purpose="other")
    with pytest.raises(StaleState):
        advance_rule_withdraw(rule=in_force, actor=cast.administrator, now=NOW)


def test_rules_are_seeded_once_and_a_changed_one_stays(cast):
    assert advance_rules_seed(now=NOW) == 0
    assert AdvanceRule.objects.count() == len(AdvancePurpose.values)
    land = AdvanceRule.objects.get(purpose="land")
    assert (land.days, land.months, land.overdue_months) == (30, 3, 0)
    assert "254/2025" in land.legal_basis
