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
from reports.demo.plans import carried_lines, draw_closing, draw_decisions
from reports.demo.population import (
    DemoClosing,
    DemoInvestor,
    DemoLine,
    DemoProject,
    DemoVoucher,
)

SEED = 20240930
PROJECTS = 400
FINISHED = 70  # projects of the years before, which have no plan any more
PAST_YEARS = 2
STAGE_WEIGHTS = {"hoàn thành": 18, "chuyển tiếp": 45, "khởi công mới": 30, "chuẩn bị đầu tư": 7}


@dataclass
class DemoProvince:
    """The whole made-up province as of a day."""

    today: date
    investors: list[DemoInvestor] = field(default_factory=list)
    projects: list[DemoProject] = field(default_factory=list)
    lines: list[DemoLine] = field(default_factory=list)
    vouchers: list[DemoVoucher] = field(default_factory=list)
    closings: list[DemoClosing] = field(default_factory=list)

    @property
    def years(self) -> range:
        """The plan years it knows: the running one comes last."""
        return range(self.today.year - PAST_YEARS, self.today.year + 1)


def draw_province(today: date) -> DemoProvince:
    """Draw the province for the running year and those before, as it stands today."""
    rng = Random(SEED)  # noqa: S311 – a demonstration, not a secret
    province = DemoProvince(today)
    province.investors = _investors(rng)
    province.projects = _projects(rng, province.investors, today.year)
    for year in province.years:
        _draw_year(province, year)
    province.vouchers.sort(key=lambda voucher: (voucher.day, voucher.number))
    return province


def _draw_year(province: DemoProvince, year: int) -> None:
    """Add a year's decisions, what was carried over into it, and its payments up to today."""
    rng = Random(SEED + year)  # noqa: S311 – a demonstration, not a secret
    today, before = province.today, len(province.vouchers)
    lines = [line for line in draw_decisions(rng, province.projects, year) if line.day <= today]
    if province.closings and province.closings[-1].year == year - 1:
        carried = carried_lines(province.closings[-1], province.projects)
        for line in carried:
            if line.project:  # what is carried over past a project's last plan is its last money
                line.project.stages.setdefault(year, "hoàn thành")
        lines += carried
    province.lines += lines
    age = today.year - year
    vouchers = draw_payments(rng, lines, year, age)
    province.vouchers += [voucher for voucher in vouchers if voucher.day <= today]
    closing = draw_closing(rng, lines, province.vouchers[before:], year)
    if closing.day <= today:
        province.closings.append(closing)


def _investors(rng: Random) -> list[DemoInvestor]:
    def manner() -> tuple[float, float]:
        return rng.triangular(0.68, 1.1, 1.0), rng.triangular(0.75, 1.4, 1.0)

    boards = [
        DemoInvestor(code, name, "Ban quản lý dự án", "Ban QLDA", *manner())
        for code, name in names.BOARDS
    ]
    departments = [
        DemoInvestor(code, name, kind, "Sở, ngành", *manner())
        for code, name, kind in names.DEPARTMENTS
    ]
    communes = [
        DemoInvestor(
            f"X-{place:02}",
            f"UBND {'phường' if name in names.WARDS else 'xã'} {name}",
            "UBND xã",
            "Xã, phường",
            *manner(),
        )
        for place, name in enumerate(names.COMMUNES, start=1)
    ]
    return boards + departments + communes


def _projects(rng: Random, investors: list[DemoInvestor], year: int) -> list[DemoProject]:
    """Draw the projects of today, each investor having one, and those finished before likewise."""
    weights = [12 if each.block == "Ban QLDA" else 2.4 for each in investors]
    codes = rng.sample(range(7_100_000, 8_199_999), PROJECTS + FINISHED)
    running, finished = sorted(codes[:PROJECTS]), sorted(codes[PROJECTS:])
    projects = []
    for group, last in ((running, 0), (finished, 1)):
        owners = investors + rng.choices(investors, weights, k=len(group) - len(investors))
        for place, (code, owner) in enumerate(zip(group, owners, strict=True)):
            ended = year - (last and (1 if place < len(investors) else PAST_YEARS))
            projects.append(_project(rng, str(code), owner, (year, ended)))
    return sorted(projects, key=lambda project: project.code)


def _project(rng: Random, code: str, investor: DemoInvestor, years: tuple[int, int]) -> DemoProject:
    year, ended = years
    sector = _sector(rng, investor)
    wording = rng.choice(names.WORKS[sector])
    first, second = rng.sample(names.COMMUNES, 2)
    size = rng.lognormvariate(24.6 if investor.block == "Ban QLDA" else 23.4, 0.9)
    total = int(min(max(size, 3e9), 2.2e12)) // 1_000_000 * 1_000_000
    stage = rng.choices(list(STAGE_WEIGHTS), list(STAGE_WEIGHTS.values()))[0]
    if ended < year:
        stage = "hoàn thành"
    started = None
    if stage == "khởi công mới" and rng.random() < 0.85:
        started = date(year, 1, 15) + timedelta(days=rng.randrange(0, 210))
    elif stage in ("chuyển tiếp", "hoàn thành"):
        started = date(ended - rng.choice((1, 1, 2, 3)), 2, 1) + timedelta(days=rng.randrange(300))
    programme = ""
    if investor.block == "Xã, phường" and rng.random() < 0.4:
        programme = rng.choice(names.PROGRAMMES)[0]
    return DemoProject(
        code=code,
        name=wording.format(a=first, b=second, n=rng.randrange(226, 250)),
        investor=investor,
        group="A" if total > 1.6e12 else "B" if total > 120e9 else "C",
        sector=sector,
        total=total,
        is_key=total > 700e9,
        stages=_stages(stage, started, ended, year),
        started_on=started,
        sources=_sources(rng, investor, programme),
        programme=programme,
    )


def _stages(stage: str, started: date | None, ended: int, year: int) -> dict[int, str]:
    """Return the stage of each year with a plan, from the start of the work to its end."""
    stages = {ended: stage}
    if started:
        for earlier in range(max(started.year, year - PAST_YEARS), ended):
            stages[earlier] = "khởi công mới" if earlier == started.year else "chuyển tiếp"
    return stages


def _sources(rng: Random, investor: DemoInvestor, programme: str) -> tuple[str, ...]:
    if programme:
        return ("NSTW-MTQG", "NSDP-CD") if rng.random() < 0.5 else ("NSTW-MTQG",)
    if investor.code == "BQL-ODA":
        return ("NSTW-ODA", "NSDP-BC") if rng.random() < 0.5 else ("NSTW-ODA",)
    pool = ["NSTW-TN", "NSTW-TN", "NSDP-CD", "NSDP-CD", "NSDP-SDD", "NSDP-XSKT", "NSTW-TT"]
    first = rng.choice(pool)
    second = rng.choice(pool)
    return (first, second) if second != first and rng.random() < 0.25 else (first,)


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
