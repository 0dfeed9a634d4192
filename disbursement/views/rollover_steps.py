"""The steps of a year's closing: take the sheet, preview, post, undo, confirm."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from disbursement.domain.rollover import opening_day
from disbursement.rollover_forms import CarryOverUpload
from disbursement.rollover_tables import closing_table, totals_table
from disbursement.selectors.rollover import paid_on_carried, rollover_view
from disbursement.services.rollover import rollover_confirm, rollover_post, rollover_undo
from disbursement.services.rollover_sheet import rollover_sheet_take
from disbursement.views.rollover import (
    CONFLICT,
    EDIT,
    ROWS_PER_PAGE,
    UNFIT,
    entry_page,
    hand_of,
    rollover_of,
)
from projects.issue_texts import render as in_words
from projects.medium_term_forms import ReasonForm
from projects.models import RolloverStatus
from projects.refusals import Refusal
from projects.uploads import path_of_upload

MOST_ISSUES = 200


@require_POST
def rollover_sheet_upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter the amounts of a filled-in sheet, all or none."""
    found = rollover_of(request, pk, EDIT)
    if found.status != RolloverStatus.OPEN:
        messages.error(request, _("The rollover is no longer open."))
        return redirect("disbursement:rollover", pk)
    form = CarryOverUpload(request.POST, request.FILES)
    if not form.is_valid():
        return entry_page(request, found, upload=form, status=UNFIT)
    with path_of_upload(form.cleaned_data["file"]) as path:
        try:
            count, issues = rollover_sheet_take(
                rollover=found,
                path=path,
                name=form.cleaned_data["file"].name or "",
                revision=form.cleaned_data["revision"],
                hand=hand_of(request),
            )
        except Refusal as refusal:
            messages.error(request, str(refusal))
            found.refresh_from_db()
            return entry_page(request, found, status=CONFLICT)
    said = [in_words(one) for one in issues[:MOST_ISSUES]]
    if not count:
        return entry_page(request, found, issues=said, status=UNFIT)
    messages.success(request, _("%(count)s rows of the sheet are entered.") % {"count": count})
    found.refresh_from_db()
    return entry_page(request, found, issues=said)


@require_GET
def rollover_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show all that posting would do, and what stands in its way."""
    found = rollover_of(request, pk, EDIT)
    if found.status != RolloverStatus.OPEN:
        return redirect("disbursement:rollover", pk)
    view = rollover_view(found)
    changing = [row for row in view.rows if row.closed.changes_plan or row.line.kept]
    page = Paginator(changing, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    opens_on = opening_day(found.from_year)
    is_early = timezone.localdate() < opens_on
    context = {
        "rollover": found,
        "closing": view.closing,
        "mark": view.mark,
        "issues": [in_words(one) for one in view.issues[:MOST_ISSUES]],
        "may_post": not is_early and not any(one.is_error for one in view.issues),
        "is_early": is_early,
        "opens_on": opens_on,
        "page_obj": page,
        "table": closing_table(list(page.object_list), found.from_year, with_total=False),
        "totals": totals_table(view.totals),
    }
    return render(request, "disbursement/rollover_preview.html", context)


@require_POST
def rollover_make(request: HttpRequest, pk: int) -> HttpResponse:
    """Post the closing as it was previewed."""
    found = rollover_of(request, pk, EDIT)
    try:
        rollover_post(
            rollover=found,
            seen=request.POST.get("mark", ""),
            today=timezone.localdate(),
            hand=hand_of(request),
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("disbursement:rollover_preview", pk)
    messages.success(request, _("The closing is posted. It can be undone until it is confirmed."))
    return redirect("disbursement:rollover", pk)


@require_http_methods(["GET", "POST"])
def rollover_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a posted closing, with a reason."""
    found = rollover_of(request, pk, EDIT)
    if found.status != RolloverStatus.POSTED:
        messages.error(request, _("Only a posted closing that is not confirmed can be undone."))
        return redirect("disbursement:rollover", pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            rollover_undo(rollover=found, reason=form.cleaned_data["reason"], hand=hand_of(request))
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request, _("The closing is undone; all its plan lines are taken back.")
            )
        return redirect("disbursement:rollover", pk)
    context = {
        "rollover": found,
        "form": form,
        "paid": paid_on_carried(found, as_of=timezone.localdate()),
    }
    status = UNFIT if request.method == "POST" else 200
    return render(request, "disbursement/rollover_undo.html", context, status=status)


@require_POST
def rollover_finish(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm a posted closing: the year is closed for good."""
    found = rollover_of(request, pk, EDIT)
    try:
        rollover_confirm(rollover=found, hand=hand_of(request))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The closing is confirmed and stands."))
    return redirect("disbursement:rollover", pk)
