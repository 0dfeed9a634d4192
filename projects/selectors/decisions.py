"""Decisions as posted: their lists, their lines, and what they did to the plan in force."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum

from projects.models import (
    CapitalSource,
    PlanDecision,
    PlanLine,
    Project,
    SourceFile,
    TabmisEntry,
    User,
)
from projects.permissions import sees_province
from projects.selectors.visibility import visible_projects

COUNTING = Q(lines__reversed_at=None)
EffectKey = tuple[int | None, int, int, int]  # project, source, plan year, change


@dataclass(frozen=True, slots=True)
class LineSum:
    """Lines of a decision that share source, origin year, kind and nature."""

    source: str
    source_name: str
    plan_year: int
    origin_year: int
    kind: str
    nature: str
    count: int
    amount: int


@dataclass(frozen=True, slots=True)
class Effect:
    """The plan of one project (None: the whole province) and source around a decision."""

    project: Project | None
    source: CapitalSource
    plan_year: int
    before: int
    change: int

    @property
    def after(self) -> int:
        return self.before + self.change


def decisions_visible_to(user: User) -> QuerySet[PlanDecision]:
    """Return every decision, or for investors those with a line for one of their projects."""
    if sees_province(user):
        return PlanDecision.objects.all()
    own = PlanLine.objects.filter(project__in=visible_projects(user))
    return PlanDecision.objects.filter(pk__in=own.values("decision"))


def lines_visible_to(user: User) -> QuerySet[PlanLine]:
    """Return every line, or for investors those of their projects."""
    if sees_province(user):
        return PlanLine.objects.all()
    return PlanLine.objects.filter(project__in=visible_projects(user))


def decision_list(*, user: User) -> QuerySet[PlanDecision]:
    """Return the decisions, each with the sums of those of its lines that the user sees.

    Annotated: line_count, given, taken, reversed_count, first_year, last_year.
    """
    lines = Q() if sees_province(user) else Q(lines__project__in=visible_projects(user))
    counting = COUNTING & lines
    return (
        decisions_visible_to(user)
        .annotate(
            line_count=Count("lines", filter=counting),
            given=Sum("lines__amount", filter=counting & Q(lines__amount__gt=0)),
            taken=Sum("lines__amount", filter=counting & Q(lines__amount__lt=0)),
            reversed_count=Count("lines", filter=~COUNTING & lines),
            first_year=Min("lines__plan_year", filter=lines or None),
            last_year=Max("lines__plan_year", filter=lines or None),
        )
        .select_related("document")
    )


def decision_lines(*, user: User, decision: PlanDecision) -> QuerySet[PlanLine]:
    """Return the lines of a decision, withdrawn ones too, with what tells where they come from.

    Annotated: entered, the amount entered in TABMIS, or None.
    """
    entries = TabmisEntry.objects.filter(plan_line=OuterRef("pk")).order_by().values("plan_line")
    entered = entries.annotate(total=Sum("amount"))
    return (
        lines_visible_to(user)
        .filter(decision=decision)
        .select_related(
            "project",
            "source",
            "register_import__source_file",
            "recorded_by",
            "reversed_by",
        )
        .annotate(entered=Subquery(entered.values("total")))
        .order_by(F("project__code").asc(nulls_first=True), "source__code", "origin_year", "pk")
    )


def line_sums(*, user: User, decision: PlanDecision) -> list[LineSum]:
    """Add the counting lines up by source, origin year, kind and nature."""
    rows = (
        _counting_lines(user, decision)
        .order_by("source__code", "plan_year", "origin_year", "kind", "nature")
        .values_list("source__code", "source__name", "plan_year", "origin_year", "kind", "nature")
        .annotate(count=Count("pk"), amount=Sum("amount"))
    )
    return [LineSum(*row) for row in rows]


def effect_keys(*, user: User, decision: PlanDecision) -> list[EffectKey]:
    """Return (project, source, plan year, change) of a decision's counting lines, by codes."""
    return list(
        _counting_lines(user, decision)
        .order_by(F("project__code").asc(nulls_first=True), "source__code", "plan_year")
        .values_list("project_id", "source_id", "plan_year")
        .annotate(change=Sum("amount"))
        .values_list("project_id", "source_id", "plan_year", "change")
    )


def effects(*, decision: PlanDecision, day: date, keys: Sequence[EffectKey]) -> list[Effect]:
    """Return the plan before and after the decision for some of its projects and sources.

    Before is what other decisions had put in force by the day; of those effective on the very
    day, the ones posted earlier. ``keys`` are a page of `effect_keys`.
    """
    projects = {project for project, *_ in keys if project}
    before = _before(decision, day, keys, projects)
    found = {project.pk: project for project in Project.objects.filter(pk__in=projects)}
    sources = {source.pk: source for source in CapitalSource.objects.all()}
    return [
        Effect(
            found.get(project) if project else None,
            sources[source],
            year,
            before.get((project, source, year), 0),
            change,
        )
        for project, source, year, change in keys
    ]


def first_effective_day(*, decision: PlanDecision) -> date:
    """Return the day on which the decision first changes a plan."""
    lines = PlanLine.objects.counting().filter(decision=decision)
    first: date | None = lines.aggregate(day=Min("effective_on"))["day"]
    return first or decision.decided_on


def files_of(*, user: User, decision: PlanDecision) -> QuerySet[SourceFile]:
    """Return the files the decision stands on: the scan, and the forms its lines were read from."""
    imported = lines_visible_to(user).filter(decision=decision, register_import__isnull=False)
    return SourceFile.objects.filter(
        Q(pk=decision.document_id) | Q(pk__in=imported.values("register_import__source_file"))
    )


def _counting_lines(user: User, decision: PlanDecision) -> QuerySet[PlanLine]:
    return lines_visible_to(user).filter(decision=decision, reversed_at=None)


def _before(
    decision: PlanDecision,
    day: date,
    keys: Iterable[EffectKey],
    projects: Collection[int],
) -> dict[tuple[int | None, int, int], int]:
    years = {year for _project, _source, year, _change in keys}
    of_projects = Q(project__in=projects)
    if any(project is None for project, *_ in keys):
        of_projects |= Q(project=None, decision__issuer=decision.issuer)
    earlier = Q(effective_on__lt=day) | Q(effective_on=day, decision__lt=decision.pk)
    rows = (
        PlanLine.objects.counting()
        .filter(of_projects, earlier, plan_year__in=years)
        .exclude(decision=decision)
        .values_list("project_id", "source_id", "plan_year")
        .annotate(plan=Sum("amount"))
        .order_by()
    )
    totals: dict[Any, int] = defaultdict(int)
    for project, source, year, plan in rows:
        totals[project, source, year] += plan
    return totals
