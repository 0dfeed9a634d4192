"""What people do on a reconciliation: comment, explain, state a figure, sign, take it back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from disbursement.domain.reconciliation import (
    BOTH_SIDES,
    TRANSITIONS,
    Act,
    Side,
    State,
    is_allowed,
    unsigned,
)
from disbursement.models import ReconciliationLine, ReconciliationNote, ReconciliationSheet
from disbursement.selectors.reconciliation import (
    mark_of,
    pair_of,
    sheet_view,
    side_of,
    tolerance_on,
)
from disbursement.services.reconciliation import SIGNATURES, sheet_compare
from projects.domain.money import Unit, format_amount
from projects.models import User
from projects.permissions import require
from projects.refusals import NotAllowed, Refusal, StaleState
from projects.services.audit import audit

LONGEST_TEXT = 2000
OVERTAKEN = _("A figure or a state of this sheet has changed since you opened it: look again.")
NO_TOLERANCE = _("No tolerance was in force on the day of the figures: nothing can be judged.")


@transaction.atomic
def sheet_comment(
    *,
    sheet: ReconciliationSheet,
    text: str,
    actor: User | None,
    now: datetime,
    line: ReconciliationLine | None = None,
) -> ReconciliationNote:
    """Keep a remark on a sheet or on one of its lines; no state changes."""
    side = _side(actor, "reconciliation.comment", sheet, Act.COMMENT)
    return _note(sheet, side, text=_text(text, _("Write the remark.")), by=(actor, now), line=line)


@transaction.atomic
def line_explain(
    *, line: ReconciliationLine, text: str, seen: str, actor: User | None, now: datetime
) -> None:
    """Explain why two figures differ; ``seen`` is the line as the person read it.

    Either side may explain, also again; the other one agrees to it by signing.
    """
    sheet = line.sheet
    side = _side(actor, "reconciliation.explain", sheet, Act.EXPLAIN)
    text = _text(text, _("Say why the figures differ."))
    _hold(sheet)
    line.refresh_from_db()
    if line_mark(line) != seen:
        raise StaleState(OVERTAKEN)
    if side_has_signed(sheet):
        raise StaleState(_("The sheet is signed: take the signature back before you explain."))
    if not is_allowed(Act.EXPLAIN, line.state, side):
        raise Refusal(_("Only a line that differs is explained."))
    ReconciliationLine.objects.filter(pk=line.pk).update(state=State.EXPLAINED.value)
    line.state = State.EXPLAINED.value
    _note(sheet, side, text=text, by=(actor, now), line=line, act="explain")


@transaction.atomic
def own_figures_state(
    *,
    sheet: ReconciliationSheet,
    amounts: Mapping[int, int | None],
    seen: str,
    actor: User | None,
    now: datetime,
) -> int:
    """Put the investor's own year-end figures into lines, by primary key; return how many changed.

    None goes back to what the report states. ``seen`` is the mark of the lines the person read.
    """
    side = _side(actor, "reconciliation.explain", sheet, Act.EXPLAIN)
    if side != Side.INVESTOR:
        raise NotAllowed(_("Only the investor states its own figure."))
    if sheet.year is None:
        raise Refusal(_("The figure of a period is that of its report: hand in a new version."))
    if any(amount is not None and amount < 0 for amount in amounts.values()):
        raise Refusal(_("What was disbursed is not negative."))
    _hold(sheet)
    lines = list(sheet.lines.all())
    if mark_of(lines) != seen:
        raise StaleState(OVERTAKEN)
    changed = [line for line in lines if line.pk in amounts and _is_new(line, amounts[line.pk])]
    if not changed:
        return 0
    stated = {line.pk: amounts[line.pk] for line in changed}
    for line in changed:
        line.own_stated_at = None if stated[line.pk] is None else now
    ReconciliationLine.objects.bulk_update(changed, ["own_stated_at"])
    ReconciliationNote.objects.bulk_create(
        ReconciliationNote(
            sheet=sheet,
            line=line,
            side=side.value,
            at=now,
            actor=actor,
            text=_stated(stated[line.pk]),
        )
        for line in changed
    )
    figures = {str(pk): amount for pk, amount in stated.items()}
    audit(actor=actor, action="reconciliation.state", about=sheet, at=now, figures=figures)
    known = {pk: amount for pk, amount in stated.items() if amount is not None}
    sheet_compare(sheet=sheet, now=now, stated=known)
    return len(changed)


@transaction.atomic
def sheet_sign(*, sheet: ReconciliationSheet, seen: str, actor: User | None, now: datetime) -> bool:
    """Sign for one's side; return whether both sides have signed now.

    ``seen`` is the mark of the lines the person read. Of two people of one side who sign at
    once one signs; of the two sides at once both do.
    """
    side = _side(actor, "reconciliation.sign", sheet, Act.SIGN)
    free = {f"{side}_signed_at": None}
    signature: dict[str, Any] = {f"{side}_signed_at": now, f"{side}_signed_by": actor}
    if ReconciliationSheet.objects.filter(pk=sheet.pk, **free).update(**signature) != 1:
        raise StaleState(_("Your side has signed this sheet already."))
    # From here on the row is held: nothing of the sheet changes beside this.
    sheet.refresh_from_db()
    view = sheet_view(sheet=sheet)
    if view.mark != seen:
        raise StaleState(OVERTAKEN)
    if view.tolerated is None:
        raise Refusal(NO_TOLERANCE)
    if not view.lines:
        raise Refusal(_("There is nothing to sign: neither side has a figure."))
    if not view.is_settled:
        raise Refusal(_("A sheet is signed when every line agrees or is explained."))
    _note(sheet, side, text=_signed(), by=(actor, now), act="sign")
    is_done = sheet.investor_signed_at is not None and sheet.treasury_signed_at is not None
    if is_done:
        sources = TRANSITIONS[Act.SIGN].sources
        sheet.lines.filter(state__in=sources).update(state=State.SIGNED_OFF.value)
    return is_done


@transaction.atomic
def sheet_unsign(
    *, sheet: ReconciliationSheet, reason: str, actor: User | None, now: datetime
) -> None:
    """Take one's side's signature back with a reason; the other side's stands."""
    side = _side(actor, "reconciliation.sign", sheet, Act.UNSIGN)
    reason = _text(reason, _("Say why the signature is taken back: the other side reads it."))
    signed = {f"{side}_signed_at__isnull": False}
    nothing = {f"{side}_signed_at": None, f"{side}_signed_by": None}
    if ReconciliationSheet.objects.filter(pk=sheet.pk, **signed).update(**nothing) != 1:
        raise StaleState(_("Your side has not signed this sheet."))
    sheet.refresh_from_db(fields=SIGNATURES)
    tolerated = tolerance_on(sheet.as_at)
    lines = list(sheet.lines.filter(state=State.SIGNED_OFF))
    for line in lines:
        line.state = unsigned(pair_of(line), tolerated).value
    ReconciliationLine.objects.bulk_update(lines, ["state"])
    with override(settings.LANGUAGE_CODE):
        text = gettext("Signature taken back: %(reason)s") % {"reason": reason}
    _note(sheet, side, text=text, by=(actor, now), act="unsign")


def _is_new(line: ReconciliationLine, amount: int | None) -> bool:
    """Tell whether a stated figure is another one than the line has, or has from its report."""
    if amount is None:
        return line.own_stated_at is not None
    return line.own_stated_at is None or line.own != amount


def _stated(amount: int | None) -> str:
    with override(settings.LANGUAGE_CODE):
        if amount is None:
            return gettext("Own figure taken from the report again")
        text = gettext("Own figure stated: %(amount)s đồng")
        return text % {"amount": format_amount(amount, Unit.DONG)}


def _signed() -> str:
    with override(settings.LANGUAGE_CODE):
        return gettext("Signed")


def line_mark(line: ReconciliationLine) -> str:
    """Return what tells one reading of a line from another."""
    return f"{line.own}/{line.treasury}/{line.state}"


def side_has_signed(sheet: ReconciliationSheet) -> bool:
    return sheet.investor_signed_at is not None or sheet.treasury_signed_at is not None


def _side(actor: User | None, action: str, sheet: ReconciliationSheet, act: Act) -> Side:
    require(actor, action)
    side = side_of(actor, sheet) if actor else None
    if side is None or side not in TRANSITIONS[act].by:
        raise NotAllowed(
            _("Only the investor of the sheet and the treasury do this.")
            if TRANSITIONS[act].by == BOTH_SIDES
            else _("Only the two sides and the planning department write here.")
        )
    return side


def _hold(sheet: ReconciliationSheet) -> None:
    """Take the sheet's row, so that changes at once come one after the other."""
    ReconciliationSheet.objects.filter(pk=sheet.pk).update(compared_at=F("compared_at"))
    sheet.refresh_from_db()


def _note(
    sheet: ReconciliationSheet,
    side: Side,
    *,
    text: str,
    by: tuple[User | None, datetime],
    line: ReconciliationLine | None = None,
    act: str = "comment",
) -> ReconciliationNote:
    actor, now = by
    state = line.state if line is not None and act == "explain" else ""
    note = ReconciliationNote.objects.create(
        sheet=sheet, line=line, side=side.value, at=now, actor=actor, text=text, state=state
    )
    about = {"line": line.pk} if line is not None else {}
    action = f"reconciliation.{act}"
    audit(actor=actor, action=action, about=sheet, at=now, side=side.value, text=text, **about)
    return note


def _text(text: str, missing: str | Promise) -> str:
    text = text.strip()
    if not text:
        raise Refusal(missing)
    if len(text) > LONGEST_TEXT:
        raise Refusal(_("The text is too long: 2,000 characters at most."))
    return text
