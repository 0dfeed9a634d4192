"""What stands of a project: contracts, physical progress, and who may enter them."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from projects.domain.work_checks import Measured
from projects.models import InvestmentVersion, PhysicalProgress, Project, Role, User
from projects.permissions import organisations_of, roles_of


def projects_kept_by(user: User) -> QuerySet[Project]:
    """Return the projects whose facts a person may enter: planning all, investors their own."""
    if Role.PLANNING in roles_of(user):
        return Project.objects.all()
    return own_projects(user)


def own_projects(user: User) -> QuerySet[Project]:
    """Return the projects of the organisations that a person is an investor's officer of."""
    return Project.objects.filter(investor__in=organisations_of(user, Role.INVESTOR))


def investments_in_force(*, projects: QuerySet[Project], as_of: date) -> dict[int, int]:
    """Return the total investment of each project that has one, by primary key.

    Of the versions decided by the day the last one counts; without any, what the register says.
    """
    found: dict[int, int] = {
        pk: total
        for pk, total in projects.order_by().values_list("pk", "total_investment")
        if total
    }
    versions = (
        InvestmentVersion.objects.filter(project__in=projects, decided_on__lte=as_of)
        .order_by("decided_on", "pk")
        .values_list("project_id", "amount")
    )
    return found | dict(versions)


def progress_as_of(*, projects: QuerySet[Project], as_of: date) -> dict[int, Measured]:
    """Return the latest physical progress of each project that was measured by the day."""
    rows = (
        PhysicalProgress.objects.filter(project__in=projects, as_at__lte=as_of)
        .order_by("as_at", "pk")
        .values_list("project_id", "as_at", "per_mille")
    )
    return {project: Measured(day, per_mille) for project, day, per_mille in rows}


def measurements_of(*, project: Project) -> list[Measured]:
    """Return every measurement of a project, the oldest first."""
    rows = PhysicalProgress.objects.filter(project=project).order_by("as_at", "pk")
    return [Measured(*measured) for measured in rows.values_list("as_at", "per_mille")]
