"""All lists, by their address; other apps add theirs when they are ready."""

from __future__ import annotations

from projects.lists.decisions import DECISIONS
from projects.lists.definition import ListDefinition
from projects.lists.money import CONTRACTS, PLAN_LINES, PROGRAMMES, SOURCES
from projects.lists.organisations import ORGANISATIONS
from projects.lists.projects import PROJECTS

LISTS: dict[str, ListDefinition] = {}


def add_list(definition: ListDefinition) -> None:
    """Put a list among the registers; an address that is taken is an error."""
    if LISTS.setdefault(definition.name, definition) is not definition:
        raise ValueError(definition.name)


def list_named(name: str) -> ListDefinition | None:
    return LISTS.get(name)


for each in (PROJECTS, ORGANISATIONS, SOURCES, PROGRAMMES, DECISIONS, PLAN_LINES, CONTRACTS):
    add_list(each)
