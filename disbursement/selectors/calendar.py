"""Read the work calendar and the deadline rules as the domain wants them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from disbursement.domain.calendar import VIETNAM_TIME, WorkCalendar
from disbursement.domain.deadlines import (
    DeadlineKind,
    DeadlineRule,
    Occurrence,
    Shift,
    next_occurrences,
)
from disbursement.models import CalendarDay, CalendarYear, DayKind, DeadlineRuleRow


@dataclass(frozen=True, slots=True)
class ComingDeadline:
    """A deadline rule and the next time it falls due."""

    rule: DeadlineRule
    due: Occurrence


@dataclass(frozen=True, slots=True)
class YearOfDays:
    """A year's days off and make-up days, and whether a person has confirmed them."""

    year: int
    is_confirmed: bool
    days: tuple[CalendarDay, ...]


def work_calendar() -> WorkCalendar:
    """Return the days off and make-up days on record, laid over Monday to Friday."""
    kinds = dict(CalendarDay.objects.order_by().values_list("day", "kind"))
    return WorkCalendar(
        days_off=frozenset(day for day, kind in kinds.items() if kind == DayKind.OFF),
        make_up_days=frozenset(day for day, kind in kinds.items() if kind == DayKind.MAKE_UP),
    )


def deadline_rules(as_of: date) -> dict[str, DeadlineRule]:
    """Return by code the rules in force on a day: of each code the newest begun by then."""
    rows = DeadlineRuleRow.objects.filter(effective_from__lte=as_of).order_by(
        "code", "effective_from"
    )
    return {row.code: _rule(row) for row in rows}


def coming_deadlines(*, now: datetime) -> list[ComingDeadline]:
    """Return every rule in force with its next due moment, the nearest first."""
    calendar = work_calendar()
    today = now.astimezone(VIETNAM_TIME).date()
    found = [
        ComingDeadline(rule, next_occurrences(rule, now, 1, calendar)[0])
        for rule in deadline_rules(today).values()
    ]
    return sorted(found, key=lambda coming: (coming.due.at, coming.rule.code))


def calendar_years(*, years: Iterable[int]) -> list[YearOfDays]:
    """Return the days on record of each year."""
    wanted = sorted(set(years))
    confirmed = dict(
        CalendarYear.objects.filter(year__in=wanted).values_list("year", "is_confirmed")
    )
    days = list(CalendarDay.objects.filter(day__year__in=wanted))
    return [
        YearOfDays(
            year, confirmed.get(year, False), tuple(day for day in days if day.day.year == year)
        )
        for year in wanted
    ]


def _rule(row: DeadlineRuleRow) -> DeadlineRule:
    return DeadlineRule(
        code=row.code,
        name=_(row.name),
        kind=DeadlineKind(row.kind),
        day=row.day,
        month=row.month,
        months=frozenset(int(month) for month in row.months.split(",") if month.strip()),
        time_of_day=row.time,
        is_strict=row.is_strict,
        shift=Shift(row.shift),
        legal_basis=row.legal_basis,
    )
