"""The record of agreement between an investor and the treasury, to be printed and signed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from disbursement.domain.calendar import VIETNAM_TIME
from disbursement.domain.reconciliation import State
from disbursement.models import ReconciliationSheet, ReconciliationState
from disbursement.selectors.reconciliation import ComparedLine, SheetView, sheet_view
from projects.domain.money import Unit, format_amount
from reports.definitions.frame import shown, shown_moment
from reports.domain.table import Column, Kind, Level, Row, Signature, Table
from reports.selectors.facts import is_demonstration, letterhead

SYMBOL = "BB"
FILE_STEM = "bien-ban-doi-chieu"


def build(sheet: ReconciliationSheet) -> list[Table]:
    """Return the record of a sheet as it stands: both figures of every line, in đồng."""
    view = sheet_view(sheet=sheet)
    head = letterhead(day=sheet.as_at)
    issuer = sheet.investor.name.upper()
    return [
        Table(
            name=_("Record"),
            title=_("RECORD OF RECONCILIATION"),
            subtitle=_subtitle(sheet),
            columns=_columns(),
            rows=_rows(view),
            letterhead=replace(head, issuer=issuer, day=_dated(sheet), symbol=SYMBOL),
            notes=_notes(view),
            signatures=(
                Signature(_("FOR THE STATE TREASURY"), _("(Signature, full name, position, seal)")),
                Signature(_("FOR THE INVESTOR"), _("(Signature, full name, position, seal)")),
            ),
            unit=Unit.DONG,
            empty_text=_("Neither side has a figure."),
        )
    ]


def _dated(sheet: ReconciliationSheet) -> date:
    """Return the day of the last signature, of the comparison while one is missing."""
    moments = (sheet.investor_signed_at, sheet.treasury_signed_at)
    signed = [each for each in moments if each is not None]
    dated = max(signed) if len(signed) == len(moments) else sheet.compared_at
    return timezone.localdate(dated, VIETNAM_TIME)


def _subtitle(sheet: ReconciliationSheet) -> tuple[str, ...]:
    about = _("Disbursed public investment capital held against the State Treasury's figures")
    if sheet.year is not None:
        about = _("Disbursed capital of the plan year %(year)s held against the State Treasury")
        about = about % {"year": sheet.year}
    as_at = _("(Figures as of %(day)s; unit: đồng)") % {"day": shown(sheet.as_at)}
    demo = (_("(Demonstration data, not real figures)"),) if is_demonstration() else ()
    return (about, as_at, *demo)


def _columns() -> tuple[Column, ...]:
    disbursed = _("Disbursed up to the day")
    return (
        Column(_("No."), width=5),
        Column(_("Project code"), width=10),
        Column(_("Project"), width=34),
        Column(_("Source"), width=9),
        Column(_("Plan year"), width=7),
        Column(_("Origin year"), width=7),
        Column(_("By the investor"), Kind.MONEY, disbursed, 17),
        Column(_("By the treasury"), Kind.MONEY, disbursed, 17),
        Column(_("Difference"), Kind.MONEY, disbursed, 15),
        Column(_("Result and reason"), width=26),
    )


def _rows(view: SheetView) -> tuple[Row, ...]:
    lines = [
        Row(
            (
                str(number),
                each.line.project.code,
                each.line.project.name,
                each.line.source.code,
                str(each.line.plan_year),
                str(each.line.origin_year),
                each.line.own,
                each.line.treasury,
                each.pair.difference,
                _result(each),
            )
        )
        for number, each in enumerate(view.lines, start=1)
    ]
    if not lines:
        return ()
    total = (
        None,
        None,
        _("Total"),
        None,
        None,
        None,
        view.own,
        view.treasury,
        view.difference,
        None,
    )
    return (Row(total, Level.TOTAL), *lines)


def _result(each: ComparedLine) -> str:
    """Return the state in words, with what was said of a difference last."""
    states = dict(ReconciliationState.choices)
    state = str(states[each.line.state])
    said = [note for note in each.notes if note.state == State.EXPLAINED]
    is_apart = each.pair.difference != 0
    return f"{state}: {said[-1].text}" if said and is_apart else state


def _notes(view: SheetView) -> tuple[str, ...]:
    sheet = view.sheet
    notes = [_("Actual figures in all reports are those of the State Treasury.")]
    if view.tolerated is not None:
        limits = _("Figures agree within %(amount)s đồng and %(mille)s ‰ of the treasury's.")
        amount = format_amount(view.tolerated.amount, Unit.DONG)
        notes.append(limits % {"amount": amount, "mille": view.tolerated.per_mille})
    signed = _("Signed in the portal for %(side)s: %(who)s, %(at)s.")
    sides = (
        (_("the investor"), sheet.investor_signed_by, sheet.investor_signed_at),
        (_("the State Treasury"), sheet.treasury_signed_by, sheet.treasury_signed_at),
    )
    for side, who, at in sides:
        if at is None:
            notes.append(_("Not signed in the portal yet for %(side)s.") % {"side": side})
        else:
            notes.append(signed % {"side": side, "who": who, "at": shown_moment(at)})
    return tuple(notes)
