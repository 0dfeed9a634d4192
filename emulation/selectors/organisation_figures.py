"""Plan and money of one organisation on a day, and of the projects that are about to move."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import QuerySet

from disbursement.domain.submission_steps import open_plan_years
from disbursement.selectors.positions import positions_by_group
from emulation.domain.rates import rate
from emulation.selectors.rate_figures import RateQuestion
from emulation.selectors.rates import RateRow, rates_of
from projects.domain.codes import code_key
from projects.domain.reorganisation import Verdict
from projects.domain.through_time import A_DAY
from projects.models import Organisation, Project
from projects.selectors.holders import AS_WAS, Holders
from projects.selectors.plans import plan_totals
from projects.selectors.reorganisation import KnownRows


@dataclass(frozen=True, slots=True)
class HeldFigures:
    """What an organisation answers for: by who held the projects on the day, and by today."""

    as_was: RateRow | None
    as_is: RateRow | None

    @property
    def differ(self) -> bool:
        return _sums(self.as_was) != _sums(self.as_is)


def _sums(row: RateRow | None) -> tuple[int, int]:
    return (row.plan, row.disbursed) if row else (0, 0)


def figures_of(*, organisation: Organisation, question: RateQuestion, today: date) -> HeldFigures:
    """Return the organisation's figures both ways; the question is one by investor."""
    ways = {}
    for holders in (AS_WAS, Holders(as_is_on=today)):
        asked = RateQuestion(
            question.plan_year,
            question.as_of,
            "investor",
            projects=question.projects,
            holders=holders,
        )
        rows = {row.pk: row for row in rates_of(asked).rows}
        ways[holders.name] = rows.get(organisation.pk)
    return HeldFigures(ways["as-was"], ways["as-is"])


@dataclass(frozen=True, slots=True)
class MovingMoney:
    """The projects that pass from one organisation to another on a day, of one plan year.

    Plan and money are those of the last day before.
    """

    giver: str
    taker: str
    day: date
    plan_year: int
    projects: int
    plan: int
    disbursed: int

    @property
    def rate(self) -> Fraction | None:
        return rate(self.disbursed, self.plan)


Way = tuple[str, str, date]


def moving_money(verdict: Verdict | None, rows: KnownRows) -> list[MovingMoney]:
    """Return what the changes move, in a few queries for each day on which projects pass."""
    ways: dict[Way, list[Project]] = defaultdict(list)
    for move in verdict.moves if verdict else ():
        ways[move.giver, move.taker, move.day].append(rows.projects[move.project])
    names = {key: each.shown for key, each in rows.known.organisations.items()}
    for row in verdict.events if verdict else ():
        names.setdefault(code_key(row.organisation), f"{row.organisation} – {row.new_name}")
    found: list[MovingMoney] = []
    for day in sorted({day for _giver, _taker, day in ways}):
        mine = {way: projects for way, projects in ways.items() if way[2] == day}
        found += _on_day(day, mine, names)
    return found


def _on_day(day: date, ways: dict[Way, list[Project]], names: dict[str, str]) -> list[MovingMoney]:
    before = day - A_DAY
    moving = _projects([project.pk for projects in ways.values() for project in projects])
    found = []
    for year in open_plan_years(before.year, before.month):
        plans = plan_totals(plan_year=year, as_of=before, group="project", projects=moving)
        paid = positions_by_group(plan_year=year, as_of=before, group="project", projects=moving)
        for (giver, taker, _day), projects in ways.items():
            keys = [project.pk for project in projects]
            found.append(
                MovingMoney(
                    names[giver],
                    names[taker],
                    day,
                    year,
                    len(keys),
                    sum(plans.get(pk, 0) for pk in keys),
                    sum(paid[pk].disbursed for pk in keys if pk in paid),
                )
            )
    return sorted(found, key=lambda each: (each.giver, each.taker, each.plan_year))


def _projects(keys: list[int]) -> QuerySet[Project] | None:
    """Return the projects to narrow down to; of very many none, so that all are added up."""
    return Project.objects.filter(pk__in=keys) if len(keys) <= 500 else None
