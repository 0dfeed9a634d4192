"""The overview of reconciliations, for the screen and for the workbook alike."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from disbursement.domain.reconciliation import State
from disbursement.models import ReconciliationSheet, ReconciliationState
from disbursement.selectors.reconciliation_sums import BOTH, NONE, ONE, SheetSums
from disbursement.templatetags.periods import period_name
from projects.domain.figure_tables import FigureColumn, FigureRow, FigureTable, Kind

SHOWN_STATES = (State.TO_DO, State.AGREES, State.DIFFERS, State.EXPLAINED, State.SIGNED_OFF)


def sheet_name(sheet: ReconciliationSheet) -> str:
    """Return "Báo cáo kỳ 15/9/2024" or "Cả năm 2024"."""
    if sheet.submission is not None:
        return period_name(sheet.submission.period)
    return _("Whole plan year %(year)s") % {"year": sheet.year}


def signed_words(sums: SheetSums) -> str:
    if sums.signed == ONE:
        has_investor = sums.sheet.investor_signed_at is not None
        return _("by the investor") if has_investor else _("by the treasury")
    return {BOTH: _("by both sides"), NONE: _("not signed")}[sums.signed]


def overview_table(rows: Sequence[SheetSums], today: date) -> FigureTable:
    """Return every sheet with its lines by state, both sums, and who has signed."""
    lines, money = _("Lines"), _("Disbursed up to the day")
    states = dict(ReconciliationState.choices)
    columns = (
        FigureColumn(_("Investor")),
        *(FigureColumn(str(states[state.value]), Kind.COUNT, lines) for state in SHOWN_STATES),
        FigureColumn(_("By the investor"), Kind.MONEY, money),
        FigureColumn(_("By the treasury"), Kind.MONEY, money),
        FigureColumn(_("Difference"), Kind.MONEY, money),
        FigureColumn(_("Due on"), Kind.DAY),
        FigureColumn(_("Signed")),
    )
    shown = [_row(each, today) for each in rows]
    if len(rows) > 1:
        shown.append(_total(rows))
    return FigureTable(_("Reconciliation"), _("Reconciliation"), columns, tuple(shown))


def _row(each: SheetSums, today: date) -> FigureRow:
    sheet, open_lines = each.sheet, each.counts[State.DIFFERS] + each.counts[State.TO_DO]
    tone = "bad" if each.is_overdue(today) else "warn" if open_lines else ""
    return FigureRow(
        (
            sheet.investor.name,
            *(each.counts[state] for state in SHOWN_STATES),
            each.own,
            each.treasury,
            each.difference,
            sheet.due_on,
            signed_words(each),
        ),
        tone=tone,
        sub=sheet_name(sheet),
        url=reverse("disbursement:reconciliation", args=[sheet.pk]),
    )


def _total(rows: Sequence[SheetSums]) -> FigureRow:
    values = (
        _("Total"),
        *(sum(each.counts[state] for each in rows) for state in SHOWN_STATES),
        sum(each.own or 0 for each in rows),
        sum(each.treasury or 0 for each in rows),
        sum(each.difference for each in rows),
        None,
        None,
    )
    return FigureRow(values, is_total=True)
