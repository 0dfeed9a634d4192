"""Read the measures by which reports are taken, as of a day or for a period."""

from __future__ import annotations

from datetime import date

from disbursement.domain.calendar import VIETNAM_TIME
from disbursement.domain.entry_measures import DEFAULT_MEASURES, EntryMeasures
from disbursement.models import EntryRules, ReportingPeriod, ReturnReason


def entry_rules_on(day: date) -> EntryMeasures:
    """Return the measures in force on a day; before any are on record, the usual ones."""
    row = (
        EntryRules.objects.filter(effective_from__lte=day)
        .order_by("-effective_from")
        .values_list("late_days", "mend_days", "tolerated_percent")
        .first()
    )
    return EntryMeasures(*row) if row else DEFAULT_MEASURES


def measures_of(*, period: ReportingPeriod) -> EntryMeasures:
    """Return the measures of a period: those of the day it opened, whatever came after."""
    return entry_rules_on(period.opens_at.astimezone(VIETNAM_TIME).date())


def return_reasons() -> list[ReturnReason]:
    """Return the reasons that may be given for a return today."""
    return list(ReturnReason.objects.filter(is_retired=False))
