"""The administrator's page of how far reconciled figures may be apart."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from disbursement.models import Tolerance
from disbursement.reconciliation_forms import ToleranceForm
from disbursement.selectors.calendar_settings import newest_of
from disbursement.selectors.reconciliation import tolerance_on
from disbursement.services.tolerances import tolerance_change, tolerance_withdraw
from disbursement.views.access import SignedInRequest, permitted
from disbursement.views.saving import refused_status
from projects.permissions import get_for
from projects.refusals import Refusal

EDIT = "reconciliation.tolerance"


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(EDIT)
def tolerances(request: SignedInRequest) -> HttpResponse:
    """Show the tolerance through time; enter a new one for a day to come."""
    now = timezone.now()
    today = timezone.localdate(now)
    form, status = ToleranceForm(initial=_shown(today)), 200
    seen = str(newest_of(Tolerance.objects.all()))
    if request.method == "POST":
        form, status, seen = ToleranceForm(request.POST), 422, request.POST.get("seen", "")
        if form.is_valid():
            try:
                tolerance_change(
                    **form.cleaned_data,
                    seen=int(seen) if seen.isdecimal() else 0,
                    actor=request.user,
                    now=now,
                )
            except Refusal as refusal:
                form.add_error(None, str(refusal))
                status = refused_status(refusal)
            else:
                messages.success(request, _("The new tolerance is on record."))
                return redirect("disbursement:tolerances")
    context = {
        "form": form,
        # Once told, the person may save over what somebody else has entered.
        "seen": str(newest_of(Tolerance.objects.all())) if status == 409 else seen,
        "is_overtaken": status == 409,
        "tolerated": tolerance_on(today),
        "versions": [(row, row.effective_from > today) for row in Tolerance.objects.all()],
        "may_edit": True,
        "here": "tolerances",
    }
    return render(request, "disbursement/tolerances.html", context, status=status)


@require_POST
@permitted(EDIT)
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take back a tolerance that is not in force yet."""
    row = get_for(request.user, Tolerance.objects.all(), EDIT, pk=pk)
    try:
        tolerance_withdraw(tolerance=row, actor=request.user, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The version is withdrawn; the one before it stays in force."))
    return redirect("disbursement:tolerances")


def _shown(today: date) -> dict[str, object]:
    tolerated = tolerance_on(today)
    first_of_next = (today.replace(day=1) + timedelta(days=31)).replace(day=1)
    limits = {"amount": tolerated.amount, "per_mille": tolerated.per_mille} if tolerated else {}
    return {"effective_from": first_of_next, **limits}
