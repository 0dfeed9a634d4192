"""Who may do what: the one table of roles and actions, and the one getter of objects."""

from __future__ import annotations

from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.models import Membership, Role, User
from projects.refusals import NotAllowed

INVESTOR, PLANNING, TREASURY = Role.INVESTOR, Role.PLANNING, Role.TREASURY
LEADER, HOME_AFFAIRS, ADMINISTRATOR = Role.LEADER, Role.HOME_AFFAIRS, Role.ADMINISTRATOR
PROVINCE = frozenset({PLANNING, TREASURY, LEADER, HOME_AFFAIRS, ADMINISTRATOR})
EVERYBODY = PROVINCE | {INVESTOR}

ACTIONS: dict[str, frozenset[str]] = {
    "dashboard.view": EVERYBODY,
    "project.view": EVERYBODY,
    "source.view": PROVINCE,
    "project.contracts": frozenset({INVESTOR, PLANNING}),
    "project.progress": frozenset({INVESTOR, PLANNING}),
    "project.events": frozenset({INVESTOR, PLANNING}),
    "gaps.view": EVERYBODY,
    "registered.view_own": frozenset({INVESTOR}),
    "registered.edit": frozenset({INVESTOR}),
    "registered.view_all": frozenset({PLANNING, LEADER, ADMINISTRATOR}),
    "target.register": frozenset({INVESTOR}),
    "target.view_all": frozenset({PLANNING, HOME_AFFAIRS, LEADER, ADMINISTRATOR}),
    "target.letter": frozenset({INVESTOR, PLANNING, HOME_AFFAIRS, LEADER, ADMINISTRATOR}),
    "organisation.view": EVERYBODY,
    "organisation.change": frozenset({PLANNING, ADMINISTRATOR}),
    "project.rename": frozenset({PLANNING, ADMINISTRATOR}),
    "investment.revise": frozenset({PLANNING, ADMINISTRATOR}),
    "stage.confirm": frozenset({PLANNING, ADMINISTRATOR}),
    "registers.view": PROVINCE,
    "registers.edit": frozenset({PLANNING, ADMINISTRATOR}),
    "registers.import": frozenset({PLANNING, ADMINISTRATOR}),
    "plan.view": EVERYBODY,
    "plan.edit": frozenset({PLANNING, ADMINISTRATOR}),
    "plan.post": frozenset({PLANNING, ADMINISTRATOR}),
    "treasury.view": frozenset({TREASURY, PLANNING, LEADER, ADMINISTRATOR}),
    "treasury.file": frozenset({TREASURY, PLANNING, ADMINISTRATOR}),
    "treasury.upload": frozenset({TREASURY}),
    "treasury.post": frozenset({TREASURY}),
    "treasury.reverse": frozenset({TREASURY}),
    "treasury.match": frozenset({TREASURY, PLANNING}),
    "reconciliation.view": frozenset({INVESTOR, PLANNING, TREASURY, LEADER, ADMINISTRATOR}),
    "reconciliation.view_all": frozenset({PLANNING, TREASURY, LEADER, ADMINISTRATOR}),
    "reconciliation.comment": frozenset({INVESTOR, PLANNING, TREASURY}),
    "reconciliation.explain": frozenset({INVESTOR, TREASURY}),
    "reconciliation.sign": frozenset({INVESTOR, TREASURY}),
    "reconciliation.tolerance": frozenset({ADMINISTRATOR}),
    "advance.view": EVERYBODY,
    "advance.record": frozenset({INVESTOR, PLANNING}),
    "advance.standing": frozenset({INVESTOR}),
    "advance.rules": frozenset({ADMINISTRATOR}),
    "submission.view_own": frozenset({INVESTOR}),
    "submission.edit": frozenset({INVESTOR}),
    "submission.view_all": frozenset({PLANNING, LEADER, ADMINISTRATOR}),
    "attachment.view": frozenset({INVESTOR, PLANNING, LEADER, ADMINISTRATOR}),
    "submission.review": frozenset({PLANNING}),
    "submission.endorse": frozenset({INVESTOR}),
    "submission.exception": frozenset({PLANNING, ADMINISTRATOR}),
    "matrix.view": frozenset({PLANNING, LEADER, HOME_AFFAIRS, ADMINISTRATOR}),
    "punctuality.view": frozenset({INVESTOR, PLANNING, LEADER, HOME_AFFAIRS, ADMINISTRATOR}),
    "obstacle.view": EVERYBODY,
    "obstacle.view_all": frozenset({PLANNING, LEADER, ADMINISTRATOR}),
    "obstacle.raise": frozenset({INVESTOR, PLANNING}),
    "obstacle.answer": frozenset({INVESTOR, PLANNING, TREASURY, HOME_AFFAIRS}),
    "obstacle.close": frozenset({INVESTOR, PLANNING}),
    "directive.view": EVERYBODY,
    "directive.view_all": frozenset({PLANNING, LEADER, ADMINISTRATOR}),
    "directive.record": frozenset({PLANNING, LEADER}),
    "directive.report": frozenset({INVESTOR, PLANNING, TREASURY, HOME_AFFAIRS}),
    "directive.close": frozenset({PLANNING}),
    "milestones.view": EVERYBODY,
    "watchlist.view": PROVINCE,
    "medium_term.view": EVERYBODY,
    "medium_term.edit": frozenset({PLANNING, ADMINISTRATOR}),
    "rollover.view": frozenset({PLANNING, TREASURY, LEADER, ADMINISTRATOR}),
    "rollover.edit": frozenset({PLANNING}),
    "published.check": frozenset({PLANNING, LEADER, ADMINISTRATOR}),
    "reports.view": frozenset({PLANNING, TREASURY, LEADER, HOME_AFFAIRS, ADMINISTRATOR}),
    "reports.make": frozenset({PLANNING, ADMINISTRATOR}),
    "calendar.view": EVERYBODY,
    "calendar.edit": frozenset({ADMINISTRATOR}),
    "notices.own": EVERYBODY,
    "notices.edit": frozenset({ADMINISTRATOR}),
    "campaign.edit": frozenset({ADMINISTRATOR}),
    "admin.site": frozenset({ADMINISTRATOR}),
}

ModelT = TypeVar("ModelT", bound=Model)


def memberships_of(user: User) -> list[Membership]:
    """Return the user's memberships valid today, read once per user object."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return []
    cached: list[Membership] | None = getattr(user, "_memberships_today", None)
    if cached is None:
        cached = list(
            Membership.objects.filter(user=user)
            .valid_on(timezone.localdate())
            .select_related("organisation")
        )
        user._memberships_today = cached  # type: ignore[attr-defined]
    return cached


def roles_of(user: User) -> frozenset[str]:
    return frozenset(membership.role for membership in memberships_of(user))


def organisations_of(user: User, role: str) -> frozenset[int]:
    """Return the primary keys of the organisations in which the user holds a role."""
    return frozenset(m.organisation_id for m in memberships_of(user) if m.role == role)


def sees_province(user: User) -> bool:
    """Tell whether the user sees every investor's figures, not only their own."""
    return bool(roles_of(user) & PROVINCE)


def may(user: User, action: str) -> bool:
    """Tell whether one of the user's roles allows an action; an unknown action is an error."""
    return bool(roles_of(user) & ACTIONS[action])


def require(actor: User | None, action: str) -> None:
    """Raise NotAllowed unless the actor may act; None is the system itself (commands, jobs)."""
    if actor is not None and not may(actor, action):
        raise NotAllowed(_("Your role does not allow this action."))


def get_for(user: User, queryset: QuerySet[ModelT], action: str, **lookup: Any) -> ModelT:
    """Fetch one object out of what the user may see: strangers get 404, readers 403.

    ``queryset`` must already be narrowed by ``visible_to(user)`` or the like.
    """
    found = queryset.filter(**lookup).first()
    if found is None:
        raise Http404
    if not may(user, action):
        raise PermissionDenied
    return found
