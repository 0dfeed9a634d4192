"""Projects whose work and money are apart, the widest gap first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Min, QuerySet, Sum

from disbursement.models import Movement
from emulation.domain.gaps import Gap, GapLevel, progress_gap
from projects.domain.work_checks import Measured
from projects.models import PhysicalProgress, PlanLine, Project
from projects.selectors.work import investments_in_force, progress_as_of


@dataclass(frozen=True, slots=True)
class GapRow:
    """A project with its measured progress and all its money, in đồng."""

    project: Project
    measured: Measured
    disbursed: int
    total_investment: int | None
    gap: Gap | None

    @property
    def pk(self) -> int:
        """Return the project's key: it has one gap on a day."""
        return self.project.pk

    @property
    def level(self) -> str:
        return str(self.gap.level) if self.gap else str(GapLevel.UNKNOWN)

    @property
    def gap_status(self) -> str:
        """Return the name under which the level's badge is known."""
        return f"gap_{self.level}"


def progress_gaps(*, projects: QuerySet[Project], as_of: date) -> list[GapRow]:
    """Return every project whose progress was measured by the day, in five queries."""
    measured = progress_as_of(projects=projects, as_of=as_of)
    if not measured:
        return []
    totals = investments_in_force(projects=projects, as_of=as_of)
    money = disbursed_ever(projects=projects, as_of=as_of)
    first_years = dict(
        PlanLine.objects.counting()
        .filter(project__in=projects)
        .order_by()
        .values_list("project_id")
        .annotate(first=Min("plan_year"))
    )
    rows = []
    for project in projects.select_related("investor").filter(
        pk__in=PhysicalProgress.objects.filter(as_at__lte=as_of).order_by().values("project")
    ):
        disbursed, total = money.get(project.pk, 0), totals.get(project.pk)
        gap = progress_gap(
            per_mille=measured[project.pk].per_mille,
            disbursed=disbursed,
            total_investment=total,
            knows_all_money=_knows_all_money(project, first_years.get(project.pk)),
        )
        rows.append(GapRow(project, measured[project.pk], disbursed, total, gap))
    return sorted(rows, key=widest_first)


def disbursed_ever(*, projects: QuerySet[Project], as_of: date) -> dict[int, int]:
    """Return the money of all plan years that went out for each project by the day."""
    rows = (
        Movement.objects.filter(project__in=projects, day__lte=as_of)
        .order_by()
        .values_list("project_id")
        .annotate(disbursed=Sum(F("volume") + F("advance")))
    )
    return dict(rows)


def _knows_all_money(project: Project, first_plan_year: int | None) -> bool:
    """Tell whether the plans on record reach back to the start of the project."""
    if project.started_on is None or first_plan_year is None:
        return True
    return first_plan_year <= project.started_on.year


def widest_first(row: GapRow) -> tuple[object, ...]:
    """Return the key that puts the widest gap first and what cannot be compared last."""
    width = row.gap.width if row.gap else -1
    return (row.level == GapLevel.UNKNOWN, -width, row.project.code)
