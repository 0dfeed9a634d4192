"""Edit the words of notices; names in braces that stand for nothing are refused."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from disbursement.domain.default_notice_texts import DEFAULT_TEXTS, PLACEHOLDERS, NoticeText
from disbursement.domain.notice_texts import has_stray_brace, one_line, unknown_names
from disbursement.models import NoticeTemplate
from disbursement.services.notices import worded
from projects.models import User
from projects.permissions import require
from projects.refusals import Refusal, StaleState
from projects.services.audit import audit

LONGEST_SUBJECT = 200
LONGEST_BODY = 5000


def notice_text_preview(*, kind: str, text: NoticeText) -> NoticeText:
    """Return the words with sample values put in; refuses what could not be saved."""
    clean = _checked(kind, text)
    return worded(clean, {each.name: each.sample for each in PLACEHOLDERS[kind]})


@transaction.atomic
def notice_text_change(
    *, kind: str, text: NoticeText, seen: str, actor: User | None, now: datetime
) -> NoticeTemplate:
    """Change the words of a kind; `seen` is when those the person started from were edited."""
    require(actor, "notices.edit")
    return _write(kind, _checked(kind, text), seen=seen, actor=actor, now=now, is_original=False)


@transaction.atomic
def notice_text_restore(
    *, kind: str, seen: str, actor: User | None, now: datetime
) -> NoticeTemplate:
    """Go back to the words a portal starts with."""
    require(actor, "notices.edit")
    return _write(kind, DEFAULT_TEXTS[kind], seen=seen, actor=actor, now=now, is_original=True)


def text_mark(template: NoticeTemplate | None) -> str:
    """Return what tells one state of the words from another."""
    return template.edited_at.isoformat() if template and template.edited_at else ""


def _checked(kind: str, text: NoticeText) -> NoticeText:
    """Return the words tidied, or refuse them saying what is wrong."""
    clean = NoticeText(
        one_line(text.subject, LONGEST_SUBJECT + 1), text.body.replace("\r\n", "\n").strip()
    )
    if not clean.subject or not clean.body:
        raise Refusal(_("A notice needs a subject and a text."))
    if len(clean.subject) > LONGEST_SUBJECT or len(clean.body) > LONGEST_BODY:
        raise Refusal(_("The subject may have 200 characters, the text 5,000."))
    known = [each.name for each in PLACEHOLDERS[kind]]
    if unknown := unknown_names(f"{clean.subject}\n{clean.body}", known):
        raise Refusal(
            _("%(names)s: this notice knows no such name. Use only the names listed below.")
            % {"names": ", ".join(f"{{{name}}}" for name in unknown)}
        )
    if has_stray_brace(clean.subject) or has_stray_brace(clean.body):
        raise Refusal(_("A brace is opened or closed alone; names are written {like_this}."))
    return clean


def _write(
    kind: str,
    text: NoticeText,
    *,
    seen: str,
    actor: User | None,
    now: datetime,
    is_original: bool,
) -> NoticeTemplate:
    row, _is_new = NoticeTemplate.objects.get_or_create(
        kind=kind,
        defaults={"subject": DEFAULT_TEXTS[kind].subject, "body": DEFAULT_TEXTS[kind].body},
    )
    before = NoticeText(row.subject, row.body)
    if text_mark(row) != seen:
        raise StaleState(_("Somebody else has changed this text in the meantime: compare first."))
    if text == before:
        return row
    claimed = NoticeTemplate.objects.filter(pk=row.pk, edited_at=row.edited_at).update(
        subject=text.subject, body=text.body, edited_at=now, edited_by=actor
    )
    if claimed != 1:
        raise StaleState(_("Somebody else has changed this text in the meantime: compare first."))
    audit(
        actor=actor,
        action="notice_text.restore" if is_original else "notice_text.change",
        about=row,
        at=now,
        kind=kind,
        before={"subject": before.subject, "body": before.body},
        after={"subject": text.subject, "body": text.body},
    )
    row.refresh_from_db()
    return row
