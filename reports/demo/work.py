"""Let the made-up investors enter contracts and progress, register their months and a target."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from disbursement.domain.calendar import ONE_DAY
from disbursement.domain.registered_plans import MONTHS, MonthlyPlan
from disbursement.selectors.registered import plans_in_force
from disbursement.services.registered import Registration, plans_register
from emulation.models import Campaign
from emulation.selectors.gaps import disbursed_ever
from emulation.services.registrations import TargetEntry, target_register
from projects.models import Organisation, Project, User
from projects.services.work import ContractEntry, ProgressEntry, contract_save, progress_record
from reports.demo.letters import letter_pdf
from reports.demo.payments import SEASON
from reports.demo.province import SEED, DemoProvince

MILLION = 1_000_000
CONTRACTORS = [
    "Công ty Cổ phần Xây dựng Thành Đạt",
    "Công ty TNHH Tư vấn và Xây dựng Hoàng Gia",
    "Công ty Cổ phần Đầu tư Hạ tầng Phương Bắc",
    "Công ty TNHH Xây lắp Đại Phát",
    "Liên danh Trường Sơn – Minh Khôi",
    "Công ty Cổ phần Cầu đường số 6",
]
PACKAGES = ["Thi công xây lắp", "Tư vấn giám sát", "Cung cấp và lắp đặt thiết bị"]
CHANGE_REASON = "Điều chỉnh theo tiến độ bàn giao mặt bằng và kế hoạch vốn được giao bổ sung."
TARGET_REASON = "Được giao bổ sung kế hoạch vốn, đơn vị đăng ký lại chỉ tiêu."


def work_play(province: DemoProvince, *, officers: dict[str, User], now: datetime) -> None:
    """Enter what investors keep besides their figures, each on a day that has passed by now."""
    rng = Random(SEED + 3)  # noqa: S311 – a demonstration, not a secret
    projects: dict[str, list[Project]] = defaultdict(list)
    for project in Project.objects.select_related("investor").order_by("code"):
        projects[project.investor.code].append(project)
    _enter_work(rng, province, projects, officers, now)
    for year in province.years:
        for investor in province.investors:
            mine, officer = projects[investor.code], officers[investor.code]
            _register_months(rng, mine, officer, year, now)
            _register_target(rng, mine, officer, year, now)


def _enter_work(
    rng: Random,
    province: DemoProvince,
    projects: dict[str, list[Project]],
    officers: dict[str, User],
    now: datetime,
) -> None:
    """Sign one to three contracts for what is being built, and measure it twice."""
    today = timezone.localdate(now)
    money = disbursed_ever(projects=Project.objects.all(), as_of=today)
    last = today.replace(day=1) - ONE_DAY
    running = {each.code for each in province.projects if today.year in each.stages}
    for investor in province.investors:
        for project in projects[investor.code]:
            started, total = project.started_on, project.total_investment or 0
            is_built = project.code in running and started is not None and started < last
            if not is_built or started is None or not total or rng.random() < 0.15:
                continue
            paid = money.get(project.pk, 0) * 1000 // total
            drawn = paid + int(rng.gauss(30, 60)) + (300 if rng.random() < 0.08 else 0)
            per_mille = min(max(drawn, 0), 1000)
            actor = officers[investor.code]
            _sign(rng, project, actor, (started, per_mille), now)
            for day, share in ((last - timedelta(days=75), 7), (last, 10)):
                if day > started:
                    entry = ProgressEntry(day, per_mille * share // 10)
                    at = _office(day + timedelta(days=2))
                    progress_record(project=project, entry=entry, actor=actor, now=min(at, now))


def _sign(
    rng: Random, project: Project, actor: User, standing: tuple[date, int], now: datetime
) -> None:
    started, per_mille = standing
    total = project.total_investment or 0
    for place, package in enumerate(PACKAGES[: rng.choice((1, 1, 2, 3))], 1):
        share = (70, 6, 20)[place - 1] if rng.random() > 0.02 else 110
        signed = started - timedelta(days=rng.randrange(5, 40))
        entry = ContractEntry(
            number=f"{place:02}/{signed.year}/HĐ-{project.code[-4:]}",
            contractor=rng.choice(CONTRACTORS),
            content=package,
            signed_on=signed,
            starts_on=started,
            ends_on=started + timedelta(days=rng.randrange(300, 900)),
            value=max(total * share // 100 // MILLION, 1) * MILLION,
            per_mille=per_mille,
        )
        contract_save(project=project, entry=entry, actor=actor, now=now)


def _register_months(
    rng: Random, projects: list[Project], officer: User, year: int, now: datetime
) -> None:
    """Register in March, some after the deadline and a few never; some change it in August."""
    manner = rng.random()
    day = date(year, 4, 9) if manner > 0.82 else date(year, 3, rng.randrange(11, 29))
    if manner > 0.93 or _office(day) >= now:
        return
    mine = Project.objects.filter(pk__in=[project.pk for project in projects])
    plans = plans_in_force(projects=mine, plan_year=year, as_of=day)
    first = [_months(rng, pk, plan, 0) for pk, plan in sorted(plans.items()) if plan > 0]
    registration = Registration(year, tuple(first))
    plans_register(registration=registration, actor=officer, now=_office(day))
    again = date(year, 8, rng.randrange(3, 20))
    if manner > 0.35 or _office(again) >= now:
        return
    plans = plans_in_force(projects=mine, plan_year=year, as_of=again)
    registered = {plan.project_id for plan in first}
    later = [
        _months(rng, pk, plan, 6)
        for pk, plan in sorted(plans.items())
        if plan > 0 and pk in registered and rng.random() < 0.5
    ]
    change = Registration(year, tuple(later), {plan.project_id: 1 for plan in later}, CHANGE_REASON)
    plans_register(registration=change, actor=officer, now=_office(again))


def _months(rng: Random, project: int, plan: int, delay: int) -> MonthlyPlan:
    """Spread a plan over the months by the season; with a delay more of it comes late."""
    shares = [
        (SEASON[month] - SEASON[month - 1]) * rng.uniform(0.7, 1.3) * (1 + delay * (month > 8))
        for month in range(1, MONTHS + 1)
    ]
    amounts = [int(plan * share / sum(shares)) // MILLION * MILLION for share in shares]
    amounts[10] += plan - sum(amounts)
    return MonthlyPlan(project, tuple(amounts))


def _register_target(
    rng: Random, projects: list[Project], officer: User, year: int, now: datetime
) -> None:
    """Register a target in March, one in eight never, and change it now and then."""
    campaign = Campaign.objects.filter(plan_year=year).first()
    at = _office(date(year, 3, rng.randrange(4, 28)))
    if campaign is None or not projects or rng.random() < 0.12 or at >= now:
        return
    investor: Organisation = projects[0].investor
    target = rng.choice((92, 95, 95, 95, 96, 98, 100))
    name = f"cong-van-dang-ky-{investor.code}.pdf"
    line = f"Dang ky chi tieu giai ngan {year}: {investor.code} {target}%"
    entry = TargetEntry(target, letter_pdf(line), name)
    target_register(campaign=campaign, investor=investor, entry=entry, actor=officer, now=at)
    later = _office(date(year, 7, 15))
    if rng.random() < 0.15 and later < now and target < 100:
        line = f"Dang ky lai chi tieu giai ngan {year}: {investor.code} {target + 1}%"
        entry = replace(entry, target=target + 1, letter=letter_pdf(line), reason=TARGET_REASON)
        target_register(campaign=campaign, investor=investor, entry=entry, actor=officer, now=later)


def _office(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(9, 30)))
