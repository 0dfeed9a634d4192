"""Propose the stage of projects in a plan year, and take a person's word for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from projects.models import Installation, Project, ProjectStage, Stage, User
from projects.permissions import require
from projects.refusals import Refusal
from projects.selectors.stages import stages_to_confirm, unconfirmed_projects
from projects.services.audit import audit

BATCH = 500


@transaction.atomic
def stages_propose(*, plan_year: int, actor: User | None, now: datetime) -> int:
    """Write down what the dates propose, unconfirmed; return how many rows are new or other.

    A proposal counts in no figure before it is confirmed. Proposing again follows the dates.
    """
    require(actor, "stage.confirm")
    projects = list(unconfirmed_projects(plan_year=plan_year))
    made, changed = [], []
    for start in range(0, len(projects), BATCH):
        batch = projects[start : start + BATCH]
        for row in stages_to_confirm(plan_year=plan_year, projects=batch):
            if row.proposal is None:
                continue
            if row.waiting is None:
                made.append(_stage(row.project, plan_year, row.proposal.stage))
            elif row.waiting.stage != row.proposal.stage:
                row.waiting.stage = row.proposal.stage
                changed.append(row.waiting)
    _write(made, changed, reason=_("Proposed from the project's dates"), actor=actor, now=now)
    audit(
        actor=actor,
        action="stages.propose",
        about=Installation.current(),
        at=now,
        plan_year=plan_year,
        proposed=len(made),
        changed=len(changed),
    )
    return len(made) + len(changed)


@transaction.atomic
def stages_confirm(
    *, plan_year: int, stages: Mapping[int, str], actor: User | None, now: datetime
) -> int:
    """Confirm the stage of projects, given by primary key; return how many were confirmed.

    What somebody else confirmed meanwhile stays as it is.
    """
    require(actor, "stage.confirm")
    if set(stages.values()) - set(Stage.values):
        raise Refusal(_("Choose one of the stages."))
    waiting = {
        row.project_id: row
        for row in ProjectStage.objects.filter(plan_year=plan_year, is_confirmed=False)
    }
    made, changed = [], []
    for project in unconfirmed_projects(plan_year=plan_year):
        stage = stages.get(project.pk)
        row = waiting.get(project.pk)
        if stage is None:
            continue
        if row is None:
            made.append(_stage(project, plan_year, stage, is_confirmed=True))
        else:
            row.stage, row.is_confirmed = stage, True
            changed.append(row)
    _write(made, changed, reason=_("Confirmed"), actor=actor, now=now)
    for each in (*made, *changed):
        audit(
            actor=actor,
            action="project.confirm_stage",
            about=each.project,
            at=now,
            plan_year=plan_year,
            stage=each.stage,
        )
    return len(made) + len(changed)


def _stage(
    project: Project, plan_year: int, stage: str, *, is_confirmed: bool = False
) -> ProjectStage:
    return ProjectStage(
        project=project, plan_year=plan_year, stage=stage, is_confirmed=is_confirmed
    )


def _write(
    made: list[ProjectStage],
    changed: list[ProjectStage],
    *,
    reason: str,
    actor: User | None,
    now: datetime,
) -> None:
    trace = {
        "batch_size": BATCH,
        "default_user": actor,
        "default_change_reason": reason,
        "default_date": now,
    }
    bulk_create_with_history(made, ProjectStage, **trace)
    bulk_update_with_history(changed, ProjectStage, ["stage", "is_confirmed"], **trace)
