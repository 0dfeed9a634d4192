"""Whose the money of a project is: its investor on the day, or today's after all changes.

As was: the investor in charge on the day of the figures, by the handovers. As is: today's
investor, and of an organisation that has ended the one that came after it. Both share out the
same sums among investors, so their totals are one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol, Self, TypeVar

from django.db.models import Q, QuerySet

from projects.domain.through_time import Holding, Passing, as_recorded, holder_on, holdings
from projects.models import Handover, Organisation, Project

HOLDERS = ("as-was", "as-is")
BY_HOLDER = ("investor", "block")


@dataclass(frozen=True, slots=True)
class Holders:
    """Who counts as the investor: `as_is_on` today, or None for who was on the figures' day."""

    as_is_on: date | None = None

    @classmethod
    def named(cls, name: str, *, today: date) -> Holders:
        return cls(today if name == "as-is" else None)

    @property
    def name(self) -> str:
        return "as-was" if self.as_is_on is None else "as-is"


AS_WAS = Holders()


class Summable(Protocol):
    def __add__(self, other: Self, /) -> Self: ...
    def __sub__(self, other: Self, /) -> Self: ...


Sum = TypeVar("Sum", bound=Summable)
Projects = QuerySet[Project]
AddUp = Callable[[str, Projects | None], dict[Any, Sum]]


@dataclass(frozen=True, slots=True)
class Sharing:
    """How the money of a day is shared out among investors, worked out once for many sums.

    `moved` tells (investor today, holder) of the few projects handed over since, which are among
    `passed`; `onto` tells who came after organisations that have ended, `blocks` the emulation
    block of each holder.
    """

    moved: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    passed: Projects | None = None
    onto: Mapping[int, int] = field(default_factory=dict)
    blocks: Mapping[int, str] = field(default_factory=dict)

    def sums(self, add_up: AddUp[Sum], group: str) -> dict[Any, Sum]:
        """Return sums by a group, those of investors and blocks by who holds the projects.

        ``add_up(group, projects)`` adds up in the database by today's investor, of some projects
        or (None) of all; only those that moved are added up a second time.
        """
        if group not in BY_HOLDER:
            return add_up(group, None)
        sums = add_up("investor", None)
        if self.moved:
            for project, amount in add_up("project", self.passed).items():
                if project in self.moved:
                    _move(sums, amount, *self.moved[project])
        sums = _fold(sums, self.onto)
        return _fold(sums, self.blocks) if group == "block" else sums

    def keys(self, group: str) -> dict[int, Any]:
        """Return the investor or block that each project counts for."""
        now = Project.objects.order_by().values_list("pk", "investor_id")
        held = {pk: self.onto.get(investor, investor) for pk, investor in now}
        held |= {pk: holder for pk, (_now, holder) in self.moved.items()}
        if group == "investor":
            return held
        return {pk: self.blocks.get(holder) for pk, holder in held.items()}


def sharing_on(
    *, group: str, as_of: date, holders: Holders = AS_WAS, known_by: datetime | None = None
) -> Sharing:
    """Return how the money of a day is shared out in a group: one query, two for blocks."""
    if group not in BY_HOLDER:
        return Sharing()
    blocks: dict[int, str] = {}
    if group == "block":
        blocks = dict(Organisation.objects.order_by().values_list("pk", "block"))
    if holders.as_is_on is not None:
        return Sharing(onto=final_successors(today=holders.as_is_on), blocks=blocks)
    cut: dict[str, Any] = {"day": as_of, "known_by": known_by}
    return Sharing(moved_since(**cut), moved_projects(**cut), blocks=blocks)


def _move(sums: dict[Any, Sum], amount: Sum, giver: Any, taker: Any) -> None:
    """Move an amount from one key to another; a key that is left with nothing goes."""
    sums[taker] = sums[taker] + amount if taker in sums else amount
    left = sums[giver] - amount
    sums[giver] = left
    if left == left - left:
        del sums[giver]


def _fold(sums: Mapping[Any, Sum], onto: Mapping[Any, Any]) -> dict[Any, Sum]:
    folded: dict[Any, Sum] = {}
    for key, amount in sums.items():
        target = onto.get(key, key)
        folded[target] = folded[target] + amount if target in folded else amount
    return folded


def moved_projects(*, day: date, known_by: datetime | None = None) -> Projects:
    """Return the projects handed over after a day, or by a handover recorded after a moment.

    With a moment, one withdrawn after it counts, too: it was known then.
    """
    passed = Handover.objects.filter(happened_on__gt=day).order_by().values("project")
    if known_by is not None:
        other = Q(happened_on__gt=day) | Q(recorded_at__gt=known_by) | Q(reversed_at__gt=known_by)
        passed = _counting_since(known_by).filter(other).order_by().values("project")
    return Project.objects.filter(pk__in=passed).order_by()


def _counting_since(known_by: datetime | None) -> QuerySet[Handover]:
    """Return the handovers that count today, and those that counted at a moment."""
    if known_by is None:
        return Handover.objects.all()
    return Handover.recorded.filter(Q(reversed_at=None) | Q(reversed_at__gt=known_by))


def moved_since(*, day: date, known_by: datetime | None = None) -> dict[int, tuple[int, int]]:
    """Return (investor today, investor on the day) of the projects for which they differ.

    With a moment, the investor on the day is who was known then to be.
    """
    moved = moved_projects(day=day, known_by=known_by)
    rows = _counting_since(known_by).filter(project__in=moved)
    handovers: dict[Project, list[Handover]] = defaultdict(list)
    for row in rows.order_by("pk").select_related("project"):
        handovers[row.project].append(row)
    found = {}
    for project, mine in handovers.items():
        then = _holder_known(project, mine, day, known_by)
        if then != project.investor_id:
            found[project.pk] = (project.investor_id, then)
    return found


def _holder_known(
    project: Project, handovers: list[Handover], day: date, known_by: datetime | None
) -> int:
    """Return who was known at a moment to have been in charge on a day."""
    passings = [
        Passing(row.happened_on, row.from_investor_id, row.to_investor_id, row.pk)
        for row in handovers
        if row.reversed_at is None or (known_by is not None and row.recorded_at <= known_by)
    ]
    known = [row for row in handovers if known_by is None or row.recorded_at <= known_by]
    last = max((row.pk for row in known), default=0)
    past, now = as_recorded(passings, project.investor_id, last)
    withdrawn = [row for row in known if row.reversed_at is not None]
    if withdrawn:  # only the latest handover is ever withdrawn: its taker was in charge then
        now = max(withdrawn, key=lambda row: row.happened_on).to_investor_id
    return int(holder_on(day, past, now))


def final_successors(*, today: date) -> dict[int, int]:
    """Return who came after each ended organisation in the end, where that is one only."""
    ended = Organisation.objects.filter(valid_to__lt=today).order_by()
    follows: dict[int, list[int]] = defaultdict(list)
    for pk, successor in ended.exclude(successors=None).values_list("pk", "successors"):
        follows[pk].append(successor)
    onto: dict[int, int] = {}
    for pk in follows:
        at, seen = pk, {pk}
        while len(follows.get(at, ())) == 1 and follows[at][0] not in seen:
            at = follows[at][0]
            seen.add(at)
        if at != pk:
            onto[pk] = at
    return onto


def other_holders(
    *, as_of: date, holders: Holders = AS_WAS, known_by: datetime | None = None
) -> dict[int, Organisation]:
    """Return the holders of those projects that are not their present investor's, by pk."""
    if holders.as_is_on is None:
        moved = moved_since(day=as_of, known_by=known_by)
        keys = {project: then for project, (_now, then) in moved.items()}
    else:
        onto = final_successors(today=holders.as_is_on)
        rows = Project.objects.filter(investor__in=list(onto)).order_by() if onto else ()
        keys = {project.pk: onto[project.investor_id] for project in rows}
    found = Organisation.objects.in_bulk(set(keys.values())) if keys else {}
    return {project: found[holder] for project, holder in keys.items()}


def investor_on(*, project: Project, day: date) -> Organisation:
    """Return who was in charge of a project on a day."""
    return holder_on(day, _passings(project), project.investor)


def holdings_of(*, project: Project) -> list[Holding[Organisation]]:
    """Return who was in charge of a project when, oldest first."""
    return holdings(_passings(project), project.investor)


def _passings(project: Project) -> list[Passing[Organisation]]:
    rows = project.handovers.select_related("from_investor", "to_investor")
    return [Passing(row.happened_on, row.from_investor, row.to_investor, row.pk) for row in rows]
