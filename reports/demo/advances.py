"""Tell which contracts the made-up advances were paid under, for some of the projects."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from disbursement.domain.advances import Lot
from disbursement.models import AdvancePurpose
from disbursement.selectors.advances import advances_of
from disbursement.services.advances import (
    ContractAdvanceEntry,
    StandingEntry,
    advance_standing_save,
    contract_advance_record,
)
from projects.models import CapitalSource, Contract, Project, User
from reports.demo.province import SEED

MOST_ENTERED = 70
STANDINGS = (
    StandingEntry(contractor_bankrupt=True, proposal="Yêu cầu ngân hàng bảo lãnh hoàn trả tạm ứng"),
    StandingEntry(
        other_cause="Vướng mặt bằng, nhà thầu chưa có khối lượng nghiệm thu",
        proposal="Đôn đốc nghiệm thu, thu hồi hết trong quý",
    ),
    StandingEntry(project_suspended=True, proposal="Thu hồi, nộp trả ngân sách nhà nước"),
)


def advances_play(*, officers: dict[str, User], now: datetime) -> None:
    """Enter the advances of some projects under their contracts, and how the oldest stand."""
    rng = Random(SEED + 7)  # noqa: S311 – a demonstration, not a secret
    contracts: dict[int, list[Contract]] = defaultdict(list)
    for contract in Contract.objects.select_related("project__investor").order_by("pk"):
        contracts[contract.project_id].append(contract)
    chosen = Project.objects.filter(pk__in=list(contracts)).order_by("code")
    told, overdue = 0, []
    keys = advances_of(projects=chosen, day=timezone.localdate(now))
    rng.shuffle(keys)
    for key in keys:
        if key.overdue and key.project not in overdue:
            overdue.append(key.project)
        contract = rng.choice(contracts[key.project.pk])
        if told < MOST_ENTERED and rng.random() < 0.7:
            lots = [lot for line in key.lines for lot in line.ageing.lots]
            years = (key.key.plan_year, key.key.origin_year)
            hand = (officers[key.project.investor.code], now)
            told += _enter(rng, contract, lots, key.source, years, hand)
    for project, entry in zip(overdue, STANDINGS, strict=False):
        officer = officers[project.investor.code]
        advance_standing_save(project=project, entry=entry, seen="", actor=officer, now=now)


def _enter(
    rng: Random,
    contract: Contract,
    lots: list[Lot],
    source: CapitalSource,
    years: tuple[int, int],
    hand: tuple[User, datetime],
) -> bool:
    """Enter what is open under a contract; now and then a part of it is forgotten."""
    officer, now = hand
    entered = 0
    for lot in lots:
        amount = lot.amount if rng.random() < 0.75 else lot.amount * 3 // 5
        day = _office(lot.day) + timedelta(days=1)
        if lot.day < contract.signed_on or entered + amount > contract.value or day > now:
            continue
        entered += amount
        entry = ContractAdvanceEntry(
            contract=contract,
            source=source,
            plan_year=years[0],
            origin_year=years[1],
            purpose=AdvancePurpose.EQUIPMENT
            if "thiết bị" in contract.content
            else AdvancePurpose.CONTRACT,
            day=lot.day,
            amount=amount,
            document=f"UNC {rng.randrange(100, 999)}/{lot.day:%m}",
        )
        contract_advance_record(project=contract.project, entry=entry, actor=officer, now=day)
    if entered:
        # Its progress was entered as the work went on, not on the day of the demonstration.
        known = _office(max(contract.signed_on, lots[0].day)) + timedelta(days=120)
        contract.history.update(history_date=min(known, now))
    return bool(entered)


def _office(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(10, 0)))
