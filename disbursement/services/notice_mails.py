"""Hand the notices' e-mails over, each at most once, and let a person settle what went wrong.

A mail is claimed by one conditional update, handed over, and marked. A worker that dies in
between leaves it "being sent"; after some minutes it becomes "not known whether it was sent",
and only a person may send it again.
"""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import (
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPServerDisconnected,
)
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from disbursement.domain.notice_texts import one_line
from disbursement.models import MailState, Notice
from disbursement.renderers.notice_mail import Mail, notice_mail
from projects.models import User
from projects.permissions import require
from projects.refusals import StaleState
from projects.services.audit import audit

log = structlog.get_logger(__name__)

MAILS_AT_ONCE = 500
LONGEST_RUN = 240.0  # seconds; what is left goes with the next run
CUT_OFF_AFTER = timedelta(minutes=10)
TRY_AGAIN_AFTER = timedelta(minutes=15)
TRY_FOR = timedelta(days=1)
LONGEST_ERROR = 300


@dataclass
class MailResult:
    """What one run did; `cut_off` are the mails an earlier run died over."""

    sent: int = 0
    failed: int = 0
    later: int = 0
    unsure: int = 0
    cut_off: int = 0


def mails_send(*, now: datetime) -> MailResult:
    """Hand over what is queued; one bad address stops no other.

    Not in a transaction: each claim must be seen by other workers before its mail goes out.
    While the mail server does not answer, everything stays queued.
    """
    result = MailResult(cut_off=cut_off_give_up(now=now))
    waiting = list(_queued(now).order_by("id").values_list("pk", flat=True)[:MAILS_AT_ONCE])
    if not waiting:
        return result
    connection: BaseEmailBackend = get_connection()
    ends = time.monotonic() + LONGEST_RUN
    is_open = False
    for pk in waiting:
        if time.monotonic() > ends or not (is_open or _opened(connection)):
            break
        is_open = True
        notice = _claimed(pk, now)
        if notice is not None:
            is_open = _hand_over(connection, notice, now, result)
    _closed(connection)
    return result


def cut_off_give_up(*, now: datetime) -> int:
    """Mark the mails whose worker died over them; return how many."""
    cut_off = Notice.objects.filter(
        mail_state=MailState.SENDING, mail_at__lt=now - CUT_OFF_AFTER
    ).update(mail_state=MailState.UNSURE)
    if cut_off:
        log.warning("mails_cut_off", mails=cut_off)
    return cut_off


def message_of(notice: Notice) -> EmailMultiAlternatives:
    """Return a notice's e-mail, in the portal's language."""
    with override(settings.LANGUAGE_CODE):
        return notice_mail(
            Mail(
                number=notice.pk,
                created_at=timezone.localtime(notice.created_at),
                to=notice.mail_address,
                subject=notice.subject,
                body=notice.body,
                page=f"{settings.PORTAL_URL}{notice.link}" if notice.link else "",
                choices=f"{settings.PORTAL_URL}{reverse('disbursement:notice_choices')}",
                host=urlsplit(settings.PORTAL_URL).hostname or "localhost",
            )
        )


@transaction.atomic
def mail_resend(*, notice: Notice, actor: User | None, now: datetime) -> None:
    """Queue a mail that failed or was cut off once more, to the person's address of today."""
    require(actor, "notices.edit")
    recipient = notice.recipient
    _settle(notice, MailState.QUEUED, mail_at=None, mail_error="", mail_address=recipient.email)
    audit(actor=actor, action="notice.resend", about=notice, at=now, was=notice.mail_state)


@transaction.atomic
def mail_drop(*, notice: Notice, actor: User | None, now: datetime) -> None:
    """Take a mail that failed or was cut off from the list; it is not sent again."""
    require(actor, "notices.edit")
    _settle(notice, MailState.NONE)
    audit(actor=actor, action="notice.drop", about=notice, at=now, was=notice.mail_state)


def _settle(notice: Notice, state: MailState, **changes: object) -> None:
    unsettled = [MailState.FAILED, MailState.UNSURE]
    rows = Notice.objects.filter(pk=notice.pk, mail_state=notice.mail_state)
    if rows.filter(mail_state__in=unsettled).update(mail_state=state, **changes) != 1:
        raise StaleState(gettext("Somebody else has already decided about this e-mail."))


def _queued(now: datetime) -> QuerySet[Notice]:
    again = Q(mail_at=None) | Q(mail_at__lt=now - TRY_AGAIN_AFTER)
    return Notice.objects.filter(again, mail_state=MailState.QUEUED)


def _claimed(pk: int, now: datetime) -> Notice | None:
    """Take a mail for this worker alone, or None if another one has it."""
    taken = _queued(now).filter(pk=pk).update(mail_state=MailState.SENDING, mail_at=timezone.now())
    return Notice.objects.select_related("recipient").get(pk=pk) if taken == 1 else None


def _hand_over(
    connection: BaseEmailBackend, notice: Notice, now: datetime, result: MailResult
) -> bool:
    """Send one claimed mail and mark what became of it; tell whether the line is still good."""
    if problem := _unsendable(notice):
        _mark(notice, MailState.FAILED, problem)
        result.failed += 1
        return True
    try:
        sent = connection.send_messages([message_of(notice)])
    except Exception as error:
        state = _state_after(error, notice, now)
        _mark(notice, state, f"{type(error).__name__}: {error}")
        log.warning("mail_not_sent", notice=notice.pk, state=str(state), error=str(error))
        _count(result, state)
        _closed(connection)
        return False
    _mark(notice, MailState.SENT if sent else MailState.FAILED, "")
    _count(result, MailState.SENT if sent else MailState.FAILED)
    return True


def _unsendable(notice: Notice) -> str:
    """Return why a mail cannot be sent at all, or ""."""
    if not notice.recipient.is_active:
        return gettext("The account has been closed.")
    try:
        validate_email(notice.mail_address)
    except ValidationError:
        return gettext("This is not an e-mail address.")
    return ""


def _state_after(error: Exception, notice: Notice, now: datetime) -> MailState:
    """Judge by the error whether the mail was refused, may be tried again, or may have gone out."""
    if isinstance(error, SMTPRecipientsRefused):
        codes = [code for code, _reason in error.recipients.values()]
    elif isinstance(error, SMTPResponseException):
        codes = [error.smtp_code]
    elif isinstance(error, SMTPServerDisconnected) or not isinstance(
        error, SMTPException | ValueError
    ):
        return MailState.UNSURE  # the line broke: before or after the server took the mail?
    else:
        return MailState.FAILED
    is_passing = bool(codes) and all(400 <= code < 500 for code in codes)
    return (
        MailState.QUEUED if is_passing and now - notice.created_at < TRY_FOR else MailState.FAILED
    )


def _mark(notice: Notice, state: MailState, error: str) -> None:
    """Write what became of a mail, also if it was given up as cut off in the meantime."""
    Notice.objects.filter(
        pk=notice.pk, mail_state__in=[MailState.SENDING, MailState.UNSURE]
    ).update(mail_state=state, mail_at=timezone.now(), mail_error=one_line(error, LONGEST_ERROR))


def _count(result: MailResult, state: MailState) -> None:
    name = {MailState.SENT: "sent", MailState.UNSURE: "unsure", MailState.QUEUED: "later"}.get(
        state, "failed"
    )
    setattr(result, name, getattr(result, name) + 1)


def _opened(connection: BaseEmailBackend) -> bool:
    try:
        connection.open()
    except Exception as error:
        log.warning("mail_server_does_not_answer", error=str(error))
        return False
    return True


def _closed(connection: BaseEmailBackend) -> None:
    with suppress(Exception):
        connection.close()
