"""What the planning department keeps up: TABMIS, collected revenue, medium-term plans, drafts."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from random import Random

from projects.domain.draft_rows import DraftRow
from projects.domain.medium_terms import period_name, usual_period
from projects.domain.money import Unit, format_amount
from projects.models import CapitalSource, Issuer, PlanDecision, PlanLine, User
from projects.selectors.files import path_of
from projects.selectors.row_history import row_mark
from projects.services.decision_drafts import DraftContent, draft_open
from projects.services.medium_term import (
    medium_term_check,
    medium_term_file_receive,
    medium_term_import,
)
from projects.services.plan_decisions import Hand
from projects.services.register_edit import Hand as RegisterHand
from projects.services.register_edit import row_edit
from projects.services.registers import Outcome
from projects.services.revenue import revenue_record
from projects.services.tabmis import tabmis_enter, tabmis_enter_rest
from reports.demo.payments import SEASON
from reports.demo.plans import CARRY_OVER
from reports.demo.population import MILLION, DemoLine
from reports.demo.province import SEED, DemoProvince
from reports.demo.timeline import DemoFailed, Step, office_hour
from reports.demo.workbooks import MediumTermLine, medium_term_workbook

DELAY_OF_TABMIS = timedelta(days=24)
LAST_OF_TABMIS = (4, 15)
# How much of the year's plan the source has brought in by the end of each year, latest first.
COLLECTED = {"NSDP-SDD": (0.83, 0.91, 1.04), "NSDP-XSKT": (1.03, 1.06, 0.99)}
REVENUE_REASON = "Nguồn chỉ được chi theo số thực thu."


def tabmis_steps(province: DemoProvince, *, by: User) -> Iterator[Step]:
    """Enter every decision's lines, by 15 April where it came before; of the last ones not all."""
    rng = Random(SEED + 4)  # noqa: S311 – a demonstration, not a secret
    decisions = {
        (line.number, line.day): line.plan_year
        for line in province.lines
        if line.project and line.day + DELAY_OF_TABMIS <= province.today
    }
    for (number, day), year in sorted(decisions.items(), key=lambda item: item[0][1]):
        deadline = date(year, *LAST_OF_TABMIS)
        entered_on = max(day + DELAY_OF_TABMIS, date(year, 1, 12))
        if day < deadline:
            entered_on = min(entered_on, deadline)
        is_partly = year == province.today.year and day.month in (2, 9)
        enter = partial(_enter_some, rng) if is_partly else _enter_all
        yield Step(office_hour(entered_on, hour=16), partial(enter, (number, day), by))


def _enter_all(known: tuple[str, date], by: User, at: datetime) -> None:
    decision = PlanDecision.objects.get(number=known[0], decided_on=known[1])
    tabmis_enter_rest(decision=decision, entered_on=at.date(), hand=Hand(by, at))


def _enter_some(rng: Random, known: tuple[str, date], by: User, at: datetime) -> None:
    """Enter most lines, some of them in part only; leave the rest to be found missing."""
    lines = PlanLine.objects.filter(decision__number=known[0], decision__decided_on=known[1])
    for line in lines.filter(project__isnull=False).order_by("project__code", "source__code"):
        manner = rng.random()
        if manner < 0.8:
            amount = line.amount if manner < 0.65 else line.amount // 2 // MILLION * MILLION
            tabmis_enter(line=line, amount=amount, entered_on=at.date(), hand=Hand(by, at))


def revenue_steps(province: DemoProvince, *, by: User) -> Iterator[Step]:
    """Record what land and lottery have brought in by each month's end, three days later."""
    rng = Random(SEED + 5)  # noqa: S311 – a demonstration, not a secret
    yield Step(office_hour(date(province.years[0], 1, 5)), partial(_mark_collected, by))
    for year in province.years:
        for source, shares in COLLECTED.items():
            plan = sum(
                line.amount
                for line in province.lines
                if line.plan_year == line.origin_year == year
                and line.source == source
                and line.project
            )
            full = plan * shares[province.today.year - year]
            reached = 0
            for month in range(1, 13):
                # The lottery pays evenly, land is sold towards the end of the year.
                season = SEASON[month] / SEASON[12] if source == "NSDP-SDD" else month / 12
                drawn = int(full * season * rng.uniform(0.95, 1.05)) // MILLION * MILLION
                reached = max(reached, drawn)
                as_at = date(year, month, monthrange(year, month)[1])
                record = partial(_record, (source, year, as_at), reached, by)
                yield Step(office_hour(as_at, 3), record)


def _mark_collected(by: User, at: datetime) -> None:
    for source in CapitalSource.objects.filter(code__in=COLLECTED):
        hand = RegisterHand(by, at, REVENUE_REASON)
        row_edit(row=source, values={"collected_in_year": True}, mark=row_mark(source), hand=hand)


def _record(known: tuple[str, int, date], amount: int, by: User, at: datetime) -> None:
    code, year, as_at = known
    source = CapitalSource.objects.get(code=code)
    revenue_record(source=source, plan_year=year, as_at=as_at, amount=amount, hand=Hand(by, at))


def medium_term_steps(province: DemoProvince, *, by: User) -> Iterator[Step]:
    """Take in the medium-term plan of every period that a year of the province stands in."""
    rng = Random(SEED + 6)  # noqa: S311 – a demonstration, not a secret
    for period in sorted({usual_period(year) for year in province.years}):
        rows = medium_term_rows(rng, province, period)
        name = f"ke-hoach-trung-han-{period_name(*period)}.xlsx"
        decided = rows[0][5]
        first = office_hour(date(province.years[0], 1, 6))
        take = partial(_take_medium_term, (medium_term_workbook(rows), name), by)
        yield Step(max(office_hour(decided, 5), first), take)


def medium_term_rows(
    rng: Random, province: DemoProvince, period: tuple[int, int]
) -> list[MediumTermLine]:
    """Give each project what its yearly plans take in the period, and mostly more."""
    decision = (f"{30 + period[0] % 10}/NQ-HĐND", date(period[0] - 1, 12, 10))
    name = period_name(*period)
    taken: Counter[tuple[str, str]] = Counter()
    totals: Counter[str] = Counter()
    for line in province.lines:
        if line.project and period[0] <= line.plan_year <= period[1] and line.kind != CARRY_OVER:
            taken[line.project.code, line.source] += line.amount
    is_running = province.today.year < period[1]
    rows: list[MediumTermLine] = []
    for (project, source), amount in sorted(taken.items()):
        more = rng.uniform(1.5, 3.2) if is_running else rng.uniform(1.0, 1.35)
        given = -(-int(max(amount, 0) * more) // MILLION) * MILLION
        totals[source] += given
        rows.append((name, project, source, given, *decision))
    for source, given in sorted(totals.items()):
        rows.append((name, "", source, given * 112 // 100 // MILLION * MILLION, *decision))
    return rows


def _take_medium_term(file: tuple[bytes, str], by: User, at: datetime) -> None:
    hand = Hand(by, at)
    kept = medium_term_file_receive(content=file[0], name=file[1], hand=hand)
    mark = medium_term_check(path=path_of(kept)).mark
    answer = medium_term_import(file=kept, seen=mark, hand=hand)
    if answer.outcome is not Outcome.IMPORTED:
        raise DemoFailed(f"{file[1]}: {answer.outcome} {answer.issues[:3]}")


def draft_steps(province: DemoProvince, *, by: User, now: datetime) -> Iterator[Step]:
    """Leave two decisions half done: one being typed in, one that cannot be posted as it is."""
    year = province.today.year
    lines = [
        line
        for line in province.lines
        if line.project and line.plan_year == line.origin_year == year and line.amount > 0
    ]
    alike = [line for line in lines if line.source == "NSTW-TN"][:9] or lines[:9]
    if len(alike) < 9:
        return
    typed = DraftContent(
        plan_year=year,
        issuer=Issuer.COMMITTEE.value,
        summary="Phân bổ chi tiết vốn ngân sách trung ương bổ sung trong năm",
        rows=[
            _row(place, line, "bổ sung", line.amount // 8)
            for place, line in enumerate(alike[:4], 1)
        ]
        + [_row(5, alike[4], "bổ sung", None)],
    )
    yield Step(now - timedelta(hours=20), partial(_open_draft, typed, by))
    wrong = DraftContent(
        plan_year=year,
        number=f"{1983 - year % 10 * 13}/QĐ-UBND",
        decided_on=province.today - timedelta(days=3),
        issuer=Issuer.COMMITTEE.value,
        summary="Điều chỉnh kế hoạch vốn giữa các dự án (đợt 2)",
        rows=faulty_rows(alike),
    )
    yield Step(now - timedelta(hours=3), partial(_open_draft, wrong, by))


def faulty_rows(lines: list[DemoLine]) -> list[DraftRow]:
    """Take almost all of one plan, give less than is taken, and mistype a project's code."""
    lower, raise_ = "điều chỉnh giảm", "điều chỉnh tăng"
    whole, some = lines[5].amount * 95 // 100, lines[6].amount // 10
    mistyped = _row(4, lines[8], raise_, some)
    code = mistyped.text("project")
    return [
        _row(1, lines[5], lower, -whole),
        _row(2, lines[6], lower, -some),
        _row(3, lines[7], raise_, whole),
        mistyped.with_texts(project=code[:-1] + "O"),
    ]


def _row(place: int, line: DemoLine, kind: str, amount: int | None) -> DraftRow:
    rounded = None if amount is None else int(amount / MILLION) * MILLION
    texts = {
        "project": line.project.code if line.project else "",
        "source": line.source,
        "nature": "đầu tư",
        "kind": kind,
        "amount": "" if rounded is None else format_amount(rounded, Unit.MILLION),
    }
    return DraftRow(place, texts, Unit.MILLION)


def _open_draft(content: DraftContent, by: User, at: datetime) -> None:
    draft_open(actor=by, at=at, content=content)
