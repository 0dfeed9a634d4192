"""Write organisations, sources, projects and stages as a workbook states them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from projects.domain.codes import code_key
from projects.domain.register_difference import Change, RegisterDifference, SheetDifference
from projects.domain.registers import (
    OrganisationRow,
    ProjectRow,
    SourceRow,
    StageRow,
)
from projects.models import CapitalSource, Organisation, Project, ProjectStage, User
from projects.models.text_columns import refresh_texts, text_columns

BATCH = 500
ModelT = TypeVar("ModelT", bound=Model)
Known = dict[str, Any]  # objects by the form of their code that is compared


@dataclass(frozen=True, slots=True)
class Trace:
    """Who writes the rows and why, as their history will say."""

    by: User | None
    reason: str

    def create(self, model: type[ModelT], rows: Iterable[ModelT]) -> list[ModelT]:
        made: list[ModelT] = bulk_create_with_history(
            list(rows),
            model,
            batch_size=BATCH,
            default_user=self.by,
            default_change_reason=self.reason,
        )
        return made

    def update(self, model: type[ModelT], rows: list[ModelT], fields: Iterable[str]) -> None:
        for row in rows:
            refresh_texts(row)
        bulk_update_with_history(
            rows,
            model,
            [*fields, *text_columns(model)],
            batch_size=BATCH,
            default_user=self.by,
            default_change_reason=self.reason,
        )


def register_rows_apply(difference: RegisterDifference, *, trace: Trace) -> None:
    """Add the new rows and bring the changed ones up to what the file states."""
    organisations = _organisations(difference.organisations, trace)
    _sources(difference.sources, trace)
    projects = _projects(difference.projects, organisations, trace)
    _stages(difference.stages, projects, trace)


def _organisations(difference: SheetDifference[OrganisationRow], trace: Trace) -> Known:
    known = _by_code(Organisation.objects.all())
    known |= _by_code(
        trace.create(
            Organisation,
            (
                Organisation(
                    code=row.code,
                    name=row.name,
                    kind=row.kind,
                    block=row.block,
                    valid_from=row.valid_from,
                    valid_to=row.valid_to,
                )
                for row in difference.added
            ),
        )
    )
    fields = ("name", "kind", "parent", "block", "valid_from", "valid_to")
    changed = _changed(difference.changed, known, fields, {"parent": known})
    trace.update(Organisation, changed, fields)
    _set_parents(Organisation, difference.added, known, trace)
    succeeded = [row for row in difference.added if row.successors]
    succeeded += [change.row for change in difference.changed if "successors" in change.fields]
    for row in succeeded:
        known[row.key].successors.set([known[code_key(code)] for code in row.successors])
    return known


def _sources(difference: SheetDifference[SourceRow], trace: Trace) -> None:
    known = _by_code(CapitalSource.objects.all())
    known |= _by_code(
        trace.create(
            CapitalSource,
            (CapitalSource(code=row.code, name=row.name) for row in difference.added),
        )
    )
    fields = ("name", "parent")
    changed = _changed(difference.changed, known, fields, {"parent": known})
    trace.update(CapitalSource, changed, fields)
    _set_parents(CapitalSource, difference.added, known, trace)


def _projects(difference: SheetDifference[ProjectRow], organisations: Known, trace: Trace) -> Known:
    known = _by_code(Project.objects.all())
    known |= _by_code(
        trace.create(
            Project,
            (
                Project(
                    code=row.code,
                    name=row.name,
                    investor=organisations[code_key(row.investor)],
                    group=row.group,
                    sector=row.sector,
                    total_investment=row.total_investment,
                    is_key=row.is_key,
                    started_on=row.started_on,
                )
                for row in difference.added
            ),
        )
    )
    fields = (
        "name",
        "investor",
        "group",
        "sector",
        "total_investment",
        "is_key",
        "started_on",
    )
    changed = _changed(difference.changed, known, fields, {"investor": organisations})
    trace.update(Project, changed, fields)
    return known


def _stages(difference: SheetDifference[StageRow], projects: Known, trace: Trace) -> None:
    """Write the stages; what was only proposed is confirmed by the file that states it."""
    rows = (*difference.added, *(change.row for change in difference.changed))
    stated = {(row.plan_year, projects[code_key(row.project)].pk): row.stage for row in rows}
    if not stated:
        return
    known = ProjectStage.objects.filter(plan_year__in={year for year, _project in stated})
    there = [row for row in known if (row.plan_year, row.project_id) in stated]
    for row in there:
        row.stage = stated.pop((row.plan_year, row.project_id))
        row.is_confirmed = True
    trace.update(ProjectStage, there, ["stage", "is_confirmed"])
    trace.create(
        ProjectStage,
        (
            ProjectStage(project_id=project, plan_year=year, stage=stage)
            for (year, project), stage in stated.items()
        ),
    )


def _changed(
    changes: Iterable[Change[Any]],
    known: Known,
    fields: Iterable[str],
    references: Mapping[str, Known],
) -> list[Any]:
    """Return the known objects with the changed fields set as their rows state them."""
    objects = []
    for change in changes:
        found = known[change.row.key]
        for field in set(change.fields).intersection(fields):
            value = getattr(change.row, field)
            if field in references:
                value = references[field][code_key(value)] if value else None
            setattr(found, field, value)
        objects.append(found)
    return objects


def _set_parents(
    model: type[ModelT],
    rows: Iterable[OrganisationRow | SourceRow],
    known: Known,
    trace: Trace,
) -> None:
    """Point the new rows to their superiors, once all of them exist."""
    children = []
    for row in rows:
        if row.parent:
            known[row.key].parent = known[code_key(row.parent)]
            children.append(known[row.key])
    trace.update(model, children, ["parent"])


def _by_code(objects: Iterable[Any]) -> Known:
    return {code_key(each.code): each for each in objects}
