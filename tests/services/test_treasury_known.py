"""What the checks of a treasury file ask of the database, and what holds a file back."""

from datetime import date

import pytest

from disbursement.domain import treasury_rules as rules
from disbursement.domain.treasury_reading import Reading
from disbursement.domain.treasury_verdict import Outcome, Verdict
from disbursement.intake.treasury_files import read_treasury_file
from disbursement.models import AdvanceRule, ImportStatus, RememberedLayout, TreasuryImport
from disbursement.selectors.treasury import known_for, longest_advance
from disbursement.services import treasury
from disbursement.services.layouts import layout_judged
from disbursement.services.treasury_check import reading_judge
from projects.domain.issues import issue
from projects.models import Organisation
from projects.refusals import Refusal
from tests.services.treasury_files import summary
from tests.treasury_facts import at, pay, state

NOON = at("2024-10-01 12:00")
MILLION = 1_000_000
SEPTEMBER = date(2024, 9, 30)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"


def office(number):
    return Organisation.objects.create(code=f"KB{number}", name=f"Kho bạc khu vực {number}")


def sent_by(fact, organisation):
    """Say which office sent the file that a fact stands in."""
    TreasuryImport.objects.filter(pk=fact.treasury_import_id).update(office=organisation)


def rule(purpose, effective_from, **values):
    return AdvanceRule.objects.create(purpose=purpose, effective_from=effective_from, **values)


def test_the_longest_fixed_time_for_an_advance_is_that_of_the_rules_in_force():
    assert longest_advance(day=SEPTEMBER) is None
    rule("contract", date(2020, 1, 1), recovered_at_percent=80, overdue_months=3)
    assert longest_advance(day=SEPTEMBER) is None
    rule("other", date(2020, 1, 1), months=12, overdue_months=3)
    rule("other", date(2024, 9, 30), months=6, overdue_months=3)
    rule("land", date(2024, 10, 1), months=24)
    assert longest_advance(day=date(2024, 9, 29)) == 15
    assert longest_advance(day=SEPTEMBER) == 9
    assert longest_advance(day=date(2024, 10, 1)) == 24


def test_offices_are_known_by_what_their_posted_files_stated(province, tmp_path):
    ours, theirs = office(1), office(2)
    sent_by(pay(province.bridge, province.central, 2 * MILLION, day="2024-03-01"), theirs)
    sent_by(state(province.road, province.local, 5, 0, as_at="2024-06-30"), ours)
    taken_back = state(province.road, province.local, 9, 0, as_at="2024-08-31")
    sent_by(taken_back, theirs)
    TreasuryImport.objects.filter(pk=taken_back.treasury_import_id).update(
        status=ImportStatus.REVERSED
    )
    path = summary(tmp_path / "a.xlsx", ["7100001", "NSTW", 3, 1], ["7100002", "NSDP", 3, 1])
    known = known_for(reading=read_treasury_file(path), today=date(2024, 10, 1), office=ours)
    assert known.office == "Kho bạc khu vực 1"
    assert known.offices == {
        province.bridge.pk: frozenset({"Kho bạc khu vực 2"}),
        province.road.pk: frozenset({"Kho bạc khu vực 1"}),
    }
    assert known.newest_of_office == date(2024, 6, 30)
    nobody = known_for(reading=read_treasury_file(path), today=date(2024, 10, 1))
    assert (nobody.office, nobody.offices, nobody.newest_of_office) == ("", {}, None)


def test_another_offices_project_and_an_older_file_are_warnings(province, tmp_path):
    ours, theirs = office(1), office(2)
    sent_by(pay(province.bridge, province.central, 2 * MILLION, day="2024-03-01"), theirs)
    sent_by(state(province.road, province.local, 5, 0, as_at="2024-09-30"), ours)
    path = summary(tmp_path / "a.xlsx", ["7100001", "NSTW", 3, 1], day="31/08/2024")
    judged = reading_judge(
        reading=read_treasury_file(path), at=NOON, is_confirmed=False, office=ours
    )
    found = {each.code: each for each in judged.issues}
    assert judged.outcome == "checked"
    assert found["treasury.other_office"].cell == "A6"
    assert found["treasury.older_than_known"].params == {
        "day": date(2024, 8, 31),
        "newest": SEPTEMBER,
    }


def test_a_jump_down_by_a_unit_holds_the_file_until_somebody_confirms(
    cast, province, on_commit, tmp_path
):
    places = [(province.bridge, province.central), (province.road, province.local)]
    places.append((province.bridge, province.local))
    for project, source in places:
        state(project, source, 2_000 * MILLION, 0, as_at="2024-08-31")
    rows = [[project.code, source.code, 2, 0] for project, source in places]
    path = summary(tmp_path / "a.xlsx", *rows)
    with on_commit():
        received = treasury.import_receive(
            content=path.read_bytes(), name=path.name, by=cast.treasurer, at=NOON
        )
    received.refresh_from_db()
    codes = {found["code"] for found in received.issues}
    assert received.status == ImportStatus.HELD
    assert rules.UNIT_JUMP.code in codes
    assert "treasury.scale_alarm" not in codes
    with pytest.raises(Refusal):
        treasury.import_post(treasury_import=received, actor=cast.treasurer, at=NOON)
    treasury.import_post(
        treasury_import=received, actor=cast.treasurer, at=NOON, confirm_scale=True
    )
    received.refresh_from_db()
    assert (received.status, received.scale_confirmed) == (ImportStatus.POSTED, True)


@pytest.mark.parametrize(
    ("found", "code", "is_retired"),
    [
        ([], "treasury.layout_remembered", False),
        ([rules.UNIT_UNKNOWN, rules.PARTS_DIFFER], "treasury.layout_remembered", False),
        ([rules.COLUMNS_MISSING], "treasury.layout_failed", True),
        ([rules.COLUMN_TWICE, rules.UNIT_UNKNOWN], "treasury.layout_failed", True),
    ],
)
def test_a_remembered_layout_is_named_and_falls_only_over_its_columns(found, code, is_retired):
    layout = RememberedLayout.objects.create(
        office=office(1), fingerprint="f", name="Bảng quý", family="summary", remembered_at=NOON
    )
    verdict = Verdict(Outcome.CHECKED, Reading(), issues=[issue(rule) for rule in found])
    judged = layout_judged(
        treasury_import=TreasuryImport(remembered_layout=layout), verdict=verdict
    )
    (told,) = [each for each in judged.issues if each not in verdict.issues]
    layout.refresh_from_db()
    assert (told.code, told.params, layout.is_retired) == (code, {"name": "Bảng quý"}, is_retired)


def test_without_a_remembered_layout_nothing_is_said_of_one():
    verdict = Verdict(Outcome.CHECKED, Reading())
    assert layout_judged(treasury_import=TreasuryImport(), verdict=verdict) is verdict
