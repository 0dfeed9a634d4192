"""Tell an investor, or its governing body, what became of a report.

Called at the end of the step's own transaction: without the step there is no notice.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from disbursement.models import NoticeKind, ReportingPeriod, Submission, SubmissionEvent
from disbursement.selectors.notice_recipients import holders_of
from disbursement.services.notices import notice_send
from projects.models import Organisation, User


def told_returned(*, submission: Submission, event: SubmissionEvent) -> int:
    """Tell those who report for the investor that the report came back, and why."""
    return _tell(NoticeKind.RETURNED, submission, event, _reporters(submission, event))


def told_accepted(*, submission: Submission, event: SubmissionEvent) -> int:
    """Tell those who report for the investor that the report was accepted."""
    return _tell(NoticeKind.ACCEPTED, submission, event, _reporters(submission, event))


def told_reopened(*, submission: Submission, event: SubmissionEvent) -> int:
    """Tell those who report for the investor that the report may be changed again, and why."""
    return _tell(NoticeKind.REOPENED, submission, event, _reporters(submission, event))


def told_to_endorse(*, submission: Submission, event: SubmissionEvent, body: Organisation) -> int:
    """Tell those who report for the governing body that a report waits for its approval."""
    people = holders_of(organisation_id=body.pk, day=timezone.localdate(event.at))
    link = reverse("disbursement:endorsement", args=[submission.pk])
    return _tell(NoticeKind.TO_ENDORSE, submission, event, people, link)


def report_values(submission: Submission) -> dict[str, str]:
    """Return what a notice says of a report, in the portal's language."""
    with override(settings.LANGUAGE_CODE):
        return {
            "don_vi": submission.investor.name,
            "ky_bao_cao": period_words(submission.period),
            "han_nop": moment_words(submission.period.due_at),
        }


def period_words(period: ReportingPeriod) -> str:
    """Return the name of a period by the day it asks about, as the screens call it."""
    return gettext("Report of %(day)s") % {"day": f"{period.as_at:%d/%m/%Y}"}


def moment_words(moment: datetime) -> str:
    """Return a moment as officials write it: 23 giờ 59 ngày 14/11/2026."""
    return timezone.localtime(moment).strftime("%H giờ %M ngày %d/%m/%Y")


def report_link(submission: Submission) -> str:
    return reverse("disbursement:submission_view", args=[submission.pk])


def _reporters(submission: Submission, event: SubmissionEvent) -> Iterable[User]:
    day = timezone.localdate(event.at)
    return holders_of(organisation_id=submission.investor_id, day=day)


def _tell(
    kind: NoticeKind,
    submission: Submission,
    event: SubmissionEvent,
    people: Iterable[User],
    link: str = "",
) -> int:
    values = {
        **report_values(submission),
        "ly_do": event.note,
        "nguoi_xu_ly": str(event.actor or ""),
    }
    return notice_send(
        recipients=people,
        kind=kind,
        occasion=f"submission-event/{event.pk}",
        values=values,
        link=link or report_link(submission),
        now=event.at,
    )
