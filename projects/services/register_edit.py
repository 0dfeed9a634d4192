"""Edit one row of a register, as long as nobody else has changed it meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Model, ProtectedError
from django.utils.translation import gettext as _

from projects.models import User
from projects.permissions import require
from projects.refusals import Refusal, StaleState
from projects.selectors.row_history import row_mark
from projects.services.audit import audit

ModelT = TypeVar("ModelT", bound=Model)
ACTION = "registers.edit"


@dataclass(frozen=True, slots=True)
class Hand:
    """Who writes, when and why: what the history and the audit record keep."""

    actor: User
    at: datetime
    reason: str


def row_create(*, row: ModelT, hand: Hand) -> ModelT:
    """Add a row to its register."""
    require(hand.actor, ACTION)
    try:
        with transaction.atomic():
            _save(row, hand)
            audit(actor=hand.actor, action="registers.add", about=row, at=hand.at)
    except IntegrityError as error:
        raise Refusal(_("The register already has a row with this code.")) from error
    return row


@transaction.atomic
def row_edit(*, row: ModelT, values: Mapping[str, Any], mark: str, hand: Hand) -> ModelT:
    """Write the values over the row; refuse if it no longer says what the person saw."""
    require(hand.actor, ACTION)
    current = type(row)._default_manager.select_for_update().get(pk=row.pk)
    if row_mark(current) != mark:
        raise StaleState(
            _("Somebody else has changed this row since you opened it. Nothing was saved yet.")
        )
    before = {name: getattr(current, name) for name in values}
    changed = {name: value for name, value in values.items() if before[name] != value}
    if not changed:
        return current
    for name, value in changed.items():
        setattr(current, name, value)
    _save(current, hand)
    audit(
        actor=hand.actor,
        action=ACTION,
        about=current,
        at=hand.at,
        reason=hand.reason,
        fields={name: [str(before[name]), str(value)] for name, value in changed.items()},
    )
    return current


def row_delete(*, row: Model, hand: Hand) -> None:
    """Delete a row that nothing refers to; nothing with money on it can be deleted."""
    require(hand.actor, ACTION)
    key = row.pk
    try:
        with transaction.atomic():
            audit(
                actor=hand.actor,
                action="registers.delete",
                about=row,
                at=hand.at,
                reason=hand.reason,
                row=str(row),
            )
            _sign(row, hand)
            row.delete()
    except ProtectedError as error:
        row.pk = key
        kinds = sorted({str(each._meta.verbose_name_plural) for each in error.protected_objects})
        raise Refusal(
            _("“%(name)s” cannot be deleted: the following refer to it: %(kinds)s.")
            % {"name": row, "kinds": ", ".join(kinds)}
        ) from error


def _save(row: Model, hand: Hand) -> None:
    _sign(row, hand)
    row.save()


def _sign(row: Any, hand: Hand) -> None:
    """Tell the history who and why; it takes both from the row being written."""
    row._history_user = hand.actor
    row._change_reason = hand.reason
    row._history_date = hand.at
