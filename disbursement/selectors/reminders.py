"""Read what is to be reminded of, and when."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from disbursement.domain.reminders import OVERDUE_SAID_FOR, ReminderTime, Stage
from disbursement.models import (
    EntryException,
    NoticeKind,
    ReminderRule,
    Submission,
    SubmissionStatus,
)

FARTHEST_OVERDUE = timedelta(days=60) + OVERDUE_SAID_FOR


def reminder_times() -> list[ReminderTime]:
    """Return the rules that are switched on."""
    stages = [stage.value for stage in Stage]
    return [
        ReminderTime(Stage(rule.kind), rule.offset_days, rule.time)
        for rule in ReminderRule.objects.filter(kind__in=stages, is_active=True)
    ]


def reminder_rules() -> list[ReminderRule]:
    """Return every rule in the order in which the reminders follow each other."""
    order = [*(stage.value for stage in Stage), NoticeKind.DIGEST.value]
    return sorted(ReminderRule.objects.all(), key=lambda rule: order.index(rule.kind))


def digest_rule() -> ReminderRule | None:
    return ReminderRule.objects.filter(kind=NoticeKind.DIGEST, is_active=True).first()


def unreported(*, now: datetime) -> QuerySet[Submission]:
    """Return the reports of running or just missed periods that nobody has handed in.

    Investors that have ended and those whose delay is excused owe nothing.
    """
    today = timezone.localdate(now)
    exists = Q(investor__valid_from=None) | Q(investor__valid_from__lte=today)
    exists &= Q(investor__valid_to=None) | Q(investor__valid_to__gte=today)
    excused = EntryException.objects.filter(submission=OuterRef("pk"), excuses=True, ended_at=None)
    return (
        Submission.objects.filter(
            exists,
            ~Exists(excused),
            status__in=[SubmissionStatus.NOT_RECEIVED, SubmissionStatus.DRAFT],
            period__opens_at__lte=now,
            period__due_at__gte=now - FARTHEST_OVERDUE,
        )
        .select_related("period", "investor")
        .order_by("period__due_at", "investor__code")
    )
