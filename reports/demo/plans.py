"""Draw the decisions by which the made-up province assigns and moves capital."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from random import Random

from reports.demo.population import (
    THOUSAND,
    DemoClosing,
    DemoKey,
    DemoLine,
    DemoProject,
    DemoVoucher,
)

CARRY_OVER = "kéo dài"
SECOND_ROUND = 0.09  # of the projects get their detail only in February


@dataclass(frozen=True)
class DemoDecision:
    number: str
    day: date
    issuer: str
    year: int

    def line(
        self,
        kind: str,
        project: DemoProject | None,
        source: str,
        amount: int,
        origin: int | None = None,
    ) -> DemoLine:
        origin = origin or self.year
        return DemoLine(
            self.number, self.day, self.issuer, self.year, origin, kind, project, source, amount
        )


def draw_decisions(rng: Random, projects: list[DemoProject], year: int) -> list[DemoLine]:
    """Draw a year's decisions: totals, detail in two rounds, an adjustment, a supplement."""
    run = year % 10 * 13  # decisions are numbered anew each year
    start = DemoDecision(f"{1508 - run}/QĐ-TTg", date(year - 1, 12, 4), "Thủ tướng Chính phủ", year)
    council = DemoDecision(f"{87 - run // 2}/NQ-HĐND", date(year - 1, 12, 11), "HĐND tỉnh", year)
    detail = DemoDecision(f"{2315 - run}/QĐ-UBND", date(year - 1, 12, 23), "UBND tỉnh", year)
    second = DemoDecision(f"{296 - run}/QĐ-UBND", date(year, 2, 20), "UBND tỉnh", year)
    adjust = DemoDecision(f"{1122 - run}/QĐ-UBND", date(year, 7, 15), "UBND tỉnh", year)
    added = DemoDecision(f"{1290 - run}/QĐ-TTg", date(year, 8, 25), "Thủ tướng Chính phủ", year)
    more = DemoDecision(f"{49 - run // 3}/NQ-HĐND", date(year, 8, 28), "HĐND tỉnh", year)
    extra = DemoDecision(f"{1647 - run}/QĐ-UBND", date(year, 9, 8), "UBND tỉnh", year)
    lines = []
    for project in projects:
        if year not in project.stages:
            continue
        is_late = rng.random() < SECOND_ROUND
        for source in project.sources:
            is_built = project.stages[year] != "chuẩn bị đầu tư"
            share = rng.uniform(0.12, 0.38) if is_built else 0.02
            amount = max(int(project.total * share / 1.4), 200_000_000) // THOUSAND * THOUSAND
            decision = second if is_late else detail
            lines.append(decision.line("giao đầu năm", project, source, amount))
    current = list(lines)
    lines += _totals(start, council, current)
    lines += _adjustments(rng, adjust, current)
    for line in rng.sample(current, 14):
        amount = line.amount // 5 // THOUSAND * THOUSAND
        lines.append(extra.line("bổ sung", line.project, line.source, amount))
        giver = more if line.source.startswith("NSDP") else added
        lines.append(giver.line("bổ sung", None, line.source, amount))
    return lines


def draw_closing(
    rng: Random, lines: list[DemoLine], vouchers: list[DemoVoucher], year: int
) -> DemoClosing:
    """Draw what of a year's unspent money is carried over; the rest of it is cancelled."""
    unspent: Counter[DemoKey] = Counter()
    for line in lines:
        if line.project:
            unspent[line.project.code, line.source, line.origin_year] += line.amount
    plans = dict(unspent)
    for voucher in vouchers:
        if voucher.kind != "Thu hồi tạm ứng":
            unspent[voucher.project.code, voucher.source, voucher.origin_year] -= voucher.amount
    carried = {}
    for key, left in sorted(unspent.items()):
        is_likely = rng.random() < (0.3 if key[2] == year else 0.06)
        if is_likely and left * 25 > plans[key]:
            share = 1 if rng.random() < 0.6 else rng.uniform(0.5, 0.95)
            carried[key] = int(left * share) // THOUSAND * THOUSAND
    run = (year + 1) % 10 * 13
    return DemoClosing(year, f"{418 - run}/QĐ-UBND", date(year + 1, 3, 6), carried)


def carried_lines(closing: DemoClosing, projects: list[DemoProject]) -> list[DemoLine]:
    """Return the plan lines that a closing makes in the next year, for the payments on them."""
    by_code = {project.code: project for project in projects}
    decision = DemoDecision(closing.number, closing.day, "UBND tỉnh", closing.year + 1)
    return [
        decision.line(CARRY_OVER, by_code[code], source, amount, origin)
        for (code, source, origin), amount in closing.carried.items()
    ]


def _totals(start: DemoDecision, council: DemoDecision, current: list[DemoLine]) -> list[DemoLine]:
    """Assign the province its totals: the Prime Minister's a little above what is allotted."""
    by_source: dict[str, int] = {}
    for line in current:
        by_source[line.source] = by_source.get(line.source, 0) + line.amount
    lines = []
    for source, allotted in sorted(by_source.items()):
        million = 1_000_000
        assigned = (allotted * 102 // 100) // million * million
        lines.append(start.line("giao đầu năm", None, source, assigned))
        if source.startswith("NSDP"):
            lines.append(council.line("giao đầu năm", None, source, assigned * 104 // 100))
    return lines


def _adjustments(rng: Random, decision: DemoDecision, current: list[DemoLine]) -> list[DemoLine]:
    """Move money between projects of one source; the two sides cancel out."""
    lines = []
    for source in sorted({line.source for line in current}):
        mine = [line for line in current if line.source == source]
        for _ in range(min(3, len(mine) // 2)):
            giver, taker = rng.sample(mine, 2)
            mine = [line for line in mine if line not in (giver, taker)]
            amount = giver.amount // rng.randrange(5, 9) // THOUSAND * THOUSAND
            lines.append(decision.line("điều chỉnh giảm", giver.project, source, -amount))
            lines.append(decision.line("điều chỉnh tăng", taker.project, source, amount))
    return lines
