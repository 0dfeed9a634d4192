"""Open one investor's period for some days more, and end that again."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from disbursement.models import EntryException, Submission, SubmissionEventKind
from disbursement.services.submission_claims import record
from projects.models import User
from projects.permissions import require
from projects.refusals import Refusal, StaleState

LONGEST_REASON = 500
LONGEST = timedelta(days=366)


@transaction.atomic
def exception_grant(
    *,
    submission: Submission,
    until: date,
    reason: str,
    excuses: bool,
    actor: User | None,
    now: datetime,
) -> EntryException:
    """Let an investor hand in one period until the end of a day, though it is locked.

    `excuses` says that the delay is not the investor's, so punctuality leaves the period out.
    """
    require(actor, "submission.exception")
    reason = reason.strip()
    today = timezone.localdate(now)
    if not reason:
        raise Refusal(_("Say why the period is opened: it stays in the report's history."))
    if len(reason) > LONGEST_REASON:
        raise Refusal(_("The reason is too long."))
    if until < today:
        raise Refusal(_("The day has passed: choose today or a day to come."))
    if until - today > LONGEST:
        raise Refusal(_("An exception lasts a year at most."))
    if now < submission.period.opens_at:
        raise Refusal(_("The period has not opened yet: there is nothing to except from."))
    running = submission.exceptions.filter(ended_at=None, until=until, excuses=excuses)
    if running.exists():
        raise StaleState(_("The period is already open for this investor until that day."))
    granted = EntryException.objects.create(
        submission=submission,
        until=until,
        reason=reason,
        excuses=excuses,
        granted_at=now,
        granted_by=actor,
    )
    with override(settings.LANGUAGE_CODE):
        told = gettext("Open until the end of %(day)s: %(reason)s") % {
            "day": f"{until:%d/%m/%Y}",
            "reason": reason,
        }
    record(
        submission,
        SubmissionEventKind.EXCEPTION,
        actor=actor,
        now=now,
        note=told,
        until=until.isoformat(),
        excuses=excuses,
    )
    return granted


@transaction.atomic
def exception_end(*, exception: EntryException, actor: User | None, now: datetime) -> None:
    """End an exception before its day; whether the delay was excused stays as it was said."""
    require(actor, "submission.exception")
    running = EntryException.objects.filter(
        pk=exception.pk, ended_at=None, until__gte=timezone.localdate(now)
    )
    if running.update(ended_at=now, ended_by=actor) != 1:
        raise StaleState(_("The exception has already ended."))
    exception.refresh_from_db()
    with override(settings.LANGUAGE_CODE):
        told = gettext("Exception until %(day)s ended early") % {
            "day": f"{exception.until:%d/%m/%Y}"
        }
    record(exception.submission, SubmissionEventKind.EXCEPTION, actor=actor, now=now, note=told)
