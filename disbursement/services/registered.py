"""Register the detailed monthly plans of an investor's projects, version by version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from disbursement.domain.registered_plans import MonthlyPlan
from disbursement.models import RegisteredMonth, RegisteredPlan
from disbursement.selectors.registered import registered_by_month
from projects.models import Project, User
from projects.permissions import require
from projects.refusals import NotAllowed, Refusal, StaleState
from projects.selectors.work import own_projects
from projects.services.audit import audit

YEARS = range(2015, 2101)


@dataclass(frozen=True, slots=True)
class Registration:
    """What is handed over at once: plans of several projects, with one reason for changes.

    ``seen`` is the version of each project that the person looked at (0: none).
    """

    plan_year: int
    plans: tuple[MonthlyPlan, ...]
    seen: Mapping[int, int] = field(default_factory=dict)
    reason: str = ""


@transaction.atomic
def plans_register(*, registration: Registration, actor: User | None, now: datetime) -> int:
    """Keep a new version of every plan that differs from the one in force; return how many.

    A change of what is registered needs a reason; registering the same again keeps nothing.
    """
    require(actor, "registered.edit")
    _check(registration, actor)
    projects = Project.objects.filter(pk__in=[plan.project_id for plan in registration.plans])
    year = registration.plan_year
    in_force = registered_by_month(projects=projects, plan_year=year, as_of=None)
    versions = dict(
        RegisteredPlan.objects.filter(project__in=projects, plan_year=year)
        .order_by()
        .values_list("project_id")
        .annotate(latest=Max("version"))
    )
    changed = [
        plan
        for plan in registration.plans
        if plan.amounts != in_force.get(plan.project_id)
        and (plan.project_id in versions or plan.total)
    ]
    for plan in changed:
        if registration.seen.get(plan.project_id, 0) != versions.get(plan.project_id, 0):
            raise StaleState(
                _("Somebody has registered these plans since you opened the page: compare first.")
            )
    is_change = any(plan.project_id in versions for plan in changed)
    if is_change and not registration.reason.strip():
        raise Refusal(_("A registered plan is changed only with a reason: write it down."))
    if changed:
        _keep(changed, versions, registration, actor, now)
    return len(changed)


def _check(registration: Registration, actor: User | None) -> None:
    if registration.plan_year not in YEARS:
        raise Refusal(_("There is no such plan year."))
    if any(amount < 0 for plan in registration.plans for amount in plan.amounts):
        raise Refusal(_("The amount of a month cannot be negative."))
    if actor is None:
        return
    given = {plan.project_id for plan in registration.plans}
    if set(own_projects(actor).filter(pk__in=given).values_list("pk", flat=True)) != given:
        raise NotAllowed(_("The project belongs to another investor."))


def _keep(
    changed: Iterable[MonthlyPlan],
    versions: Mapping[int, int],
    registration: Registration,
    actor: User | None,
    now: datetime,
) -> None:
    rows = [
        RegisteredPlan(
            project_id=plan.project_id,
            plan_year=registration.plan_year,
            version=versions.get(plan.project_id, 0) + 1,
            reason=registration.reason.strip() if plan.project_id in versions else "",
            registered_at=now,
            registered_by=actor,
        )
        for plan in changed
    ]
    try:
        with transaction.atomic():
            made = RegisteredPlan.objects.bulk_create(rows)
    except IntegrityError:
        raise StaleState(
            _("Somebody has registered these plans since you opened the page: compare first.")
        ) from None
    amounts = {plan.project_id: plan.amounts for plan in changed}
    RegisteredMonth.objects.bulk_create(
        RegisteredMonth(plan=row, month=month, amount=amount)
        for row in made
        for month, amount in enumerate(amounts[row.project_id], 1)
    )
    for row in made:
        audit(
            actor=actor,
            action="registered_plan.change" if row.version > 1 else "registered_plan.register",
            about=row,
            at=now,
            project=row.project_id,
            plan_year=row.plan_year,
            version=row.version,
            reason=row.reason,
            amounts=list(amounts[row.project_id]),
        )
