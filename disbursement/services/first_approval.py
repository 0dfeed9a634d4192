"""Say which investors' reports go through a governing body first."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from disbursement.models import FirstApprovalRule
from projects.models import Organisation, User
from projects.permissions import require
from projects.refusals import Refusal, StaleState
from projects.services.audit import audit


@transaction.atomic
def first_approval_set(
    *,
    investor: Organisation,
    body: Organisation,
    starts_on: date,
    actor: User | None,
    now: datetime,
    ends_on: date | None = None,
) -> FirstApprovalRule:
    """Send an investor's reports through a body from a day on, today at the earliest."""
    require(actor, "calendar.edit")
    if investor.pk == body.pk:
        raise Refusal(_("An organisation does not approve its own reports."))
    if actor is not None and starts_on < timezone.localdate(now):
        raise Refusal(_("The day has passed: choose today or a day to come."))
    if ends_on is not None and ends_on < starts_on:
        raise Refusal(_("The last day is before the first."))
    others = FirstApprovalRule.objects.filter(investor=investor).filter(
        Q(ends_on=None) | Q(ends_on__gte=starts_on)
    )
    if ends_on is not None:
        others = others.filter(starts_on__lte=ends_on)
    if others.exists():
        raise StaleState(_("Another body approves this investor's reports then: end that first."))
    rule = FirstApprovalRule.objects.create(
        investor=investor, body=body, starts_on=starts_on, ends_on=ends_on
    )
    audit(
        actor=actor,
        action="first_approval.set",
        about=rule,
        at=now,
        investor=investor.code,
        body=body.code,
        starts_on=starts_on.isoformat(),
        ends_on=ends_on and ends_on.isoformat(),
    )
    return rule


@transaction.atomic
def first_approval_end(
    *, rule: FirstApprovalRule, last_day: date, actor: User | None, now: datetime
) -> None:
    """End a rule with a day; reports still waiting then go to the planning department."""
    require(actor, "calendar.edit")
    if last_day < rule.starts_on:
        raise Refusal(_("The last day is before the first."))
    running = FirstApprovalRule.objects.filter(pk=rule.pk, ends_on=rule.ends_on)
    if last_day < timezone.localdate(now) or running.update(ends_on=last_day) != 1:
        raise StaleState(_("The rule has ended already, or the day has passed."))
    rule.ends_on = last_day
    audit(
        actor=actor,
        action="first_approval.end",
        about=rule,
        at=now,
        ends_on=last_day.isoformat(),
    )
