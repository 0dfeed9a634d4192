"""Record directives of leaders and follow what becomes of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from disbursement.domain.obstacle_rules import (
    DirectiveEntry,
    check_closing,
    check_directive,
    check_extension,
    check_text,
)
from disbursement.models import Directive, DirectiveStep, DirectiveStepKind, Obstacle
from disbursement.selectors.directives import directives_reported_by
from disbursement.services.obstacle_notices import told_directive
from disbursement.services.obstacle_steps import refuse_unfit
from projects.domain.search import fold
from projects.domain.texts import clean
from projects.models import Organisation, Project, User
from projects.permissions import require
from projects.refusals import NotAllowed, Refusal, StaleState
from projects.services.audit import audit

DONE_ALREADY = _("Somebody else has just closed this directive: open the page anew.")
OVERTAKEN = _("Somebody has changed this directive since you opened the page: read it first.")


@transaction.atomic
def directive_record(*, entry: DirectiveEntry, actor: User | None, now: datetime) -> Directive:
    """Record a directive and tell the unit in charge; the same one twice is refused."""
    require(actor, "directive.record")
    entry = _checked(entry, now)
    same = Directive.objects.filter(
        number=entry.number,
        issued_on=entry.issued_on,
        content=entry.content,
        unit_in_charge_id=entry.unit_id,
    )
    if same.exists():
        raise Refusal(_("This directive is already recorded for this unit: open that one."))
    directive = Directive.objects.create(
        **_columns(entry), due_on=entry.due_on, recorded_at=now, recorded_by=actor
    )
    _link(directive, entry)
    audit(
        actor=actor, action="directive.record", about=directive, at=now, **_plain(directive, entry)
    )
    told_directive(directive=directive, occasion=f"directive/{directive.pk}", at=now)
    return directive


@transaction.atomic
def directive_change(
    *, directive: Directive, entry: DirectiveEntry, actor: User | None, now: datetime
) -> None:
    """Correct what was typed wrongly; the deadline moves only by an extension with its reason.

    ``directive`` is as the person saw it: what somebody else has changed since is not overwritten.
    """
    require(actor, "directive.record")
    entry = _checked(replace(entry, due_on=directive.due_on), now)
    before, after = _stated(directive), _columns(entry)
    changes = {**after, "search_text": _search_text(entry)}
    open_one = Directive.objects.filter(pk=directive.pk, closed_on=None, due_on=directive.due_on)
    if open_one.filter(**before).update(**changes) != 1:
        raise StaleState(OVERTAKEN)
    directive.refresh_from_db()
    _link(directive, entry)
    audit(
        actor=actor,
        action="directive.change",
        about=directive,
        at=now,
        before={name: str(value) for name, value in before.items()},
        **_plain(directive, entry),
    )
    if before["unit_in_charge_id"] != after["unit_in_charge_id"]:
        occasion = f"directive/{directive.pk}/{entry.unit_id}"
        told_directive(directive=directive, occasion=occasion, at=now)


@transaction.atomic
def directive_report(*, directive: Directive, text: str, actor: User | None, now: datetime) -> None:
    """Keep what the unit in charge reports on a directive."""
    require(actor, "directive.report")
    if actor and not directives_reported_by(actor).filter(pk=directive.pk).exists():
        raise NotAllowed(_("Only the unit in charge and the planning department report on it."))
    refuse_unfit(list(check_text(text)))
    _claim(directive, closed_on=None)
    _step(directive, DirectiveStepKind.REPORTED, actor=actor, now=now, text=text)


@transaction.atomic
def directive_extend(
    *, directive: Directive, due_on: date, reason: str, actor: User | None, now: datetime
) -> None:
    """Put the deadline off; ``directive`` carries the one that the person saw."""
    require(actor, "directive.record")
    refuse_unfit([*check_text(reason), *check_extension(due_on, before=directive.due_on)])
    seen = directive.due_on
    _claim(directive, closed_on=None, due_on=seen, changes={"due_on": due_on})
    step = _step(
        directive, DirectiveStepKind.EXTENDED, actor=actor, now=now, text=reason, due_on=due_on
    )
    told_directive(directive=directive, occasion=f"directive-step/{step.pk}", at=now)


@transaction.atomic
def directive_close(
    *, directive: Directive, closed_on: date, text: str, actor: User | None, now: datetime
) -> None:
    """Close a directive that was carried out; of two who close at once one does."""
    require(actor, "directive.close")
    today = timezone.localdate(now)
    refuse_unfit(
        [
            *check_text(text),
            *check_closing(closed_on, opened_on=directive.issued_on, today=today),
        ]
    )
    _claim(directive, closed_on=None, changes={"closed_on": closed_on})
    _step(directive, DirectiveStepKind.CLOSED, actor=actor, now=now, text=text, day=closed_on)


@transaction.atomic
def directive_reopen(
    *, directive: Directive, reason: str, actor: User | None, now: datetime
) -> None:
    """Open again a directive that turned out not to be carried out."""
    require(actor, "directive.close")
    refuse_unfit(list(check_text(reason)))
    closed = Directive.objects.filter(pk=directive.pk, closed_on__isnull=False)
    if closed.update(closed_on=None) != 1:
        raise StaleState(_("The directive is open: there is nothing to reopen."))
    directive.closed_on = None
    step = _step(directive, DirectiveStepKind.REOPENED, actor=actor, now=now, text=reason)
    told_directive(directive=directive, occasion=f"directive-step/{step.pk}", at=now)


def _checked(entry: DirectiveEntry, now: datetime) -> DirectiveEntry:
    """Return the entry with clean texts; refuse what makes no sense in it."""
    today = timezone.localdate(now)
    entry = replace(
        entry,
        content=clean(entry.content),
        number=clean(entry.number),
        issuer=clean(entry.issuer),
    )
    refuse_unfit(check_directive(entry, today=today))
    unit = Organisation.objects.filter(pk=entry.unit_id).first()
    if unit is None or (unit.valid_to and unit.valid_to < today):
        raise Refusal(_("The unit in charge does not exist any more: choose its successor."))
    return entry


def _link(directive: Directive, entry: DirectiveEntry) -> None:
    directive.projects.set(Project.objects.filter(pk__in=entry.projects))
    directive.obstacles.set(Obstacle.objects.filter(pk__in=entry.obstacles))


def _claim(directive: Directive, *, changes: dict[str, Any] | None = None, **expected: Any) -> None:
    """Change the row if it is still as the person saw it; take it even without a change."""
    rows = Directive.objects.filter(pk=directive.pk, **expected)
    if rows.update(**(changes or {"closed_on": None})) != 1:
        is_done = Directive.objects.filter(pk=directive.pk, closed_on__isnull=False).exists()
        raise StaleState(DONE_ALREADY if is_done else OVERTAKEN)
    for name, value in (changes or {}).items():
        setattr(directive, name, value)


def _step(
    directive: Directive,
    kind: DirectiveStepKind,
    *,
    actor: User | None,
    now: datetime,
    text: str,
    day: date | None = None,
    due_on: date | None = None,
) -> DirectiveStep:
    step = DirectiveStep.objects.create(
        directive=directive,
        kind=kind,
        day=day or timezone.localdate(now),
        at=now,
        actor=actor,
        text=clean(text),
        due_on=due_on,
    )
    audit(
        actor=actor,
        action=f"directive.{kind}",
        about=directive,
        at=now,
        day=step.day.isoformat(),
        text=step.text,
        due_on=due_on.isoformat() if due_on else "",
    )
    return step


def _columns(entry: DirectiveEntry) -> dict[str, Any]:
    return {
        "number": entry.number,
        "issued_on": entry.issued_on,
        "issuer": entry.issuer,
        "content": entry.content,
        "unit_in_charge_id": entry.unit_id,
    }


def _stated(directive: Directive) -> dict[str, Any]:
    names = ("number", "issued_on", "issuer", "content", "unit_in_charge_id")
    return {name: getattr(directive, name) for name in names}


def _search_text(entry: DirectiveEntry) -> str:
    length = Directive._meta.get_field("search_text").max_length
    return fold(f"{entry.number} {entry.issuer} {entry.content}")[:length]


def _plain(directive: Directive, entry: DirectiveEntry) -> dict[str, Any]:
    return {
        **{name: str(value) for name, value in _stated(directive).items()},
        "due_on": directive.due_on.isoformat(),
        "projects": list(entry.projects),
        "obstacles": list(entry.obstacles),
    }
