"""Edit the list of reasons for a return; what was once said to an investor stays as it was."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from disbursement.models import LineRemark, ReturnReason
from projects.models import User
from projects.permissions import require
from projects.refusals import Refusal, StaleState
from projects.services.audit import audit

LONGEST_TEXT = 200
LONGEST_CODE = 20
BETWEEN = 10


@transaction.atomic
def return_reason_add(*, code: str, text: str, actor: User | None, now: datetime) -> ReturnReason:
    """Add a reason at the end of the list."""
    require(actor, "calendar.edit")
    row = _created(code.strip().upper(), _fit(text), _last_position() + BETWEEN)
    audit(actor=actor, action="return_reason.add", about=row, at=now, code=row.code, text=row.text)
    return row


@transaction.atomic
def return_reason_reword(
    *, reason: ReturnReason, seen: str, text: str, actor: User | None, now: datetime
) -> ReturnReason:
    """Say a reason in other words; `seen` are the words the person started from.

    One that was given already is retired and a new one takes its place, so that reports returned
    for it keep the words they were returned with.
    """
    require(actor, "calendar.edit")
    text = _fit(text)
    if text == seen:
        raise Refusal(_("Nothing has been changed."))
    unchanged = ReturnReason.objects.filter(pk=reason.pk, text=seen, is_retired=False)
    if LineRemark.objects.filter(reason=reason).exists():
        if unchanged.update(is_retired=True) != 1:
            raise _overtaken()
        row = _created(_next_code(reason.code), text, reason.position)
    else:
        if unchanged.update(text=text) != 1:
            raise _overtaken()
        row = reason
        row.text = text
    audit(
        actor=actor,
        action="return_reason.reword",
        about=reason,
        at=now,
        before=seen,
        after=text,
        code=row.code,
    )
    return row


@transaction.atomic
def return_reason_retire(*, reason: ReturnReason, actor: User | None, now: datetime) -> None:
    """Take a reason off the list of those that may be given."""
    require(actor, "calendar.edit")
    others = ReturnReason.objects.filter(is_retired=False).exclude(pk=reason.pk)
    if not others.exists():
        raise Refusal(_("At least one reason has to stay: add another first."))
    _switched(reason, is_retired=True)
    audit(actor=actor, action="return_reason.retire", about=reason, at=now, code=reason.code)


@transaction.atomic
def return_reason_restore(*, reason: ReturnReason, actor: User | None, now: datetime) -> None:
    """Put a retired reason back on the list."""
    require(actor, "calendar.edit")
    _switched(reason, is_retired=False)
    audit(actor=actor, action="return_reason.restore", about=reason, at=now, code=reason.code)


def _switched(reason: ReturnReason, *, is_retired: bool) -> None:
    rows = ReturnReason.objects.filter(pk=reason.pk, is_retired=not is_retired)
    if rows.update(is_retired=is_retired) != 1:
        raise _overtaken()


def _created(code: str, text: str, position: int) -> ReturnReason:
    if not re.fullmatch(r"[A-Z0-9_]{2,20}", code):
        raise Refusal(_("A code is 2 to 20 capital letters without marks, digits or underscores."))
    try:
        with transaction.atomic():
            return ReturnReason.objects.create(code=code, text=text, position=position)
    except IntegrityError:
        raise StaleState(_("There is a reason with this code already.")) from None


def _next_code(code: str) -> str:
    """Return e.g. SAI_NGUON_2 for SAI_NGUON, and SAI_NGUON_3 after that."""
    stem, number = re.sub(r"_\d+$", "", code), 2
    known = set(ReturnReason.objects.order_by().values_list("code", flat=True))
    while (found := f"{stem[: LONGEST_CODE - len(str(number)) - 1]}_{number}") in known:
        number += 1
    return found


def _last_position() -> int:
    return ReturnReason.objects.aggregate(last=Max("position"))["last"] or 0


def _fit(text: str) -> str:
    text = " ".join(text.split())
    if not text or len(text) > LONGEST_TEXT:
        raise Refusal(_("A reason is a sentence of 200 characters at most."))
    return text


def _overtaken() -> StaleState:
    return StaleState(_("Somebody else has changed this reason in the meantime: look at it again."))
