"""Prove that the ledger of movements says what the facts say."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from disbursement.domain.ledger import (
    Key,
    MovementEntry,
    Position,
    positions_by_movements,
    positions_by_rule,
)
from disbursement.models import Movement
from disbursement.selectors.facts import KEY_FIELDS, facts_by_key
from projects.models import CapitalSource, Project


def ledger_check() -> dict[str, Any]:
    """Compare, key by key and day by day, the movements' sums with the rule over the facts.

    Returns the number of keys and, per key that differs, the first day and both positions.
    """
    facts = facts_by_key()
    movements = _movements_by_key()
    differences = []
    for key in sorted(facts.keys() | movements.keys()):
        expected = dict(positions_by_rule(*facts.get(key, ([], []))))
        found = dict(positions_by_movements(movements.get(key, [])))
        difference = _first_difference(expected, found)
        if difference is not None:
            differences.append((key, *difference))
    return {
        "status": "broken" if differences else "ok",
        "keys": len(facts.keys() | movements.keys()),
        "differences": _described(differences),
    }


def _movements_by_key() -> dict[Key, list[MovementEntry]]:
    by_key: dict[Key, list[MovementEntry]] = defaultdict(list)
    rows = Movement.objects.order_by("day", "id").values_list(
        *KEY_FIELDS, "day", "volume", "advance", "voucher_id", "statement_id"
    )
    for row in rows.iterator(chunk_size=10_000):
        by_key[Key(*row[:4])].append(MovementEntry(*row[4:]))
    return by_key


def _first_difference(
    expected: dict[Any, Position], found: dict[Any, Position]
) -> tuple[Any, Position, Position] | None:
    by_rule = by_sum = Position()
    for day in sorted(expected.keys() | found.keys()):
        by_rule = expected.get(day, by_rule)
        by_sum = found.get(day, by_sum)
        if by_rule != by_sum:
            return day, by_rule, by_sum
    return None


def _described(
    differences: list[tuple[Key, Any, Position, Position]],
) -> list[dict[str, Any]]:
    projects = dict(
        Project.objects.filter(id__in={key.project_id for key, *_ in differences}).values_list(
            "id", "code"
        )
    )
    sources = dict(CapitalSource.objects.values_list("id", "code")) if differences else {}
    return [
        {
            "project": projects.get(key.project_id),
            "source": sources.get(key.source_id),
            "plan_year": key.plan_year,
            "origin_year": key.origin_year,
            "day": day.isoformat(),
            "facts": {"volume": by_rule.volume, "advance": by_rule.advance},
            "ledger": {"volume": by_sum.volume, "advance": by_sum.advance},
        }
        for key, day, by_rule, by_sum in differences
    ]
