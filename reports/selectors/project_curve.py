"""The cumulative curve of a project: disbursed, registered, and the plan in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from disbursement.domain.registered_plans import cumulative, month_ends
from disbursement.selectors.registered import registered_by_month
from projects.models import Project
from reports.selectors.curve import year_steps


@dataclass(frozen=True, slots=True)
class ProjectPoint:
    """One day of the curve in đồng; None where nothing is known or nothing was registered."""

    day: date
    plan: int | None
    disbursed: int | None
    registered: int | None

    @property
    def behind(self) -> int | None:
        """By how much the money is behind what was registered; negative where it is ahead."""
        if self.disbursed is None or self.registered is None:
            return None
        return self.registered - self.disbursed


def project_curve(*, project: Project, plan_year: int, as_of: date) -> list[ProjectPoint]:
    """Return the ends of the thirteen months and the asked day, in two queries."""
    only = Project.objects.filter(pk=project.pk)
    steps = year_steps(plan_years=(plan_year,), pool="all", projects=only)[plan_year]
    amounts = registered_by_month(projects=only, plan_year=plan_year, as_of=as_of).get(project.pk)
    ends = month_ends(plan_year)
    registered = dict(zip(ends, cumulative(amounts), strict=True)) if amounts else {}
    days = sorted({*ends, min(as_of, ends[-1])})
    points = []
    for day in days:
        plan, disbursed = steps.at(day)
        is_known = day <= as_of
        points.append(
            ProjectPoint(
                day,
                plan if is_known else None,
                disbursed if is_known else None,
                registered.get(day),
            )
        )
    return points
