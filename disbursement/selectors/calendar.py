"""Read the work calendar and the deadline rules as the domain wants them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.utils.translation import gettext as _

from disbursement.domain.calendar import WorkCalendar
from disbursement.domain.deadlines import DeadlineKind, DeadlineRule, Shift, named_day
from disbursement.models import CalendarDay, CalendarYear, DayKind, DeadlineRuleRow

# Each version of a rule with the day it begins, the oldest first, by code.
RuleVersions = Mapping[str, Sequence[tuple[date, DeadlineRule]]]


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
    return {row.code: rule_of(row) for row in rows}


def rule_versions() -> dict[str, list[tuple[date, DeadlineRule]]]:
    """Return every version on record."""
    found: dict[str, list[tuple[date, DeadlineRule]]] = {}
    for row in DeadlineRuleRow.objects.order_by("code", "effective_from"):
        found.setdefault(row.code, []).append((row.effective_from, rule_of(row)))
    return found


def rules_as_of(versions: RuleVersions, day: date) -> dict[str, DeadlineRule]:
    """Return by code the version in force on a day."""
    return {
        code: [rule for start, rule in known if start <= day][-1]
        for code, known in versions.items()
        if known[0][0] <= day
    }


def rule_of_year(*, code: str, year: int) -> DeadlineRule | None:
    """Return the version of a yearly rule by which a year is judged.

    That is the one in force on the day it names, so a change made later in the year holds from
    the next year on and leaves what is past as it was.
    """
    calendar = work_calendar()
    known = rule_versions().get(code, [])
    if not known:
        return None
    ends = [start for start, _rule in known[1:]] + [date.max]
    for (start, rule), end in zip(known, ends, strict=True):
        named = rule.month and named_day(rule, year, rule.month, calendar)
        if named and start <= named < end:
            return rule
    return rules_as_of({code: known}, date(year, 12, 31)).get(code)


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


def year_mark(days: Iterable[CalendarDay]) -> str:
    """Return what tells one state of a year's days from another."""
    told = "|".join(
        f"{row.day}/{row.kind}/{row.name}/{row.decision}"
        for row in sorted(days, key=lambda row: row.day)
    )
    return sha256(told.encode()).hexdigest()[:16]


def rule_of(row: DeadlineRuleRow) -> DeadlineRule:
    """Return a row as the domain wants it."""
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
