"""What became of one row of a register: who changed what, when and why."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from django.db.models import Field, ForeignKey, Model
from django.utils.translation import gettext as _

from projects.models.text_columns import DerivedText
from projects.templatetags.vnd import DASH, dong, vnday

MOST_SHOWN = 100
Names = dict[type[Model], dict[Any, str]]


@dataclass(frozen=True, slots=True)
class FieldChange:
    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One change; ``kind`` is "+", "~" or "-"."""

    at: datetime
    by: str
    reason: str
    kind: str
    changes: tuple[FieldChange, ...]


def row_history(row: Any) -> list[HistoryEntry]:
    """Return the newest changes of a row first, in as many queries however many there are."""
    found = row.history.select_related("history_user").order_by("-history_date", "-history_id")
    records = list(found[: MOST_SHOWN + 1])
    fields = plain_fields(type(row))
    names = _names(fields, records)
    entries = [_entry(new, old, fields, names) for new, old in pairwise(records)]
    if records and len(records) <= MOST_SHOWN:
        entries.append(_entry(records[-1], None, fields, names))
    return [each for each in entries if each.changes or each.reason or each.kind != "~"]


def plain_fields(model: type[Model]) -> list[Field[Any, Any]]:
    """Return the columns people fill in: no keys, nothing derived."""
    return [
        field
        for field in model._meta.fields
        if not field.primary_key and not isinstance(field, DerivedText)
    ]


def row_mark(row: Model) -> str:
    """Return a mark of what the row says now: another mark, and somebody changed it since."""
    said = [f"{field.attname}={getattr(row, field.attname)!r}" for field in plain_fields(type(row))]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def shown_value(field: Any, value: Any, names: Names | None = None) -> str:
    """Return a column's value as people read it."""
    if value is None or value == "":
        return DASH
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, date):
        return vnday(value)
    if isinstance(field, ForeignKey):
        return (names or {}).get(_target(field), {}).get(value, str(value))
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return dong(value) if field.get_internal_type() == "BigIntegerField" else str(value)


def _entry(new: Any, old: Any, fields: Sequence[Any], names: Names) -> HistoryEntry:
    changes = tuple(
        FieldChange(
            str(field.verbose_name),
            shown_value(field, getattr(old, field.attname), names),
            shown_value(field, getattr(new, field.attname), names),
        )
        for field in fields
        if old is not None and getattr(old, field.attname) != getattr(new, field.attname)
    )
    by = str(new.history_user) if new.history_user else ""
    return HistoryEntry(
        new.history_date, by, new.history_change_reason or "", new.history_type, changes
    )


def _names(fields: Sequence[Any], records: Sequence[Any]) -> Names:
    """Read the names of everything the history points to, one query for each register."""
    wanted: dict[type[Model], set[Any]] = defaultdict(set)
    for field in fields:
        if isinstance(field, ForeignKey):
            wanted[_target(field)] |= {getattr(record, field.attname) for record in records}
    return {
        model: {
            pk: str(found) for pk, found in model._default_manager.in_bulk(keys - {None}).items()
        }
        for model, keys in wanted.items()
    }


def _target(field: Any) -> type[Model]:
    model: type[Model] = field.related_model
    return model
