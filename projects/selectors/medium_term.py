"""Medium-term plans: what they give, what yearly plans have taken of it, what is left. In đồng."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, Sum

from projects.domain.codes import code_key
from projects.domain.medium_term_rows import KnownMediumTerm, MediumTermContext, MediumTermRow
from projects.domain.medium_terms import MediumTerms, period_name, usual_period
from projects.domain.plan_context import MediumTermKey, planned_money
from projects.domain.registers import PositionKey
from projects.models import CapitalSource, MediumTermLine, PlanLine, Project
from projects.selectors.plan_bounds import source_parents

Period = tuple[int, int]


@dataclass(frozen=True, slots=True)
class MediumTermPosition:
    """What a project has from a source in a period, by the year that took of it."""

    project: Project
    source: CapitalSource
    given: int
    by_year: Mapping[int, int]

    @property
    def assigned(self) -> int:
        return sum(self.by_year.values())

    @property
    def left(self) -> int:
        return self.given - self.assigned


@dataclass(frozen=True, slots=True)
class MediumTermSource:
    """A source in a period: for the whole province, for projects, and taken by years."""

    source: CapitalSource
    province: int | None
    given: int
    by_year: Mapping[int, int]

    @property
    def assigned(self) -> int:
        return sum(self.by_year.values())

    @property
    def left(self) -> int:
        return self.given - self.assigned

    @property
    def unallotted(self) -> int | None:
        return None if self.province is None else self.province - self.given


def medium_term_periods(today: date) -> list[Period]:
    """Return the periods that have plans and the one of today, latest first."""
    known = MediumTermLine.objects.counting().order_by()
    found = set(known.values_list("first_year", "last_year").distinct())
    return sorted({*found, usual_period(today.year)}, reverse=True)


def medium_term_positions(
    *, period: Period, as_of: date, projects: QuerySet[Project] | None = None
) -> list[MediumTermPosition]:
    """Return every project and source with a medium-term plan, as of a day, in code order."""
    lines = _lines(period, as_of).filter(project__isnull=False)
    if projects is not None:
        lines = lines.filter(project__in=projects)
    given = _given(lines)
    taken = _taken(given, period, as_of)
    by_project = {
        code_key(project.code): project
        for project in Project.objects.filter(
            pk__in=lines.order_by().values("project_id")
        ).select_related("investor")
    }
    by_source = {code_key(source.code): source for source in CapitalSource.objects.all()}
    return [
        MediumTermPosition(
            by_project[term.project], by_source[term.source], amount, taken.get(term, {})
        )
        for term, amount in sorted(given.items())
    ]


def medium_term_sources(
    positions: Iterable[MediumTermPosition],
    *,
    period: Period,
    as_of: date,
    with_province: bool = True,
) -> list[MediumTermSource]:
    """Return the sums by source, beside what the province has of each where that is to be seen."""
    province = _lines(period, as_of).filter(project=None).order_by()
    totals = dict(province.values_list("source_id").annotate(given=Sum("amount")))
    if not with_province:
        totals = {}
    given: dict[int, int] = defaultdict(int)
    by_year: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for position in positions:
        given[position.source.pk] += position.given
        for year, amount in position.by_year.items():
            by_year[position.source.pk][year] += amount
    sources = CapitalSource.objects.filter(pk__in={*totals, *given}).order_by("code")
    return [
        MediumTermSource(source, totals.get(source.pk), given[source.pk], dict(by_year[source.pk]))
        for source in sources
    ]


def medium_term_left(*, plan_year: int, as_of: date) -> dict[tuple[int, int], int]:
    """Return what is left for each project and source of the period a plan year stands in.

    The source is the one that the medium-term plan names: what yearly plans give from the
    sources beneath it is taken off there. A project without such a plan is not in it.
    """
    spans = MediumTermLine.objects.counting().filter(
        first_year__lte=plan_year, last_year__gte=plan_year
    )
    left: dict[tuple[int, int], int] = {}
    for period in set(spans.order_by().values_list("first_year", "last_year").distinct()):
        for position in medium_term_positions(period=period, as_of=as_of):
            left[position.project.pk, position.source.pk] = position.left
    return left


def medium_term_context() -> MediumTermContext:
    """Return what the checks of a sheet of medium-term plans need to know."""
    return MediumTermContext(
        lines=tuple(known_medium_terms()),
        projects=frozenset(map(code_key, Project.objects.values_list("code", flat=True))),
        sources=frozenset(map(code_key, CapitalSource.objects.values_list("code", flat=True))),
        positions=_positions(PlanLine.objects.counting()),
        source_parents=source_parents(),
    )


def known_medium_terms() -> list[KnownMediumTerm]:
    """Return the lines that count, in the shape of the rows of their sheet."""
    lines = MediumTermLine.objects.counting().select_related("project", "source").order_by("pk")
    return [
        KnownMediumTerm(
            line.pk,
            MediumTermRow(
                period=period_name(line.first_year, line.last_year),
                project=line.project.code if line.project else "",
                source=line.source.code,
                amount=line.amount,
                number=line.decision,
                decided_on=line.decided_on,
            ),
        )
        for line in lines
    ]


def _lines(period: Period, as_of: date) -> QuerySet[MediumTermLine]:
    return MediumTermLine.objects.counting().filter(
        first_year=period[0], last_year=period[1], decided_on__lte=as_of
    )


def _given(lines: QuerySet[MediumTermLine]) -> dict[MediumTermKey, int]:
    rows = (
        lines.order_by()
        .values_list("project__code", "source__code", "first_year", "last_year")
        .annotate(given=Sum("amount"))
    )
    return {
        MediumTermKey(code_key(project), code_key(source), first, last): given
        for project, source, first, last, given in rows
    }


def _taken(
    given: Mapping[MediumTermKey, int], period: Period, as_of: date
) -> dict[MediumTermKey, dict[int, int]]:
    """Return what yearly plans have taken of each term, by the year it was given for."""
    terms = MediumTerms(given, source_parents())
    lines = PlanLine.objects.counting().filter(
        origin_year__range=period, effective_on__lte=as_of, project__isnull=False
    )

    def term_and_year(key: PositionKey) -> tuple[MediumTermKey, int] | None:
        term = terms.of(key)
        return (term, key.origin_year) if term else None

    taken: dict[MediumTermKey, dict[int, int]] = defaultdict(dict)
    for (term, year), amount in planned_money(_positions(lines), term_and_year).items():
        taken[term][year] = amount
    return taken


def _positions(lines: QuerySet[PlanLine]) -> dict[PositionKey, int]:
    rows = (
        lines.order_by()
        .values_list("project__code", "source__code", "plan_year", "origin_year")
        .annotate(plan=Sum("amount"))
    )
    return {
        PositionKey(code_key(project or ""), code_key(source), year, origin): plan
        for project, source, year, origin, plan in rows
    }
