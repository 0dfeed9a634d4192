"""What a rate is asked of, and the plan and money that make it, by group and by nature."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from disbursement.domain.ledger import Position
from disbursement.selectors.positions import (
    positions_by_group,
    positions_by_key,
    positions_folded,
)
from projects.domain.natures import ALL, PARTS, UNSPLIT, nature_of
from projects.models import Project
from projects.refusals import Refusal
from projects.selectors.groups import TREES
from projects.selectors.holders import AS_WAS, Holders, Sharing, sharing_on
from projects.selectors.natures import assigned_by_nature, detailed_by_nature, key_plans
from projects.selectors.plans import PlanCut, plan_sums

DETAILED = "D3"
# Capital is assigned to the province by source; only in detail has it projects.
ASSIGNED_GROUPS = ("province", "source", "nature")


@dataclass(frozen=True, slots=True)
class RateQuestion:
    """Which rates: of what, by which group, against which denominator, as of a day.

    ``projects`` narrows both plan and money to some projects; ``is_rolled_up`` adds to every
    source or programme what stands beneath it; ``holders`` says who counts as the investor.
    """

    plan_year: int
    as_of: date
    group: str = "province"
    pool: str = "all"
    denominator: str = DETAILED
    nature: str = ALL
    is_rolled_up: bool = False
    known_by: datetime | None = None
    projects: QuerySet[Project] | None = None
    holders: Holders = AS_WAS

    @property
    def scope(self) -> dict[str, Any]:
        return {
            "plan_year": self.plan_year,
            "as_of": self.as_of,
            "known_by": self.known_by,
            "projects": self.projects,
        }

    def sharing(self) -> Sharing:
        """Return whose the projects are, where the group asks for it."""
        return sharing_on(
            group=self.group, as_of=self.as_of, holders=self.holders, known_by=self.known_by
        )

    @property
    def is_detailed(self) -> bool:
        return self.denominator == DETAILED

    @property
    def is_of_all_natures(self) -> bool:
        return self.nature == ALL and self.group != "nature"

    @property
    def money_group(self) -> str:
        """By what plan and money are grouped; natures are parts of the whole province."""
        return "province" if self.group == "nature" else self.group

    def check(self) -> None:
        """Raise Refusal where the parts of the question do not go together."""
        if self.is_rolled_up and self.group not in TREES:
            raise Refusal(_("Only sources and programmes stand under one another."))
        if self.group == "nature" and self.nature != ALL:
            raise Refusal(_("Ask either for one nature or for all of them side by side."))


@dataclass(frozen=True, slots=True)
class GroupMoney:
    """Money by group key, and what of it may belong here too but cannot be told apart."""

    positions: dict[Any, Position]
    unsplit: dict[Any, Position] = field(default_factory=dict)


# By nature: the one that was asked for, or all parts where they are the group.
MoneyByNature = Mapping[str, GroupMoney]
PlansByNature = Mapping[str, dict[Any, int]]


def money_of(question: RateQuestion, sharing: Sharing | None = None) -> MoneyByNature:
    """Return the money that a question is about; it is the same against every denominator.

    Every line that is assigned to the province tells its nature, but the money of some keys
    may not: ``unsplit`` says which money makes the rate of a nature unknown.
    """
    cut: dict[str, Any] = {
        "group": question.money_group,
        "pool": question.pool,
        "sharing": sharing or question.sharing(),
    }
    if question.is_of_all_natures:
        return {ALL: GroupMoney(positions_by_group(**cut, **question.scope))}
    planned = key_plans(**question.scope)
    by_key: dict[str, dict[Any, Position]] = {nature: {} for nature in PARTS}
    for key, position in positions_by_key(**question.scope).items():
        by_key[nature_of(planned.get(key, {}))][key] = position
    money = {
        nature: positions_folded(by_key[nature], plan_year=question.plan_year, **cut)
        for nature in PARTS
    }
    return {nature: GroupMoney(money[nature], money[UNSPLIT]) for nature in PARTS}


def plans_of(question: RateQuestion, sharing: Sharing) -> PlansByNature:
    """Return the plans that the question's denominator adds up."""
    cut: dict[str, Any] = {"pool": question.pool}
    if question.is_of_all_natures:
        plans = PlanCut(
            denominator=question.denominator,
            sharing=sharing,
            **cut,
            **question.scope,
        )
        return {ALL: plan_sums(cut=plans, group=question.money_group)}
    cut |= {"plan_year": question.plan_year, "group": question.money_group}
    if question.is_detailed:
        planned = key_plans(**question.scope)
        return detailed_by_nature(planned, sharing=sharing, **cut)
    if question.projects is not None:  # some projects are assigned nothing from above
        return {nature: {} for nature in PARTS}
    return assigned_by_nature(
        as_of=question.as_of,
        known_by=question.known_by,
        denominator=question.denominator,
        **cut,
    )
