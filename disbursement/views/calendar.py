"""The page of deadlines and days off, and the list of exceptions."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from disbursement.selectors.calendar import calendar_years
from disbursement.selectors.calendar_settings import (
    coming_versions,
    exceptions_listed,
    years_on_record,
)
from disbursement.selectors.coming_periods import (
    coming_deadlines,
    unconfirmed_among,
    unconfirmed_year,
)
from disbursement.views.access import SignedInRequest, permitted
from projects.permissions import may

EXCEPTIONS_PER_PAGE = 50
STATES = ("running", "past", "all")


@require_GET
@permitted("calendar.view")
def calendar(request: SignedInRequest) -> HttpResponse:
    """Show what falls due next, and the days off of this year and the next."""
    now = timezone.now()
    today = timezone.localdate(now)
    deadlines = coming_deadlines(now=now)
    context = {
        "deadlines": deadlines,
        "coming": coming_versions(today=today),
        "years": calendar_years(years=(today.year, today.year + 1)),
        "other_years": [
            year for year in years_on_record() if year not in (today.year, today.year + 1)
        ],
        "may_edit": may(request.user, "calendar.edit"),
        "may_except": may(request.user, "submission.exception"),
    }
    if context["may_edit"] or context["may_except"]:
        shown = unconfirmed_among([each.due.day for each in deadlines])
        year = unconfirmed_year(now=now)
        context["unconfirmed"] = sorted({*shown, *([year] if year else [])})
    return render(request, "disbursement/calendar.html", context)


@require_GET
@permitted("submission.exception")
def exception_list(request: SignedInRequest) -> HttpResponse:
    """List who was given leave to hand in later, those still running first."""
    now = timezone.now()
    state = request.GET.get("state", "")
    state = state if state in STATES else "running"
    rows = exceptions_listed(state=state, now=now)
    running = set(exceptions_listed(state="running", now=now).values_list("pk", flat=True))
    context = {
        "state": state,
        "running": running,
        "page_obj": Paginator(rows, EXCEPTIONS_PER_PAGE).get_page(request.GET.get("page")),
        "may_edit": may(request.user, "calendar.edit"),
        "may_except": True,
    }
    return render(request, "disbursement/exception_list.html", context)
