"""Remind investors of what they have not handed in, by the reminder rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from disbursement.domain.reminders import (
    DEFAULT_REMINDERS,
    DIGEST_TIME,
    Stage,
    days_between,
    reminder_due,
)
from disbursement.models import NoticeKind, ReminderRule, Submission
from disbursement.selectors.notice_recipients import reporters_by_investor
from disbursement.selectors.reminders import reminder_times, unreported
from disbursement.services.notices import Message, notices_send
from disbursement.services.submission_notices import report_link, report_values
from projects.models import User
from projects.permissions import require
from projects.refusals import Refusal
from projects.services.audit import audit

FARTHEST = 60  # days from the due day
# Their words name the day on which they go out.
FIXED_DAYS: dict[str, int] = {
    NoticeKind.TOMORROW: -1,
    NoticeKind.DUE_DAY: 0,
    NoticeKind.DIGEST: 0,
}


@dataclass(frozen=True, slots=True)
class ReminderChange:
    """What a person made of one rule."""

    offset_days: int
    time: time
    is_active: bool


def reminders_send(*, now: datetime) -> int:
    """Remind of every open or just overdue report not handed in; return how many were told.

    Safe to run at any time and twice at once: of one report a person hears each reminder once,
    and of several that came due during an outage only the newest.
    """
    times = reminder_times()
    stages: dict[Stage, list[Submission]] = {}
    for submission in unreported(now=now):
        period = submission.period
        stage = reminder_due(times, period.opens_at, period.due_at, now)
        if stage is not None:
            stages.setdefault(stage, []).append(submission)
    waiting = [submission for each in stages.values() for submission in each]
    people = reporters_by_investor(
        investors={submission.investor_id for submission in waiting}, day=timezone.localdate(now)
    )
    return sum(
        notices_send(kind=stage.value, messages=_messages(each, people, now), now=now)
        for stage, each in stages.items()
    )


@transaction.atomic
def reminder_rules_seed(*, now: datetime) -> int:
    """Enter the rules that are not on record yet; return how many."""
    wanted = {each.stage.value: (each.offset_days, each.time) for each in DEFAULT_REMINDERS}
    wanted[NoticeKind.DIGEST] = (0, DIGEST_TIME)
    added = 0
    for kind in wanted.keys() - set(ReminderRule.objects.values_list("kind", flat=True)):
        days, moment = wanted[kind]
        row, is_new = ReminderRule.objects.get_or_create(
            kind=kind, defaults={"offset_days": days, "time": moment}
        )
        if is_new:
            audit(actor=None, action="reminder_rule.seed", about=row, at=now, kind=kind)
            added += 1
    return added


@transaction.atomic
def reminder_rules_change(
    *, changes: Mapping[str, ReminderChange], actor: User | None, now: datetime
) -> int:
    """Change when reminders go out; return how many rules changed. What was told stays told."""
    require(actor, "notices.edit")
    changed = 0
    for rule in ReminderRule.objects.filter(kind__in=changes):
        wish = changes[rule.kind]
        _refuse_wrong(rule.kind, wish)
        before = ReminderChange(rule.offset_days, rule.time, rule.is_active)
        if wish == before:
            continue
        rule.offset_days, rule.time, rule.is_active = wish.offset_days, wish.time, wish.is_active
        rule.save()
        audit(
            actor=actor,
            action="reminder_rule.change",
            about=rule,
            at=now,
            kind=rule.kind,
            before=_words(before),
            after=_words(wish),
        )
        changed += 1
    return changed


def _messages(
    submissions: Iterable[Submission], people: Mapping[int, list[User]], now: datetime
) -> Iterable[Message]:
    for submission in submissions:
        days = days_between(now, submission.period.due_at)
        values = {**report_values(submission), "so_ngay": str(days)}
        link = report_link(submission)
        for person in people.get(submission.investor_id, []):
            yield Message(person, f"submission/{submission.pk}", values, link)


def _refuse_wrong(kind: str, wish: ReminderChange) -> None:
    """Refuse what would send a reminder on a day on which its words are not true."""
    days = wish.offset_days
    if abs(timedelta(days=days)) > timedelta(days=FARTHEST):
        raise Refusal(_("A reminder goes out at most 60 days from the due day."))
    if days != FIXED_DAYS.get(kind, days):
        raise Refusal(
            _("The reminders of the day before and of the due day keep their day: change the time.")
        )
    if kind == NoticeKind.OPENING and days < 0:
        raise Refusal(_("The notice of an opening cannot go out before the period opens."))
    if kind == NoticeKind.AHEAD and days >= 0:
        raise Refusal(_("The reminder ahead of a deadline goes out at least one day before it."))
    if kind == NoticeKind.OVERDUE and days <= 0:
        raise Refusal(_("The reminder of a missed deadline goes out at least one day after it."))


def _words(rule: ReminderChange) -> str:
    return f"{rule.offset_days:+d} {rule.time:%H:%M} {'on' if rule.is_active else 'off'}"
