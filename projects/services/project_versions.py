"""What a decision gives a project anew: another name, another total investment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.domain.register_checks import LARGEST_AMOUNT
from projects.domain.texts import clean, comparison_key
from projects.domain.through_time import DatedName, name_on
from projects.models import InvestmentVersion, Project, ProjectName, User
from projects.permissions import require
from projects.refusals import Refusal
from projects.services.audit import audit
from projects.services.organisations import Decided

LONGEST_NAME = 500
LONGEST_REASON = 100  # what a history row holds


@dataclass(frozen=True, slots=True)
class Investment:
    """A total investment in đồng, and how much of it comes from the state budget."""

    amount: int
    state_budget: int | None = None


@transaction.atomic
def project_rename(
    *, project: Project, name: str, decided: Decided, actor: User | None, now: datetime
) -> None:
    """Give a project another name from a day on; it may lie between other names."""
    require(actor, "project.rename")
    name = " ".join(clean(name).split())
    _refuse_undecided(decided, now)
    project = Project.objects.select_for_update().get(pk=project.pk)
    names = list(ProjectName.objects.filter(project=project))
    _refuse_name(project, names, name, decided.day)
    before = project.name
    if not names:
        names.append(
            ProjectName.objects.create(
                project=project, name=before, valid_from=None, recorded_at=now, recorded_by=actor
            )
        )
    ProjectName.objects.create(
        project=project,
        name=name,
        valid_from=decided.day,
        decision=decided.decision,
        recorded_at=now,
        recorded_by=actor,
    )
    if all(each.valid_from is None or each.valid_from < decided.day for each in names):
        project.name = name
        _save(project, decided, actor, now)
    audit(
        actor=actor,
        action="project.rename",
        about=project,
        at=now,
        before=before,
        name=name,
        day=decided.day.isoformat(),
        decision=decided.decision,
    )


@transaction.atomic
def investment_revise(
    *,
    project: Project,
    investment: Investment,
    decided: Decided,
    actor: User | None,
    now: datetime,
) -> InvestmentVersion:
    """Record the total investment that a decision approves; the latest decided is in force."""
    require(actor, "investment.revise")
    _refuse_undecided(decided, now)
    _refuse_investment(investment)
    project = Project.objects.select_for_update().get(pk=project.pk)
    known = list(InvestmentVersion.objects.filter(project=project))
    _refuse_version(known, decided)
    made = InvestmentVersion.objects.create(
        project=project,
        amount=investment.amount,
        state_budget_amount=investment.state_budget,
        decided_on=decided.day,
        decision=decided.decision,
        recorded_at=now,
        recorded_by=actor,
    )
    before = project.total_investment
    if all(each.decided_on < decided.day for each in known):
        project.total_investment = investment.amount
        _save(project, decided, actor, now)
    audit(
        actor=actor,
        action="project.revise_investment",
        about=project,
        at=now,
        before=before,
        amount=investment.amount,
        state_budget=investment.state_budget,
        day=decided.day.isoformat(),
        decision=decided.decision,
    )
    return made


def _refuse_undecided(decided: Decided, now: datetime) -> None:
    if not decided.decision.strip():
        raise Refusal(_("Enter the number of the decision."))
    if decided.day > timezone.localdate(now):
        raise Refusal(
            _("The day %(day)s has not come yet. Enter the change on its day or afterwards.")
            % {"day": f"{decided.day:%d/%m/%Y}"}
        )


def _refuse_name(project: Project, names: list[ProjectName], name: str, day: date) -> None:
    if not name:
        raise Refusal(_("Enter the new name."))
    if len(name) > LONGEST_NAME:
        raise Refusal(_("The name is longer than %(limit)s characters.") % {"limit": LONGEST_NAME})
    if any(each.valid_from == day for each in names):
        raise Refusal(_("The project already took another name on that day."))
    dated = [DatedName(each.valid_from, each.name, each.pk) for each in names]
    if comparison_key(name_on(day, dated, project.name)) == comparison_key(name):
        raise Refusal(_("The project has this name already on that day."))


def _refuse_investment(investment: Investment) -> None:
    if investment.amount <= 0:
        raise Refusal(_("The total investment is more than 0 đồng."))
    if investment.amount >= LARGEST_AMOUNT:
        raise Refusal(_("The total investment is too large to be true; check the unit."))
    if investment.state_budget is None:
        return
    if not 0 <= investment.state_budget <= investment.amount:
        raise Refusal(_("The state budget's part lies between 0 and the total investment."))


def _refuse_version(known: list[InvestmentVersion], decided: Decided) -> None:
    """Refuse a second version of one day: nobody could tell which of them is in force."""
    there = next((each for each in known if each.decided_on == decided.day), None)
    if there is not None:
        raise Refusal(
            _("Decision %(number)s of the same day already states the total investment.")
            % {"number": there.decision}
        )


def _save(project: Project, decided: Decided, actor: User | None, now: datetime) -> None:
    project._history_user = actor  # type: ignore[attr-defined]
    project._history_date = now  # type: ignore[attr-defined]
    project._change_reason = decided.decision[:LONGEST_REASON]  # type: ignore[attr-defined]
    project.save()
