"""Read which reports go through a governing body before they are reviewed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from disbursement.models import FirstApprovalRule, Submission, SubmissionStatus, SubmissionVersion
from disbursement.selectors.submissions import submissions_visible_to
from projects.models import Membership, Organisation, Role, User


def rules_on(day: date) -> QuerySet[FirstApprovalRule]:
    """Return the rules in force on a day."""
    return FirstApprovalRule.objects.filter(starts_on__lte=day).filter(
        Q(ends_on=None) | Q(ends_on__gte=day)
    )


def needs_first_approval(*, investor_id: int, day: date) -> Organisation | None:
    """Return the body that an investor's reports go through on a day, if there is one."""
    rule = (
        rules_on(day)
        .filter(investor_id=investor_id)
        .select_related("body")
        .order_by("-starts_on")
        .first()
    )
    return rule.body if rule else None


def body_of(*, submission: Submission, now: datetime) -> Organisation | None:
    """Return the body through which the newest version of a report goes.

    The rule has to cover the day of the hand-in and today: one that begins later leaves the
    report to the planning department, and one that has ended keeps nobody waiting.
    """
    today = timezone.localdate(now)
    version = submission.versions.filter(number=submission.current_version).first()
    handed_in = version.submitted_at if version else None
    first_day = min(timezone.localdate(handed_in), today) if handed_in else today
    covering = rules_on(today).filter(investor_id=submission.investor_id, starts_on__lte=first_day)
    rule = covering.select_related("body").order_by("-starts_on").first()
    return rule.body if rule else None


def awaited_body(*, submission: Submission, now: datetime) -> Organisation | None:
    """Return the body that has yet to endorse a report that was handed in."""
    if submission.status != SubmissionStatus.SUBMITTED:
        return None
    return body_of(submission=submission, now=now)


def awaited_bodies(*, submissions: Iterable[Submission], now: datetime) -> dict[int, Organisation]:
    """Return by report the body that has yet to endorse it, as `awaited_body` for each."""
    waiting = [row for row in submissions if row.status == SubmissionStatus.SUBMITTED]
    today = timezone.localdate(now)
    investors = {row.investor_id for row in waiting}
    rules = rules_on(today).filter(investor__in=investors).select_related("body")
    by_investor: dict[int, list[FirstApprovalRule]] = {}
    for rule in rules.order_by("-starts_on"):
        by_investor.setdefault(rule.investor_id, []).append(rule)
    concerned = [row for row in waiting if row.investor_id in by_investor]
    moments = {
        (pk, number): submitted_at
        for pk, number, submitted_at in SubmissionVersion.objects.filter(
            submission__in=concerned, submitted_at__isnull=False
        ).values_list("submission_id", "number", "submitted_at")
    }
    found = {}
    for row in concerned:
        handed_in = timezone.localdate(moments.get((row.pk, row.current_version), now))
        for rule in by_investor[row.investor_id]:
            if rule.starts_on <= min(handed_in, today):
                found[row.pk] = rule.body
                break
    return found


def first_approvals(*, day: date) -> dict[int, Organisation]:
    """Return by investor the body its reports go through on a day."""
    rules = rules_on(day).select_related("body").order_by("starts_on")
    return {rule.investor_id: rule.body for rule in rules}


def endorses_for(*, user: User, body: Organisation, day: date) -> bool:
    """Tell whether a person reports for the body on a day and so may endorse for it."""
    if not user.is_active:
        return False
    held = Membership.objects.filter(user=user, organisation=body, role=Role.INVESTOR)
    return held.valid_on(day).exists()


def submissions_to_endorse(*, user: User, now: datetime) -> QuerySet[Submission]:
    """Return what was handed in by investors for whose governing body the person reports."""
    day = timezone.localdate(now)
    bodies = Membership.objects.filter(user=user, role=Role.INVESTOR).valid_on(day)
    investors = rules_on(day).filter(body__in=bodies.values("organisation"))
    return Submission.objects.filter(
        investor__in=investors.values("investor"), versions__submitted_at__isnull=False
    ).distinct()


def submissions_readable_by(*, user: User, now: datetime) -> QuerySet[Submission]:
    """Return what a person may read: their own, the province's, what they are to endorse."""
    own = submissions_visible_to(user).order_by().values("pk")
    waiting = submissions_to_endorse(user=user, now=now).order_by().values("pk")
    readable = Submission.objects.filter(Q(pk__in=own) | Q(pk__in=waiting))
    return readable.select_related("period", "investor").order_by(
        "-period__due_at", "investor__code"
    )
