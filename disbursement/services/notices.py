"""Tell people things: one row per person, kind and occasion, in the portal and for the mail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from disbursement.domain.default_notice_texts import DEFAULT_TEXTS, NoticeText
from disbursement.domain.notice_texts import RECIPIENT, filled, one_line
from disbursement.models import MailState, Notice, NoticeChoice, NoticeTemplate
from projects.models import User
from projects.services.audit import audit

LONGEST_SUBJECT = 300
ROWS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Message:
    """What one person is told on one occasion; `link` is a path within the portal."""

    recipient: User
    occasion: str
    values: Mapping[str, str] = field(default_factory=dict)
    link: str = ""


def notice_send(
    *,
    recipients: Iterable[User],
    kind: str,
    occasion: str,
    values: Mapping[str, str],
    link: str,
    now: datetime | None = None,
) -> int:
    """Tell the people the same thing; return how many had not been told yet."""
    messages = [Message(person, occasion, values, link) for person in recipients]
    return notices_send(kind=kind, messages=messages, now=now)


@transaction.atomic
def notices_send(*, kind: str, messages: Iterable[Message], now: datetime | None = None) -> int:
    """Tell many people at once, in a handful of queries; return how many rows are new.

    Safe to repeat: whoever was told of an occasion is not told again. The worker hands the
    mails over after the commit.
    """
    wanted = {(told.recipient.pk, told.occasion): told for told in messages}
    wanted = {key: told for key, told in wanted.items() if told.recipient.is_active}
    for key in _already_told(kind, wanted):
        wanted.pop(key, None)
    if not wanted:
        return 0
    text, choices = text_of(kind), _choices(kind, {person for person, _occasion in wanted})
    rows = [
        _row(kind, told, text, choices.get(told.recipient.pk, (True, True)), now or timezone.now())
        for told in wanted.values()
    ]
    kept = [row for row in rows if row.in_portal or row.mail_state == MailState.QUEUED]
    Notice.objects.bulk_create(kept, ignore_conflicts=True, batch_size=ROWS_AT_ONCE)
    return len(kept)


def text_of(kind: str) -> NoticeText:
    """Return the words of a kind: the administrator's, or those a portal starts with."""
    edited = NoticeTemplate.objects.filter(kind=kind).first()
    return NoticeText(edited.subject, edited.body) if edited else DEFAULT_TEXTS[kind]


def worded(text: NoticeText, values: Mapping[str, str]) -> NoticeText:
    """Fill in the values; the subject stays one line whatever they hold."""
    subject = one_line(filled(text.subject, values), LONGEST_SUBJECT)
    return NoticeText(subject, filled(text.body, values).replace("\r\n", "\n").strip())


@transaction.atomic
def notices_mark_read(*, user: User, pk: int | None = None, now: datetime) -> int:
    """Mark a notice of the user, or all of them, as read; return how many were unread."""
    unread = Notice.objects.filter(recipient=user, read_at=None, in_portal=True)
    if pk is not None:
        unread = unread.filter(pk=pk)
    return unread.update(read_at=now)


@transaction.atomic
def notice_choices_save(
    *, user: User, choices: Mapping[str, tuple[bool, bool]], now: datetime
) -> int:
    """Keep how the user wants to be told of each kind (portal, e-mail); return the changes."""
    known = {row.kind: row for row in NoticeChoice.objects.filter(user=user)}
    changed = 0
    for kind, (in_portal, by_email) in choices.items():
        row = known.get(kind)
        before = (row.in_portal, row.by_email) if row else (True, True)
        if before == (in_portal, by_email):
            continue
        row, _is_new = NoticeChoice.objects.update_or_create(
            user=user, kind=kind, defaults={"in_portal": in_portal, "by_email": by_email}
        )
        audit(
            actor=user,
            action="notice_choice.change",
            about=row,
            at=now,
            kind=kind,
            in_portal=in_portal,
            by_email=by_email,
        )
        changed += 1
    return changed


def _already_told(
    kind: str, wanted: Mapping[tuple[int, str], Message]
) -> Iterable[tuple[int, str]]:
    occasions = sorted({occasion for _person, occasion in wanted})
    for start in range(0, len(occasions), ROWS_AT_ONCE):
        yield from Notice.objects.filter(
            kind=kind, occasion__in=occasions[start : start + ROWS_AT_ONCE]
        ).values_list("recipient_id", "occasion")


def _choices(kind: str, people: set[int]) -> dict[int, tuple[bool, bool]]:
    """Return what was chosen by those who chose; most people never do."""
    rows = NoticeChoice.objects.filter(kind=kind).values_list("user_id", "in_portal", "by_email")
    return {user: (portal, email) for user, portal, email in rows if user in people}


def _row(
    kind: str, told: Message, text: NoticeText, choice: tuple[bool, bool], now: datetime
) -> Notice:
    if told.link and (not told.link.startswith("/") or told.link.startswith("//")):
        raise ValueError(f"A notice leads to a page of the portal, not to {told.link!r}.")
    person = told.recipient
    in_portal, by_email = choice
    words = worded(text, {RECIPIENT: str(person), **told.values})
    is_mailed = by_email and bool(person.email)
    return Notice(
        recipient=person,
        kind=kind,
        occasion=told.occasion,
        subject=words.subject,
        body=words.body,
        link=told.link,
        in_portal=in_portal,
        created_at=now,
        mail_state=MailState.QUEUED if is_mailed else MailState.NONE,
        mail_address=person.email if is_mailed else "",
    )
