"""What a list of a register is: its rows, columns, filters and order, as data."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from django import forms
from django.db.models import Model
from django.urls import reverse

from projects.models import User

Text = Any  # str, or a text translated when it is shown
Rows = Any  # a queryset, or a list of rows that were computed


class Kind(StrEnum):
    """How a value is shown, on the screen and in the workbook."""

    NAME = "name"
    TEXT = "text"
    CODE = "code"
    MONEY = "money"
    DAY = "day"
    YEAR = "year"
    TENTHS = "tenths"  # of a per cent
    SHARE = "share"  # a fraction, in per cent
    POINTS = "points"  # a difference of two shares
    COUNT = "count"
    YES = "yes"
    STATUS = "status"  # a name that has a badge


@dataclass(frozen=True, slots=True)
class Address:
    """A page of a row: the name of its route, and what of the row stands in it.

    ``arguments`` are paths of attributes ("project.code"); where one leads to None there is no
    such page. Who may not do ``action`` is not led there.
    """

    route: str
    arguments: Mapping[str, str]
    action: str = ""
    fixed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ListContext:
    """Who looks at a list, on which day, and with which filters."""

    person: User
    today: date
    chosen: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Column:
    """A column; ``order`` are the database columns it is sorted by, none if it cannot be.

    Where rows are computed, ``key`` gives the value they are sorted by instead. ``pages`` are
    where a cell leads; the first one that exists for the person is used.
    """

    name: str
    heading: Text
    read: Callable[[Any], Any]
    kind: Kind = Kind.TEXT
    order: tuple[str, ...] = ()
    may_be_empty: bool = False
    key: Callable[[Any], Any] | None = None
    pages: tuple[Address, ...] = ()

    @property
    def is_sortable(self) -> bool:
        return bool(self.order) or self.key is not None


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter: the form field that asks for it, and the rows it keeps."""

    name: str
    field: Callable[[ListContext], forms.Field]
    keep: Callable[[Rows, Any, ListContext], Rows]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around a list on its page: templates, and what they are given."""

    actions: str = ""
    above: str = ""
    below: str = ""
    context: Callable[[ListContext, Rows], dict[str, Any]] = lambda _context, _rows: {}


@dataclass(frozen=True, slots=True)
class ListDefinition:
    """A list; ``name`` is its address, ``action`` what one needs to be allowed to see it.

    ``home`` is the route of the page on which it stands if not among the registers. ``pages``
    are the pages of a row, the first one that exists for the person is used. ``reasons`` tells
    of found rows why they were found if their texts do not show it, by primary key. ``shown``
    reads of a page of rows what its columns show, and only that. ``bulk`` and ``editable`` name
    columns of the model.
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
    shown: Callable[[Rows, ListContext], Rows] = lambda rows, _context: rows
    filters: tuple[Filter, ...] = ()
    pages: tuple[Address, ...] = ()
    reasons: Callable[[Sequence[Any], list[str]], Mapping[int, str]] | None = None
    bulk: tuple[str, ...] = ()
    editable: tuple[str, ...] = ()
    may_grow: bool = False  # rows are added and deleted on the screen
    home: str = ""
    around: Surroundings = Surroundings()

    @property
    def address(self) -> str:
        return reverse(self.home) if self.home else reverse("projects:list", args=[self.name])

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)
