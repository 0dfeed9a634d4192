"""Treasury files on their way into the ledger: all or nothing, once, and back again."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import OperationalError

from disbursement.domain.ledger import Position
from disbursement.models import (
    ImportStatus,
    Movement,
    ProjectCodeMatch,
    StatementLine,
    TreasuryImport,
    UnmatchedRow,
    Voucher,
)
from disbursement.selectors.ledger import ledger_check
from disbursement.selectors.positions import positions_by_group
from disbursement.selectors.treasury import known_for
from disbursement.services import treasury, treasury_check, treasury_post
from projects.domain.money import Unit
from projects.models import AuditRecord, Project, SourceFile
from projects.refusals import NotAllowed, Refusal, StaleState
from tests.services.treasury_files import march, summary, vouchers

AT = datetime(2024, 10, 1, 2, 0, tzinfo=UTC)
LATER = AT + timedelta(days=30)
MILLION = 1_000_000

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"


@pytest.fixture
def handed_in(cast, on_commit):
    """Return a function that hands a file in as the treasurer and lets it be checked."""

    def hand_in(path):
        with on_commit():
            received = treasury.import_receive(
                content=path.read_bytes(), name=path.name, by=cast.treasurer, at=AT
            )
        received.refresh_from_db()
        return received

    return hand_in


@pytest.fixture
def posted(cast, handed_in):
    def post(path, **options):
        received = handed_in(path)
        treasury.import_post(treasury_import=received, actor=cast.treasurer, at=AT, **options)
        received.refresh_from_db()
        return received

    return post


@pytest.fixture
def september(tmp_path):
    """Bridge: 300 triệu volume, 100 triệu open advance; road: 50 and nothing."""
    return summary(
        tmp_path / "thang9.xlsx", ["7100001", "NSTW", 300, 100], ["7100002", "NSDP", 50, 0]
    )


def province_on(day, year=2024):
    positions = positions_by_group(plan_year=year, as_of=day, group="province")
    return positions.get(None, Position())


def issue_codes(received):
    return [stored["code"] for stored in received.issues]


def at_once(path, *, check=False, confirm=False, unit=None):
    wish = treasury_post.Wish(treasury_post.Choice(unit, None), confirm, check)
    return treasury.import_at_once(path=path, name=path.name, wish=wish, at=AT)


# Checking


def test_a_file_is_checked_in_the_background_and_nothing_is_posted(handed_in, september):
    received = handed_in(september)
    assert received.status == ImportStatus.CHECKED
    assert (received.layout, received.unit, received.as_at) == (
        "summary",
        "triệu đồng",
        date(2024, 9, 30),
    )
    assert (received.row_count, received.posted_count, received.progress) == (2, 0, 100)
    assert (received.total_volume, received.total_advance) == (350 * MILLION, 100 * MILLION)
    assert received.columns == {
        "Sheet": {
            "A": "project_code",
            "B": "name",
            "C": "source",
            "D": "origin_year",
            "E": "carried.volume",
            "F": "carried.advance_paid",
            "G": "current.volume",
            "H": "current.advance_paid",
        }
    }
    assert received.preview["province"] == [[2024, 0, 450 * MILLION, 21_500 * MILLION]]
    assert StatementLine.objects.count() == Movement.objects.count() == 0


def test_a_refused_file_stays_with_its_findings(handed_in, tmp_path):
    path = summary(tmp_path / "a.xlsx", ["7100001", "NSXX", 1, 0], ["71", "NSTW", 1, 0])
    received = handed_in(path)
    assert received.status == ImportStatus.REFUSED
    assert issue_codes(received) == ["treasury.source_unknown", "code.project_length"]


def test_what_is_no_spreadsheet_is_refused(handed_in, tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"%PDF-1.7 ...")
    received = handed_in(path)
    assert (received.status, issue_codes(received)) == (ImportStatus.REFUSED, ["workbook.pdf"])


def test_the_same_bytes_in_progress_are_not_taken_twice(cast, handed_in, september):
    received = handed_in(september)
    with pytest.raises(treasury.Duplicate) as known:
        handed_in(september)
    assert known.value.treasury_import == received
    assert TreasuryImport.objects.count() == 1


def test_a_refused_file_may_be_handed_in_again(handed_in, tmp_path):
    path = summary(tmp_path / "a.xlsx", ["7100001", "NSXX", 1, 0])
    assert handed_in(path).pk != handed_in(path).pk


def test_unit_and_day_chosen_by_hand_are_checked_again(cast, handed_in, tmp_path, on_commit):
    path = summary(tmp_path / "a.xlsx", ["7100001", "NSTW", 300, 100], unit="như thường lệ")
    received = handed_in(path)
    assert issue_codes(received) == ["treasury.unit_unknown"]
    with on_commit():
        treasury.import_choose(
            treasury_import=received,
            actor=cast.treasurer,
            choice=treasury.Choice(unit=Unit.MILLION, as_at=date(2024, 8, 31)),
        )
    received.refresh_from_db()
    assert received.status == ImportStatus.CHECKED
    assert (received.unit, received.as_at) == ("triệu đồng", date(2024, 8, 31))
    assert received.total_volume == 300 * MILLION


def test_a_fault_of_the_check_is_shown_and_not_tried_for_ever(handed_in, september, monkeypatch):
    def fail(**_):
        raise ZeroDivisionError

    monkeypatch.setattr(treasury_check, "known_for", fail)
    received = handed_in(september)
    assert (received.status, issue_codes(received)) == (ImportStatus.REFUSED, ["treasury.fault"])
    assert received.failure.startswith("ZeroDivisionError")


def test_a_fault_of_the_database_leaves_the_check_to_the_sweep(handed_in, september, monkeypatch):
    def fail(**_):
        raise OperationalError("database is locked")

    monkeypatch.setattr(treasury_check, "known_for", fail)
    with pytest.raises(OperationalError):
        handed_in(september)
    assert TreasuryImport.objects.get().status == ImportStatus.CHECKING


def test_what_is_known_is_read_in_a_fixed_number_of_queries(
    province, tmp_path, django_assert_num_queries
):
    rows = [["7100001", "NSTW", 3, 1], ["7100002", "NSDP", 3, 1], ["7200001", "NSDP", 3, 1]]
    for count in (1, 3):
        path = summary(tmp_path / f"{count}.xlsx", *rows[:count])
        reading = treasury_check.read_treasury_file(path)
        with django_assert_num_queries(8):
            known_for(reading=reading, today=date(2024, 10, 1))


# Posting


def test_posting_appends_the_facts_and_derives_the_movements(cast, posted, september):
    received = posted(september)
    assert (received.status, received.posted_count) == (ImportStatus.POSTED, 2)
    assert (received.posted_at, received.posted_by) == (AT, cast.treasurer)
    line = StatementLine.objects.get(project__code="7100001")
    assert (line.volume, line.advance, line.as_at) == (
        300 * MILLION,
        100 * MILLION,
        date(2024, 9, 30),
    )
    assert (line.sheet, line.row, line.cells) == ("Sheet", 6, "G6, H6")
    assert (line.plan_year, line.origin_year, line.recorded_at) == (2024, 2024, AT)
    assert province_on(date(2024, 9, 29)) == Position()
    assert province_on(date(2024, 9, 30)) == Position(350 * MILLION, 100 * MILLION)
    audit = AuditRecord.objects.get(action="treasury.post")
    assert (audit.actor, audit.detail) == (cast.treasurer, {"facts": 2})


def test_posting_twice_writes_once(cast, handed_in, september):
    received = handed_in(september)
    stale = TreasuryImport.objects.get(pk=received.pk)
    treasury.import_post(treasury_import=received, actor=cast.treasurer, at=AT)
    with pytest.raises(StaleState):
        treasury.import_post(treasury_import=stale, actor=cast.treasurer, at=AT)
    assert StatementLine.objects.count() == 2


def test_what_is_posted_is_checked_again_first(cast, handed_in, september, tmp_path):
    first = handed_in(september)
    other = handed_in(summary(tmp_path / "b.xlsx", ["7100001", "NSTW", 301, 100]))
    treasury.import_post(treasury_import=other, actor=cast.treasurer, at=AT)
    with pytest.raises(Refusal):
        treasury.import_post(treasury_import=first, actor=cast.treasurer, at=AT)
    first.refresh_from_db()
    assert first.status == ImportStatus.REFUSED
    assert "treasury.stated_differently" in issue_codes(first)
    assert StatementLine.objects.count() == 1


def test_a_failure_in_the_middle_of_posting_leaves_nothing(cast, handed_in, september, monkeypatch):
    received = handed_in(september)

    def fail(**_):
        raise OSError("no space left")

    monkeypatch.setattr("disbursement.services.treasury_facts.ledger_derive", fail)
    with pytest.raises(OSError, match="no space"):
        treasury.import_post(treasury_import=received, actor=cast.treasurer, at=AT)
    received.refresh_from_db()
    assert (received.status, received.posted_at) == (ImportStatus.CHECKED, None)
    assert (
        StatementLine.objects.count()
        == AuditRecord.objects.filter(action="treasury.post").count()
        == 0
    )


def test_a_probable_unit_error_is_held_until_a_person_confirms(cast, handed_in, tmp_path):
    # 2.000.000 triệu against a plan of 10.000 triệu is more than a hundred times as much.
    received = handed_in(summary(tmp_path / "a.xlsx", ["7100001", "NSTW", 2_000_000, 0]))
    assert received.status == ImportStatus.HELD
    assert "treasury.scale_alarm" in issue_codes(received)
    with pytest.raises(Refusal):
        treasury.import_post(treasury_import=received, actor=cast.treasurer, at=AT)
    assert StatementLine.objects.count() == 0
    treasury.import_post(treasury_import=received, actor=cast.treasurer, at=AT, confirm_scale=True)
    received.refresh_from_db()
    assert (received.status, received.scale_confirmed) == (ImportStatus.POSTED, True)


def test_vouchers_and_statements_meet_in_one_position(posted, september, tmp_path):
    paid = [
        [march(1), "1", "7100001", "NSTW", "Tạm ứng", 100 * MILLION],
        [march(5), "2", "7100001", "NSTW", "Thanh toán KLHT", 200 * MILLION],
        [march(5), "3", "7100001", "NSTW", "Thu hồi tạm ứng", 40 * MILLION],
        [date(2024, 10, 1), "4", "7100001", "NSTW", "Nộp giảm", 10 * MILLION],
    ]
    posted(vouchers(tmp_path / "v.xlsx", *paid))
    assert province_on(march(4)) == Position(0, 100 * MILLION)
    assert province_on(march(5)) == Position(240 * MILLION, 60 * MILLION)
    posted(september)
    assert province_on(date(2024, 9, 30)) == Position(350 * MILLION, 100 * MILLION)
    assert province_on(date(2024, 10, 1)) == Position(350 * MILLION, 90 * MILLION)
    assert ledger_check()["status"] == "ok"


def test_overlapping_files_count_their_common_vouchers_once(posted, tmp_path):
    first = [march(1), "1", "7100001", "NSTW", "Tạm ứng", 100]
    second = [march(2), "2", "7100001", "NSTW", "Tạm ứng", 200]
    posted(vouchers(tmp_path / "a.xlsx", first))
    received = posted(vouchers(tmp_path / "b.xlsx", first, second))
    assert issue_codes(received) == ["treasury.voucher_known"]
    assert province_on(march(2)) == Position(0, 300)


# Reversing and putting aside


def test_reversal_takes_the_facts_out_of_every_position_and_deletes_nothing(
    cast, posted, september
):
    received = posted(september)
    count = treasury.import_reverse(
        treasury_import=received, actor=cast.treasurer, reason="Nhầm kỳ báo cáo", at=LATER
    )
    received.refresh_from_db()
    assert count == StatementLine.objects.count() == 2
    assert (received.status, received.reversal_reason) == ("reversed", "Nhầm kỳ báo cáo")
    assert (received.reversed_at, received.reversed_by) == (LATER, cast.treasurer)
    assert Movement.objects.count() == 0
    assert ledger_check()["status"] == "ok"
    # A report made again for what was known before the reversal still has the figures.
    then = positions_by_group(
        plan_year=2024, as_of=date(2024, 9, 30), group="province", known_by=LATER - timedelta(1)
    )
    assert then[None] == Position(350 * MILLION, 100 * MILLION)
    with pytest.raises(StaleState):
        treasury.import_reverse(
            treasury_import=received, actor=cast.treasurer, reason="Lần nữa", at=LATER
        )


def test_a_reversal_needs_a_reason(cast, posted, september):
    received = posted(september)
    with pytest.raises(Refusal):
        treasury.import_reverse(
            treasury_import=received, actor=cast.treasurer, reason="  ", at=LATER
        )


def test_a_reversed_file_may_be_posted_again(cast, posted, september):
    received = posted(september)
    treasury.import_reverse(treasury_import=received, actor=cast.treasurer, reason="Nhầm", at=LATER)
    assert posted(september).pk != received.pk
    assert province_on(date(2024, 9, 30)) == Position(350 * MILLION, 100 * MILLION)


def test_a_file_that_was_put_aside_cannot_be_posted(cast, handed_in, september):
    received = handed_in(september)
    treasury.import_discard(treasury_import=received, actor=cast.treasurer, at=AT)
    with pytest.raises(StaleState):
        treasury.import_post(treasury_import=received, actor=cast.treasurer, at=AT)
    assert handed_in(september).pk != received.pk


def test_a_posted_file_cannot_be_put_aside(cast, posted, september):
    received = posted(september)
    with pytest.raises(StaleState):
        treasury.import_discard(treasury_import=received, actor=cast.treasurer, at=AT)


# Unknown codes


def test_unknown_codes_wait_are_matched_once_and_are_remembered(cast, posted, tmp_path):
    path = summary(tmp_path / "a.xlsx", ["7100001", "NSTW", 300, 0], ["7999999", "NSDP", 50, 20])
    received = posted(path)
    assert (received.row_count, received.posted_count) == (2, 1)
    waiting = UnmatchedRow.objects.get()
    assert (waiting.project_code, waiting.row, waiting.disbursed) == ("7999999", 7, 70 * MILLION)
    road = Project.objects.get(code="7100002")
    assert treasury.unmatched_repost(actor=cast.planner, at=LATER) == 0
    treasury.code_match(code=" 7999999", project=road, actor=cast.planner, at=LATER)
    assert treasury.unmatched_repost(actor=cast.planner, at=LATER) == 1
    assert treasury.unmatched_repost(actor=cast.planner, at=LATER) == 0
    received.refresh_from_db()
    assert received.posted_count == 2
    line = StatementLine.objects.get(project=road)
    assert (line.treasury_import, line.recorded_at, line.cells) == (received, LATER, "G7, H7")
    assert province_on(date(2024, 9, 30)) == Position(350 * MILLION, 20 * MILLION)
    october = summary(tmp_path / "b.xlsx", ["7999999", "NSDP", 60, 20], day="31/10/2024")
    # 1 October is still the day the files are handed in, so October's figures are to come.
    assert "treasury.project_unknown" not in [
        found.code for found in at_once(october, check=True).verdict.issues
    ]
    assert ledger_check()["status"] == "ok"


def test_waiting_vouchers_become_vouchers(cast, posted, tmp_path):
    posted(
        vouchers(tmp_path / "v.xlsx", [march(1), "9", "7999999", "NSDP", "Tạm ứng", 5 * MILLION])
    )
    road = Project.objects.get(code="7100002")
    treasury.code_match(code="7999999", project=road, actor=cast.treasurer, at=AT)
    assert treasury.unmatched_repost(actor=cast.treasurer) == 1
    voucher = Voucher.objects.get()
    assert (voucher.project, voucher.day, voucher.number) == (road, march(1), "9")
    assert province_on(march(1)) == Position(0, 5 * MILLION)


def test_rows_of_a_reversed_import_no_longer_wait(cast, posted, tmp_path):
    received = posted(summary(tmp_path / "a.xlsx", ["7999999", "NSDP", 50, 0]))
    treasury.import_reverse(treasury_import=received, actor=cast.treasurer, reason="Sai", at=AT)
    road = Project.objects.get(code="7100002")
    treasury.code_match(code="7999999", project=road, actor=cast.treasurer, at=AT)
    assert treasury.unmatched_repost(actor=cast.treasurer, at=AT) == 0
    assert StatementLine.objects.count() == 0


def test_a_code_cannot_stand_for_two_projects(cast, province):
    def match(code, project):
        treasury.code_match(code=code, project=project, actor=cast.treasurer, at=AT)

    match("7999999", province.road)
    match("7999999", province.road)
    with pytest.raises(Refusal):
        match("7999999", province.bridge)
    with pytest.raises(Refusal):
        match("7100001", province.road)
    assert ProjectCodeMatch.objects.count() == 1


# The command's way: at once, or nothing


def test_at_once_posts_what_passes(province, september):
    answer = at_once(september)
    assert (answer.status, answer.treasury_import.posted_count) == ("posted", 2)
    assert province_on(date(2024, 9, 30)) == Position(350 * MILLION, 100 * MILLION)
    again = at_once(september)
    assert (again.status, again.treasury_import) == ("duplicate", answer.treasury_import)


@pytest.mark.parametrize(
    ("rows", "check", "status"),
    [
        ([["7100001", "NSXX", 1, 0]], False, "refused"),
        ([["7100001", "NSTW", 2_000_000, 0]], False, "held"),
        ([["7100001", "NSTW", 1, 0]], True, "checked"),
    ],
)
def test_at_once_leaves_nothing_of_what_is_not_posted(
    province, tmp_path, settings, rows, check, status
):
    answer = at_once(summary(tmp_path / "a.xlsx", *rows), check=check)
    assert (answer.status, answer.treasury_import) == (status, None)
    assert TreasuryImport.objects.count() == SourceFile.objects.count() == 0
    assert not (settings.DATA_DIR / "files").exists()


def test_at_once_with_the_scale_confirmed(province, tmp_path):
    path = summary(tmp_path / "a.xlsx", ["7100001", "NSTW", 2_000_000, 0])
    answer = at_once(path, confirm=True)
    assert (answer.status, answer.treasury_import.scale_confirmed) == ("posted", True)


# Being cut off


def cut_off(received, status, **fields):
    rows = TreasuryImport.objects.filter(pk=received.pk)
    rows.update(status=status, status_at=AT, **fields)


def sweep(on_commit, minutes):
    with on_commit():
        return treasury.imports_sweep(now=AT + timedelta(minutes=minutes))


@pytest.mark.parametrize("status", [ImportStatus.RECEIVED, ImportStatus.CHECKING])
def test_a_check_that_was_cut_off_is_taken_up_again(handed_in, september, on_commit, status):
    received = handed_in(september)
    cut_off(received, status)
    assert sweep(on_commit, 1) == 0
    assert sweep(on_commit, 3) == 1
    received.refresh_from_db()
    assert received.status == ImportStatus.CHECKED


def test_a_check_that_is_cut_off_for_an_hour_is_given_up(handed_in, september, on_commit):
    received = handed_in(september)
    cut_off(received, ImportStatus.CHECKING)
    assert sweep(on_commit, 61) == 1
    received.refresh_from_db()
    assert (received.status, issue_codes(received)) == (ImportStatus.REFUSED, ["treasury.fault"])


def test_a_posting_that_was_cut_off_can_be_posted_again(cast, handed_in, september, on_commit):
    received = handed_in(september)
    cut_off(received, ImportStatus.POSTING)
    assert sweep(on_commit, 3) == 1
    treasury.import_post(treasury_import=received, actor=cast.treasurer, at=AT)
    assert StatementLine.objects.count() == 2


def test_a_large_file_is_posted_in_the_background_by_whoever_asked(
    cast, handed_in, september, on_commit
):
    received = handed_in(september)
    asked = {"treasury_import": received, "actor": cast.treasurer, "at": AT}
    with on_commit():
        treasury.import_post_later(**asked)
    received.refresh_from_db()
    assert (received.status, received.posted_by) == (ImportStatus.POSTED, cast.treasurer)
    with pytest.raises(StaleState):
        treasury.import_post_later(**asked)


def test_a_background_posting_that_was_cut_off_is_taken_up_again(
    cast, handed_in, september, on_commit
):
    received = handed_in(september)
    cut_off(received, ImportStatus.POSTING, posted_by=cast.treasurer, posted_at=AT)
    sweep(on_commit, 3)
    received.refresh_from_db()
    assert (received.status, received.posted_by) == (ImportStatus.POSTED, cast.treasurer)


def test_a_held_posting_that_was_cut_off_is_held_again(handed_in, tmp_path, on_commit):
    received = handed_in(summary(tmp_path / "a.xlsx", ["7100001", "NSTW", 2_000_000, 0]))
    cut_off(received, ImportStatus.POSTING)
    sweep(on_commit, 3)
    received.refresh_from_db()
    assert received.status == ImportStatus.HELD


# Who may


def test_only_the_treasury_hands_in_posts_and_reverses(cast, handed_in, september):
    received = handed_in(september)
    for person in (cast.investor, cast.planner, cast.leader, cast.administrator, cast.nobody):
        common = {"treasury_import": received, "actor": person}
        with pytest.raises(NotAllowed):
            treasury.import_receive(content=b"x", name="x", by=person, at=AT)
        with pytest.raises(NotAllowed):
            treasury.import_post(**common, at=AT)
        with pytest.raises(NotAllowed):
            treasury.import_reverse(**common, reason="x", at=AT)
        with pytest.raises(NotAllowed):
            treasury.import_discard(**common, at=AT)
        with pytest.raises(NotAllowed):
            treasury.import_choose(**common, choice=treasury.Choice())
    received.refresh_from_db()
    assert received.status == ImportStatus.CHECKED


def test_only_treasury_and_planning_match_codes(cast, province):
    for person in (cast.investor, cast.leader, cast.administrator, cast.home_affairs):
        with pytest.raises(NotAllowed):
            treasury.code_match(code="7999999", project=province.road, actor=person, at=AT)
        with pytest.raises(NotAllowed):
            treasury.unmatched_repost(actor=person, at=AT)
