"""What a list of a register is: its rows, columns, filters and order, as data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from django import forms
from django.db.models import Model, QuerySet

from projects.models import User

Text = Any  # str, or a text translated when it is shown
Rows = QuerySet[Any]


class Kind(StrEnum):
    """How a value is shown, on the screen and in the workbook."""

    NAME = "name"
    TEXT = "text"
    CODE = "code"
    MONEY = "money"
    DAY = "day"
    YEAR = "year"
    TENTHS = "tenths"  # of a per cent
    YES = "yes"


@dataclass(frozen=True, slots=True)
class ListContext:
    """Who looks at a list, on which day, and with which filters."""

    person: User
    today: date
    chosen: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Column:
    """A column; ``order`` are the database columns it is sorted by, none if it cannot be."""

    name: str
    heading: Text
    read: Callable[[Any], Any]
    kind: Kind = Kind.TEXT
    order: tuple[str, ...] = ()
    may_be_empty: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter: the form field that asks for it, and the rows it keeps."""

    name: str
    field: Callable[[ListContext], forms.Field]
    keep: Callable[[Rows, Any, ListContext], Rows]


@dataclass(frozen=True, slots=True)
class ListDefinition:
    """A list; ``name`` is its address, ``action`` what one needs to be allowed to see it.

    ``pages`` are the addresses of a row's own page, by name, with the attribute they take; the
    first one that exists is used. ``bulk`` and ``editable`` name columns of the model.
    """

    name: str
    title: Text
    about: Text
    icon: str
    action: str
    model: type[Model]
    rows: Callable[[ListContext], Rows]
    columns: tuple[Column, ...]
    search: Callable[[Rows, list[str]], Rows]
    order: str
    filters: tuple[Filter, ...] = ()
    pages: tuple[tuple[str, str], ...] = ()
    bulk: tuple[str, ...] = ()
    editable: tuple[str, ...] = ()
    may_grow: bool = False  # rows are added and deleted on the screen

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)
