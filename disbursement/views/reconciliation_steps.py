"""What people do on the pages of a reconciliation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from disbursement.models import ReconciliationLine, ReconciliationSheet
from disbursement.reconciliation_forms import ExplainForm, OwnFiguresForm, RemarkForm, TakeBackForm
from disbursement.services.reconciliation_steps import (
    line_explain,
    line_mark,
    own_figures_state,
    sheet_comment,
    sheet_sign,
    sheet_unsign,
)
from disbursement.views.access import SignedInRequest, permitted
from disbursement.views.reconciliation import line_asked, line_page, sheet_asked, sheet_page
from projects.refusals import NotAllowed, Refusal, StaleState

UNFIT, STALE, FORBIDDEN = 422, 409, 403
COMMENT, EXPLAIN, SIGN = (f"reconciliation.{name}" for name in ("comment", "explain", "sign"))


@require_POST
@permitted(COMMENT)
def sheet_remark(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep a remark on the whole sheet."""
    sheet = sheet_asked(request, pk, COMMENT)
    form = RemarkForm(request.POST, prefix="remark")

    def save() -> None:
        text = form.cleaned_data["text"]
        sheet_comment(sheet=sheet, text=text, actor=request.user, now=timezone.now())

    return _of_sheet(request, sheet, form, save, _("The remark is kept."), "remark")


@require_POST
@permitted(SIGN)
def sign(request: SignedInRequest, pk: int) -> HttpResponse:
    """Sign the sheet for one's side."""
    sheet, now = sheet_asked(request, pk, SIGN), timezone.now()
    try:
        seen = request.POST.get("seen", "")
        is_done = sheet_sign(sheet=sheet, seen=seen, actor=request.user, now=now)
    except Refusal as refusal:
        fresh = sheet_asked(request, pk, SIGN)
        return sheet_page(request, fresh, status=_status(refusal), problem=str(refusal))
    text = _("Signed; the other side's signature is still missing.")
    messages.success(request, _("Signed by both sides.") if is_done else text)
    return redirect("disbursement:reconciliation", pk)


@require_POST
@permitted(SIGN)
def unsign(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take the signature of one's side back."""
    sheet = sheet_asked(request, pk, SIGN)
    form = TakeBackForm(request.POST, prefix="back")

    def save() -> None:
        reason = form.cleaned_data["reason"]
        sheet_unsign(sheet=sheet, reason=reason, actor=request.user, now=timezone.now())

    return _of_sheet(request, sheet, form, save, _("The signature is taken back."), "take_back")


@require_POST
@permitted(COMMENT)
def line_remark(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep a remark on a line."""
    line = line_asked(request, pk, COMMENT)
    form = RemarkForm(request.POST, prefix="remark")

    def save() -> None:
        sheet_comment(
            sheet=line.sheet,
            line=line,
            text=form.cleaned_data["text"],
            actor=request.user,
            now=timezone.now(),
        )

    return _of_line(request, line, form, save, _("The remark is kept."), "remark")


@require_POST
@permitted(EXPLAIN)
def explain(request: SignedInRequest, pk: int) -> HttpResponse:
    """Explain a difference."""
    line = line_asked(request, pk, EXPLAIN)
    form = ExplainForm(request.POST, prefix="explain")

    def save() -> None:
        line_explain(line=line, **form.cleaned_data, actor=request.user, now=timezone.now())

    return _of_line(request, line, form, save, _("The explanation is kept."), "explain")


@require_POST
@permitted(EXPLAIN)
def own(request: SignedInRequest, pk: int) -> HttpResponse:
    """State the investor's own year-end figures."""
    sheet = sheet_asked(request, pk, EXPLAIN)
    form = OwnFiguresForm(request.POST, lines=list(sheet.lines.select_related("project")))

    def save() -> None:
        own_figures_state(
            sheet=sheet,
            amounts=form.amounts,
            seen=request.POST.get("seen", ""),
            actor=request.user,
            now=timezone.now(),
        )

    return _of_sheet(request, sheet, form, save, _("The figures are kept."), "own")


def _of_sheet(
    request: SignedInRequest,
    sheet: ReconciliationSheet,
    form: forms.Form,
    save: Callable[[], None],
    done: str,
    name: str,
) -> HttpResponse:
    if status := _unsaved(request, form, save, done):
        fresh = sheet_asked(request, sheet.pk, "reconciliation.view")
        bound: dict[str, Any] = {name: form}
        return sheet_page(request, fresh, status=status, **bound)
    return redirect("disbursement:reconciliation", sheet.pk)


def _of_line(
    request: SignedInRequest,
    line: ReconciliationLine,
    form: forms.Form,
    save: Callable[[], None],
    done: str,
    name: str,
) -> HttpResponse:
    if status := _unsaved(request, form, save, done):
        fresh = line_asked(request, line.pk, "reconciliation.view")
        if status == STALE and "seen" in form.fields:
            # The page shows the line as it is now: what is sent again from it is about that.
            data = request.POST.copy()
            data[f"{form.prefix}-seen"] = line_mark(fresh)
            form.data = data
        return line_page(request, fresh, status=status, **{name: form})
    return redirect("disbursement:reconciliation_line", line.pk)


def _unsaved(
    request: SignedInRequest, form: forms.Form, save: Callable[[], None], done: str
) -> int:
    """Save what was posted and tell so; return the status of the form's page if it is not."""
    if not form.is_valid():
        return UNFIT
    try:
        save()
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _status(refusal)
    messages.success(request, done)
    return 0


def _status(refusal: Refusal) -> int:
    if isinstance(refusal, NotAllowed):
        return FORBIDDEN
    return STALE if isinstance(refusal, StaleState) else UNFIT
