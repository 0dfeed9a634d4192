"""A plan year as it stood when its window closed, and what was entered about its closing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet, Sum

from disbursement.domain.ledger import Key, Position
from disbursement.domain.rollover import (
    CarryOverEntry,
    ClosedLine,
    Closing,
    ClosingDecision,
    ClosingLine,
    check_closing,
    close,
    closing_day,
)
from disbursement.domain.rollover_totals import ClosingTotal
from disbursement.selectors.positions import positions_by_key
from disbursement.selectors.rollover_totals import closing_totals, stored_total
from projects.domain.issues import Issue
from projects.domain.plan_checks import check_decision_numbers
from projects.domain.registers import PlanLineRow
from projects.models import CapitalSource, PlanLine, Project, RolloverStatus, User, YearRollover
from projects.permissions import may
from projects.selectors.natures import key_plans
from projects.selectors.registers import decision_ids

STANDING = (RolloverStatus.POSTED, RolloverStatus.CONFIRMED)
NOTHING = Position()


@dataclass(frozen=True, slots=True)
class RolloverRow:
    """A key with its project and source, as a page shows it."""

    closed: ClosedLine
    project: Project
    source: CapitalSource

    @property
    def line(self) -> ClosingLine:
        return self.closed.line

    @property
    def key(self) -> Key:
        return self.closed.line.key


@dataclass(frozen=True, slots=True)
class TotalRow:
    """A total of the province with its source, as a page shows it."""

    closed: ClosingTotal
    source: CapitalSource


@dataclass(frozen=True, slots=True)
class RolloverView:
    """A rollover as it stands: its closing, its rows by project, its totals, and all findings."""

    closing: Closing
    rows: tuple[RolloverRow, ...]
    totals: tuple[TotalRow, ...]
    issues: tuple[Issue, ...]

    @property
    def mark(self) -> str:
        """A mark of all that would be posted, by which it can be told from another."""
        lines = [
            (*row.key, row.line.plan, row.line.disbursed, row.closed.carried, row.closed.nature)
            for row in self.rows
        ]
        totals = [
            (each.closed.key, each.closed.cancelled, each.closed.kept) for each in self.totals
        ]
        parts = (lines, totals, self.closing.carry_over, self.closing.cancellation)
        return hashlib.sha256(repr(parts).encode()).hexdigest()


def visible_rollovers(user: User) -> QuerySet[YearRollover]:
    rollovers = YearRollover.objects.select_related(
        "status_by", "carry_over_decision", "cancellation_decision"
    )
    return rollovers if may(user, "rollover.view") else rollovers.none()


def rollover_view(rollover: YearRollover) -> RolloverView:
    """Return a rollover with the figures of its keys; three queries for each year it closes."""
    closed = close(closing_lines(year=rollover.from_year), entries_of(rollover))
    return _view_of(rollover, closed, closing_totals(year=rollover.from_year, closed=closed))


def posted_view(rollover: YearRollover) -> RolloverView:
    """Return a rollover with the figures that it was posted with."""
    lines = [
        ClosedLine(
            ClosingLine(
                key_of(stored),
                stored["plan"],
                stored["disbursed"],
                stored["advance"],
                late=stored["kept"],
                earlier=stored["earlier"],
                is_of_last_rollover=stored["is_of_last_rollover"],
            ),
            stored["carried"],
            stored["nature"],
        )
        for stored in of_keys(rollover.lines)
    ]
    totals = [stored_total(stored) for stored in of_totals(rollover.lines)]
    return _view_of(rollover, tuple(lines), totals)


def _view_of(
    rollover: YearRollover, lines: tuple[ClosedLine, ...], totals: Iterable[ClosingTotal]
) -> RolloverView:
    closing = Closing(
        rollover.from_year,
        lines,
        decision_of(rollover, "carry_over"),
        decision_of(rollover, "cancellation"),
    )
    projects = Project.objects.select_related("investor").in_bulk(
        {closed.line.key.project_id for closed in lines}
    )
    sources = CapitalSource.objects.in_bulk()
    rows = [
        RolloverRow(
            closed, projects[closed.line.key.project_id], sources[closed.line.key.source_id]
        )
        for closed in closing.lines
    ]
    rows.sort(key=lambda row: (row.project.code, row.source.code, row.key))
    issues = check_closing(
        closing,
        {pk: project.code for pk, project in projects.items()},
        {pk: source.code for pk, source in sources.items()},
    )
    found = [TotalRow(each, sources[each.source_id]) for each in totals]
    found.sort(key=lambda row: (row.closed.level, -row.closed.plan_year, row.source.code))
    return RolloverView(
        closing, tuple(rows), tuple(found), (*issues, *_numbers_used_twice(closing))
    )


def closing_lines(*, year: int) -> list[ClosingLine]:
    """Return every key of a plan year that had a plan or money when its window closed.

    With them come the keys of the year before whose longer window (capital added after 30/9)
    closed on 31 December.
    """
    day = closing_day(year)
    planned = key_plans(plan_year=year, as_of=day)
    paid = positions_by_key(plan_year=year, as_of=day)
    late = _added_late(year, day)
    lines = [
        _line(Key(project, source, year, origin), planned, paid, late=late.get(key, 0))
        for key in sorted(planned.keys() | paid.keys())
        for project, source, origin in [key]
    ]
    kept = [line for line in lines if line.plan or line.disbursed or line.advance]
    return kept + _leftovers(year)


def entries_of(rollover: YearRollover) -> dict[Key, CarryOverEntry]:
    """Return what was entered for each key."""
    return {
        key_of(stored): CarryOverEntry(stored.get("carried", 0), stored.get("nature", ""))
        for stored in of_keys(rollover.lines)
    }


def of_keys(lines: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the stored lines of projects, without those of the province's totals."""
    return [stored for stored in lines if stored["project"] is not None]


def of_totals(lines: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the stored lines of the province's totals."""
    return [stored for stored in lines if stored["project"] is None]


def decision_of(rollover: YearRollover, name: str) -> ClosingDecision:
    stored = rollover.decisions.get(name, {})
    day = stored.get("decided_on")
    return ClosingDecision(
        stored.get("number", ""),
        date.fromisoformat(day) if day else None,
        stored.get("issuer", ""),
    )


def key_of(stored: Mapping[str, Any]) -> Key:
    return Key(stored["project"], stored["source"], stored["plan_year"], stored["origin_year"])


def paid_on_carried(rollover: YearRollover, *, as_of: date) -> int:
    """Return what was already disbursed of the money that a rollover carried over."""
    carried = {key[:2] + key[3:] for key, entry in entries_of(rollover).items() if entry.carried}
    paid = positions_by_key(plan_year=rollover.from_year + 1, as_of=as_of)
    return sum(position.disbursed for key, position in paid.items() if key in carried)


def _numbers_used_twice(closing: Closing) -> Iterator[Issue]:
    """Warn of a decision number that is known with another day or issuer of the same year."""
    entered = [
        PlanLineRow(number=each.number, decided_on=each.decided_on, issuer=each.issuer)
        for each in (closing.carry_over, closing.cancellation)
        if each.number and each.decided_on
    ]
    yield from check_decision_numbers(entered, decision_ids())


def _line(
    key: Key,
    planned: Mapping[tuple[int, int, int], Mapping[str, int]],
    paid: Mapping[tuple[int, int, int], Position],
    **rest: Any,
) -> ClosingLine:
    place = (key.project_id, key.source_id, key.origin_year)
    natures, position = planned.get(place, {}), paid.get(place, NOTHING)
    return ClosingLine(
        key,
        sum(natures.values()),
        position.disbursed,
        position.advance,
        natures=dict(natures),
        **rest,
    )


def _added_late(year: int, day: date) -> dict[tuple[int, int, int], int]:
    """Return what decisions after 30 September added to each key of the year's own money."""
    rows = (
        PlanLine.objects.in_force(plan_year=year, as_of=day)
        .detailed()
        .filter(origin_year=year, effective_on__gt=date(year, 9, 30))
        .order_by()
        .values_list("project_id", "source_id", "origin_year")
        .annotate(added=Sum("amount"))
    )
    return {(project, source, origin): added for project, source, origin, added in rows}


def _leftovers(year: int) -> list[ClosingLine]:
    """Return what is left of the keys that the rollover before kept for their longer window."""
    before = YearRollover.objects.filter(from_year=year - 1, status__in=STANDING).first()
    kept = [stored for stored in of_keys(before.lines) if stored.get("kept")] if before else []
    if not kept:
        return []
    day = date(year, 12, 31)
    planned = key_plans(plan_year=year - 1, as_of=day)
    paid = positions_by_key(plan_year=year - 1, as_of=day)
    lines = (
        _line(
            key_of(stored),
            planned,
            paid,
            earlier=stored.get("carried", 0),
            is_of_last_rollover=True,
        )
        for stored in kept
    )
    return [line for line in lines if line.unspent > 0]


def totals_of(lines: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Return the sums of what a posted rollover did."""
    stored = of_keys(lines)
    return {
        name: sum(line.get(name, 0) for line in stored)
        for name in ("unspent", "carried", "kept", "cancelled", "advance")
    }
