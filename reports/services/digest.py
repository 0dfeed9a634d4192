"""The week at a glance, sent to leaders after the week's snapshot."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from fractions import Fraction

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, override

from disbursement.domain.calendar import VIETNAM_TIME
from disbursement.models import NoticeKind
from disbursement.selectors.notice_recipients import people_with
from disbursement.selectors.reminders import digest_rule
from disbursement.services.notices import notice_send
from disbursement.services.submission_notices import period_words
from projects.domain.money import Unit, format_amount
from projects.domain.numbers import format_integer, format_rate
from projects.models import Role
from reports.domain.kinds import FRIDAY_SNAPSHOT
from reports.models import ReportRun
from reports.selectors.week import Week, last_snapshot_due, leaders_to_tell, week_of

# Later it would be next week's news.
SENT_FOR = timedelta(days=3)
MOST_NAMES = 8
TOLD_OF_SNAPSHOTS = (Role.PLANNING, Role.TREASURY, Role.LEADER)


def digest_send(*, now: datetime) -> int:
    """Send the digest of the last snapshot if its time has come; return how many were told.

    Safe to run at any time and twice at once; after an outage of days it is left out.
    """
    rule, due = digest_rule(), last_snapshot_due(now=now)
    if rule is None or due is None:
        return 0
    moment = max(due.due_at, datetime.combine(due.as_of, rule.time, VIETNAM_TIME))
    if not moment <= now <= moment + SENT_FOR:
        return 0
    occasion = f"week/{due.period}"
    leaders = list(leaders_to_tell(occasion=occasion, day=due.as_of))
    if not leaders:
        return 0
    week = week_of(due=due)
    return notice_send(
        recipients=leaders,
        kind=NoticeKind.DIGEST,
        occasion=occasion,
        values=week_values(week),
        link=_link(week),
        now=now,
    )


def week_values(week: Week) -> dict[str, str]:
    """Return what the digest says, in the portal's language."""
    with override(settings.LANGUAGE_CODE):
        money = week.money
        return {
            "ngay_so_lieu": f"{week.choice.as_of:%d/%m/%Y}",
            "ty_le": f"{_rate(money.rate)} ({week.choice.denominator_name})",
            "tuan_truoc": _rate(money.earlier_rate),
            "da_giai_ngan": _million(money.disbursed),
            "ke_hoach": _million(money.plan),
            "ky_bao_cao": period_words(week.closed.period) if week.closed else "",
            "chua_nop": _names(week.missing),
            "nop_muon": _names(week.late),
            "vuong_mac": _obstacles(week.overdue_obstacles),
            "thoi_han": "; ".join(
                f"{each.due.at.astimezone(VIETNAM_TIME):%d/%m/%Y}: {each.rule.name}"
                for each in week.deadlines
            ),
        }


def told_made(*, run: ReportRun, now: datetime) -> int:
    """Tell that a scheduled report is made; called in the transaction that keeps it.

    The snapshot is for the treasury and the leaders as well as for the planners.
    """
    day = f"{run.as_of:%d/%m/%Y}"
    is_snapshot = run.kind == FRIDAY_SNAPSHOT
    with override(settings.LANGUAGE_CODE):
        arrived = (
            gettext("the weekly treasury snapshot with figures as at %(day)s")
            if is_snapshot
            else gettext("the scheduled report with figures as at %(day)s")
        ) % {"day": day}
    today = now.astimezone(VIETNAM_TIME).date()
    roles = TOLD_OF_SNAPSHOTS if is_snapshot else (Role.PLANNING,)
    people = {person.pk: person for role in roles for person in people_with(role=role, day=today)}
    return notice_send(
        recipients=people.values(),
        kind=NoticeKind.TREASURY,
        occasion=f"report/{run.pk}",
        values={"noi_dung": arrived, "ngay_so_lieu": day},
        link=page_of(run),
        now=now,
    )


def page_of(run: ReportRun) -> str:
    """Return the page on which a run is read."""
    page = "reports:snapshot" if run.kind == FRIDAY_SNAPSHOT else "reports:run"
    return reverse(page, args=[run.pk])


def _link(week: Week) -> str:
    if week.snapshot is not None and week.snapshot.files.exists():
        return page_of(week.snapshot)
    return reverse("reports:dashboard")


def _rate(rate: Fraction | None) -> str:
    return gettext("no plan, so no rate") if rate is None else f"{format_rate(rate)}%"


def _million(amount: int) -> str:
    return f"{format_amount(amount, Unit.MILLION, 0)} triệu đồng"


def _names(names: Sequence[str]) -> str:
    """Return the names in a row, the last of many as a number."""
    if not names:
        return gettext("none")
    shown = "; ".join(names[:MOST_NAMES])
    left = len(names) - MOST_NAMES
    if left <= 0:
        return shown
    return gettext("%(names)s and %(count)s others") % {
        "names": shown,
        "count": format_integer(left),
    }


def _obstacles(count: int) -> str:
    if not count:
        return gettext("no obstacle is overdue")
    return gettext("overdue obstacles: %(count)s") % {"count": format_integer(count)}
