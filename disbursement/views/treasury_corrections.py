"""Correct what was posted: the right file for a wrong one, and adjustments with a reason."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from disbursement.models import ImportStatus, TreasuryImport
from disbursement.selectors.treasury import adjustments, offices_of
from disbursement.services import treasury as services
from disbursement.services.treasury_adjust import adjustment_make
from disbursement.services.treasury_replace import import_replace as replace
from disbursement.treasury_adjust_forms import AdjustmentForm
from disbursement.treasury_forms import ReplaceForm
from disbursement.views.access import SignedInRequest, permitted
from disbursement.views.treasury import import_of
from disbursement.views.treasury_steps import GET_OR_POST, back, known_file
from projects.permissions import may
from projects.refusals import Refusal
from projects.selectors.visibility import visible_projects

ADJUSTMENTS_PER_PAGE = 30


@require_http_methods(GET_OR_POST)
@permitted("treasury.reverse")
def import_replace(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take the right file in for a posted one; both steps happen when it is posted."""
    treasury_import = import_of(pk)
    if treasury_import.status != ImportStatus.POSTED:
        messages.warning(request, _("Only a posted file can be replaced."))
        return back(pk)
    is_sent = request.method == "POST"
    sent = (request.POST, request.FILES) if is_sent else ()
    # A file of before may name no office; the right one does.
    form = ReplaceForm(*sent, offices=[] if treasury_import.office else offices_of(request.user))
    if is_sent and form.is_valid():
        received = _replacement(request, treasury_import, form)
        if received is not None:
            return back(received.pk)
    context = {"import": treasury_import, "form": form}
    return render(request, "disbursement/treasury_replace.html", context)


def _replacement(
    request: SignedInRequest, treasury_import: TreasuryImport, form: ReplaceForm
) -> TreasuryImport | None:
    upload = form.cleaned_data["file"]
    try:
        return replace(
            treasury_import=treasury_import,
            content=upload.read(),
            name=upload.name or "",
            reason=form.cleaned_data["reason"],
            actor=request.user,
            at=timezone.now(),
            office=form.office,
        )
    except services.Duplicate as known:
        messages.warning(request, known_file(known.treasury_import))
        return known.treasury_import
    except Refusal as refusal:
        form.add_error("file", str(refusal))
        return None


@require_GET
@permitted("treasury.view")
def adjustment_list(request: SignedInRequest) -> HttpResponse:
    """List what the treasury adjusted by hand, newest first."""
    page = Paginator(adjustments(), ADJUSTMENTS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "may_adjust": may(request.user, "treasury.post")}
    return render(request, "disbursement/treasury_adjustments.html", context)


@require_http_methods(GET_OR_POST)
@permitted("treasury.post")
def adjustment_new(request: SignedInRequest) -> HttpResponse:
    """Take an adjustment in; its page shows what it changes before it is posted."""
    form = AdjustmentForm(
        request.POST or None,
        projects=visible_projects(request.user),
        today=timezone.localdate(),
        offices=offices_of(request.user),
        initial={"plan_year": timezone.localdate().year},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = adjustment_make(
                adjustment=form.adjustment(),
                office=form.office,
                actor=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request,
                _("The adjustment was taken in. Look at what it changes, then post it."),
            )
            return redirect("disbursement:import_detail", made.pk)
    return render(request, "disbursement/treasury_adjustment.html", {"form": form})
