"""Read directives of leaders: whose they are, and what became of them."""

from __future__ import annotations

from datetime import date

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from disbursement.models import Directive, DirectiveStep
from disbursement.selectors.obstacles import own_organisations
from projects.models import Role, User
from projects.permissions import may, roles_of

OVERDUE, OPEN, DONE = 0, 1, 2


def directives_visible_to(user: User) -> QuerySet[Directive]:
    """Return every directive, or those that the person's unit is to carry out."""
    found = Directive.objects.select_related("unit_in_charge", "recorded_by")
    if may(user, "directive.view_all"):
        return found
    return found.filter(unit_in_charge__in=own_organisations(user))


def directives_reported_by(user: User) -> QuerySet[Directive]:
    """Return the directives a person may report on: planning all, others those of their unit."""
    if not may(user, "directive.report"):
        return Directive.objects.none()
    if Role.PLANNING in roles_of(user):
        return Directive.objects.all()
    return Directive.objects.filter(unit_in_charge__in=own_organisations(user))


def directives_ranked(*, directives: QuerySet[Directive], day: date) -> QuerySet[Directive]:
    """Tell of each in `rank` whether it is overdue on a day, open or done: the overdue first."""
    return directives.annotate(
        rank=Case(
            When(overdue_directive(day), then=Value(OVERDUE)),
            When(closed_on=None, then=Value(OPEN)),
            default=Value(DONE),
            output_field=IntegerField(),
        )
    )


def overdue_directive(day: date) -> Q:
    return Q(closed_on=None, due_on__lt=day)


def directive_steps(*, directive: Directive) -> list[DirectiveStep]:
    """Return the steps of a directive, the newest first."""
    return list(directive.steps.select_related("actor").order_by("-day", "-at", "-pk"))


def last_directive_step(*, directive: Directive) -> int:
    """Return the primary key of the step entered last, 0 for none."""
    return directive.steps.order_by("-pk").values_list("pk", flat=True).first() or 0
