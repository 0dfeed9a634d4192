"""Members of a tree, such as sources and programmes: sums with what lies beneath, and order."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Protocol, Self, TypeVar


class Addable(Protocol):
    def __add__(self, other: Self, /) -> Self: ...


K = TypeVar("K", bound=Hashable)
V = TypeVar("V", bound=Addable)


def ancestors(member: K, parents: Mapping[K, K | None]) -> Iterator[K]:
    """Yield what a member stands under, nearest first; a circle ends where it closes."""
    seen = {member}
    above = parents.get(member)
    while above is not None and above not in seen:
        yield above
        seen.add(above)
        above = parents.get(above)


def roll_up(amounts: Mapping[K, V], parents: Mapping[K, K | None]) -> dict[K, V]:
    """Return the amount of each member, and of all that it stands under, with those beneath."""
    sums: dict[K, V] = {}
    for member, amount in amounts.items():
        for holder in (member, *ancestors(member, parents)):
            sums[holder] = sums[holder] + amount if holder in sums else amount
    return sums


def in_tree_order(
    members: Iterable[K], parents: Mapping[K, K | None], sort_key: Callable[[K], tuple[str, ...]]
) -> list[tuple[K, int]]:
    """Return the members with their depth, each behind the nearest member it stands under."""
    kept = set(members)
    beneath: dict[K | None, list[K]] = defaultdict(list)
    for member in kept:
        holder = next((above for above in ancestors(member, parents) if above in kept), None)
        beneath[holder].append(member)
    found: list[tuple[K, int]] = []

    def visit(holder: K | None, depth: int) -> None:
        for member in sorted(beneath.pop(holder, ()), key=sort_key):
            found.append((member, depth))
            visit(member, depth + 1)

    visit(None, 0)
    in_circles = kept.difference(member for member, _ in found)
    return found + [(member, 0) for member in sorted(in_circles, key=sort_key)]
