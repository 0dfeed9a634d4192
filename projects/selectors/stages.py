"""Stages of a plan year that nobody has confirmed yet, beside what the dates propose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from projects.domain.stage_proposals import ProjectDates, StageProposal, propose_stage
from projects.issue_texts import sentence, show
from projects.models import PlanLine, Project, ProjectStage


@dataclass(frozen=True, slots=True)
class StageToConfirm:
    """A project planned in the year, what its dates propose, and what waits for a person."""

    project: Project
    proposal: StageProposal | None
    waiting: ProjectStage | None = None

    @property
    def stage(self) -> str:
        if self.waiting is not None:
            return self.waiting.stage
        return self.proposal.stage if self.proposal else ""

    @property
    def because(self) -> str:
        """Why the dates propose the stage, as a sentence."""
        if self.proposal is None:
            return _("The project has no dates to tell its stage from.")
        params = {name: show(value) for name, value in self.proposal.params.items()}
        return sentence(self.proposal.because, params)


def unconfirmed_projects(*, plan_year: int) -> QuerySet[Project]:
    """Return the projects with capital planned for the year and no confirmed stage in it."""
    planned = PlanLine.objects.counting().filter(plan_year=plan_year).detailed()
    confirmed = ProjectStage.objects.confirmed().filter(plan_year=plan_year)
    return (
        Project.objects.filter(pk__in=planned.order_by().values("project"))
        .exclude(pk__in=confirmed.values("project"))
        .order_by("code")
    )


def stages_to_confirm(*, plan_year: int, projects: Sequence[Project]) -> list[StageToConfirm]:
    """Return the projects with their proposals, in one query."""
    rows = ProjectStage.objects.filter(
        plan_year=plan_year, is_confirmed=False, project__in=[each.pk for each in projects]
    )
    waiting = {row.project_id: row for row in rows}
    return [
        StageToConfirm(
            project, propose_stage(dates_of(project), plan_year), waiting.get(project.pk)
        )
        for project in projects
    ]


def dates_of(project: Project) -> ProjectDates:
    return ProjectDates(
        project.planned_start_on,
        project.started_on,
        project.planned_completion_on,
        project.completed_on,
    )
