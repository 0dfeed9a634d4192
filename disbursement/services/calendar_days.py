"""Edit days off and make-up days, and confirm a year's."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from disbursement.domain.calendar import MONDAY_TO_FRIDAY
from disbursement.models import CalendarDay, CalendarYear, DayKind
from disbursement.selectors.calendar import year_mark
from disbursement.services.calendar import FIRST_YEAR, calendar_seed
from projects.models import User
from projects.permissions import require
from projects.refusals import Refusal, StaleState
from projects.services.audit import audit

LONGEST_NAME = 120
LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class DayFacts:
    """What is on record of a day."""

    day: date
    kind: str
    name: str
    decision: str = ""

    @classmethod
    def of(cls, row: CalendarDay) -> DayFacts:
        return cls(row.day, row.kind, row.name, row.decision)

    def told(self) -> dict[str, str]:
        """Return the facts for the audit record."""
        return {name: str(value) for name, value in asdict(self).items()}


@transaction.atomic
def calendar_day_add(
    *, facts: DayFacts, reason: str, actor: User | None, now: datetime
) -> CalendarDay:
    """Enter a day off or a make-up day; refuses what is past, or on record already."""
    require(actor, "calendar.edit")
    _refuse_unlikely(facts, now)
    year = _opened_year(facts.day.year, reason=reason, actor=actor, now=now)
    row = _stored(CalendarDay(**asdict(facts)))
    _audit(year, "calendar.day_add", actor, now, reason, after=facts.told())
    return row


@transaction.atomic
def calendar_day_change(
    *,
    row: CalendarDay,
    seen: DayFacts,
    facts: DayFacts,
    reason: str,
    actor: User | None,
    now: datetime,
) -> CalendarDay:
    """Change a day; `seen` is what the person started from."""
    require(actor, "calendar.edit")
    if facts == seen:
        raise Refusal(_("Nothing has been changed."))
    _refuse_without_reason(reason)
    _refuse_past(seen.day, now)
    _refuse_unlikely(facts, now)
    years = {
        year: _opened_year(year, reason=reason, actor=actor, now=now)
        for year in sorted({seen.day.year, facts.day.year})
    }
    try:
        with transaction.atomic():
            changed = CalendarDay.objects.filter(pk=row.pk, **asdict(seen)).update(**asdict(facts))
    except IntegrityError:
        raise _taken(facts.day) from None
    if changed != 1:
        raise _overtaken()
    for year in years.values():
        _audit(
            year, "calendar.day_change", actor, now, reason, before=seen.told(), after=facts.told()
        )
    row.refresh_from_db()
    return row


@transaction.atomic
def calendar_day_remove(
    *, row: CalendarDay, seen: DayFacts, reason: str, actor: User | None, now: datetime
) -> None:
    """Take a day out of the calendar."""
    require(actor, "calendar.edit")
    _refuse_without_reason(reason)
    _refuse_past(seen.day, now)
    year = _opened_year(seen.day.year, reason=reason, actor=actor, now=now)
    removed, _by_model = CalendarDay.objects.filter(pk=row.pk, **asdict(seen)).delete()
    if not removed:
        raise _overtaken()
    _audit(year, "calendar.day_remove", actor, now, reason, before=seen.told())


@transaction.atomic
def calendar_year_confirm(*, year: int, seen: str, actor: User | None, now: datetime) -> None:
    """Say that a year's days are right; `seen` is the mark of those the person was shown."""
    require(actor, "calendar.edit")
    _refuse_far(year, now)
    _hold(year)
    days = list(CalendarDay.objects.filter(day__year=year))
    if not days:
        raise Refusal(_("There are no days on record for this year: enter its holidays first."))
    if year_mark(days) != seen:
        raise StaleState(
            _("Somebody else has changed this year's days in the meantime: look at them again.")
        )
    if CalendarYear.objects.filter(year=year, is_confirmed=False).update(is_confirmed=True) != 1:
        raise StaleState(_("The year is confirmed already."))
    row = CalendarYear.objects.get(year=year)
    audit(actor=actor, action="calendar.confirm", about=row, at=now, year=year, days=len(days))


@transaction.atomic
def calendar_year_fill(*, year: int, actor: User | None, now: datetime) -> int:
    """Enter the public holidays of a year that is not on record; return how many years."""
    require(actor, "calendar.edit")
    _refuse_far(year, now)
    added = calendar_seed(years=[year], now=now)
    if not added:
        raise StaleState(_("The year is on record already."))
    return added


def _opened_year(year: int, *, reason: str, actor: User | None, now: datetime) -> CalendarYear:
    """Return the year, no longer confirmed: what is changed has to be looked at again."""
    _refuse_far(year, now)
    calendar_seed(years=[year], now=now)
    _hold(year)
    row = CalendarYear.objects.get(year=year)
    if row.is_confirmed:
        if not reason.strip():
            raise Refusal(
                _("The year %(year)s is confirmed: say why it is changed.") % {"year": year}
            )
        CalendarYear.objects.filter(pk=row.pk).update(is_confirmed=False)
        audit(actor=actor, action="calendar.unconfirm", about=row, at=now, reason=reason.strip())
    return row


def _hold(year: int) -> None:
    """Let nobody else change or confirm the year until this is done."""
    CalendarYear.objects.filter(year=year).update(year=year)


def _stored(row: CalendarDay) -> CalendarDay:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise _taken(row.day) from None
    return row


def _taken(day: date) -> StaleState:
    there = CalendarDay.objects.filter(day=day).first()
    return StaleState(
        _("%(day)s is on record already (%(name)s): change that one instead.")
        % {"day": f"{day:%d/%m/%Y}", "name": there.name if there else ""}
    )


def _overtaken() -> StaleState:
    return StaleState(
        _("Somebody else has changed or removed this day in the meantime: look at it again.")
    )


def _refuse_unlikely(facts: DayFacts, now: datetime) -> None:
    _refuse_past(facts.day, now)
    if facts.kind not in DayKind.values:
        raise Refusal(_("Choose a day off or a make-up working day."))
    if not facts.name or len(facts.name) > LONGEST_NAME:
        raise Refusal(_("A day needs a name of 120 characters at most."))
    if facts.kind == DayKind.MAKE_UP and facts.day.isoweekday() in MONDAY_TO_FRIDAY:
        raise Refusal(_("A make-up working day is a Saturday or a Sunday."))


def _refuse_past(day: date, now: datetime) -> None:
    if day < timezone.localdate(now):
        raise Refusal(_("A day that has passed stays as it was: deadlines were counted by it."))


def _refuse_far(year: int, now: datetime) -> None:
    if not FIRST_YEAR <= year <= timezone.localdate(now).year + 2:
        raise Refusal(_("Days are entered for two years ahead at most."))


def _refuse_without_reason(reason: str) -> None:
    if not reason.strip():
        raise Refusal(_("Say why the day is changed: it stays in the year's history."))
    if len(reason) > LONGEST_REASON:
        raise Refusal(_("The reason is too long."))


def _audit(
    year: CalendarYear,
    action: str,
    actor: User | None,
    now: datetime,
    reason: str,
    **detail: object,
) -> None:
    audit(actor=actor, action=action, about=year, at=now, reason=reason.strip(), **detail)
