"""Reporting periods (kỳ báo cáo): the time described, apart from the window to hand it in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from .calendar import VIETNAM_TIME, WorkCalendar, day_or_last_of_month
from .deadlines import DeadlineRule, last_moment, named_day


class PeriodKind(StrEnum):
    """The two periods of a month, reported on the 15th and on the 30th."""

    MID = "mid"
    END = "end"


_ORDER_IN_MONTH = {PeriodKind.MID: 1, PeriodKind.END: 2}


@dataclass(frozen=True, slots=True)
class PeriodRule:
    """How a month's period is laid out, as data.

    Days of the month that a month lacks are its last day. `closed_by` is the code of the
    deadline that ends the submission window, `reported_by` that of the report made from it.
    """

    kind: PeriodKind
    first_day: int
    final_day: int
    opens_on_day: int
    closed_by: str
    reported_by: str


@dataclass(frozen=True, slots=True)
class ReportingPeriodSpec:
    """One period of one month.

    `starts_on` to `ends_on` is the time described, `as_at` the day up to which cumulative
    figures are asked, `opens_at` to `due_at` the window in which they are on time.
    """

    code: str
    kind: PeriodKind
    year: int
    month: int
    starts_on: date
    ends_on: date
    as_at: date
    opens_at: datetime
    due_at: datetime


def period_code(kind: PeriodKind, year: int, month: int) -> str:
    """Return e.g. "2024-02-K1" (kỳ 1, of the 15th) or "2024-02-K2" (kỳ 2, of the 30th).

    It names no day, so it stays the same when a deadline moves or February has no 30th; it
    sorts by time and is safe in addresses and file names.
    """
    return f"{year:04d}-{month:02d}-K{_ORDER_IN_MONTH[kind]}"


def month_periods(
    year: int,
    month: int,
    rules: Iterable[PeriodRule],
    deadlines: Mapping[str, DeadlineRule],
    calendar: WorkCalendar,
) -> list[ReportingPeriodSpec]:
    """Return the month's periods in order of their due moments.

    A period whose deadline or report does not name a day in that month is left out.
    """
    found = []
    for rule in rules:
        closes = named_day(deadlines[rule.closed_by], year, month, calendar)
        reported = named_day(deadlines[rule.reported_by], year, month, calendar)
        if closes is None or reported is None:
            continue
        opens_on = day_or_last_of_month(year, month, rule.opens_on_day)
        found.append(
            ReportingPeriodSpec(
                code=period_code(rule.kind, year, month),
                kind=rule.kind,
                year=year,
                month=month,
                starts_on=day_or_last_of_month(year, month, rule.first_day),
                ends_on=day_or_last_of_month(year, month, rule.final_day),
                as_at=reported,
                opens_at=datetime.combine(opens_on, time(), tzinfo=VIETNAM_TIME),
                due_at=last_moment(deadlines[rule.closed_by], closes, calendar),
            )
        )
    return sorted(found, key=lambda period: period.due_at)
