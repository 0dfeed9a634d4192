"""Names as they were valid on a day; whoever prints figures of a day prints these."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from copy import copy
from datetime import date
from typing import TypeVar

from django.db.models import QuerySet

from projects.domain.through_time import DatedName, name_on
from projects.models import Organisation, OrganisationName, Project, ProjectName

# Beyond this many keys a query would hold more parameters than a database takes.
FEW_ENOUGH_TO_ASK_FOR = 500
NamedT = TypeVar("NamedT", Organisation, Project)
QuerySetT = TypeVar("QuerySetT", bound=QuerySet)


def former_organisation_names(
    *, day: date, organisations: Collection[int] | None = None
) -> dict[int, str]:
    """Return the names of those organisations that were called otherwise on a day, by pk.

    One query; None asks for all organisations. Who is not in the answer had the present name.
    """
    later = OrganisationName.objects.filter(valid_from__gt=day).values("organisation")
    rows = OrganisationName.objects.filter(organisation__in=later).order_by("pk")
    rows = _of(rows, "organisation", organisations)
    return _on(day, rows.values_list("organisation_id", "valid_from", "name", "pk"))


def former_project_names(*, day: date, projects: Collection[int] | None = None) -> dict[int, str]:
    """Return the names of those projects that were called otherwise on a day, by pk."""
    later = ProjectName.objects.filter(valid_from__gt=day).values("project")
    rows = ProjectName.objects.filter(project__in=later).order_by("pk")
    rows = _of(rows, "project", projects)
    return _on(day, rows.values_list("project_id", "valid_from", "name", "pk"))


def organisation_names(
    *, day: date, organisations: Collection[int] | None = None
) -> dict[int, str]:
    """Return the names valid on a day, by primary key; None asks for all organisations."""
    now = _of(Organisation.objects.order_by(), "pk", organisations).values_list("pk", "name")
    return dict(now) | former_organisation_names(day=day, organisations=organisations)


def project_names(*, day: date, projects: Collection[int] | None = None) -> dict[int, str]:
    """Return the names valid on a day, by primary key; None asks for all projects."""
    now = _of(Project.objects.order_by(), "pk", projects).values_list("pk", "name")
    return dict(now) | former_project_names(day=day, projects=projects)


def organisations_called(
    organisations: Iterable[Organisation], *, day: date
) -> dict[int, Organisation]:
    """Return the organisations by primary key with their names of a day, to be shown only."""
    return _called(organisations, former_organisation_names(day=day))


def projects_called(projects: Iterable[Project], *, day: date) -> dict[int, Project]:
    """Return the projects by primary key with their names of a day, to be shown only."""
    return _called(projects, former_project_names(day=day))


def _called(rows: Iterable[NamedT], former: Mapping[int, str]) -> dict[int, NamedT]:
    """Return copies with other names, so that nothing shown is ever saved by mistake."""
    found = {}
    for row in rows:
        found[row.pk] = row
        if row.pk in former:
            found[row.pk] = copy(row)
            found[row.pk].name = former[row.pk]
    return found


def _of(rows: QuerySetT, field: str, keys: Collection[int] | None) -> QuerySetT:
    if keys is None or len(keys) > FEW_ENOUGH_TO_ASK_FOR:
        return rows
    return rows.filter(**{f"{field}__in": keys})


def _on(day: date, rows: Iterable[tuple[int, date | None, str, int]]) -> dict[int, str]:
    known: dict[int, list[DatedName]] = defaultdict(list)
    for pk, since, name, order in rows:
        known[pk].append(DatedName(since, name, order))
    return {pk: name_on(day, names, "") for pk, names in known.items()}
