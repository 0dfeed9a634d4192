"""Change deadline rules: a change is a new version from a coming day on."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from disbursement.domain.deadline_preview import Flaw, ForeseenDate, flaw_of_dates, flaw_of_kind
from disbursement.models import DeadlineRuleRow
from disbursement.selectors.calendar import rule_of
from disbursement.selectors.coming_periods import Change, dates_of_change, periods_of_change
from disbursement.services.calendar import rule_fields
from projects.models import User
from projects.permissions import require
from projects.refusals import Refusal, StaleState
from projects.services.audit import audit

DATES_SHOWN = 12
FARTHEST_YEARS = 5
FLAW_SENTENCES: dict[Flaw, str | Promise] = {
    Flaw.NEVER_FALLS: _(
        "None of the coming months has so many working days: the rule would never fall."
    ),
    Flaw.NOT_IN_A_MONTH: _(
        "Reporting periods are laid out by the month: this deadline cannot be a day of the week."
    ),
    Flaw.NOT_ONCE_A_YEAR: _("This deadline falls once a year: it has to be a fixed day."),
    Flaw.DUE_BEFORE_OPENING: _(
        "The deadline would pass before the period opens: choose a later day."
    ),
}


def deadline_rule_foreseen(*, change: Change, now: datetime) -> list[ForeseenDate]:
    """Return the next twelve dates under a changed rule; refuses a rule that does not work."""
    _refuse_day(change.effective_from, now)
    _refuse(flaw_of_kind(change.rule))
    dates = dates_of_change(change=change, now=now, count=DATES_SHOWN)
    periods = periods_of_change(change=change, now=now)
    _refuse(flaw_of_dates(change.rule, dates, periods))
    return dates


@transaction.atomic
def deadline_rule_change(
    *, change: Change, seen: int, note: str, actor: User | None, now: datetime
) -> DeadlineRuleRow:
    """Put a new version of a rule on record from a coming day on.

    `seen` is the newest version on record when the person began. What has opened or been made
    goes by the versions of its own days: nothing past is rewritten.
    """
    require(actor, "calendar.edit")
    rule = change.rule
    known = DeadlineRuleRow.objects.filter(code=rule.code)
    # Nobody else enters a version of this rule until this is done.
    if not known.update(code=rule.code):
        raise Refusal(_("There is no such deadline."))
    newest = known.order_by("-pk").first()
    if newest is None or newest.pk != seen:
        raise StaleState(
            _("Somebody else has changed this deadline in the meantime: compare first.")
        )
    deadline_rule_foreseen(change=change, now=now)
    before = known.filter(effective_from__lte=change.effective_from).last()
    if before is not None and rule_of(before) == rule:
        raise Refusal(_("Nothing has been changed."))
    try:
        with transaction.atomic():
            row = DeadlineRuleRow.objects.create(
                code=rule.code, effective_from=change.effective_from, **rule_fields(rule)
            )
    except IntegrityError:
        raise StaleState(
            _("There is a version from that day already: withdraw it first, or choose another day.")
        ) from None
    audit(
        actor=actor,
        action="deadline_rule.change",
        about=row,
        at=now,
        code=rule.code,
        effective_from=change.effective_from.isoformat(),
        note=note.strip(),
        before=_told(before) if before else None,
        after=_told(row),
    )
    return row


@transaction.atomic
def deadline_rule_withdraw(*, row: DeadlineRuleRow, actor: User | None, now: datetime) -> None:
    """Take back a version whose day has not come."""
    require(actor, "calendar.edit")
    to_come = DeadlineRuleRow.objects.filter(pk=row.pk, effective_from__gt=timezone.localdate(now))
    pk = row.pk
    removed, _by_model = to_come.delete()
    if not removed:
        raise StaleState(_("The version is in force or withdrawn: enter a new one instead."))
    row.pk = pk
    audit(
        actor=actor,
        action="deadline_rule.withdraw",
        about=row,
        at=now,
        code=row.code,
        effective_from=row.effective_from.isoformat(),
        before=_told(row),
    )


def _refuse_day(effective_from: date, now: datetime) -> None:
    today = timezone.localdate(now)
    if effective_from <= today:
        raise Refusal(_("Choose a day to come: what has opened keeps its rules."))
    if effective_from.year > today.year + FARTHEST_YEARS:
        raise Refusal(_("Choose a day within the next five years."))


def _refuse(flaw: Flaw | None) -> None:
    if flaw is not None:
        raise Refusal(FLAW_SENTENCES[flaw])


def _told(row: DeadlineRuleRow) -> dict[str, object]:
    """Return a version for the audit record."""
    names = ("name", "kind", "day", "month", "months", "is_strict", "shift", "legal_basis")
    told: dict[str, object] = {name: getattr(row, name) for name in names}
    return {**told, "time": row.time.isoformat() if row.time else None}
