"""Let the made-up investors hand in their figures: mostly in time, some late, some never."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from random import Random

from django.utils import timezone

from disbursement.domain.submissions import Filling, LineEntry
from disbursement.models import ReportingPeriod, Submission
from disbursement.selectors.submissions import GridLine, submission_grid
from disbursement.services.periods import periods_open
from disbursement.services.submissions import (
    submission_accept,
    submission_draft_save,
    submission_return,
    submission_submit,
)
from projects.models import User
from reports.demo import names
from reports.demo.province import SEED, DemoProvince

PERIODS_BACK = 110  # days
RETURN_REASON = (
    "Số giải ngân của đơn vị chênh lệch với Kho bạc Nhà nước nhưng chưa giải trình; "
    "đề nghị rà soát, bổ sung nguyên nhân."
)


def submissions_play(
    province: DemoProvince, *, officers: dict[str, User], reviewer: User, now: datetime
) -> int:
    """Open the periods of the last months and have them reported on; return how many were."""
    rng = Random(SEED + 2)  # noqa: S311 – a demonstration, not a secret
    manner = {each.code: rng.random() for each in province.investors}
    for opening in _openings(now):
        periods_open(now=opening, since=opening)
    handed_in = 0
    for period in ReportingPeriod.objects.order_by("due_at"):
        is_open = period.due_at > now
        rows = period.submissions.select_related("investor", "period").order_by("investor__code")
        for submission in rows:
            code = submission.investor.code
            if is_open and code in ("BQL-GT", "SO-GDDT"):
                continue  # the two investors one signs in as find the open period waiting
            at = _moment(rng, period, manner[code])
            if is_open and rng.random() < 0.3:
                at = period.opens_at + (now - period.opens_at) * rng.random()
            if at is None or at >= now:
                continue
            _report(rng, submission, officers[code], reviewer, (at, now))
            handed_in += 1
    return handed_in


def _openings(now: datetime) -> list[datetime]:
    """Return the nights in which a period opened lately, and now."""
    days = (timezone.localdate(now) - timedelta(days=back) for back in range(PERIODS_BACK, -1, -1))
    nights = [
        timezone.make_aware(datetime.combine(day, time(0, 5))) for day in days if day.day in (1, 16)
    ]
    return [night for night in nights if night < now] + [now]


def _moment(rng: Random, period: ReportingPeriod, manner: float) -> datetime | None:
    """Draw when an investor hands in: most in the last hours, the careless late or never."""
    if manner > 0.93 and rng.random() < 0.6:
        return None
    if manner > 0.78 and rng.random() < 0.6:
        return period.due_at + timedelta(hours=rng.uniform(2, 60))
    window = period.due_at - period.opens_at
    return period.due_at - min(window, timedelta(hours=rng.expovariate(1 / 20)))


def _report(
    rng: Random,
    submission: Submission,
    officer: User,
    reviewer: User,
    moments: tuple[datetime, datetime],
) -> None:
    at, now = moments
    grid = submission_grid(submission=submission, day=timezone.localdate(at))
    filling = Filling(entries=tuple(_entry(rng, line) for line in grid), warnings_confirmed=True)
    if rng.random() < 0.03:
        submission_draft_save(submission=submission, filling=filling, actor=officer, now=at)
        return
    submission_submit(submission=submission, filling=filling, actor=officer, now=at)
    reviewed = at + timedelta(hours=rng.uniform(3, 40))
    if reviewed >= now:
        return
    submission.refresh_from_db()
    version = submission.current_version
    if rng.random() < 0.05:
        submission_return(
            submission=submission, version=version, reason=RETURN_REASON, actor=reviewer,
            now=reviewed,
        )  # fmt: skip
    else:
        submission_accept(submission=submission, version=version, actor=reviewer, now=reviewed)


def _entry(rng: Random, line: GridLine) -> LineEntry:
    """Count near the treasury's figure, guess the rest, and complain now and then."""
    million = 1_000_000
    plan, treasury = line.figures.plan, line.figures.treasury
    own = treasury if rng.random() < 0.8 else treasury + plan // rng.randrange(60, 200)
    own = max(own // million * million, line.figures.last_own or 0)
    estimate = own + max(0, plan - own) // rng.randrange(12, 30) // million * million
    forecast = max(estimate, int(plan * rng.uniform(0.82, 1.0)) // million * million)
    category, difficulty, explanation = "", "", ""
    if plan and treasury * 100 < plan * 40 and rng.random() < 0.15:
        category, text = rng.choice(names.DIFFICULTIES)
        difficulty = text.format(n=rng.randrange(2, 24))
    if own != treasury or own > plan or forecast < own:
        explanation = "Chênh lệch do chứng từ đang luân chuyển tại Kho bạc Nhà nước."
    return LineEntry(
        key=line.key,
        executed_volume=own + max(0, plan - own) // rng.randrange(8, 20) // million * million,
        own_disbursed=own,
        month_estimate=estimate,
        year_forecast=forecast,
        difficulty=difficulty,
        obstacle_category=category,
        explanation=explanation,
    )
