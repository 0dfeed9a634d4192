"""Draw what the treasury paid in the made-up province, voucher by voucher."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from reports.demo.population import THOUSAND, DemoLine, DemoProject, DemoVoucher

# How much of its plan a stage has disbursed by the end of the year, on the whole.
STAGE_PACE = {
    "hoàn thành": 1.03,
    "chuyển tiếp": 0.98,
    "khởi công mới": 0.9,
    "chuẩn bị đầu tư": 0.65,
}
# What is spent only as collected, and money from abroad, lag behind.
SOURCE_PACE = {"NSDP-SDD": 0.84, "NSTW-ODA": 0.9, "NSTW-MTQG": 0.94, "NSDP-XSKT": 1.02}
# The running year, the one before, and so on: how much gets out, and how late it does.
YEAR_PACE = (1.06, 1.09, 1.14)
YEAR_DELAY = (1.0, 1.08, 0.95)
# The part of the year in which money is spent that should be out by the middle of it.
PRESSED = (0.42, 0.42, 0.5, 0.6, 0.75, 1.0)
# Cumulative share of a year's money that is out by the end of each month, January after it as the
# thirteenth: a slow first half, and a rush at the end.
SEASON = [0.0, 0.015, 0.035, 0.08, 0.14, 0.21, 0.29, 0.37, 0.45, 0.54, 0.63, 0.74, 0.9, 1.0]
# Dry-season earthworks go early, equipment and resettlement late.
SECTOR_DELAY = {
    "Thủy lợi": 0.82,
    "Giao thông": 0.9,
    "Giáo dục": 0.95,
    "Y tế": 1.2,
    "Hạ tầng đô thị": 1.25,
    "Công nghệ thông tin": 1.6,
}


def draw_payments(rng: Random, lines: list[DemoLine], year: int, age: int) -> list[DemoVoucher]:
    """Draw the vouchers of a plan year, which lies ``age`` years back, by its plan lines."""
    plans: dict[tuple[str, str, int], int] = {}
    since: dict[tuple[str, str, int], date] = {}
    projects: dict[str, DemoProject] = {}
    for line in lines:
        if line.project:
            projects[line.project.code] = line.project
            key = (line.project.code, line.source, line.origin_year)
            plans[key] = plans.get(key, 0) + line.amount
            since[key] = min(line.day, since.get(key, line.day))
    vouchers: list[DemoVoucher] = []
    for (code, source, origin), plan in plans.items():
        if plan > 0:
            money = _Money(projects[code], source, year, origin, age)
            vouchers += money.payments(rng, plan, since[code, source, origin])
    return vouchers


class _Money:
    """The money of one project, source and origin in a plan year."""

    def __init__(self, project: DemoProject, source: str, year: int, origin: int, age: int) -> None:
        self.project, self.source, self.year, self.origin = project, source, year, origin
        self.age = age
        # Carried-over money of a project that has no plan of its own any more is its last.
        self.stage = project.stages.get(year, "hoàn thành")
        self.is_pressed = origin < year or self.stage == "hoàn thành"

    def payments(self, rng: Random, plan: int, since: date) -> list[DemoVoucher]:
        """Draw the vouchers of the year, none before the plan's day."""
        spent = self._spent(rng, plan)
        if rng.random() < (0.01 if self.age else 0.03) or not spent:
            return []
        most = 4 if self.origin < self.year else 9 if self.age else 10
        count = rng.randrange(most // 2, most)
        days = self._days(rng, count, since)
        parts = [rng.uniform(0.6, 1.4) for _ in days]
        amounts = [int(spent * part / sum(parts)) // THOUSAND * THOUSAND for part in parts]
        amounts[-1] += spent - sum(amounts)
        is_advanced = self.stage != "hoàn thành" and rng.random() < 0.7
        return self._vouchers(days, amounts, is_advanced=is_advanced)

    def _spent(self, rng: Random, plan: int) -> int:
        share = STAGE_PACE[self.stage] * self.project.investor.pace * rng.uniform(0.82, 1.12)
        share *= YEAR_PACE[self.age] * SOURCE_PACE.get(self.source, 1)
        if self.is_pressed and rng.random() < 0.6:
            share = 1.0
        return int(plan * min(share, 1.0)) // THOUSAND * THOUSAND

    def _days(self, rng: Random, count: int, since: date) -> list[date]:
        """Draw working days by the season, spread evenly over the money."""
        delay = YEAR_DELAY[self.age] * SECTOR_DELAY.get(self.project.sector, 1.0)
        delay *= self.project.investor.haste * rng.lognormvariate(0, 0.35)
        reached = [share**delay for share in SEASON]
        early = rng.choice(PRESSED) if self.is_pressed else 1
        shares = ((place + rng.random()) / count for place in range(count))
        return sorted(self._day(rng, share, reached, (since, early)) for share in shares)

    def _day(
        self, rng: Random, share: float, reached: list[float], bounds: tuple[date, float]
    ) -> date:
        since, early = bounds
        month = next(month for month, upper in enumerate(reached) if month and share <= upper)
        month = max(1, round(month * early))
        first = date(self.year + 1, 1, 1) if month == 13 else date(self.year, month, 1)
        day = max(first + timedelta(days=rng.randrange(28)), since + timedelta(days=3))
        while day.weekday() >= 5:
            day += timedelta(days=1)
        return min(day, date(self.year + 1, 1, 29))

    def _vouchers(
        self, days: list[date], amounts: list[int], *, is_advanced: bool
    ) -> list[DemoVoucher]:
        """Advance the first amount, or pay it; recover an advance with what is paid later."""
        vouchers = []
        open_advance = 0
        for place, (day, amount) in enumerate(zip(days, amounts, strict=True), start=1):
            number = f"{self.project.code[-4:]}{self.source[-2:]}{self.origin % 100}-{place:02}"
            if place == 1 and is_advanced:
                vouchers.append(self._voucher(day, number, "Tạm ứng", amount))
                open_advance = amount
                continue
            vouchers.append(self._voucher(day, number, "Thanh toán KLHT", amount))
            back = min(open_advance, amount // 4 // THOUSAND * THOUSAND)
            if back:
                vouchers.append(self._voucher(day, number + "H", "Thu hồi tạm ứng", back))
                open_advance -= back
        return [each for each in vouchers if each.amount > 0]

    def _voucher(self, day: date, number: str, kind: str, amount: int) -> DemoVoucher:
        return DemoVoucher(
            day, number, self.project, self.source, self.year, self.origin, kind, amount
        )
