"""Read what falls due next: reporting periods and deadlines, by the versions then in force."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from disbursement.domain.calendar import VIETNAM_TIME, WorkCalendar, day_or_last_of_month
from disbursement.domain.deadline_preview import ForeseenDate, foreseen
from disbursement.domain.deadlines import DeadlineRule, Occurrence, next_occurrences
from disbursement.domain.default_deadlines import DEFAULT_PERIODS
from disbursement.domain.periods import ReportingPeriodSpec, month_periods
from disbursement.models import CalendarYear, ReportingPeriod
from disbursement.selectors.calendar import (
    RuleVersions,
    rule_versions,
    rules_as_of,
    work_calendar,
)

MONTHS_AHEAD = 14
WARNS_FROM_MONTH = 11
A_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class ComingDeadline:
    """A deadline rule and the next time it falls due."""

    rule: DeadlineRule
    due: Occurrence


@dataclass(frozen=True, slots=True)
class Change:
    """A version of a rule that somebody thinks of."""

    effective_from: date
    rule: DeadlineRule


def coming_deadlines(*, now: datetime) -> list[ComingDeadline]:
    """Return every rule in force with its next due moment, the nearest first.

    What closes a reporting period falls due when that period says, not when the rule would.
    """
    calendar, versions = work_calendar(), rule_versions()
    today = now.astimezone(VIETNAM_TIME).date()
    periods = coming_periods(now=now, versions=versions, calendar=calendar)
    closing = {rule.kind: rule.closed_by for rule in DEFAULT_PERIODS}
    dues: dict[str, Occurrence] = {}
    for period in periods:
        code = closing[period.kind]
        day = period.due_at.astimezone(VIETNAM_TIME).date()
        dues.setdefault(code, Occurrence(code, period.as_at, day, period.due_at))
    found = []
    for code, rule in rules_as_of(versions, today).items():
        if code in dues:
            found.append(ComingDeadline(rule, dues[code]))
        else:
            found.append(_next_due(versions, code, now, calendar))
    return sorted(found, key=lambda coming: (coming.due.at, coming.rule.code))


def coming_periods(
    *,
    now: datetime,
    change: Change | None = None,
    versions: RuleVersions | None = None,
    calendar: WorkCalendar | None = None,
) -> list[ReportingPeriodSpec]:
    """Return the periods due from now on, as far as a year ahead, the nearest first.

    One that has opened is told as it stands on record; one to come goes by the rules of the day
    it will open, with `change` among them if there is one.
    """
    known = _with(rule_versions() if versions is None else versions, change)
    calendar = calendar or work_calendar()
    local = now.astimezone(VIETNAM_TIME)
    found: list[ReportingPeriodSpec] = []
    this_month = local.year * 12 + local.month - 1
    for index in range(this_month - 1, this_month + MONTHS_AHEAD):
        month = index // 12, index % 12 + 1
        for rule in DEFAULT_PERIODS:
            rules = rules_as_of(known, day_or_last_of_month(*month, rule.opens_on_day))
            if {rule.closed_by, rule.reported_by} <= rules.keys():
                found += month_periods(*month, [rule], rules, calendar)
    opened = {
        period.code: period
        for period in ReportingPeriod.objects.filter(code__in=[spec.code for spec in found])
    }
    found = [_as_opened(spec, opened.get(spec.code)) for spec in found]
    return sorted((spec for spec in found if spec.due_at >= now), key=lambda spec: spec.due_at)


def periods_of_change(*, change: Change, now: datetime) -> list[ReportingPeriodSpec]:
    """Return the periods to come that a changed rule would lay out."""
    codes = {
        rule.kind
        for rule in DEFAULT_PERIODS
        if change.rule.code in (rule.closed_by, rule.reported_by)
    }
    start = datetime.combine(change.effective_from, time(), tzinfo=VIETNAM_TIME)
    # From the change's own days on: what is due before it opens would be left out otherwise.
    around = coming_periods(now=min(now, start), change=change) if codes else []
    return [spec for spec in around if spec.kind in codes and spec.opens_at >= start]


def dates_of_change(*, change: Change, now: datetime, count: int) -> list[ForeseenDate]:
    """Return the next dates under a changed rule, from the day it would hold."""
    start = datetime.combine(change.effective_from, time(), tzinfo=VIETNAM_TIME) - A_SECOND
    return foreseen(change.rule, max(now, start), count, work_calendar())


def unconfirmed_year(*, now: datetime) -> int | None:
    """Return the next year if it is time to confirm its days off and nobody has, else None."""
    local = now.astimezone(VIETNAM_TIME)
    if local.month < WARNS_FROM_MONTH:
        return None
    year = local.year + 1
    return None if CalendarYear.objects.filter(year=year, is_confirmed=True).exists() else year


def unconfirmed_among(days: list[date]) -> list[int]:
    """Return the years of the days whose days off nobody has confirmed."""
    years = {day.year for day in days}
    confirmed = CalendarYear.objects.filter(year__in=years, is_confirmed=True)
    return sorted(years - set(confirmed.values_list("year", flat=True)))


def _next_due(
    versions: RuleVersions, code: str, now: datetime, calendar: WorkCalendar
) -> ComingDeadline:
    """Return the next falling due by the version in force on that day."""
    known = versions[code]
    ends = [start for start, _rule in known[1:]] + [date.max]
    for (start, rule), end in zip(known, ends, strict=True):
        begins = datetime.combine(start, time(), tzinfo=VIETNAM_TIME) - A_SECOND
        due = next_occurrences(rule, max(now, begins), 1, calendar)[0]
        if due.day < end:
            return ComingDeadline(rule, due)
    raise AssertionError(code)  # the newest version has no end


def _with(versions: RuleVersions, change: Change | None) -> RuleVersions:
    if change is None:
        return versions
    kept = [each for each in versions.get(change.rule.code, ()) if each[0] != change.effective_from]
    known = sorted([*kept, (change.effective_from, change.rule)], key=lambda each: each[0])
    return {**versions, change.rule.code: known}


def _as_opened(spec: ReportingPeriodSpec, period: ReportingPeriod | None) -> ReportingPeriodSpec:
    if period is None:
        return spec
    return replace(spec, as_at=period.as_at, opens_at=period.opens_at, due_at=period.due_at)
