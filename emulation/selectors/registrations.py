"""Targets that investors registered for a campaign, and who has not."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from emulation.models import Campaign, TargetRegistration
from projects.models import Organisation, Role, User
from projects.permissions import may, organisations_of
from projects.selectors.names import organisations_called
from projects.selectors.plans import plan_totals


@dataclass(frozen=True, slots=True)
class TargetRow:
    """An investor that owes a target, and every version of it, the newest first."""

    investor: Organisation
    versions: tuple[TargetRegistration, ...]

    @property
    def latest(self) -> TargetRegistration | None:
        return self.versions[0] if self.versions else None


def board_day(*, campaign: Campaign, today: date) -> date:
    """Return the day the board speaks of: today while the campaign runs, its end afterwards."""
    return min(max(today, campaign.starts_on), campaign.ends_on)


def target_board(
    *, campaign: Campaign, investors: QuerySet[Organisation], day: date
) -> list[TargetRow]:
    """Return the investors that have capital in the campaign's year, those without target first.

    Capital counts for who was in charge of the projects on the day, and names are those of it.
    """
    plans = plan_totals(plan_year=campaign.plan_year, as_of=day, group="investor")
    planned = [investor for investor, plan in plans.items() if plan]
    registrations: dict[int, list[TargetRegistration]] = defaultdict(list)
    for each in (
        campaign.registrations.filter(investor__in=investors)
        .select_related("letter", "registered_by")
        .order_by("-version")
    ):
        registrations[each.investor_id].append(each)
    owing = investors.filter(Q(pk__in=planned) | Q(pk__in=list(registrations)))
    called = organisations_called(owing.order_by("code"), day=day)
    rows = [TargetRow(each, tuple(registrations[pk])) for pk, each in called.items()]
    return sorted(rows, key=lambda row: row.latest is not None)


def registrations_visible_to(user: User) -> QuerySet[TargetRegistration]:
    """Return every registration for those who see all, for investors their own."""
    rows = TargetRegistration.objects.select_related("letter", "campaign", "investor")
    if may(user, "target.view_all"):
        return rows
    return rows.filter(investor__in=organisations_of(user, Role.INVESTOR))


def registered_targets(*, campaign: Campaign, as_of: date) -> dict[int, int]:
    """Return the target in % that each investor had registered by the end of a day."""
    rows = campaign.registrations.filter(registered_at__date__lte=as_of).order_by("version")
    return dict(rows.values_list("investor_id", "target"))
