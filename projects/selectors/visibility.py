"""What a user may see of the registers."""

from __future__ import annotations

from django.db.models import QuerySet

from projects.models import Organisation, Project, Role, User
from projects.permissions import organisations_of, sees_province


def visible_projects(user: User) -> QuerySet[Project]:
    """Return every project, or for investors those of their own organisations."""
    if sees_province(user):
        return Project.objects.all()
    return Project.objects.filter(investor__in=organisations_of(user, Role.INVESTOR))


def visible_organisations(user: User) -> QuerySet[Organisation]:
    """Return every organisation, or for investors their own."""
    if sees_province(user):
        return Organisation.objects.all()
    return Organisation.objects.filter(pk__in=organisations_of(user, Role.INVESTOR))
