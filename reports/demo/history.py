"""Play the made-up province through the portal's own services, each step on its own day.

Nothing is written behind the services' backs: registers come in as workbooks after each
decision, the treasury's lists as files on the day it sends them, and investors hand in period by
period. So every figure of the demonstration opens down to the cell of a file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from django.utils import timezone

from disbursement.models import ImportStatus, TreasuryImport
from disbursement.services.treasury import import_receive
from disbursement.services.treasury_check import import_check
from disbursement.services.treasury_post import import_post
from emulation.packs import read_pack, shifted
from emulation.services.packs import pack_load
from projects.models import Programme, Project, ProjectEvent, ProjectEventKind, User
from projects.services.registers import Outcome, registers_import
from reports.demo import names
from reports.demo.population import DemoVoucher
from reports.demo.province import SEED, DemoProvince
from reports.demo.workbooks import register_workbook, voucher_list

# Before this the treasury's lists come month by month, since then every Friday.
WEEKLY_SINCE = timedelta(days=70)


class DemoFailed(RuntimeError):
    """A step of the demonstration was refused: the portal and its demonstration disagree."""


@dataclass(frozen=True, slots=True)
class TreasuryFile:
    """One list of vouchers, and the day the treasury sends it."""

    sent_on: date
    name: str
    content: bytes


def registers_play(province: DemoProvince, *, by: User | None) -> int:
    """Import the registers anew after each plan decision; return how many plan lines there are."""
    days = sorted({line.day for line in province.lines})
    for day in days:
        content = register_workbook(province, lines_until=day)
        with TemporaryDirectory() as folder:
            path = Path(folder) / f"danh-muc-{day:%Y-%m-%d}.xlsx"
            path.write_bytes(content)
            answer = registers_import(path=path, name=path.name, by=by, at=office_hour(day, 1))
        if answer.outcome is not Outcome.IMPORTED:
            raise DemoFailed(f"{path.name}: {answer.outcome} {answer.issues[:3]}")
    return len(province.lines)


def programmes_play(province: DemoProvince) -> None:
    """Name the national target programmes and put their projects under them."""
    for code, name in names.PROGRAMMES:
        programme = Programme.objects.create(code=code, name=name)
        mine = [each.code for each in province.projects if each.programme == code]
        Project.objects.filter(code__in=mine).update(programme=programme)


def campaigns_play(province: DemoProvince, *, by: User | None) -> None:
    """Run the campaign of both years, and let some of the asked events have happened."""
    rng = Random(SEED + 1)  # noqa: S311 – a demonstration, not a secret
    year = province.today.year
    pack = read_pack("lang-son-2024")
    for plan_year in (year - 1, year):
        moved = shifted(pack, code=f"giai-ngan-{plan_year}", plan_year=plan_year)
        moved["campaign"]["name"] = (
            f"Đợt thi đua đẩy nhanh tiến độ giải ngân vốn đầu tư công năm {plan_year}"
        )
        moved["campaign"]["legal_basis"] = "Bản trình diễn: mốc theo mẫu Lạng Sơn năm 2024"
        moved["deadlines"] = []
        pack_load(pack=moved, actor=by)
    preparing = Project.objects.filter(stages__plan_year=year, stages__stage="chuẩn bị đầu tư")
    events = []
    for project in preparing.order_by("code"):
        for kind, month in (
            (ProjectEventKind.POLICY_SUBMITTED, 5),
            (ProjectEventKind.APPRAISAL_SUBMITTED, 9),
        ):
            day = date(year, month, 1) + timedelta(days=rng.randrange(75))
            if day <= province.today and rng.random() < 0.8:
                events.append(
                    ProjectEvent(project=project, kind=kind, plan_year=year, happened_on=day)
                )
    ProjectEvent.objects.bulk_create(events)


def treasury_play(province: DemoProvince, *, by: User) -> int:
    """Upload, check and post every list of the treasury; return how many vouchers were posted."""
    posted = 0
    for file in treasury_files(province):
        at = office_hour(file.sent_on, 0, hour=15)
        received = import_receive(content=file.content, name=file.name, by=by, at=at)
        import_check(pk=received.pk, at=at)
        received.refresh_from_db()
        if received.status not in (ImportStatus.CHECKED, ImportStatus.HELD):
            raise DemoFailed(f"{file.name}: {received.status} {received.issues[:3]}")
        import_post(
            treasury_import=received,
            actor=by,
            at=at,
            confirm_scale=received.status == ImportStatus.HELD,
        )
        posted += TreasuryImport.objects.get(pk=received.pk).posted_count
    return posted


def treasury_files(province: DemoProvince) -> Iterator[TreasuryFile]:
    """Yield the lists in the order in which they are sent: by month, lately by week."""
    weekly_since = province.today - WEEKLY_SINCE
    friday = weekly_since + timedelta(days=(4 - weekly_since.weekday()) % 7)

    def batch(voucher: DemoVoucher) -> date:
        """Return the last day that the list holding the voucher covers."""
        if voucher.day > friday:
            return voucher.day + timedelta(days=(4 - voucher.day.weekday()) % 7)
        first_of_next = (voucher.day.replace(day=1) + timedelta(days=32)).replace(day=1)
        return min(first_of_next - timedelta(days=1), friday)

    start = province.vouchers[0].day.replace(day=1) if province.vouchers else province.today
    for last, group in groupby(province.vouchers, key=batch):
        sent_on = last if last > friday else last + timedelta(days=2)
        if sent_on > province.today:
            return
        name = f"bang-ke-chung-tu-{last:%Y-%m-%d}.xlsx"
        yield TreasuryFile(sent_on, name, voucher_list(list(group), start, last))
        start = last + timedelta(days=1)


def office_hour(day: date, days_later: int, *, hour: int = 9) -> datetime:
    """Return a moment of office time, some days after a day."""
    local = datetime.combine(day + timedelta(days=days_later), time(hour))
    return timezone.make_aware(local)
