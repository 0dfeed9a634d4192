"""What is to be told of one organisation: names, events, who came before and after, projects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.db.models import Q, QuerySet

from projects.domain.through_time import A_DAY, Holding, Passing, holdings
from projects.models import Handover, Organisation, OrganisationEvent, OrganisationName, Project

MOST_FORMER = 200


@dataclass(frozen=True, slots=True)
class NameSpan:
    """A name with the days it holds for, both counted, and the decision that gave it."""

    name: str
    since: date | None
    until: date | None
    decision: str = ""


@dataclass(frozen=True, slots=True)
class EventLine:
    """One event; an ending with several successors is one line."""

    event: OrganisationEvent
    successors: tuple[Organisation, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """An organisation in the tree of succession, and those beyond it."""

    organisation: Organisation
    beyond: tuple[Branch, ...] = ()


@dataclass(frozen=True, slots=True)
class FormerProject:
    """A project while it was with an organisation, and who took it over."""

    project: Project
    held: Holding[Organisation]
    taker: Organisation


def names_through_time(organisation: Organisation) -> list[NameSpan]:
    """Return all names, oldest first; the last one is the present one as it is written today."""
    rows = list(OrganisationName.objects.filter(organisation=organisation))
    rows.sort(key=lambda row: (row.valid_from or date.min, row.pk))
    if not rows:
        return [NameSpan(organisation.name, organisation.valid_from, organisation.valid_to)]
    spans = []
    for row, later in zip(rows, [*rows[1:], None], strict=True):
        until = later.valid_from - A_DAY if later and later.valid_from else organisation.valid_to
        name = row.name if later else organisation.name
        spans.append(NameSpan(name, row.valid_from or organisation.valid_from, until, row.decision))
    return spans


def events_of(organisation: Organisation) -> list[EventLine]:
    """Return what became of the organisation, oldest first."""
    rows = OrganisationEvent.objects.filter(organisation=organisation)
    grouped: dict[tuple[str, date], list[OrganisationEvent]] = defaultdict(list)
    for row in rows.select_related("successor", "recorded_by").order_by("happened_on", "pk"):
        grouped[row.kind, row.happened_on].append(row)
    return [
        EventLine(together[0], tuple(row.successor for row in together if row.successor))
        for together in grouped.values()
    ]


def succession(organisation: Organisation) -> tuple[Branch, Branch]:
    """Return the trees of who came before the organisation and of who came after it."""
    pairs = list(
        Organisation.successors.through.objects.order_by("pk").values_list(
            "from_organisation_id", "to_organisation_id"
        )
    )
    after: dict[int, list[int]] = defaultdict(list)
    before: dict[int, list[int]] = defaultdict(list)
    for ended, successor in pairs:
        after[ended].append(successor)
        before[successor].append(ended)
    wanted = {organisation.pk}
    for edges in (after, before):
        wanted |= _reached(organisation.pk, edges)
    found = Organisation.objects.in_bulk(wanted)
    before_it, after_it = (
        _branch(organisation.pk, edges, found, frozenset()) for edges in (before, after)
    )
    return before_it, after_it


def related_organisations(organisation: Organisation) -> set[int]:
    """Return the organisation and all that ended in it, however many steps ago."""
    pairs = Organisation.successors.through.objects.values_list(
        "to_organisation_id", "from_organisation_id"
    )
    before: dict[int, list[int]] = defaultdict(list)
    for successor, ended in pairs:
        before[successor].append(ended)
    return {organisation.pk} | _reached(organisation.pk, before)


def projects_around(organisation: Organisation) -> QuerySet[Project]:
    """Return every project whose money may ever count for the organisation."""
    related = related_organisations(organisation)
    passed = Handover.objects.filter(
        Q(from_investor__in=related) | Q(to_investor__in=related)
    ).order_by()
    return Project.objects.filter(
        Q(investor__in=related) | Q(pk__in=passed.values("project"))
    ).order_by()


def former_projects(organisation: Organisation) -> tuple[list[FormerProject], int]:
    """Return the projects it gave away, the latest first, and how many there are in all."""
    given = Handover.objects.filter(from_investor=organisation).order_by().values("project")
    rows = Handover.objects.filter(project__in=given)
    by_project: dict[int, list[Handover]] = defaultdict(list)
    for row in rows.select_related("project__investor", "from_investor", "to_investor"):
        by_project[row.project_id].append(row)
    found = [each for handovers in by_project.values() for each in _spent(organisation, handovers)]
    found.sort(key=lambda each: each.project.code)
    found.sort(key=lambda each: each.held.until or date.max, reverse=True)
    return found[:MOST_FORMER], len(found)


def _spent(organisation: Organisation, handovers: Iterable[Handover]) -> list[FormerProject]:
    known = list(handovers)
    project = known[0].project
    held = holdings(
        [Passing(row.happened_on, row.from_investor, row.to_investor, row.pk) for row in known],
        project.investor,
    )
    return [
        FormerProject(project, span, later.holder)
        for span, later in pairwise(held)
        if span.holder == organisation
    ]


def _reached(start: int, edges: Mapping[int, list[int]]) -> set[int]:
    reached: set[int] = set()
    queue = [start]
    for here in queue:
        for there in edges.get(here, ()):
            if there not in reached:
                reached.add(there)
                queue.append(there)
    return reached


def _branch(
    pk: int, edges: Mapping[int, list[int]], found: Mapping[int, Organisation], seen: frozenset[int]
) -> Branch:
    """Return the tree from an organisation on; a circle ends where it closes."""
    path = seen | {pk}
    beyond = tuple(
        _branch(there, edges, found, path) for there in edges.get(pk, ()) if there not in path
    )
    return Branch(found[pk], beyond)
