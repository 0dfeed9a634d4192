"""Play the made-up province through the portal's own services, each step on its own day.

Nothing is written behind the services' backs: registers come in as workbooks after each
decision, the treasury's lists as files on the day it sends them, and investors hand in period by
period. So every figure of the demonstration opens down to the cell of a file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from itertools import groupby
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from disbursement.models import ImportStatus
from disbursement.services.treasury import Wish, import_at_once, import_receive
from disbursement.services.treasury_check import import_check
from disbursement.services.treasury_post import import_post
from emulation.packs import read_pack, shifted
from emulation.services.packs import pack_load
from projects.models import Programme, Project, ProjectEvent, ProjectEventKind, User
from projects.services.registers import Outcome, registers_import
from reports.demo import names
from reports.demo.plans import CARRY_OVER
from reports.demo.population import DemoLine, DemoVoucher
from reports.demo.province import SEED, DemoProvince
from reports.demo.timeline import DemoFailed, Step, office_hour
from reports.demo.workbooks import decision_workbook, register_workbook, voucher_list

# Before this the treasury's lists come month by month, since then every Friday.
WEEKLY_SINCE = timedelta(days=70)


@dataclass(frozen=True, slots=True)
class TreasuryFile:
    """One list of vouchers, and the day the treasury sends it."""

    sent_on: date
    name: str
    content: bytes


def registers_open(province: DemoProvince, *, by: User | None) -> None:
    """Import the whole registers, with the first decision that the portal knows."""
    day, lines = _decisions(province)[0]
    _register_import(register_workbook(province, lines), day, by, office_hour(day, 1))


def decision_steps(province: DemoProvince, *, by: User | None) -> Iterator[Step]:
    """Import the lines of every later decision on the day after it.

    What was carried over comes with the closing of the year before, not as a file.
    """
    for day, lines in _decisions(province)[1:]:
        yield Step(
            office_hour(day, 1),
            partial(_register_import, decision_workbook(lines), day, by),
        )


def _decisions(province: DemoProvince) -> list[tuple[date, list[DemoLine]]]:
    by_day: dict[date, list[DemoLine]] = defaultdict(list)
    for line in province.lines:
        if line.kind != CARRY_OVER:
            by_day[line.day].append(line)
    return sorted(by_day.items())


def _register_import(content: bytes, day: date, by: User | None, at: datetime) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"danh-muc-{day:%Y-%m-%d}.xlsx"
        path.write_bytes(content)
        answer = registers_import(path=path, name=path.name, by=by, at=at)
    if answer.outcome is not Outcome.IMPORTED:
        raise DemoFailed(f"{path.name}: {answer.outcome} {answer.issues[:3]}")


def programmes_play(province: DemoProvince) -> None:
    """Name the national target programmes and put their projects under them."""
    for code, name in names.PROGRAMMES:
        programme = Programme.objects.create(code=code, name=name)
        mine = [each.code for each in province.projects if each.programme == code]
        Project.objects.filter(code__in=mine).update(programme=programme)


def campaigns_play(province: DemoProvince, *, by: User | None) -> None:
    """Run a campaign in every year, and let some of the asked events have happened."""
    rng = Random(SEED + 1)  # noqa: S311 – a demonstration, not a secret
    pack = read_pack("lang-son-2024")
    events: list[ProjectEvent] = []
    for year in province.years:
        moved = shifted(pack, code=f"giai-ngan-{year}", plan_year=year)
        moved["campaign"]["name"] = (
            f"Đợt thi đua đẩy nhanh tiến độ giải ngân vốn đầu tư công năm {year}"
        )
        moved["campaign"]["legal_basis"] = "Bản trình diễn: mốc theo mẫu Lạng Sơn năm 2024"
        moved["deadlines"] = []
        pack_load(pack=moved, actor=by)
        events += _events(rng, year, province.today)
    ProjectEvent.objects.bulk_create(events)


def _events(rng: Random, year: int, today: date) -> Iterator[ProjectEvent]:
    preparing = Project.objects.filter(stages__plan_year=year, stages__stage="chuẩn bị đầu tư")
    for project in preparing.order_by("code"):
        for kind, month in (
            (ProjectEventKind.POLICY_SUBMITTED, 5),
            (ProjectEventKind.APPRAISAL_SUBMITTED, 9),
        ):
            day = date(year, month, 1) + timedelta(days=rng.randrange(75))
            if day <= today and rng.random() < 0.8:
                yield ProjectEvent(project=project, kind=kind, plan_year=year, happened_on=day)


def treasury_steps(province: DemoProvince, *, by: User) -> Iterator[Step]:
    """Take in every list on the day the treasury sends it.

    Those of the years before came in by the command, as when a portal is filled with its past.
    """
    for file in treasury_files(province):
        is_past = file.sent_on.year < province.today.year
        take = partial(_file_take, file) if is_past else partial(_file_post, file, by)
        yield Step(office_hour(file.sent_on, hour=15), take)


def _file_take(file: TreasuryFile, at: datetime) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / file.name
        path.write_bytes(file.content)
        wish = Wish(is_scale_confirmed=True)
        answer = import_at_once(path=path, name=file.name, wish=wish, at=at)
    if answer.status != "posted":
        found = answer.verdict.issues[:3] if answer.verdict else ()
        raise DemoFailed(f"{file.name}: {answer.status} {found}")


def _file_post(file: TreasuryFile, by: User, at: datetime) -> None:
    """Upload, check and post a list, as the treasury's officer does on the pages."""
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
