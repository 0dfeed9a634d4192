"""Columns that repeat the words of a row in a form that a database can search or sort.

They fill themselves whenever a row is saved or created in bulk; whoever updates rows by
`bulk_update` or names `update_fields` calls `refresh_texts` first and names the columns, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models

from projects.domain.search import fold, vietnamese_sort_key


class DerivedText(models.CharField):
    """A text made from other columns of its row, cut to what the column holds."""

    def __init__(self, *args: Any, of: Sequence[str] = (), **kwargs: Any) -> None:
        self.of = tuple(of)
        kwargs.setdefault("default", "")
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of}

    def derive(self, words: str) -> str:
        raise NotImplementedError

    def pre_save(self, model_instance: models.Model, add: bool) -> str:  # noqa: FBT001
        words = " ".join(str(getattr(model_instance, name)) for name in self.of)
        text = self.derive(words)[: self.max_length]
        setattr(model_instance, self.attname, text)
        return text


class FoldedText(DerivedText):
    """What searches look through: without case and diacritics."""

    def derive(self, words: str) -> str:
        return fold(words)


class SortKey(DerivedText):
    """The key of the Vietnamese order."""

    def derive(self, words: str) -> str:
        return vietnamese_sort_key(words)


def text_columns(model: type[models.Model]) -> list[str]:
    """Return the names of the columns that are derived from others."""
    return [field.name for field in model._meta.fields if isinstance(field, DerivedText)]


def refresh_texts(row: models.Model) -> None:
    """Bring the derived columns up to what the row says now."""
    for field in row._meta.fields:
        if isinstance(field, DerivedText):
            field.pre_save(row, add=False)
