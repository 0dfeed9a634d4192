"""Pages of reconciliations: the overview, a sheet, one of its lines."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from disbursement.domain.reconciliation import Act, OnlyOn, Side, State, is_allowed
from disbursement.lists.reconciliation import RECONCILED_LINES
from disbursement.models import ReconciliationLine, ReconciliationSheet
from disbursement.reconciliation_forms import (
    EVERYTHING,
    OWN,
    ExplainForm,
    OverviewForm,
    OwnFiguresForm,
    RemarkForm,
    TakeBackForm,
)
from disbursement.reconciliation_tables import overview_table, sheet_name
from disbursement.selectors.reconciliation import (
    SheetView,
    lines_visible_to,
    pair_of,
    sheet_view,
    sheets_visible_to,
    side_of,
    tolerance_on,
)
from disbursement.selectors.reconciliation_sums import (
    SheetSums,
    periods_reconciled,
    sheet_sums,
    years_reconciled,
)
from disbursement.services.reconciliation import sheet_refresh
from disbursement.services.reconciliation_steps import line_mark, side_has_signed
from disbursement.views.access import SignedInRequest, permitted
from projects.display import current_unit
from projects.permissions import get_for, may
from projects.renderers.figure_workbook import render_figures
from projects.templatetags.vnd import unit_name
from projects.views.lists import XLSX, show_list

VIEW = "reconciliation.view"


@require_GET
@permitted(VIEW)
def reconciliations(request: SignedInRequest) -> HttpResponse:
    """Show the sheets of a period or a year: how far each is, in lines and in money."""
    form, rows = _asked(request)
    today = timezone.localdate()
    context = {
        "form": form,
        "table": overview_table(rows, today),
        "rows": rows,
        "differing": sum(each.counts[State.DIFFERS] for each in rows),
        "only": {side.value: sum(each.only[side] for each in rows) for side in OnlyOn},
        "scope": _scope(form.chosen["of"]),
        "query": request.GET.urlencode(),
        "tolerated": tolerance_on(today),
        "may_edit": may(request.user, "reconciliation.tolerance"),
        "here": "overview",
    }
    return render(request, "disbursement/reconciliations.html", context)


@require_GET
@permitted(VIEW)
def reconciliations_file(request: SignedInRequest) -> HttpResponse:
    """Give out the same overview as a workbook."""
    _form, rows = _asked(request)
    today = timezone.localdate()
    notes = [
        _("Day: %(day)s") % {"day": f"{today:%d/%m/%Y}"},
        _("Unit: %(unit)s") % {"unit": unit_name()},
    ]
    table = overview_table(rows, today).with_notes(notes)
    response = HttpResponse(render_figures([table], current_unit()), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="doi-chieu-{today:%Y-%m-%d}.xlsx"'
    return response


@require_GET
@permitted(VIEW)
def reconciled_lines(request: SignedInRequest) -> HttpResponse:
    """List the lines of all sheets the person sees."""
    return show_list(request, RECONCILED_LINES)


@require_GET
@permitted(VIEW)
def reconciliation(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a sheet, compared again just now, and what the person may do with it."""
    sheet = sheet_asked(request, pk, VIEW)
    sheet_refresh(sheet=sheet, now=timezone.now())
    return sheet_page(request, sheet)


@require_GET
@permitted(VIEW)
def reconciliation_line(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a line with everything that was said about it."""
    line = line_asked(request, pk, VIEW)
    if sheet_refresh(sheet=line.sheet, now=timezone.now()):
        line = line_asked(request, pk, VIEW)
    return line_page(request, line)


def sheet_asked(request: SignedInRequest, pk: int, action: str) -> ReconciliationSheet:
    return get_for(request.user, sheets_visible_to(request.user), action, pk=pk)


def line_asked(request: SignedInRequest, pk: int, action: str) -> ReconciliationLine:
    return get_for(request.user, lines_visible_to(request.user), action, pk=pk)


def sheet_page(
    request: SignedInRequest,
    sheet: ReconciliationSheet,
    *,
    status: int = 200,
    problem: str = "",
    **bound: Any,
) -> HttpResponse:
    view, side = sheet_view(sheet=sheet), side_of(request.user, sheet)
    has_signed = _has_signed(sheet, side)
    is_side = side in (Side.INVESTOR, Side.TREASURY)
    context: dict[str, Any] = {
        "sheet": sheet,
        "name": sheet_name(sheet),
        "view": view,
        "counts": [(state.value, view.count(state)) for state in State if view.count(state)],
        "side": side,
        "is_overdue": _is_overdue(sheet),
        "problem": problem,
        "may_sign": is_side and not has_signed and _can_be_signed(view),
        "waits": is_side and not has_signed and bool(view.lines) and not view.is_settled,
        "remark": RemarkForm(prefix="remark") if side else None,
        "take_back": TakeBackForm(prefix="back") if is_side and has_signed else None,
        "own": None,
        **bound,
    }
    if side is Side.INVESTOR and sheet.year is not None and context["own"] is None:
        context["own"] = OwnFiguresForm(lines=[each.line for each in view.lines])
    own = context["own"]
    context["rows"] = [(each, own and own[f"{OWN}{each.line.pk}"]) for each in view.lines]
    return render(request, "disbursement/reconciliation.html", context, status=status)


def line_page(
    request: SignedInRequest, line: ReconciliationLine, *, status: int = 200, **bound: forms.Form
) -> HttpResponse:
    sheet, seen = line.sheet, {"seen": line_mark(line)}
    side = side_of(request.user, sheet)
    is_signed = side_has_signed(sheet)
    explains = not is_signed and is_allowed(Act.EXPLAIN, line.state, side)
    context: dict[str, Any] = {
        "line": line,
        "sheet": sheet,
        "name": sheet_name(sheet),
        "pair": pair_of(line),
        "tolerated": tolerance_on(sheet.as_at),
        "notes": line.notes.select_related("actor"),
        "is_signed": is_signed,
        "remark": RemarkForm(prefix="remark") if side else None,
        "explain": ExplainForm(prefix="explain", initial=seen) if explains else None,
    }
    context |= bound
    return render(request, "disbursement/reconciliation_line.html", context, status=status)


def _asked(request: SignedInRequest) -> tuple[OverviewForm, list[SheetSums]]:
    """Return the form and the sheets it asks for; the newest period where nothing is asked."""
    sheets = sheets_visible_to(request.user)
    form = OverviewForm(
        request.GET,
        periods=periods_reconciled(sheets=sheets),
        years=years_reconciled(sheets=sheets),
        shows_all=not may(request.user, "reconciliation.view_all"),
    )
    chosen = form.chosen
    if chosen["of"].isdecimal():
        sheets = sheets.filter(year=int(chosen["of"]))
    elif chosen["of"] != EVERYTHING:
        sheets = sheets.filter(submission__period__code=chosen["of"])
    if chosen["state"]:
        having = ReconciliationLine.objects.filter(state=chosen["state"]).order_by()
        sheets = sheets.filter(pk__in=having.values("sheet"))
    rows = sheet_sums(sheets=sheets)
    if chosen["signed"]:
        rows = [each for each in rows if each.signed == chosen["signed"]]
    return form, rows


def _scope(of: str) -> str:
    """Return the overview's choice as a filter of the list of lines."""
    if of == EVERYTHING:
        return ""
    return f"&{'year' if of.isdecimal() else 'period'}={of}"


def _has_signed(sheet: ReconciliationSheet, side: Side | None) -> bool:
    if side is Side.INVESTOR:
        return sheet.investor_signed_at is not None
    return side is Side.TREASURY and sheet.treasury_signed_at is not None


def _can_be_signed(view: SheetView) -> bool:
    return view.tolerated is not None and view.is_settled


def _is_overdue(sheet: ReconciliationSheet) -> bool:
    is_signed = sheet.investor_signed_at is not None and sheet.treasury_signed_at is not None
    due_on = sheet.due_on
    return due_on is not None and not is_signed and timezone.localdate() > due_on
