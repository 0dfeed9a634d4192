"""Record what was entered in TABMIS; an entry is never edited, a correction is a negative one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.models import (
    PlanDecision,
    PlanLine,
    ProjectEvent,
    ProjectEventKind,
    TabmisEntry,
)
from projects.permissions import require
from projects.refusals import Refusal
from projects.selectors.tabmis import projects_entered, with_entered
from projects.services.audit import audit
from projects.services.plan_decisions import Hand, plans_lock


@transaction.atomic
def tabmis_enter(*, line: PlanLine, amount: int, entered_on: date, hand: Hand) -> TabmisEntry:
    """Record that an amount of a line was entered on a day; never more than the line has."""
    require(hand.actor, "plan.edit")
    plans_lock()
    found = with_entered(PlanLine.objects.counting().filter(pk=line.pk)).first()
    if found is None:
        raise Refusal(_("The line was withdrawn in the meantime."))
    if amount == 0:
        raise Refusal(_("Enter an amount other than 0."))
    _refuse_day(entered_on, hand)
    total = found.entered + amount
    if not _is_within(total, found.amount):
        raise Refusal(
            _("With this entry more would be entered in TABMIS than the line's own amount.")
        )
    entry = TabmisEntry.objects.create(
        plan_line=found,
        amount=amount,
        entered_on=entered_on,
        recorded_at=hand.at,
        recorded_by=hand.actor,
    )
    audit(
        actor=hand.actor,
        action="tabmis.enter",
        about=found,
        at=hand.at,
        amount=amount,
        entered_on=entered_on.isoformat(),
    )
    _note_projects([found], entered_on, hand)
    return entry


@transaction.atomic
def tabmis_enter_rest(*, decision: PlanDecision, entered_on: date, hand: Hand) -> int:
    """Record that all lines of a decision are entered in full; return how many were missing."""
    require(hand.actor, "plan.edit")
    plans_lock()
    _refuse_day(entered_on, hand)
    lines = PlanLine.objects.counting().filter(decision=decision, project__isnull=False)
    missing = list(with_entered(lines).exclude(missing=0))
    if not missing:
        raise Refusal(_("All lines of this decision are entered in TABMIS already."))
    TabmisEntry.objects.bulk_create(
        TabmisEntry(
            plan_line=line,
            amount=line.missing,
            entered_on=entered_on,
            recorded_at=hand.at,
            recorded_by=hand.actor,
        )
        for line in missing
    )
    audit(
        actor=hand.actor,
        action="tabmis.enter_rest",
        about=decision,
        at=hand.at,
        lines=len(missing),
        entered_on=entered_on.isoformat(),
    )
    _note_projects(missing, entered_on, hand)
    return len(missing)


def _refuse_day(entered_on: date, hand: Hand) -> None:
    if entered_on > timezone.localdate(hand.at):
        raise Refusal(_("The day of the entry is still to come."))
    if entered_on.year < 2000:
        raise Refusal(_("Enter the day as dd/mm/yyyy."))


def _is_within(entered: int, amount: int) -> bool:
    """Tell whether what is entered stays between nothing and the line's amount."""
    return min(0, amount) <= entered <= max(0, amount)


def _note_projects(lines: Sequence[PlanLine], entered_on: date, hand: Hand) -> None:
    """Note the event for the projects whose plan of the year is now entered in full."""
    for year in sorted({line.plan_year for line in lines}):
        projects = {line.project_id for line in lines if line.project_id and line.plan_year == year}
        for project in sorted(projects_entered(projects=projects, plan_year=year)):
            ProjectEvent.objects.get_or_create(
                project_id=project,
                kind=ProjectEventKind.TABMIS_ENTERED,
                plan_year=year,
                defaults={"happened_on": entered_on, "recorded_by": hand.actor},
            )
