"""Querysets shared by the facts: what was once stated is added to or reversed, never edited."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NoReturn, Self

from django.db import connections, models
from django.db.models import Q


class AppendOnlyError(RuntimeError):
    """Raised when code tries to edit or delete a row that must stay as it was stated."""


class AppendOnlyQuerySet(models.QuerySet):
    """Refuse bulk edits and deletions."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError(f"{self.model.__name__} rows are never edited")

    def delete(self) -> NoReturn:
        raise AppendOnlyError(f"{self.model.__name__} rows are never deleted")

    def append_rows(
        self, columns: Sequence[str], rows: Iterable[Sequence[Any]], **shared: Any
    ) -> None:
        """Append rows given as values in the order of the columns, without making objects.

        ``shared`` are the columns that say the same in every row; all others keep their
        defaults. Many rows take about a third of the time that bulk_create takes.
        """
        connection = connections[self.db]
        fields = {field.attname: field for field in self.model._meta.concrete_fields}
        constant = {
            name: field.get_db_prep_save(shared.get(name, field.get_default()), connection)
            for name, field in fields.items()
            if name not in columns and not field.primary_key
        }
        prepare = [fields[name].get_db_prep_save for name in columns]
        same = list(constant.values())
        values = [
            [*(each(value, connection) for each, value in zip(prepare, row, strict=True)), *same]
            for row in rows
        ]
        names = [str(fields[name].column) for name in (*columns, *constant)]
        quoted = ", ".join(map(connection.ops.quote_name, names))
        marks = ", ".join(["%s"] * len(names))
        table = connection.ops.quote_name(self.model._meta.db_table)
        statement = f"INSERT INTO {table} ({quoted}) VALUES ({marks})"  # noqa: S608
        if values:
            with connection.cursor() as cursor:
                cursor.executemany(statement, values)


class ReversibleQuerySet(AppendOnlyQuerySet):
    """Facts that can be withdrawn by a dated reversal, which stays visible."""

    def counting(self) -> Self:
        """Keep the facts that count today."""
        return self.filter(reversed_at=None)

    def known_by(self, moment: datetime | None) -> Self:
        """Keep the facts that counted at a moment; None means now."""
        if moment is None:
            return self.counting()
        return self.filter(Q(reversed_at=None) | Q(reversed_at__gt=moment), recorded_at__lte=moment)

    def mark_reversed(self, *, at: datetime, by: models.Model | None, reason: str) -> int:
        """Withdraw the facts that still count; return how many."""
        return super(AppendOnlyQuerySet, self.counting()).update(
            reversed_at=at, reversed_by=by, reversal_reason=reason
        )


class CountingManager(models.Manager.from_queryset(ReversibleQuerySet)):  # type: ignore[misc]
    """Gives the facts that count today; the reversed ones are asked for by name."""

    def get_queryset(self) -> ReversibleQuerySet:
        found: ReversibleQuerySet = super().get_queryset().counting()
        return found


class AppendOnly(models.Model):
    """A row that is written once."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError(f"{type(self).__name__} rows are never edited")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError(f"{type(self).__name__} rows are never deleted")
