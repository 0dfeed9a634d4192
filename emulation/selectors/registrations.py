"""Targets that investors registered for a campaign, and who has not."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from emulation.models import Campaign, TargetRegistration
from projects.models import Organisation, PlanLine, Role, User
from projects.permissions import may, organisations_of


@dataclass(frozen=True, slots=True)
class TargetRow:
    """An investor that owes a target, and every version of it, the newest first."""

    investor: Organisation
    versions: tuple[TargetRegistration, ...]

    @property
    def latest(self) -> TargetRegistration | None:
        return self.versions[0] if self.versions else None


def target_board(*, campaign: Campaign, investors: QuerySet[Organisation]) -> list[TargetRow]:
    """Return the investors that have capital in the campaign's year, those without target first."""
    planned = (
        PlanLine.objects.counting()
        .filter(plan_year=campaign.plan_year)
        .detailed()
        .order_by()
        .values("project__investor")
    )
    registrations: dict[int, list[TargetRegistration]] = defaultdict(list)
    for each in (
        campaign.registrations.filter(investor__in=investors)
        .select_related("letter", "registered_by")
        .order_by("-version")
    ):
        registrations[each.investor_id].append(each)
    owing = investors.filter(Q(pk__in=planned) | Q(pk__in=list(registrations)))
    rows = [TargetRow(each, tuple(registrations[each.pk])) for each in owing.order_by("code")]
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
