"""Rates: what was disbursed over what was planned, by any group, as of a day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disbursement.domain.ledger import Position
from emulation.domain.rates import rate
from emulation.selectors.rate_figures import (
    ASSIGNED_GROUPS,
    GroupMoney,
    MoneyByNature,
    PlansByNature,
    RateQuestion,
    money_of,
    plans_of,
)
from projects.domain.natures import ALL, INVESTMENT, PARTS, RECURRENT, UNSPLIT
from projects.domain.trees import ancestors, in_tree_order, roll_up
from projects.models import CapitalSource, Organisation, Programme, Project, Stage
from projects.selectors.groups import GROUPS
from projects.selectors.holders import AS_WAS, Holders
from projects.selectors.names import former_organisation_names, former_project_names

# Beyond this many keys a query would hold more parameters than a database takes.
FEW_ENOUGH_TO_ASK_FOR = 500

RATE_GROUPS = (*GROUPS, "nature")
DENOMINATORS = {
    "D1": gettext_lazy("Assigned by the Prime Minister"),
    "D2": gettext_lazy("Assigned by the People's Council or Committee"),
    "D3": gettext_lazy("Allotted in detail to projects"),
    "D4": gettext_lazy("Assigned by the Prime Minister, without money added after 30/9"),
}
NATURE_NAMES: dict[str, str | Promise] = {
    ALL: gettext_lazy("All natures"),
    INVESTMENT: gettext_lazy("Development investment"),
    RECURRENT: gettext_lazy("Recurrent capital"),
    UNSPLIT: gettext_lazy("Not told apart by nature"),
}
POOL_NAMES: dict[str, str | Promise] = {
    "all": gettext_lazy("With carried-over money"),
    "current": gettext_lazy("Without carried-over money"),
    "carried": gettext_lazy("Carried-over money only"),
}


@dataclass(frozen=True, slots=True)
class RateRow:
    """One line of a rate table: amounts in đồng, the rate exact or None without a plan.

    ``unsplit`` is money of the line whose nature is not known: it stands in no rate, and
    against an assigned plan there is then no rate at all.
    """

    key: str
    name: str
    plan: int
    position: Position
    pk: Any = None
    level: int = 0
    parent: str = ""
    unsplit: int = 0

    @property
    def disbursed(self) -> int:
        return self.position.disbursed

    @property
    def advance(self) -> int:
        return self.position.advance

    @property
    def rate(self) -> Fraction | None:
        return None if self.unsplit else rate(self.disbursed, self.plan)

    @property
    def remaining(self) -> int:
        return self.plan - self.disbursed


@dataclass(frozen=True, slots=True)
class RateTable:
    """Rates by one group, with the day and the denominator they are meaningless without.

    ``aside`` is what stands outside a table of one nature because it cannot be told apart.
    """

    plan_year: int
    as_of: date
    group: str
    pool: str
    denominator: str
    rows: tuple[RateRow, ...]
    total: RateRow
    nature: str = ALL
    is_rolled_up: bool = False
    holders: Holders = AS_WAS
    aside: RateRow | None = None

    @property
    def denominator_name(self) -> str:
        return str(DENOMINATORS[self.denominator])

    @property
    def nature_name(self) -> str:
        return str(NATURE_NAMES[self.nature])


def rate_table(
    *,
    plan_year: int,
    as_of: date,
    group: str,
    pool: str = "all",
    denominator: str = "D3",
    known_by: datetime | None = None,
    projects: QuerySet[Project] | None = None,
) -> RateTable:
    """Return a row for every member of ``group`` that has a plan or money, and the total.

    ``projects`` narrows both plan and money to some projects. By nature, or with the sums of
    parent sources and programmes: `rates_of`.
    """
    return rates_of(
        RateQuestion(
            plan_year,
            as_of,
            group,
            pool=pool,
            denominator=denominator,
            known_by=known_by,
            projects=projects,
        )
    )


def rates_of(question: RateQuestion, money: MoneyByNature | None = None) -> RateTable:
    """Return the rate table that answers a question; Refusal where it makes no sense.

    ``money`` may be given where it is known already, since no denominator changes it.
    """
    question.check()
    sharing = question.sharing()
    found = money_of(question, sharing) if money is None else money
    plans = plans_of(question, sharing)
    if question.group == "nature":
        rows, total = _by_nature(question, found, plans)
    else:
        nature = question.nature
        total = _total(question, plans[nature], found[nature])
        rows = (replace(total, key="province"),)
        if question.group != "province":
            rows = _rows(question, plans[nature], found[nature])
    return RateTable(
        question.plan_year,
        question.as_of,
        question.group,
        question.pool,
        question.denominator,
        rows,
        total,
        question.nature,
        question.is_rolled_up,
        question.holders,
        _aside(question, found, plans),
    )


def _aside(question: RateQuestion, money: MoneyByNature, plans: PlansByNature) -> RateRow | None:
    """Return what of plan and money the table of one nature leaves out, if there is any."""
    if question.nature not in (INVESTMENT, RECURRENT):
        return None
    row = RateRow(
        UNSPLIT,
        str(NATURE_NAMES[UNSPLIT]),
        sum(plans[UNSPLIT].values()),
        sum(money[UNSPLIT].positions.values(), Position()),
    )
    return row if row.plan or row.position != Position() else None


def _total(question: RateQuestion, plans: dict[Any, int], money: GroupMoney) -> RateRow:
    # Every line and movement is in exactly one member of a group, so the members are the whole.
    unsplit = sum(money.unsplit.values(), Position()).disbursed
    return RateRow(
        "",
        _("The whole province"),
        sum(plans.values()),
        sum(money.positions.values(), Position()),
        unsplit=0 if question.is_detailed else unsplit,
    )


def _by_nature(
    question: RateQuestion, money: MoneyByNature, plans: PlansByNature
) -> tuple[tuple[RateRow, ...], RateRow]:
    """Return a row for each nature that has a plan or money, and their sum."""
    parts = {nature: _total(question, plans[nature], money[nature]) for nature in PARTS}
    total = replace(
        parts[UNSPLIT],
        plan=sum(part.plan for part in parts.values()),
        position=sum((part.position for part in parts.values()), Position()),
        unsplit=0,
    )
    rows = (
        replace(part, key=nature, name=str(NATURE_NAMES[nature]), pk=nature)
        for nature, part in parts.items()
        if part.plan or part.position != Position()
    )
    return tuple(rows), total


def _rows(question: RateQuestion, plans: dict[Any, int], money: GroupMoney) -> tuple[RateRow, ...]:
    positions, unsplit = money.positions, {} if question.is_detailed else money.unsplit
    if not question.is_detailed and question.group not in ASSIGNED_GROUPS:
        plans = {}  # what is assigned to the province is assigned to no member of the group
    parents: dict[Any, Any] = {}
    if question.is_rolled_up:
        parents = dict(TREE_MODELS[question.group].objects.values_list("pk", "parent_id"))
        plans = roll_up(plans, parents)
        positions, unsplit = roll_up(positions, parents), roll_up(unsplit, parents)
    keys = {
        key
        for key in plans.keys() | positions.keys()
        if plans.get(key) or positions.get(key, Position()) != Position()
    }
    if question.group in ("investor", "project", "source"):
        keys.discard(None)  # province-level totals belong to no project
    names = _NAMES[question.group](keys, question.as_of)
    rows = {
        key: RateRow(
            *names(key),
            plans.get(key, 0),
            positions.get(key, Position()),
            key,
            unsplit=unsplit.get(key, Position()).disbursed,
        )
        for key in keys
    }
    if question.is_rolled_up:
        return _as_tree(rows, parents)
    return tuple(sorted(rows.values(), key=_order))


def _as_tree(rows: Mapping[Any, RateRow], parents: Mapping[Any, Any]) -> tuple[RateRow, ...]:
    """Return each row behind that of what it stands under, with how deep it stands."""
    found = []
    for key, level in in_tree_order(rows, parents, lambda key: _order(rows[key])):
        above = next((holder for holder in ancestors(key, parents) if holder in rows), None)
        parent = rows[above].key if level else ""
        found.append(replace(rows[key], level=level, parent=parent))
    return tuple(found)


def _order(row: RateRow) -> tuple[str, ...]:
    return STAGE_PLACES.get(row.key, row.key), row.name


STAGE_PLACES = {stage: str(place) for place, stage in enumerate(Stage.values)}
TREE_MODELS: dict[str, type[Any]] = {"source": CapitalSource, "programme": Programme}
Namer = Callable[[Any], tuple[str, str]]
FormerNames = Callable[[date, set[Any]], dict[Any, str]]


def _coded(
    model: type[Any], outside: str | Promise, former: FormerNames = lambda _day, _keys: {}
) -> Callable[[set[Any], date], Namer]:
    """Name the keys of a group, primary keys of ``model``, as they were called on a day."""

    def names_of(keys: set[Any], day: date) -> Namer:
        members = model.objects.all()
        if len(keys) < FEW_ENOUGH_TO_ASK_FOR:
            members = members.filter(pk__in=keys)
        then = former(day, keys)
        found = {
            pk: (code, then.get(pk, name))
            for pk, code, name in members.values_list("pk", "code", "name")
        }
        return lambda key: found.get(key, ("", str(outside)))

    return names_of


def _organisations_then(day: date, keys: set[Any]) -> dict[Any, str]:
    return former_organisation_names(day=day, organisations=keys)


def _projects_then(day: date, keys: set[Any]) -> dict[Any, str]:
    return former_project_names(day=day, projects=keys)


def _stages(keys: set[Any], day: date) -> Namer:
    return lambda key: (key, str(Stage(key).label)) if key else ("", _("Not yet classified"))


def _blocks(keys: set[Any], day: date) -> Namer:
    return lambda key: (key, key) if key else ("", _("Outside the blocks"))


_NAMES: dict[str, Callable[[set[Any], date], Namer]] = {
    "investor": _coded(Organisation, gettext_lazy("Unknown"), _organisations_then),
    "project": _coded(Project, gettext_lazy("Unknown"), _projects_then),
    "source": _coded(CapitalSource, gettext_lazy("Unknown")),
    "programme": _coded(Programme, gettext_lazy("Outside the programmes")),
    "stage": _stages,
    "block": _blocks,
}
