"""The plan as of a day: what each decision did to it, and how it divides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet, Sum

from projects.domain.plan_effects import Steps
from projects.models import CapitalSource, Organisation, PlanDecision, PlanLine, Project
from projects.selectors.groups import grouped, in_pool
from projects.selectors.plans import lines_in_force, of_denominator

DETAILED = "D3"


@dataclass(frozen=True, slots=True)
class PlanScope:
    """Of which plan: a year as of a day, of some pool, nature, source, investor or project.

    ``projects`` are those the person may see, None for all. Only D3 has projects.
    """

    plan_year: int
    as_of: date
    denominator: str = DETAILED
    pool: str = "all"
    nature: str = ""
    source: CapitalSource | None = None
    investor: Organisation | None = None
    project: Project | None = None
    projects: QuerySet[Project] | None = None

    @property
    def is_narrowed(self) -> bool:
        """Tell whether only part of the province's plan is looked at."""
        return bool(self.investor or self.project or self.projects is not None)


@dataclass(frozen=True, slots=True)
class DecisionStep:
    """What one decision did to the plan of a scope, and what the plan then was."""

    decision: PlanDecision
    day: date
    steps: Steps
    after: int


@dataclass(frozen=True, slots=True)
class PlanShare:
    """A part of the plan: its key and name, and the effect of all decisions on it by kind."""

    code: str
    name: str
    steps: Steps


def waterfall(*, scope: PlanScope) -> list[DecisionStep]:
    """Return the decisions in force in their order, each with its effect and the plan after it."""
    rows = (
        lines_of(scope)
        .values_list("effective_on", "decision_id", "kind")
        .annotate(change=Sum("amount"))
        .order_by("effective_on", "decision_id", "kind")
    )
    by_decision: dict[tuple[date, int], dict[str, int]] = defaultdict(dict)
    for day, decision, kind, change in rows:
        by_decision[day, decision][kind] = change
    ids = {decision for _day, decision in by_decision}
    decisions = {decision.pk: decision for decision in PlanDecision.objects.filter(pk__in=ids)}
    found: list[DecisionStep] = []
    plan = 0
    for (day, decision), kinds in by_decision.items():
        steps = Steps(kinds)
        plan += steps.total
        found.append(DecisionStep(decisions[decision], day, steps, plan))
    return found


def shares(*, scope: PlanScope, group: str) -> list[PlanShare]:
    """Return the plan divided by project, investor or source, in the order of their codes."""
    rows = (
        grouped(lines_of(scope), group=group, plan_year=scope.plan_year)
        .values("group_key", "kind")
        .annotate(change=Sum("amount"))
        .order_by()
    )
    by_key: dict[int, dict[str, int]] = defaultdict(dict)
    for row in rows:
        by_key[row["group_key"]][row["kind"]] = row["change"]
    names = _names(group)
    found = [PlanShare(*names[key], Steps(kinds)) for key, kinds in by_key.items()]
    return sorted(found, key=lambda share: share.code)


def lines_of(scope: PlanScope) -> QuerySet[PlanLine]:
    """Return the lines of a scope that are in force on its day."""
    found: QuerySet[PlanLine] = lines_in_force(
        scope.plan_year, scope.as_of, None, scope.projects
    ).filter(of_denominator(scope.denominator, scope.plan_year))
    exact: dict[str, Any] = {
        "nature": scope.nature,
        "project__investor": scope.investor,
        "project": scope.project,
    }
    found = found.filter(**{name: value for name, value in exact.items() if value})
    if scope.source:
        found = found.filter(source__in=_with_those_beneath(scope.source))
    return in_pool(found, pool=scope.pool, plan_year=scope.plan_year)


def total_of(steps: Sequence[Steps]) -> Steps:
    """Return the sum of effects, kind by kind."""
    sums: dict[str, int] = defaultdict(int)
    for each in steps:
        for kind, amount in each.by_kind.items():
            sums[kind] += amount
    return Steps(dict(sums))


def _with_those_beneath(source: CapitalSource) -> set[int]:
    children: dict[int | None, list[int]] = defaultdict(list)
    for pk, parent in CapitalSource.objects.values_list("pk", "parent_id"):
        children[parent].append(pk)
    found, waiting = {source.pk}, [source.pk]
    while waiting:
        beneath = [pk for pk in children[waiting.pop()] if pk not in found]
        found.update(beneath)
        waiting += beneath
    return found


def _names(group: str) -> Mapping[int, tuple[str, str]]:
    model: Any = {"project": Project, "investor": Organisation, "source": CapitalSource}[group]
    return {pk: (code, name) for pk, code, name in model.objects.values_list("pk", "code", "name")}
