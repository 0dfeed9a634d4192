"""Draw a province from a seed: investors, projects, plan decisions and what the treasury paid.

Everything is plain data, the same for the same seed and day; `workbooks` puts it on paper and
`history` plays it through the portal's own services.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from reports.demo import names
from reports.demo.payments import draw_payments
from reports.demo.plans import draw_decisions
from reports.demo.population import DemoInvestor, DemoLine, DemoProject, DemoVoucher

SEED = 20240930
PROJECTS = 400
STAGE_WEIGHTS = {"hoàn thành": 18, "chuyển tiếp": 45, "khởi công mới": 30, "chuẩn bị đầu tư": 7}


@dataclass
class DemoProvince:
    """The whole made-up province as of a day."""

    today: date
    investors: list[DemoInvestor] = field(default_factory=list)
    projects: list[DemoProject] = field(default_factory=list)
    lines: list[DemoLine] = field(default_factory=list)
    vouchers: list[DemoVoucher] = field(default_factory=list)


def draw_province(today: date) -> DemoProvince:
    """Draw the province for the running year and the one before, as it stands today."""
    rng = Random(SEED)  # noqa: S311 – a demonstration, not a secret
    province = DemoProvince(today)
    province.investors = _investors(rng)
    province.projects = _projects(rng, province.investors, today.year)
    years = (today.year - 1, today.year)
    lines = [line for year in years for line in draw_decisions(rng, province.projects, year)]
    province.lines = [line for line in lines if line.day <= today]
    vouchers = [v for year in years for v in draw_payments(rng, province.lines, year, today)]
    province.vouchers = sorted(vouchers, key=lambda voucher: (voucher.day, voucher.number))
    return province


def _investors(rng: Random) -> list[DemoInvestor]:
    def pace() -> float:
        return rng.triangular(0.55, 1.12, 0.98)

    boards = [
        DemoInvestor(code, name, "Ban quản lý dự án", "Ban QLDA", pace())
        for code, name in names.BOARDS
    ]
    departments = [
        DemoInvestor(code, name, kind, "Sở, ngành", pace())
        for code, name, kind in names.DEPARTMENTS
    ]
    communes = [
        DemoInvestor(
            f"X-{place:02}",
            f"UBND {'phường' if name in names.WARDS else 'xã'} {name}",
            "UBND xã",
            "Xã, phường",
            pace(),
        )
        for place, name in enumerate(names.COMMUNES, start=1)
    ]
    return boards + departments + communes


def _projects(rng: Random, investors: list[DemoInvestor], year: int) -> list[DemoProject]:
    weights = [12 if each.block == "Ban QLDA" else 2.4 for each in investors]
    codes = rng.sample(range(7_100_000, 8_199_999), PROJECTS)
    owners = investors + rng.choices(investors, weights, k=PROJECTS - len(investors))
    return [
        _project(rng, str(code), owner, year)
        for code, owner in zip(sorted(codes), owners, strict=True)
    ]


def _project(rng: Random, code: str, investor: DemoInvestor, year: int) -> DemoProject:
    sector = _sector(rng, investor)
    wording = rng.choice(names.WORKS[sector])
    first, second = rng.sample(names.COMMUNES, 2)
    size = rng.lognormvariate(24.6 if investor.block == "Ban QLDA" else 23.4, 0.9)
    total = int(min(max(size, 3e9), 2.2e12)) // 1_000_000 * 1_000_000
    stage = rng.choices(list(STAGE_WEIGHTS), list(STAGE_WEIGHTS.values()))[0]
    started = None
    if stage == "khởi công mới" and rng.random() < 0.85:
        started = date(year, 1, 15) + timedelta(days=rng.randrange(0, 210))
    elif stage in ("chuyển tiếp", "hoàn thành"):
        started = date(year - rng.choice((1, 1, 2, 3)), 2, 1) + timedelta(days=rng.randrange(300))
    return DemoProject(
        code=code,
        name=wording.format(a=first, b=second, n=rng.randrange(226, 250)),
        investor=investor,
        group="A" if total > 1.6e12 else "B" if total > 120e9 else "C",
        sector=sector,
        total=total,
        is_key=total > 700e9,
        stage=stage,
        earlier_stage={"hoàn thành": "chuyển tiếp", "chuyển tiếp": "chuyển tiếp"}.get(stage, ""),
        started_on=started,
        programme=rng.choice(names.PROGRAMMES)[0]
        if investor.block == "Xã, phường" and rng.random() < 0.4
        else "",
    )


def _sector(rng: Random, investor: DemoInvestor) -> str:
    usual = {
        "BQL-GT": "Giao thông", "BQL-NN": "Thủy lợi", "SO-GDDT": "Giáo dục", "CDSP": "Giáo dục",
        "SO-YT": "Y tế", "BVDK": "Y tế", "SO-VHTTDL": "Văn hóa", "BCH-QS": "Quốc phòng, an ninh",
        "CA-TINH": "Quốc phòng, an ninh", "SO-KHCN": "Công nghệ thông tin",
        "DPTTH": "Công nghệ thông tin", "SO-NNMT": "Thủy lợi", "SO-XD": "Hạ tầng đô thị",
    }.get(investor.code)  # fmt: skip
    if usual and rng.random() < 0.9:
        return usual
    common = [sector for sector in names.WORKS if not sector.startswith(("Quốc phòng", "Công ngh"))]
    return rng.choice(common)
