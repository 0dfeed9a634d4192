"""A province in the middle of its work, made once for a whole module of tests.

It is 2 October 2024. The treasury has posted a file and checked another, both investors have
handed in a report and are writing the next, a code waits for its project, the week's snapshot
is made, the year's campaign is loaded, and the registers are at work. A test may change all of
it: nothing stays.
"""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest
import time_machine
from django.db import transaction

from disbursement.domain.calendar import VIETNAM_TIME
from disbursement.domain.ledger import Key
from disbursement.domain.submissions import Filling, LineEntry
from disbursement.models import (
    EntryException,
    FirstApprovalRule,
    MailState,
    Notice,
    ReportingPeriod,
    Submission,
    TreasuryImport,
)
from disbursement.services.attachments import attachment_add
from disbursement.services.calendar import defaults_set_up
from disbursement.services.periods import periods_open
from disbursement.services.reconciliation import sheet_open
from disbursement.services.submission_workbook import workbook_receive
from disbursement.services.submissions import (
    submission_draft_save,
    submission_return,
    submission_submit,
)
from disbursement.services.treasury import import_check, import_post, import_receive
from emulation.models import Campaign
from emulation.packs import read_pack
from emulation.services.packs import pack_load
from projects.models import Membership, Role, User
from reports.models import ReportFile
from reports.services.runs import run_ask, run_make
from tests.fixtures_registers import Registers, make_registers
from tests.letters import PNG
from tests.people import BILLION, Cast, Province, make_cast, make_province, make_user
from tests.services.report_workbooks import Filled, make_workbook
from tests.services.treasury_files import vouchers

NOW = datetime(2024, 10, 2, 9, 0, tzinfo=VIETNAM_TIME)
YESTERDAY = date(2024, 10, 1)
IN_SEPTEMBER = datetime(2024, 9, 27, 15, 0, tzinfo=VIETNAM_TIME)
SEPTEMBER, OCTOBER = "2024-09-K2", "2024-10-K1"
WAITING_CODE = "7999999"
BRIDGE_PAID = 2_345_678_000
SCHOOL_PAID = 1_234_567_000


@dataclass(frozen=True)
class World:
    """What there is to be opened; `ended` was an investor's officer until yesterday.

    The second investor's reports go through the first one before they are reviewed.
    Of each investor's two reports the one of September is handed in; in October's `draft` is
    begun and `returned` came back to the other investor.
    """

    province: Province
    cast: Cast
    ended: User
    posted: TreasuryImport
    checked: TreasuryImport
    period: ReportingPeriod
    report: Submission
    other_report: Submission
    draft: Submission
    returned: Submission
    run_file: ReportFile
    campaign: Campaign
    registers: Registers
    notice: Notice


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("treasury")
    with django_db_blocker.unblock(), transaction.atomic():
        with time_machine.travel(NOW, tick=False):
            yield make_world(folder)
        transaction.set_rollback(True)


def make_world(folder: Path) -> World:
    province = make_province()
    cast = make_cast(province)
    ended = make_user(
        "thoiviec", role=Role.INVESTOR, organisation=province.roads_board, full_name="Lý Thôi Việc"
    )
    Membership.objects.filter(user=ended).update(valid_to=YESTERDAY)
    defaults_set_up(now=NOW)
    pack_load(pack=read_pack("lang-son-2024"), actor=None)
    paid = vouchers(
        folder / "thang-9.xlsx",
        (date(2024, 9, 5), "UNC01", "7100001", "NSTW", "Thanh toán KLHT", BRIDGE_PAID),
        (date(2024, 9, 6), "UNC02", "7200001", "NSDP", "Thanh toán KLHT", SCHOOL_PAID),
        (date(2024, 9, 6), "UNC03", WAITING_CODE, "NSDP", "Thanh toán KLHT", 876_543_000),
    )
    further = vouchers(
        folder / "dau-thang-10.xlsx",
        (date(2024, 10, 1), "UNC04", "7100002", "NSDP", "Tạm ứng", 500_000_000),
    )
    posted = check_file(paid, by=cast.treasurer)
    import_post(treasury_import=posted, actor=cast.treasurer, at=NOW)
    checked = check_file(further, by=cast.treasurer)
    reports = make_reports(province, cast)
    FirstApprovalRule.objects.create(
        investor=province.schools_board,
        body=province.roads_board,
        starts_on=date(2024, 1, 1),
    )
    sheet_open(submission=reports["report"], now=NOW)
    EntryException.objects.create(
        submission=reports["report"],
        until=date(2024, 10, 20),
        reason="Chờ xác nhận của Kho bạc",
        granted_at=NOW,
        granted_by=cast.planner,
    )
    run = run_ask(
        actor=cast.planner, kind="friday-snapshot", as_of=YESTERDAY, formats=["xlsx"], now=NOW
    )
    run_make(pk=run.pk, now=NOW)
    return World(
        province=province,
        cast=cast,
        ended=ended,
        posted=posted,
        checked=checked,
        run_file=run.files.get(),
        campaign=Campaign.objects.get(),
        registers=make_registers(province, cast),
        notice=make_notice(cast),
        **reports,
    )


def make_notice(cast: Cast) -> Notice:
    """Return a notice of the first investor's officer whose e-mail was refused."""
    return Notice.objects.create(
        recipient=cast.investor,
        kind="returned",
        occasion="fixture",
        subject="Báo cáo bị trả lại",
        body="Lý do: thiếu số liệu",
        link="/bao-cao-ky/",
        created_at=NOW,
        mail_state=MailState.FAILED,
        mail_address="khong-co@vi-du.vn",
        mail_at=NOW,
        mail_error="550",
    )


def check_file(path: Path, *, by: User) -> TreasuryImport:
    received = import_receive(content=path.read_bytes(), name=path.name, by=by, at=NOW)
    import_check(pk=received.pk, at=NOW)
    received.refresh_from_db()
    return received


def make_reports(province: Province, cast: Cast) -> dict:
    """Return the September period and the four reports by the names they have in World."""
    periods_open(now=IN_SEPTEMBER, since=IN_SEPTEMBER)
    periods_open(now=NOW)
    mine = Key(province.bridge.pk, province.central.pk, 2024, 2024)
    theirs = Key(province.school.pk, province.local.pk, 2024, 2024)
    handed_in = {}
    for name, code, key, actor, now in (
        ("report", SEPTEMBER, mine, cast.investor, IN_SEPTEMBER),
        ("other_report", SEPTEMBER, theirs, cast.other_investor, IN_SEPTEMBER),
        ("returned", OCTOBER, theirs, cast.other_investor, NOW),
    ):
        submission = Submission.objects.get(period__code=code, investor__projects=key.project_id)
        entry = LineEntry(key, own_disbursed=BILLION, explanation="Chờ mặt bằng")
        filling = Filling(entries=(entry,), warnings_confirmed=True)
        submission_submit(submission=submission, filling=filling, actor=actor, now=now)
        handed_in[name] = submission
    submission_return(
        submission=handed_in["returned"],
        version=1,
        reason="Ghi rõ nguyên nhân",
        actor=cast.planner,
        now=NOW,
    )
    draft = Submission.objects.get(period__code=OCTOBER, investor=province.roads_board)
    entry = LineEntry(mine, own_disbursed=BILLION)
    submission_draft_save(
        submission=draft, filling=Filling(entries=(entry,)), actor=cast.investor, now=NOW
    )
    attachment_add(
        submission=draft,
        project=province.bridge,
        content=PNG,
        name="hien-truong.png",
        actor=cast.investor,
        now=NOW,
    )
    filled = Filled(make_workbook(draft, now=NOW))
    filled.put("7100002", "own_disbursed", 40)
    workbook_receive(
        submission=draft, content=filled.save(), name="bao-cao.xlsx", actor=cast.investor, now=NOW
    )
    return {"period": handed_in["report"].period, "draft": draft, **handed_in}
