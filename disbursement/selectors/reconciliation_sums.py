"""Count and add up reconciliations by sheet: how far each investor has come, in lines and money."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum

from disbursement.domain.reconciliation import OnlyOn, State
from disbursement.models import ReconciliationSheet, ReportingPeriod

BOTH, ONE, NONE = "both", "one", "none"


@dataclass(frozen=True, slots=True)
class SheetSums:
    """One sheet with its lines by state and both sides' sums; `only` counts one-sided lines."""

    sheet: ReconciliationSheet
    counts: Mapping[State, int] = field(default_factory=dict)
    own: int | None = None
    treasury: int | None = None
    only: Mapping[OnlyOn, int] = field(default_factory=dict)

    @property
    def difference(self) -> int:
        return (self.own or 0) - (self.treasury or 0)

    @property
    def signed(self) -> str:
        sheet = self.sheet
        signatures = (sheet.investor_signed_at, sheet.treasury_signed_at)
        return {0: NONE, 1: ONE, 2: BOTH}[sum(each is not None for each in signatures)]

    def is_overdue(self, today: date) -> bool:
        due_on = self.sheet.due_on
        return due_on is not None and today > due_on and self.signed != BOTH


def only_on(side: OnlyOn, prefix: str = "") -> Q:
    """Return the condition that only one side states an amount; ``prefix`` leads to the lines."""
    has, lacks = {
        OnlyOn.INVESTOR: ("own", "treasury"),
        OnlyOn.TREASURY: ("treasury", "own"),
    }[side]
    stated = Q(**{f"{prefix}{has}__lt": 0}) | Q(**{f"{prefix}{has}__gt": 0})
    return stated & Q(**{f"{prefix}{lacks}": None})


def sheet_sums(*, sheets: QuerySet[ReconciliationSheet]) -> list[SheetSums]:
    """Return each sheet with its sums, in one query; those with most differing lines first."""
    counts = {
        f"count_{state.value}": Count("lines", filter=Q(lines__state=state.value))
        for state in State
    }
    only = {
        f"only_{side.value}": Count("lines", filter=only_on(side, "lines__")) for side in OnlyOn
    }
    rows = sheets.annotate(sum_own=Sum("lines__own"), sum_treasury=Sum("lines__treasury"), **only)
    found = [
        SheetSums(
            sheet=sheet,
            counts={state: getattr(sheet, f"count_{state.value}") for state in State},
            own=sheet.sum_own,
            treasury=sheet.sum_treasury,
            only={side: getattr(sheet, f"only_{side.value}") for side in OnlyOn},
        )
        for sheet in rows.annotate(**counts)
    ]
    return sorted(found, key=_worst_first)


def periods_reconciled(*, sheets: QuerySet[ReconciliationSheet]) -> list[ReportingPeriod]:
    """Return the periods that have sheets, the newest first."""
    submissions = sheets.order_by().values("submission")
    periods = ReportingPeriod.objects.filter(submissions__in=submissions).distinct()
    return list(periods.order_by("-as_at"))


def years_reconciled(*, sheets: QuerySet[ReconciliationSheet]) -> list[int]:
    years = sheets.exclude(year=None).order_by().values_list("year", flat=True).distinct()
    return sorted((year for year in years if year is not None), reverse=True)


def _worst_first(each: SheetSums) -> tuple[int, int, int, str, int]:
    open_lines = each.counts[State.DIFFERS] + each.counts[State.TO_DO]
    as_at = -each.sheet.as_at.toordinal()
    key = each.sheet.investor.sort_key
    return (as_at, -open_lines, -abs(each.difference), key, each.sheet.pk)
