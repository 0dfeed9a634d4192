"""Where rows and cells of a list lead: the first of their pages that exists for the person."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from operator import attrgetter
from typing import Any

from django.urls import NoReverseMatch, reverse

from projects.lists.definition import Address, ListDefinition
from projects.models import User
from projects.permissions import may

PROBE = 0  # fits every kind of argument


def record_address(name: str) -> Address:
    """Return the page that a register without pages of its own gives each row."""
    return Address("projects:record", {"pk": "pk"}, fixed={"name": name})


def address_finder(pages: Iterable[Address], person: User) -> Callable[[Any], str]:
    """Return how to find the page of a row; "" where there is none."""
    for page in pages:
        if page.action and not may(person, page.action):
            continue
        try:
            reverse(page.route, kwargs={**page.fixed, **dict.fromkeys(page.arguments, PROBE)})
        except NoReverseMatch:
            continue
        return partial(_address, page)
    return lambda _row: ""


def row_address(definition: ListDefinition, row: Any, person: User) -> str:
    return address_finder(definition.pages, person)(row)


def _address(page: Address, row: Any) -> str:
    arguments: dict[str, Any] = dict(page.fixed)
    for name, path in page.arguments.items():
        first, _dot, rest = path.partition(".")
        value = getattr(row, first)
        if value is not None and rest:
            value = attrgetter(rest)(value)
        if value is None:
            return ""
        arguments[name] = value
    return reverse(page.route, kwargs=arguments)
