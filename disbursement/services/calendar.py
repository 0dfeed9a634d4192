"""Fill the calendar and the deadline rules with what a province starts from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime

import holidays
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext, override

from disbursement.domain.deadlines import DeadlineRule
from disbursement.domain.default_deadlines import DEFAULT_DEADLINES
from disbursement.models import CalendarDay, CalendarYear, DayKind, DeadlineRuleRow
from disbursement.services.advances import advance_rules_seed
from disbursement.services.entry_rules import entry_rules_seed, return_reasons_seed
from disbursement.services.reminders import reminder_rules_seed
from disbursement.services.tolerances import tolerance_seed
from projects.services.audit import audit

FIRST_YEAR = 2021
RULES_SINCE = date(2021, 1, 1)


def defaults_set_up(*, now: datetime) -> dict[str, int]:
    """Fill in what a new portal lacks; what is already there stays as it is."""
    return {
        "years": calendar_seed(years=range(FIRST_YEAR, now.year + 2), now=now),
        "deadline_rules": deadline_rules_seed(now=now),
        "reminder_rules": reminder_rules_seed(now=now),
        "entry_rules": entry_rules_seed(now=now),
        "return_reasons": return_reasons_seed(now=now),
        "advance_rules": advance_rules_seed(now=now),
        "tolerances": tolerance_seed(now=now),
    }


@transaction.atomic
def calendar_seed(*, years: Iterable[int], now: datetime) -> int:
    """Enter the public holidays of the years that are not on record yet; return how many years.

    A year on record is left alone, so that a day somebody took out does not come back.
    """
    wanted = set(years)
    missing = sorted(
        wanted - set(CalendarYear.objects.filter(year__in=wanted).values_list("year", flat=True))
    )
    for year in missing:
        row, is_new = CalendarYear.objects.get_or_create(year=year)
        if is_new:
            CalendarDay.objects.bulk_create(_days_of(year), ignore_conflicts=True)
            audit(actor=None, action="calendar.seed", about=row, at=now, year=year)
    return len(missing)


@transaction.atomic
def deadline_rules_seed(*, now: datetime) -> int:
    """Enter the default rules whose code is not on record yet; return how many."""
    known = set(DeadlineRuleRow.objects.order_by().values_list("code", flat=True))
    added = 0
    for rule in DEFAULT_DEADLINES:
        if rule.code in known:
            continue
        row, is_new = DeadlineRuleRow.objects.get_or_create(
            code=rule.code, effective_from=RULES_SINCE, defaults=_seeded(rule)
        )
        if is_new:
            audit(actor=None, action="deadline_rule.seed", about=row, at=now, code=rule.code)
            added += 1
    return added


def rule_fields(rule: DeadlineRule) -> dict[str, object]:
    """Return what is stored of a rule besides its code and first day."""
    return {
        "name": rule.name,
        "kind": rule.kind.value,
        "day": rule.day,
        "month": rule.month,
        "months": ",".join(str(month) for month in sorted(rule.months)),
        "time": rule.time_of_day,
        "is_strict": rule.is_strict,
        "shift": rule.shift.value,
        "legal_basis": rule.legal_basis,
    }


def _days_of(year: int) -> Iterator[CalendarDay]:
    """Yield the public holidays, days off in lieu and make-up Saturdays of a year."""
    known = holidays.country_holidays("VN", years=year, language="vi")
    for day, name in sorted(known.items()):
        yield CalendarDay(day=day, kind=DayKind.OFF, name=name)
    with override(settings.LANGUAGE_CODE):
        made_up = gettext("Make-up working day")
    for day in sorted(known.weekend_workdays):
        if day.year == year and day not in known:
            yield CalendarDay(day=day, kind=DayKind.MAKE_UP, name=made_up)


def _seeded(rule: DeadlineRule) -> dict[str, object]:
    with override(settings.LANGUAGE_CODE):
        return {**rule_fields(rule), "name": gettext(rule.name)}
