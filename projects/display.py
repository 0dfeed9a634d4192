"""The unit in which the person being served reads amounts, kept as Django keeps the language."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.http import HttpRequest

from projects.domain.money import Unit

UNIT_CHOICES = (Unit.DONG, Unit.MILLION, Unit.BILLION)
SESSION_KEY = "unit"

_unit: ContextVar[Unit] = ContextVar("display_unit", default=Unit.MILLION)


def current_unit() -> Unit:
    return _unit.get()


@contextmanager
def shown_in(unit: Unit) -> Iterator[None]:
    """Show amounts in the unit until the block ends."""
    token = _unit.set(unit)
    try:
        yield
    finally:
        _unit.reset(token)


def unit_named(name: str) -> Unit | None:
    """Return the unit a person may choose by its name ("MILLION"), or None."""
    return next((unit for unit in UNIT_CHOICES if unit.name == name), None)


def unit_of(request: HttpRequest) -> Unit:
    """Return the unit the person chose, triệu đồng until they do."""
    return unit_named(request.session.get(SESSION_KEY, "")) or Unit.MILLION
