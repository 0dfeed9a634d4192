"""Whom a notice concerns: people who hold a role on a day and may sign in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from projects.models import Membership, Role, User


def holders_of(*, organisation_id: int, day: date, role: str = Role.INVESTOR) -> QuerySet[User]:
    """Return the active users who hold a role in an organisation on a day."""
    return _active_users(_memberships(day, role).filter(organisation_id=organisation_id))


def people_with(*, role: str, day: date) -> QuerySet[User]:
    """Return the active users who hold a role in any organisation on a day."""
    return _active_users(_memberships(day, role))


def reporters_by_investor(*, investors: Iterable[int], day: date) -> dict[int, list[User]]:
    """Return for each investor the active users who report for it on a day, in one query."""
    found: dict[int, dict[int, User]] = defaultdict(dict)
    memberships = _memberships(day, Role.INVESTOR).filter(organisation_id__in=set(investors))
    for membership in memberships.select_related("user").order_by("user_id"):
        found[membership.organisation_id][membership.user_id] = membership.user
    return {investor: list(people.values()) for investor, people in found.items()}


def _memberships(day: date, role: str) -> QuerySet[Membership]:
    valid: QuerySet[Membership] = Membership.objects.valid_on(day)
    return valid.filter(role=role, user__is_active=True)


def _active_users(memberships: QuerySet[Membership]) -> QuerySet[User]:
    return User.objects.filter(pk__in=memberships.values("user_id")).order_by("pk")
