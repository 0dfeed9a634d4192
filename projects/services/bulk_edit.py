"""Give many rows of a register one value: shown first, then all of them or none."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import ForeignKey, Model, QuerySet
from django.utils.translation import gettext as _
from simple_history.utils import bulk_update_with_history

from projects.domain.numbers import format_integer
from projects.models import Installation
from projects.permissions import require
from projects.refusals import Refusal, StaleState
from projects.selectors.row_history import shown_value
from projects.services.audit import audit
from projects.services.register_edit import ACTION, Hand

MOST_ROWS = 10_000
BATCH = 500


@dataclass(frozen=True, slots=True)
class BulkEdit:
    """Which rows get which value in which column."""

    rows: QuerySet[Any]
    field: str
    value: Any

    @property
    def column(self) -> Any:
        return self.rows.model._meta.get_field(self.field)


@dataclass(frozen=True, slots=True)
class RowChange:
    row: Any
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class BulkPreview:
    """The rows that change, how many already have the value, and a mark of what was seen."""

    changes: tuple[RowChange, ...]
    same: int
    mark: str


def bulk_edit_preview(*, edit: BulkEdit) -> BulkPreview:
    """Return what the edit would change."""
    rows = list(_rows(edit))
    changed = [row for row in rows if getattr(row, edit.field) != edit.value]
    return BulkPreview(
        tuple(RowChange(row, _shown(edit, row), _as_read(edit, edit.value)) for row in changed),
        len(rows) - len(changed),
        _mark(edit, changed),
    )


@transaction.atomic
def bulk_edit_apply(*, edit: BulkEdit, mark: str, list_name: str, hand: Hand) -> int:
    """Write the value into every row that was previewed, or into none; return how many."""
    require(hand.actor, ACTION)
    # SQLite lets one writer in at a time, so there is nothing to lock there.
    rows = _rows(edit).select_for_update(of=("self",))
    changed = [row for row in rows if getattr(row, edit.field) != edit.value]
    if _mark(edit, changed) != mark:
        raise StaleState(
            _("Somebody else has changed some of these rows meanwhile. Look at the new preview.")
        )
    before = [[row.code, _shown(edit, row)] for row in changed]
    for row in changed:
        setattr(row, edit.field, edit.value)
    bulk_update_with_history(
        changed,
        edit.rows.model,
        [edit.field],
        batch_size=BATCH,
        default_user=hand.actor,
        default_change_reason=hand.reason,
        default_date=hand.at,
    )
    audit(
        actor=hand.actor,
        action="registers.bulk_edit",
        about=Installation.current(),
        at=hand.at,
        list=list_name,
        field=edit.field,
        value=_as_read(edit, edit.value),
        reason=hand.reason,
        rows=before,
    )
    return len(changed)


def _rows(edit: BulkEdit) -> QuerySet[Any]:
    keys = list(edit.rows.order_by().values_list("pk", flat=True)[: MOST_ROWS + 1])
    if len(keys) > MOST_ROWS:
        raise Refusal(
            _("At most %(most)s rows can be changed at once; narrow the list down first.")
            % {"most": format_integer(MOST_ROWS)}
        )
    rows = edit.rows.model._default_manager.filter(pk__in=keys).order_by("pk")
    return rows.select_related(edit.field) if isinstance(edit.column, ForeignKey) else rows


def _mark(edit: BulkEdit, rows: list[Any]) -> str:
    """Return a mark of the rows that change and of what they say before it."""
    column = edit.column
    said = [f"{row.pk}:{getattr(row, column.attname)!r}" for row in rows]
    value = edit.value.pk if isinstance(edit.value, Model) else edit.value
    return hashlib.sha256("\n".join([edit.field, repr(value), *said]).encode()).hexdigest()


def _shown(edit: BulkEdit, row: Any) -> str:
    return _as_read(edit, getattr(row, edit.field))


def _as_read(edit: BulkEdit, value: Any) -> str:
    if isinstance(edit.column, ForeignKey):
        return str(value) if value else shown_value(edit.column, None)
    return shown_value(edit.column, value)
