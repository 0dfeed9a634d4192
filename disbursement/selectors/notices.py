"""Read what people were told, what they chose, and which e-mails did not go out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, QuerySet

from disbursement.domain.default_notice_texts import DEFAULT_TEXTS, NoticeText
from disbursement.models import MailState, Notice, NoticeChoice, NoticeKind, NoticeTemplate
from projects.models import AuditRecord, Role, User
from projects.permissions import roles_of

MOST_COUNTED = 100
WAITS_TOO_LONG = timedelta(minutes=30)
UNSETTLED = (MailState.FAILED, MailState.UNSURE)

_REPORTER = frozenset({Role.INVESTOR})
_PLANNER = frozenset({Role.PLANNING})
_LEADER = frozenset({Role.LEADER})
# Who may come to be told of a kind; each person is asked only about those.
KIND_ROLES: dict[NoticeKind, frozenset[Role]] = {
    NoticeKind.OPENING: _REPORTER,
    NoticeKind.AHEAD: _REPORTER,
    NoticeKind.TOMORROW: _REPORTER,
    NoticeKind.DUE_DAY: _REPORTER,
    NoticeKind.OVERDUE: _REPORTER,
    NoticeKind.TO_ENDORSE: _REPORTER,
    NoticeKind.RETURNED: _REPORTER,
    NoticeKind.ACCEPTED: _REPORTER,
    NoticeKind.REOPENED: _REPORTER,
    NoticeKind.OBSTACLE: frozenset(Role),
    NoticeKind.ESCALATED: frozenset(Role),
    NoticeKind.DIRECTIVE: frozenset(Role),
    NoticeKind.TREASURY: _PLANNER | _LEADER,
    NoticeKind.DIGEST: _LEADER,
}


@dataclass(frozen=True, slots=True)
class KindChoice:
    """How a person is told of a kind."""

    kind: NoticeKind
    in_portal: bool
    by_email: bool


@dataclass(frozen=True, slots=True)
class KindText:
    """The words of a kind as they stand; `edited` is None while they are the original."""

    kind: NoticeKind
    text: NoticeText
    edited: NoticeTemplate | None

    @property
    def is_original(self) -> bool:
        return self.text == DEFAULT_TEXTS[self.kind]


def notices_of(user: User) -> QuerySet[Notice]:
    """Return what a person was told in the portal, the unread first."""
    own = Notice.objects.filter(recipient=user, in_portal=True)
    return own.order_by(F("read_at").asc(nulls_first=True), "-created_at", "-id")


def unread_count(user: User) -> int:
    """Return how many notices a person has not read, at most MOST_COUNTED."""
    unread = Notice.objects.filter(recipient=user, read_at=None, in_portal=True)
    return unread.order_by()[:MOST_COUNTED].count()


def choices_of(user: User) -> list[KindChoice]:
    """Return for each kind that may reach the person how they are told of it."""
    chosen = {row.kind: row for row in NoticeChoice.objects.filter(user=user)}
    roles = roles_of(user)
    return [
        KindChoice(
            kind,
            chosen[kind].in_portal if kind in chosen else True,
            chosen[kind].by_email if kind in chosen else True,
        )
        for kind in NoticeKind
        if roles & KIND_ROLES[kind]
    ]


def notice_text(kind: str) -> KindText:
    """Return the words of a kind: the administrator's, or those a portal starts with."""
    edited = NoticeTemplate.objects.filter(kind=kind).select_related("edited_by").first()
    return _kind_text(NoticeKind(kind), edited)


def notice_texts() -> list[KindText]:
    edited = {row.kind: row for row in NoticeTemplate.objects.select_related("edited_by")}
    return [_kind_text(kind, edited.get(kind)) for kind in NoticeKind]


def text_history(template: NoticeTemplate | None) -> QuerySet[AuditRecord]:
    """Return who edited the words of a kind and when, the newest first."""
    records = AuditRecord.objects.filter(object_type="noticetemplate").select_related("actor")
    return records.filter(object_id=str(template.pk if template else 0)).order_by("-at", "-pk")


def unsettled_mails() -> QuerySet[Notice]:
    """Return the e-mails that failed or whose fate is not known, the newest first."""
    mails = Notice.objects.filter(mail_state__in=UNSETTLED).select_related("recipient")
    return mails.order_by("-created_at", "-id")


def mails_waiting(*, now: datetime) -> int:
    """Return how many e-mails have waited too long: the mail server may be out of reach."""
    return Notice.objects.filter(
        mail_state=MailState.QUEUED, created_at__lt=now - WAITS_TOO_LONG
    ).count()


def people_without_address() -> QuerySet[User]:
    """Return the active users that no e-mail can reach."""
    return User.objects.filter(is_active=True, email="").order_by("username")


def _kind_text(kind: NoticeKind, edited: NoticeTemplate | None) -> KindText:
    if edited is None:
        return KindText(kind, DEFAULT_TEXTS[kind], None)
    return KindText(kind, NoticeText(edited.subject, edited.body), edited)
