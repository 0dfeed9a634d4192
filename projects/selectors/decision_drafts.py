"""Drafts of decisions, and what their rows are looked up in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from operator import and_, or_
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from projects.domain.codes import code_key
from projects.domain.draft_rows import Directory, DraftHeader, DraftRow, codes_in, row_from_json
from projects.domain.search import fold
from projects.models import CapitalSource, DecisionDraft, Project
from projects.selectors.registers import CHUNK

MOST_SUGGESTIONS = 8
MOST_WORDS = 12
MOST_FOUND = 2_000
# So many names are looked for in one query, well under what either database takes.
CONDITIONS_AT_ONCE = 50
# A form's rows say by which section's text their source was found; later forms remember it.
DRAFTS_REMEMBERED = 30


class Suggestion(NamedTuple):
    code: str
    name: str


def open_drafts() -> QuerySet[DecisionDraft]:
    """Return the drafts that are neither posted nor discarded, the latest first."""
    return DecisionDraft.objects.filter(decision=None, discarded_at=None).select_related(
        "edited_by", "form_file", "document"
    )


def draft_rows(*, draft: DecisionDraft) -> list[DraftRow]:
    """Return the rows of a draft as they were typed."""
    return [row_from_json(stored) for stored in draft.lines]


def draft_header(*, draft: DecisionDraft) -> DraftHeader:
    return DraftHeader(draft.number, draft.decided_on, draft.issuer, draft.plan_year)


def directory_for(*, rows: Iterable[DraftRow]) -> Directory:
    """Return the codes of the projects that rows may mean, and of all sources."""
    codes = codes_in(rows)
    projects: dict[str, str] = {}
    for start in range(0, len(codes), CHUNK):
        found = Project.objects.filter(code__in=codes[start : start + CHUNK])
        projects |= {code_key(code): code for code in found.values_list("code", flat=True)}
    sources = CapitalSource.objects.values_list("code", flat=True)
    return Directory(projects, {code_key(code): code for code in sources})


def project_names(*, codes: Iterable[str]) -> dict[str, str]:
    """Return the names of projects by the comparison form of their codes."""
    wanted = sorted({code for code in codes if code})
    names: dict[str, str] = {}
    for start in range(0, len(wanted), CHUNK):
        rows = Project.objects.filter(code__in=wanted[start : start + CHUNK])
        names |= {code_key(code): name for code, name in rows.values_list("code", "name")}
    return names


def project_suggestions(*, texts: Collection[str]) -> dict[str, list[Suggestion]]:
    """Return for each text the projects whose code or name holds its words, whatever the accents.

    Those of exactly that name come first. A text of less than four letters suggests nothing.
    """
    words = {text: fold(text).split()[:MOST_WORDS] for text in texts}
    sought = {text: found for text, found in words.items() if len("".join(found)) >= 4}
    wanted = [_holding(found) for found in sought.values()]
    rows = _projects_where(wanted)
    return {text: _fitting(found, rows) for text, found in sought.items()}


def projects_named(*, names: Collection[str]) -> dict[str, str]:
    """Return the code of the one project that has exactly this name, by the name as given."""
    folded = {name: fold(name) for name in names if fold(name)}
    rows = _projects_where([Q(search_text__endswith=f" {text}") for text in folded.values()])
    codes: dict[str, set[str]] = defaultdict(set)
    for code, name, _words in rows:
        codes[fold(name)].add(code)
    return {name: min(codes[text]) for name, text in folded.items() if len(codes[text]) == 1}


def _projects_where(conditions: Sequence[Q]) -> list[tuple[str, str, str]]:
    """Return code, name and words of the projects that meet one of the conditions."""
    found: dict[str, tuple[str, str, str]] = {}
    for start in range(0, len(conditions), CONDITIONS_AT_ONCE):
        either = reduce(or_, conditions[start : start + CONDITIONS_AT_ONCE])
        rows = Project.objects.filter(either).order_by("code")
        for row in rows.values_list("code", "name", "search_text")[:MOST_FOUND]:
            found[row[0]] = row
    return list(found.values())


def _holding(words: Sequence[str]) -> Q:
    return reduce(and_, (Q(search_text__contains=word) for word in words))


def _fitting(words: Sequence[str], rows: Iterable[tuple[str, str, str]]) -> list[Suggestion]:
    exact = " ".join(words)
    fitting = [row for row in rows if all(word in row[2] for word in words)]
    fitting.sort(key=lambda row: fold(row[1]) != exact)
    return [Suggestion(code, name) for code, name, _words in fitting[:MOST_SUGGESTIONS]]


def sources_remembered() -> dict[str, str]:
    """Return the source that the sections of earlier forms were given, by the section's path."""
    remembered: dict[str, str] = {}
    drafts = DecisionDraft.objects.exclude(form_file=None).exclude(decision=None)
    for lines in drafts.order_by("-edited_at").values_list("lines", flat=True)[:DRAFTS_REMEMBERED]:
        for section, source in _sections_of(lines):
            remembered.setdefault(section, source)
    return remembered


def _sections_of(lines: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for line in lines:
        section = (line.get("origin") or {}).get("section")
        if section and line.get("source"):
            yield fold(str(section)), str(line["source"])
