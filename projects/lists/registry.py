"""All lists, by their address."""

from __future__ import annotations

from projects.lists.definition import ListDefinition
from projects.lists.money import CONTRACTS, PLAN_LINES, PROGRAMMES, SOURCES
from projects.lists.organisations import ORGANISATIONS
from projects.lists.projects import PROJECTS

LISTS = {
    each.name: each
    for each in (PROJECTS, ORGANISATIONS, SOURCES, PROGRAMMES, PLAN_LINES, CONTRACTS)
}


def list_named(name: str) -> ListDefinition | None:
    return LISTS.get(name)
