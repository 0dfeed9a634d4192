"""One project down to the cells its figures came from, and lists of projects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.db.models import QuerySet

from disbursement.models import Movement, Obstacle, StatementLine, TreasuryImport, Voucher
from disbursement.selectors.obstacles import open_obstacles_on
from emulation.selectors.milestones import MilestoneRow, campaign_for, milestone_rows
from projects.domain.search import search_words
from projects.models import CapitalSource, PlanLine, Project, ProjectStage
from projects.selectors.project_search import projects_found
from reports.domain.figures import Figures, by, total
from reports.selectors.figures import cells_of_ledger
from reports.selectors.panels import Choice


@dataclass(frozen=True, slots=True)
class KeyRow:
    """The money of one source and year of origin."""

    source: CapitalSource
    origin_year: int
    figures: Figures


@dataclass(frozen=True, slots=True)
class Origin:
    """The fact a movement was derived from: where it stands, and as it was stated."""

    movement: Movement

    @property
    def fact(self) -> Voucher | StatementLine:
        # The database holds that there is one of the two.
        return self.movement.voucher or cast(StatementLine, self.movement.statement)

    @property
    def treasury_import(self) -> TreasuryImport:
        return self.fact.treasury_import

    @property
    def label(self) -> str:
        voucher = self.movement.voucher
        return str(voucher.get_kind_display()) if voucher else ""


@dataclass(frozen=True, slots=True)
class ProjectPage:
    """A project as of a day; `milestones` is empty without a campaign."""

    project: Project
    stage: ProjectStage | None
    total: Figures
    keys: tuple[KeyRow, ...]
    plan_lines: tuple[PlanLine, ...]
    milestones: tuple[MilestoneRow, ...]
    obstacles: tuple[Obstacle, ...]


def project_page(*, project: Project, choice: Choice) -> ProjectPage:
    """Return the project's figures by source and year of origin, its plan and its milestones."""
    only = Project.objects.filter(pk=project.pk)
    cells = cells_of_ledger(cut=choice.cut, projects=only)
    sums = by(cells, lambda place: (place.source, place.origin_year))
    sources = CapitalSource.objects.in_bulk([source for source, _origin in sums])
    keys = [KeyRow(sources[source], origin, figures) for (source, origin), figures in sums.items()]
    campaign = campaign_for(plan_year=choice.plan_year)
    judged = (
        milestone_rows(campaign=campaign, as_of=choice.as_of, projects=only) if campaign else []
    )
    return ProjectPage(
        project=project,
        stage=project.stages.filter(plan_year=choice.plan_year).first(),
        total=total(cells),
        keys=tuple(sorted(keys, key=lambda key: (key.source.code, -key.origin_year))),
        plan_lines=tuple(_plan_lines(project, choice)),
        milestones=tuple(judged),
        obstacles=tuple(
            open_obstacles_on(day=choice.as_of, obstacles=project.obstacles.all())
            .select_related("unit_in_charge")
            .order_by("-raised_on", "-pk")
        ),
    )


def movements_of(*, project: Project, choice: Choice) -> QuerySet[Movement]:
    """Return what moved the project's money in the plan year, the newest first, with its origin."""
    return (
        Movement.objects.filter(project=project, plan_year=choice.plan_year, day__lte=choice.as_of)
        .select_related(
            "source",
            "voucher__treasury_import__source_file",
            "statement__treasury_import__source_file",
        )
        .order_by("-day", "-id")
    )


def projects_matching(
    *, projects: QuerySet[Project], plan_year: int, wanted: dict[str, Any]
) -> QuerySet[Project]:
    """Keep the projects that the words find, and of the investor and stage."""
    projects = projects_found(projects, search_words(wanted.get("q") or ""))
    if wanted.get("investor"):
        projects = projects.filter(investor=wanted["investor"])
    if wanted.get("stage"):
        projects = projects.filter(stages__plan_year=plan_year, stages__stage=wanted["stage"])
    return projects.select_related("investor").order_by("code")


def figures_of(*, projects: list[Project], choice: Choice) -> dict[int, Figures]:
    """Return the figures of a page of projects by primary key."""
    only = Project.objects.filter(pk__in=[project.pk for project in projects])
    cells = cells_of_ledger(cut=choice.cut, projects=only)
    return by(cells, lambda place: place.project)


def _plan_lines(project: Project, choice: Choice) -> QuerySet[PlanLine]:
    return (
        PlanLine.objects.in_force(plan_year=choice.plan_year, as_of=choice.as_of)
        .filter(project=project)
        .select_related("decision", "source", "register_import__source_file")
        .order_by("effective_on", "pk")
    )
