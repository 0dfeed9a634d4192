"""Who is behind a report, what leans on it, and which leave was given for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from disbursement.models import EntryException, ObstacleStep, Submission, SubmissionVersion
from disbursement.selectors.first_approval import rules_on
from disbursement.selectors.notice_recipients import holders_of
from projects.models import Role, User
from projects.permissions import organisations_of


@dataclass(frozen=True, slots=True)
class Dependents:
    """What was made from an accepted report; it all stays as it was when it was made."""

    later_reports: int
    obstacle_steps: int


def people_obliged(*, submission: Submission, now: datetime) -> list[User]:
    """Return who may hand the report in today."""
    day = timezone.localdate(now)
    return list(holders_of(organisation_id=submission.investor_id, day=day))


def answers_for_others(*, user: User, now: datetime) -> bool:
    """Tell whether reports of other investors go through a body for which the person reports."""
    bodies = organisations_of(user, Role.INVESTOR)
    return bool(bodies) and rules_on(timezone.localdate(now)).filter(body__in=bodies).exists()


def dependents_of(*, submission: Submission) -> Dependents:
    """Return how much was compared with, or raised by, a report."""
    later = SubmissionVersion.objects.filter(
        submission__investor_id=submission.investor_id,
        submission__period__due_at__gt=submission.period.due_at,
        submitted_at__isnull=False,
        withdrawn_at=None,
    )
    return Dependents(
        later.order_by().values("submission").distinct().count(),
        ObstacleStep.objects.filter(submission=submission).count(),
    )


def exceptions_of(*, submission: Submission) -> list[EntryException]:
    """Return every leave given for a report, the newest first."""
    return list(submission.exceptions.select_related("granted_by", "ended_by"))


def exceptions_running(*, submission: Submission, now: datetime) -> set[int]:
    """Return the leaves that have not ended, by day or by a person."""
    running = submission.exceptions.filter(until__gte=timezone.localdate(now))
    return set(running.filter(Q(ended_at=None) | Q(ended_at__gt=now)).values_list("pk", flat=True))
