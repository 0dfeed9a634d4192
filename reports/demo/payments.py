"""Draw what the treasury paid in the made-up province, voucher by voucher."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from reports.demo.population import THOUSAND, DemoLine, DemoProject, DemoVoucher

# How much of its plan a stage has disbursed by the end of the year, on the whole.
STAGE_PACE = {"hoàn thành": 0.95, "chuyển tiếp": 0.9, "khởi công mới": 0.8, "chuẩn bị đầu tư": 0.6}
# Cumulative share of a year's money that is out by the end of each month; the rush comes late.
SEASON = [0.0, 0.01, 0.05, 0.11, 0.17, 0.24, 0.32, 0.4, 0.48, 0.57, 0.67, 0.79, 0.96, 1.0]


def draw_payments(rng: Random, lines: list[DemoLine], year: int, today: date) -> list[DemoVoucher]:
    """Draw the vouchers of a plan year up to today."""
    plans: dict[tuple[str, str, int], int] = {}
    projects: dict[str, DemoProject] = {}
    for line in lines:
        if line.plan_year == year and line.project:
            projects[line.project.code] = line.project
            key = (line.project.code, line.source, line.origin_year)
            plans[key] = plans.get(key, 0) + line.amount
    vouchers: list[DemoVoucher] = []
    for (code, source, origin), plan in plans.items():
        if plan > 0:
            vouchers += _payments_of_key(rng, projects[code], source, (year, origin), plan)
    return [voucher for voucher in vouchers if voucher.day <= today]


def _payments_of_key(
    rng: Random, project: DemoProject, source: str, years: tuple[int, int], plan: int
) -> list[DemoVoucher]:
    year, origin = years
    final = STAGE_PACE[project.stage] * project.investor.pace * rng.uniform(0.8, 1.12)
    is_pressed = origin < year or project.stage == "hoàn thành"
    if is_pressed and rng.random() < 0.6:
        final = 1.0
    spent = int(plan * min(final, 1.0)) // THOUSAND * THOUSAND
    if rng.random() < 0.04:
        return []
    early = rng.uniform(0.4, 0.8) if is_pressed else 1.0
    count = rng.randrange(4, 11)
    days = sorted(_day(rng, year, early) for _ in range(count))
    parts = [rng.uniform(0.5, 1.5) for _ in days]
    amounts = [int(spent * part / sum(parts)) // THOUSAND * THOUSAND for part in parts]
    amounts[-1] += spent - sum(amounts)
    vouchers = []
    open_advance = 0
    for place, (day, amount) in enumerate(zip(days, amounts, strict=True)):
        number = f"{project.code[-4:]}{source[-2:]}{origin % 100}-{place + 1:02}"

        def voucher(
            kind: str, value: int, *, suffix: str = "", day: date = day, number: str = number
        ) -> DemoVoucher:
            return DemoVoucher(day, number + suffix, project, source, year, origin, kind, value)

        if place == 0 and project.stage != "hoàn thành" and rng.random() < 0.7:
            vouchers.append(voucher("Tạm ứng", amount))
            open_advance = amount
            continue
        vouchers.append(voucher("Thanh toán KLHT", amount))
        back = min(open_advance, amount // 4 // THOUSAND * THOUSAND)
        if back:
            vouchers.append(voucher("Thu hồi tạm ứng", back, suffix="H"))
            open_advance -= back
    return [each for each in vouchers if each.amount > 0]


def _day(rng: Random, year: int, early: float) -> date:
    """Draw a working day by the season; ``early`` < 1 draws the money forward in the year."""
    share = rng.random()
    month = next(place for place, reached in enumerate(SEASON) if share <= reached)
    month = max(1, min(13, round(month * early) if early < 1 else month))
    first = date(year + 1, 1, 1) if month == 13 else date(year, month, 1)
    day = first + timedelta(days=rng.randrange(28))
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return min(day, date(year + 1, 1, 29))
