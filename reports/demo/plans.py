"""Draw the decisions by which the made-up province assigns and moves capital."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from reports.demo.population import THOUSAND, DemoLine, DemoProject


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
    """Draw a year's decisions: totals, detail, carry-over, a supplement, an adjustment."""
    run = year % 10 * 13  # decisions are numbered anew each year
    start = DemoDecision(f"{1508 - run}/QĐ-TTg", date(year - 1, 12, 4), "Thủ tướng Chính phủ", year)
    council = DemoDecision(f"{87 - run // 2}/NQ-HĐND", date(year - 1, 12, 11), "HĐND tỉnh", year)
    detail = DemoDecision(f"{2315 - run}/QĐ-UBND", date(year - 1, 12, 23), "UBND tỉnh", year)
    carry = DemoDecision(f"{418 - run}/QĐ-UBND", date(year, 3, 6), "UBND tỉnh", year)
    adjust = DemoDecision(f"{1122 - run}/QĐ-UBND", date(year, 7, 15), "UBND tỉnh", year)
    added = DemoDecision(f"{1290 - run}/QĐ-TTg", date(year, 8, 25), "Thủ tướng Chính phủ", year)
    extra = DemoDecision(f"{1647 - run}/QĐ-UBND", date(year, 9, 8), "UBND tỉnh", year)
    lines = []
    for project in projects:
        if year < _first_year(project, year):
            continue
        for source in _sources(rng, project):
            share = rng.uniform(0.12, 0.38) if project.stage != "chuẩn bị đầu tư" else 0.02
            amount = max(int(project.total * share / 1.6), 200_000_000) // THOUSAND * THOUSAND
            lines.append(detail.line("giao đầu năm", project, source, amount))
        if project.earlier_stage and rng.random() < 0.32:
            amount = int(project.total * rng.uniform(0.01, 0.05)) // THOUSAND * THOUSAND
            origin = year - 1 if rng.random() < 0.8 else year - 2
            lines.append(carry.line("kéo dài", project, lines[-1].source, amount, origin))
    current = [line for line in lines if line.kind == "giao đầu năm"]
    lines += _totals(start, council, current)
    lines += _adjustments(rng, adjust, current)
    for line in rng.sample(current, 14):
        amount = line.amount // 5 // THOUSAND * THOUSAND
        lines.append(extra.line("bổ sung", line.project, line.source, amount))
        lines.append(added.line("bổ sung", None, line.source, amount))
    return lines


def _first_year(project: DemoProject, year: int) -> int:
    """Return the first plan year a project has a plan in; new starts have none the year before."""
    return year if project.earlier_stage else _started_in(project, year)


def _started_in(project: DemoProject, year: int) -> int:
    return project.started_on.year if project.started_on else year


def _sources(rng: Random, project: DemoProject) -> list[str]:
    if project.programme:
        return ["NSTW-MTQG", "NSDP-CD"] if rng.random() < 0.5 else ["NSTW-MTQG"]
    if project.investor.code == "BQL-ODA":
        return ["NSTW-ODA", "NSDP-BC"] if rng.random() < 0.5 else ["NSTW-ODA"]
    pool = ["NSTW-TN", "NSTW-TN", "NSDP-CD", "NSDP-CD", "NSDP-SDD", "NSDP-XSKT", "NSTW-TT"]
    first = rng.choice(pool)
    second = rng.choice(pool)
    return [first, second] if second != first and rng.random() < 0.25 else [first]


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
