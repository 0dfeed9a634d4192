"""Wrong treasury files replaced, figures adjusted by hand, matches and layouts taken back."""

from datetime import date, datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from disbursement.models import (
    ImportStatus,
    Movement,
    ProjectCodeMatch,
    RememberedLayout,
    TreasuryImport,
    Voucher,
)
from disbursement.selectors.positions import positions_by_group
from disbursement.selectors.treasury_preview import import_preview
from disbursement.selectors.unmatched import waiting_totals
from disbursement.services import treasury
from disbursement.services.layout_list import layout_withdraw
from disbursement.services.layouts import layout_remember
from disbursement.services.treasury_adjust import Adjustment, adjustment_make
from disbursement.services.treasury_replace import import_replace
from disbursement.services.treasury_unmatch import code_unmatch
from projects.models import AuditRecord, CapitalSource, Project
from projects.refusals import NotAllowed, Refusal
from tests.services.treasury_files import march, vouchers

AT = datetime(2024, 10, 1, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
# Wrong: 500 million for the bridge, of which the right file says 400, and 100 for the road.
WRONG = [march(5), "CT1", "7100001", "NSTW", "Thanh toán KLHT", 500_000_000]
RIGHT = [march(5), "CT1", "7100001", "NSTW", "Thanh toán KLHT", 400_000_000]
ROAD = [march(6), "CT2", "7100002", "NSDP", "Thanh toán KLHT", 100_000_000]
STRANGER = [march(7), "CT3", "7999999", "NSDP", "Thanh toán KLHT", 70_000_000]


def disbursed(code):
    positions = positions_by_group(plan_year=2024, as_of=date(2024, 12, 31), group="project")
    position = positions.get(Project.objects.get(code=code).pk)
    return position.disbursed if position else 0


def checked(row):
    treasury.import_check(pk=row.pk, at=AT)
    row.refresh_from_db()
    return row


def post(row, actor):
    treasury.import_post(treasury_import=row, actor=actor, at=AT)
    row.refresh_from_db()
    return row


@pytest.fixture
def received(cast, tmp_path):
    def receive(*rows, name="a.xlsx", **more):
        path = vouchers(tmp_path / name, *rows)
        return treasury.import_receive(content=path, name=name, by=cast.treasurer, at=AT, **more)

    return receive


@pytest.fixture
def replacement(cast, received, tmp_path):
    """Return a posted wrong file and its checked replacement."""
    wrong = post(checked(received(WRONG)), cast.treasurer)
    path = vouchers(tmp_path / "right.xlsx", RIGHT, ROAD)
    right = import_replace(
        treasury_import=wrong,
        content=path,
        name="right.xlsx",
        reason="Sai số tiền",
        actor=cast.treasurer,
        at=AT,
    )
    return wrong, checked(right)


def test_a_replacement_is_checked_as_if_the_wrong_file_were_gone(replacement):
    wrong, right = replacement
    assert (right.status, right.replaces) == (ImportStatus.CHECKED, wrong)
    changes = {change.code: change for change in import_preview(treasury_import=right).projects}
    bridge, road = changes["7100001"], changes["7100002"]
    assert (bridge.before, bridge.after) == (500_000_000, 400_000_000)
    assert (road.before, road.after) == (0, 100_000_000)
    wrong.refresh_from_db()
    assert wrong.status == ImportStatus.POSTED
    assert disbursed("7100001") == 500_000_000


def test_posting_a_replacement_takes_the_wrong_file_back_in_the_same_step(cast, replacement):
    wrong, right = replacement
    post(right, cast.treasurer)
    wrong.refresh_from_db()
    assert (wrong.status, wrong.reversal_reason) == (ImportStatus.REVERSED, "Sai số tiền")
    assert right.status == ImportStatus.POSTED
    assert (disbursed("7100001"), disbursed("7100002")) == (400_000_000, 100_000_000)
    before = import_preview(treasury_import=right).province[0].before
    assert before == 500_000_000


def test_a_failing_replacement_leaves_the_wrong_file_counting(cast, replacement, monkeypatch):
    wrong, right = replacement

    def fail(**_):
        raise RuntimeError("disk full")

    monkeypatch.setattr("disbursement.services.treasury_post.facts_write", fail)
    with pytest.raises(RuntimeError):
        post(right, cast.treasurer)
    wrong.refresh_from_db()
    right.refresh_from_db()
    assert (wrong.status, right.status) == (ImportStatus.POSTED, ImportStatus.CHECKED)
    assert disbursed("7100001") == 500_000_000


def test_what_is_gone_already_is_not_replaced(cast, replacement):
    wrong, right = replacement
    treasury.import_reverse(treasury_import=wrong, actor=cast.treasurer, reason="x", at=AT)
    with pytest.raises(Refusal):
        post(right, cast.treasurer)
    right.refresh_from_db()
    assert right.status == ImportStatus.CHECKED
    assert not Movement.objects.exists()


def test_one_replacement_at_a_time_and_only_with_a_reason(cast, replacement):
    wrong, _right = replacement
    wanted = {"treasury_import": wrong, "content": b"x", "name": "x.xlsx", "at": AT}
    with pytest.raises(Refusal):
        import_replace(**wanted, reason="Lần nữa", actor=cast.treasurer)
    with pytest.raises(Refusal):
        import_replace(**wanted, reason="  ", actor=cast.treasurer)
    with pytest.raises(NotAllowed):
        import_replace(**wanted, reason="x", actor=cast.planner)


def adjustment(**other):
    return Adjustment(
        **{
            "project": Project.objects.get(code="7100001"),
            "source": CapitalSource.objects.get(code="NSTW"),
            "plan_year": 2024,
            "origin_year": 2024,
            "day": march(20),
            "kind": "volume",
            "amount": 30_000_000,
            "reason": "Kho bạc hạch toán thiếu ngày 01/01/2020",
            **other,
        }
    )


def test_an_adjustment_is_a_small_file_whose_figure_opens_to_a_cell(cast):
    made = adjustment_make(adjustment=adjustment(), office=None, actor=cast.treasurer, at=AT)
    row = post(checked(made), cast.treasurer)
    voucher = Voucher.objects.get()
    assert (voucher.amount, voucher.day, voucher.kind) == (30_000_000, march(20), "volume")
    book = openpyxl.load_workbook(BytesIO(treasury_path(row).read_bytes()), data_only=True)
    assert book[voucher.sheet][voucher.cells].value == 30_000_000
    assert row.adjustment_reason.startswith("Kho bạc hạch toán thiếu")
    assert disbursed("7100001") == 30_000_000
    treasury.import_reverse(treasury_import=row, actor=cast.treasurer, reason="x", at=AT)
    assert disbursed("7100001") == 0


def treasury_path(row):
    from projects.selectors.files import path_of

    return path_of(row.source_file)


def test_two_equal_adjustments_are_two(cast):
    for minute in (1, 2):
        moment = AT.replace(minute=minute)
        made = adjustment_make(
            adjustment=adjustment(), office=None, actor=cast.treasurer, at=moment
        )
        post(checked(made), cast.treasurer)
    assert disbursed("7100001") == 60_000_000


@pytest.mark.parametrize("wrong", [{"amount": 0}, {"amount": -5}, {"reason": " "}])
def test_an_adjustment_without_sense_is_refused(cast, wrong):
    with pytest.raises(Refusal):
        adjustment_make(adjustment=adjustment(**wrong), office=None, actor=cast.treasurer, at=AT)
    with pytest.raises(NotAllowed):
        adjustment_make(adjustment=adjustment(), office=None, actor=cast.planner, at=AT)


def test_a_match_taken_back_has_its_rows_wait_again_and_the_others_count_on(cast, received):
    post(checked(received(RIGHT, STRANGER)), cast.treasurer)
    road = Project.objects.get(code="7100002")
    match = treasury.code_match(code="7999999", project=road, actor=cast.treasurer, at=AT)
    treasury.unmatched_repost(actor=cast.treasurer, at=AT)
    later = [march(8), "CT9", "7999999", "NSDP", "Thanh toán KLHT", 5_000_000]
    post(checked(received(later, name="b.xlsx")), cast.treasurer)
    assert disbursed("7100002") == 75_000_000

    touched = code_unmatch(match=match, reason="Nhầm dự án", actor=cast.treasurer, at=AT)
    assert touched == 2
    assert (disbursed("7100001"), disbursed("7100002")) == (400_000_000, 0)
    assert waiting_totals()[:2] == (1, 2)
    assert waiting_totals().disbursed == 75_000_000
    assert not ProjectCodeMatch.objects.exists()
    assert TreasuryImport.objects.filter(status=ImportStatus.POSTED).count() == 2
    record = AuditRecord.objects.get(action="treasury.unmatch")
    assert record.detail["reason"] == "Nhầm dự án"


def test_only_the_treasury_takes_a_match_back_and_only_with_a_reason(cast):
    road = Project.objects.get(code="7100002")
    match = treasury.code_match(code="7999999", project=road, actor=cast.treasurer, at=AT)
    with pytest.raises(NotAllowed):
        code_unmatch(match=match, reason="x", actor=cast.planner, at=AT)
    with pytest.raises(Refusal):
        code_unmatch(match=match, reason=" ", actor=cast.treasurer, at=AT)
    assert ProjectCodeMatch.objects.exists()


def test_corrected_columns_are_remembered_and_the_next_file_is_read_by_them(
    cast, received, province
):
    office = cast.treasurer.memberships.get().organisation
    origin = treasury.Origin(office=office)
    first = checked(received(RIGHT, origin=origin))
    (sheet,) = first.columns
    choice = treasury.Choice(columns={sheet: {"B": "ignore"}})
    treasury.import_choose(treasury_import=first, actor=cast.treasurer, choice=choice, at=AT)
    checked(first)
    assert first.columns[sheet].get("B") is None
    (layout,) = layout_remember(
        treasury_import=first, name="Bảng kê của KBNN", actor=cast.treasurer, at=AT
    )
    second = checked(received(ROAD, name="b.xlsx", origin=origin))
    assert second.remembered_layout == layout
    assert second.columns[sheet].get("B") is None
    assert layout_withdraw(layout=layout, actor=cast.treasurer, at=AT)
    assert not layout_withdraw(layout=layout, actor=cast.treasurer, at=AT)
    assert RememberedLayout.objects.get().is_retired
    third = checked(received(STRANGER, name="c.xlsx", origin=origin))
    assert third.remembered_layout is None
    assert third.columns[sheet]["B"] == "number"


def test_rows_with_errors_are_among_the_rows_of_a_refused_file(received):
    broken = [*ROAD[:5], "abc"]
    row = checked(received(RIGHT, broken))
    assert (row.status, row.row_count) == (ImportStatus.REFUSED, 2)
