"""Read the codes that wait for a project, and find projects they may stand for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from math import log
from typing import NamedTuple

from django.db.models import Count, Max, Min, QuerySet, Sum

from disbursement.models import ImportStatus, TreasuryImport, UnmatchedRow
from projects.domain.search import fold
from projects.models import Project

SUGGESTIONS = 8


class WaitingTotals(NamedTuple):
    """How many codes and rows wait, and how much was disbursed in them."""

    codes: int
    rows: int
    disbursed: int


def waiting_rows() -> QuerySet[UnmatchedRow]:
    """Return the rows of posted imports whose project code is still unknown."""
    return UnmatchedRow.objects.filter(matched_at=None, treasury_import__status=ImportStatus.POSTED)


def waiting_totals() -> WaitingTotals:
    found = waiting_rows().aggregate(
        codes=Count("project_code", distinct=True), rows=Count("id"), disbursed=Sum("disbursed")
    )
    return WaitingTotals(found["codes"], found["rows"], found["disbursed"] or 0)


def waiting_of_import(*, treasury_import: TreasuryImport) -> WaitingTotals:
    """Return what still waits of one import."""
    found = UnmatchedRow.objects.filter(treasury_import=treasury_import, matched_at=None).aggregate(
        codes=Count("project_code", distinct=True), rows=Count("id"), disbursed=Sum("disbursed")
    )
    return WaitingTotals(found["codes"], found["rows"], found["disbursed"] or 0)


def waiting_codes() -> QuerySet:
    """Return one values row per waiting code, the most money first."""
    return (
        waiting_rows()
        .order_by()
        .values("project_code")
        .annotate(
            name=Max("project_name"),
            rows=Count("id"),
            files=Count("treasury_import", distinct=True),
            total=Sum("disbursed"),
            since=Min("treasury_import__posted_at"),
        )
        .order_by("-total", "project_code")
    )


def suggested_projects(*, name: str, among: QuerySet[Project]) -> list[Project]:
    """Return the projects whose names share the rarest words with a name, best first."""
    wanted = set(fold(name).split())
    if not wanted:
        return []
    words_of = {pk: set(fold(text).split()) for pk, text in among.values_list("pk", "name")}
    weight = _weights(words_of.values())
    score = {
        pk: _heft(words & wanted, weight) / _heft(words | wanted, weight)
        for pk, words in words_of.items()
        if words & wanted
    }
    best = sorted(score, key=lambda pk: (-score[pk], pk))[:SUGGESTIONS]
    found = among.in_bulk(best)
    return [found[pk] for pk in best]


def _heft(words: set[str], weight: dict[str, float]) -> float:
    return sum(weight.get(word, 0.0) for word in words)


def _weights(names: Iterable[set[str]]) -> dict[str, float]:
    """Return how telling each word is: the fewer names have it, the more."""
    names = list(names)
    seen = Counter(word for words in names for word in words)
    return {word: log(1 + len(names) / times) for word, times in seen.items()}
