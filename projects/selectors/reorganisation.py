"""What is known of the organisations and projects that changes speak of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from projects.domain.codes import code_key
from projects.domain.reorganisation import (
    Changes,
    Known,
    KnownEvent,
    KnownOrganisation,
    KnownProject,
)
from projects.domain.through_time import DatedName, Passing
from projects.models import (
    Handover,
    Organisation,
    OrganisationEvent,
    OrganisationName,
    Project,
)

CHUNK = 500  # well under what either database takes as parameters of one query


@dataclass(frozen=True, slots=True)
class KnownRows:
    """The same as domain values and as rows, both by the form of the code that is compared."""

    known: Known
    organisations: dict[str, Organisation]
    projects: dict[str, Project]


def known_rows(changes: Changes) -> KnownRows:
    """Return all organisations, and the projects named or held by an organisation that ends."""
    organisations = {code_key(each.code): each for each in Organisation.objects.all()}
    ending = {
        organisations[key].pk
        for key in (code_key(row.organisation) for row in changes.events if row.is_ending)
        if key in organisations
    }
    projects = {code_key(each.code): each for each in _projects_of(ending)}
    projects |= _named({row.project for row in changes.handovers}, projects)
    known = Known(
        {each.key: each for each in _organisations(organisations.values())},
        {code_key(each.code): each for each in _projects(projects, organisations)},
    )
    return KnownRows(known, organisations, projects)


def _projects_of(organisations: Collection[int]) -> Iterator[Project]:
    """Yield what the organisations hold, held or are to hold."""
    if not organisations:
        return
    passed = Handover.objects.filter(
        Q(from_investor__in=organisations) | Q(to_investor__in=organisations)
    ).order_by()
    yield from Project.objects.filter(
        Q(investor__in=organisations) | Q(pk__in=passed.values("project"))
    )


def _named(codes: Iterable[str], there: Collection[str]) -> dict[str, Project]:
    """Return the projects with these codes, whatever their case, that are not there yet."""
    wanted = {code_key(code): code for code in codes if code_key(code) not in there}
    found = _with_codes(wanted.values())
    if wanted.keys() - found.keys():
        codes_there = Project.objects.order_by().values_list("code", flat=True)
        missing = wanted.keys() - found.keys()
        found |= _with_codes(code for code in codes_there if code_key(code) in missing)
    return found


def _with_codes(codes: Iterable[str]) -> dict[str, Project]:
    asked = sorted(codes)
    return {
        code_key(project.code): project
        for start in range(0, len(asked), CHUNK)
        for project in Project.objects.filter(code__in=asked[start : start + CHUNK])
    }


def _organisations(rows: Iterable[Organisation]) -> Iterator[KnownOrganisation]:
    successors, names, events = _successors(), _names(), _events()
    for row in rows:
        yield KnownOrganisation(
            code=row.code,
            name=row.name,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            successors=tuple(successors[row.pk]),
            names=tuple(names[row.pk]),
            events=tuple(events[row.pk]),
        )


def _successors() -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    pairs = Organisation.successors.through.objects.order_by("pk")
    for pk, code in pairs.values_list("from_organisation_id", "to_organisation__code"):
        found[pk].append(code_key(code))
    return found


def _names() -> dict[int, list[DatedName]]:
    found: dict[int, list[DatedName]] = defaultdict(list)
    rows = OrganisationName.objects.order_by("pk")
    for pk, since, name, order in rows.values_list("organisation", "valid_from", "name", "pk"):
        found[pk].append(DatedName(since, name, order))
    return found


def _events() -> dict[int, list[KnownEvent]]:
    """Return the events of each organisation; an ending is one, however many come after it."""
    grouped: dict[tuple[int, str, date], set[str]] = defaultdict(set)
    rows = OrganisationEvent.objects.order_by("pk")
    for pk, kind, day, successor in rows.values_list(
        "organisation", "kind", "happened_on", "successor__code"
    ):
        grouped[pk, kind, day].update([code_key(successor)] if successor else [])
    found: dict[int, list[KnownEvent]] = defaultdict(list)
    for (pk, kind, day), codes in grouped.items():
        found[pk].append(KnownEvent(kind, day, frozenset(codes)))
    return found


def _projects(
    rows: dict[str, Project], organisations: dict[str, Organisation]
) -> Iterator[KnownProject]:
    keys = {row.pk: key for key, row in organisations.items()}
    passings: dict[int, list[Passing[str]]] = defaultdict(list)
    asked = sorted(row.pk for row in rows.values())
    for start in range(0, len(asked), CHUNK):
        handovers = Handover.objects.filter(project__in=asked[start : start + CHUNK])
        for row in handovers.order_by("pk"):
            giver, taker = keys[row.from_investor_id], keys[row.to_investor_id]
            passings[row.project_id].append(Passing(row.happened_on, giver, taker, row.pk))
    for project in rows.values():
        yield KnownProject(
            code=project.code,
            investor=keys[project.investor_id],
            completed_on=project.completed_on,
            passings=tuple(passings[project.pk]),
        )
