"""Fill an empty installation with the demonstration province."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from disbursement.models import Movement, Notice, Submission
from disbursement.services.calendar import defaults_set_up
from projects.models import Installation, Organisation, PlanLine, Project, User
from projects.refusals import Refusal
from reports.demo import names
from reports.demo.advances import advances_play
from reports.demo.closings import closing_steps
from reports.demo.history import (
    campaigns_play,
    decision_steps,
    programmes_play,
    registers_open,
    treasury_steps,
)
from reports.demo.obstacles import obstacles_play
from reports.demo.office import (
    draft_steps,
    medium_term_steps,
    revenue_steps,
    tabmis_steps,
)
from reports.demo.people import demo_users, people_seat, people_without_offices
from reports.demo.province import draw_province
from reports.demo.reconciliation import reconciliations_play
from reports.demo.submissions import submissions_play
from reports.demo.timeline import play
from reports.demo.work import work_play

# The scheduler looks back this far on the first start, so that there are reports to look at.
SCHEDULED_SINCE = timedelta(days=40)
# What people were told before has been read.
NEWS_FOR = timedelta(days=7)


def demo_seed(*, now: datetime, year: int | None = None) -> dict[str, Any]:
    """Fill in the province and return its users and counts; a second call changes nothing."""
    installation = Installation.current()
    if not installation.is_demo:
        if User.objects.exists() or Organisation.objects.exists():
            raise Refusal(
                _("This installation holds real data: the demonstration is for an empty one.")
            )
        _fill(_today(now, year), now)
    return {"users": [asdict(user) for user in demo_users()], "counts": _counts()}


@transaction.atomic
def _fill(today: date, now: datetime) -> None:
    province = draw_province(today)
    defaults_set_up(now=now)
    planner, treasurer = people_without_offices()
    registers_open(province, by=None)
    officers = people_seat(province)
    programmes_play(province)
    campaigns_play(province, by=None)
    end_of_today = min(now, timezone.make_aware(datetime.combine(today, datetime.max.time())))
    steps = (
        decision_steps(province, by=None),
        treasury_steps(province, by=treasurer),
        closing_steps(province, by=planner),
        tabmis_steps(province, by=planner),
        revenue_steps(province, by=planner),
        medium_term_steps(province, by=planner),
        draft_steps(province, by=planner, now=end_of_today),
    )
    play(chain.from_iterable(steps), now=end_of_today)
    submissions_play(province, officers=officers, reviewer=planner, now=end_of_today)
    reconciliations_play(officers=officers, treasurer=treasurer, now=end_of_today)
    obstacles_play(officers=officers, planner=planner, now=end_of_today)
    work_play(province, officers=officers, now=end_of_today)
    advances_play(officers=officers, now=end_of_today)
    long_told = Notice.objects.filter(created_at__lt=end_of_today - NEWS_FOR)
    long_told.update(read_at=F("created_at"))
    Installation.objects.filter(pk=1).update(
        is_demo=True, province=names.PROVINCE, first_started_at=end_of_today - SCHEDULED_SINCE
    )


def _today(now: datetime, year: int | None) -> date:
    """Return today, or the last day of an earlier year that was asked for."""
    today = timezone.localdate(now)
    if year is None or year == today.year:
        return today
    if not 2022 <= year < today.year:
        raise Refusal(
            _("The demonstration can be drawn for the years from 2022 to %(year)s.")
            % {"year": today.year}
        )
    return date(year, 12, 31)


def _counts() -> dict[str, int]:
    return {
        "organisations": Organisation.objects.count(),
        "projects": Project.objects.count(),
        "plan_lines": PlanLine.objects.count(),
        "movements": Movement.objects.count(),
        "submissions": Submission.objects.exclude(first_submitted_at=None).count(),
    }
