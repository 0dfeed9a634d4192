"""Revenue of the sources that are spent only as collected, against their plan."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from projects.display import current_unit
from projects.domain.issues import Issue
from projects.domain.money import parse_user_amount
from projects.issue_texts import render as issue_text
from projects.models import CollectedRevenue
from projects.permissions import may, sees_province
from projects.plan_forms import RevenueFilter, RevenueForm
from projects.refusals import Refusal
from projects.requests import person_of
from projects.selectors.plans import plan_years
from projects.selectors.revenue import collected_revenue
from projects.services.plan_decisions import Hand
from projects.services.revenue import revenue_record


@require_http_methods(["GET", "HEAD", "POST"])
def revenue(request: HttpRequest) -> HttpResponse:
    """Show what was collected and what the plan still lacks; take a new figure."""
    person = person_of(request)
    if not may(person, "plan.view") or not sees_province(person):
        raise PermissionDenied
    today = timezone.localdate()
    years = sorted({*plan_years(), today.year}, reverse=True)
    asked = RevenueFilter(
        {"year": today.year, "as_of": f"{today:%Y-%m-%d}"} | request.GET.dict(), years=years
    )
    asked.full_clean()
    year = asked.cleaned_data.get("year") or today.year
    as_of = asked.cleaned_data.get("as_of") or today
    form = RevenueForm(request.POST or None, initial={"as_at": today})
    status = 200
    if request.method == "POST":
        if not may(person, "plan.edit"):
            raise PermissionDenied
        if _is_recorded(request, form, year):
            return redirect(f"{reverse('projects:revenue')}?year={year}")
        status = 422
    figures = CollectedRevenue.objects.filter(plan_year=year).select_related(
        "source", "recorded_by"
    )
    context = {
        "asked": asked,
        "year": year,
        "as_of": as_of,
        "rows": collected_revenue(plan_year=year, as_of=as_of),
        "figures": figures.order_by("-as_at", "source__code")[:100],
        "form": form,
        "may_edit": may(person, "plan.edit"),
    }
    return render(request, "projects/revenue.html", context, status=status)


def _is_recorded(request: HttpRequest, form: RevenueForm, year: int) -> bool:
    if not form.is_valid():
        return False
    amount = parse_user_amount(form.cleaned_data["amount"], current_unit())
    if isinstance(amount, Issue):
        texts = issue_text(amount)
        form.add_error("amount", f"{texts['message']} {texts['fix']}")
        return False
    if amount is None:
        form.add_error("amount", _("Enter the amount."))
        return False
    try:
        revenue_record(
            source=form.cleaned_data["source"],
            plan_year=year,
            as_at=form.cleaned_data["as_at"],
            amount=amount,
            hand=Hand(person_of(request), timezone.now()),
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal.message))
        return False
    messages.success(request, _("The figure is recorded."))
    return True
