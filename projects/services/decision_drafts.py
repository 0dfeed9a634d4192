"""Keep decisions being typed in: saved at any time, never over somebody else's work unawares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.domain.draft_rows import DraftRow, row_to_json
from projects.models import DecisionDraft, SourceFile, User
from projects.permissions import require
from projects.refusals import Refusal, StaleState
from projects.services.audit import audit

MOST_LINES = 5_000


@dataclass(frozen=True, slots=True)
class DraftContent:
    """What a draft says; `unread` are header texts that do not fit their fields yet."""

    plan_year: int
    number: str = ""
    decided_on: date | None = None
    issuer: str = ""
    summary: str = ""
    unread: Mapping[str, str] = field(default_factory=dict)
    rows: Sequence[DraftRow] = ()


class Overtaken(StaleState):
    """Somebody else saved the draft in the meantime; `draft` is as they left it."""

    def __init__(self, draft: DecisionDraft) -> None:
        super().__init__(
            _("%(person)s saved this draft at %(time)s, after you opened it.")
            % {
                "person": draft.edited_by or _("Somebody else"),
                "time": f"{timezone.localtime(draft.edited_at):%H:%M %d/%m/%Y}",
            }
        )
        self.draft = draft


@transaction.atomic
def draft_open(
    *,
    actor: User | None,
    at: datetime,
    content: DraftContent,
    form_file: SourceFile | None = None,
    findings: Sequence[Mapping[str, Any]] = (),
) -> DecisionDraft:
    """Begin a decision, empty or with the rows read from a form."""
    require(actor, "plan.edit")
    _limit(content.rows)
    draft = DecisionDraft.objects.create(
        **_fields(content),
        form_file=form_file,
        findings=list(findings),
        edited_at=at,
        edited_by=actor,
    )
    audit(
        actor=actor,
        action="decision_draft.open",
        about=draft,
        at=at,
        lines=len(content.rows),
        form=form_file.name if form_file else "",
    )
    return draft


@transaction.atomic
def draft_save(
    *, draft: DecisionDraft, actor: User | None, at: datetime, seen: int, content: DraftContent
) -> DecisionDraft:
    """Save over the revision the person has seen; raise Overtaken where it is another by now."""
    require(actor, "plan.edit")
    _limit(content.rows)
    _claim(draft, seen, **_fields(content), edited_at=at, edited_by=actor)
    draft.refresh_from_db()
    audit(
        actor=actor,
        action="decision_draft.save",
        about=draft,
        at=at,
        revision=draft.revision,
        lines=len(content.rows),
    )
    return draft


@transaction.atomic
def draft_document_set(
    *,
    draft: DecisionDraft,
    actor: User | None,
    at: datetime,
    seen: int,
    document: SourceFile | None,
) -> None:
    """Attach the scanned decision to the draft, or take it off."""
    require(actor, "plan.edit")
    _claim(draft, seen, document=document, edited_at=at, edited_by=actor)
    draft.refresh_from_db()
    name = document.name if document else ""
    audit(actor=actor, action="decision_draft.document", about=draft, at=at, name=name)


@transaction.atomic
def draft_discard(*, draft: DecisionDraft, actor: User | None, at: datetime, seen: int) -> None:
    """Put a draft aside; what was typed stays on record."""
    require(actor, "plan.edit")
    _claim(draft, seen, discarded_at=at, edited_at=at, edited_by=actor)
    draft.refresh_from_db()
    audit(actor=actor, action="decision_draft.discard", about=draft, at=at)


def draft_claim_to_post(*, draft: DecisionDraft, seen: int, actor: User | None) -> DecisionDraft:
    """Let one caller post the revision that was seen; return the draft as that caller has it.

    The transaction is the caller's: what it undoes leaves the given draft as it was.
    """
    require(actor, "plan.post")
    _claim(draft, seen)
    return DecisionDraft.objects.select_related("document", "form_file").get(pk=draft.pk)


def _claim(draft: DecisionDraft, seen: int, **fields: Any) -> None:
    """Write the fields if the draft still is as it was seen, and count its revision up."""
    waiting = DecisionDraft.objects.filter(
        pk=draft.pk, revision=seen, decision=None, discarded_at=None
    )
    if waiting.update(revision=seen + 1, **fields):
        return
    found = DecisionDraft.objects.select_related("edited_by").get(pk=draft.pk)
    if found.decision_id:
        raise StaleState(_("The decision is posted already; nothing was posted twice."))
    if found.discarded_at:
        raise StaleState(_("The draft was put aside by %(person)s.") % {"person": found.edited_by})
    raise Overtaken(found)


def _fields(content: DraftContent) -> dict[str, Any]:
    return {
        "plan_year": content.plan_year,
        "number": content.number,
        "decided_on": content.decided_on,
        "issuer": content.issuer,
        "summary": content.summary,
        "header": dict(content.unread),
        "lines": [row_to_json(row) for row in content.rows],
    }


def _limit(rows: Sequence[DraftRow]) -> None:
    if len(rows) > MOST_LINES:
        raise Refusal(
            _("A decision can have at most %(most)s lines; this one has %(count)s.")
            % {"most": MOST_LINES, "count": len(rows)}
        )
