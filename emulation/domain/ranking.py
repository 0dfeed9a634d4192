"""Competition ranking: 1, 2, 2, 4, on exact values."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Generic, TypeVar

Unit = TypeVar("Unit", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Entry(Generic[Unit]):
    """A unit to rank: its score, and what separates equal scores, most important first.

    Higher is better in both; a tie-break where lower is better is given negated.
    """

    unit: Unit
    score: Fraction | int | None
    tie_breaks: tuple[Fraction | int, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranked(Generic[Unit]):
    rank: int
    unit: Unit
    score: Fraction | int


@dataclass(frozen=True, slots=True)
class Ranking(Generic[Unit]):
    """Those ranked, best first, and those without a score, who count nowhere."""

    ranked: tuple[Ranked[Unit], ...]
    not_scored: tuple[Unit, ...]


def competition_ranking(entries: Iterable[Entry[Unit]]) -> Ranking[Unit]:
    """Rank the entries; equals share a rank, stay in the order given and use up ranks."""
    entries = tuple(entries)
    scored = [(e.score, e.tie_breaks, e.unit) for e in entries if e.score is not None]
    scored.sort(key=lambda each: each[:2], reverse=True)
    ranked: list[Ranked[Unit]] = []
    for _, equals in groupby(scored, key=lambda each: each[:2]):
        rank = len(ranked) + 1
        ranked += [Ranked(rank, unit, score) for score, _, unit in equals]
    return Ranking(tuple(ranked), tuple(e.unit for e in entries if e.score is None))
