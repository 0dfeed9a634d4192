"""The page of deadlines and days off."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from disbursement.selectors.calendar import calendar_years, coming_deadlines
from disbursement.views.access import SignedInRequest, permitted


@require_GET
@permitted("calendar.view")
def calendar(request: SignedInRequest) -> HttpResponse:
    """Show what falls due next, and the days off of this year and the next."""
    now = timezone.now()
    year = timezone.localdate(now).year
    context = {
        "deadlines": coming_deadlines(now=now),
        "years": calendar_years(years=(year, year + 1)),
        "today": timezone.localdate(now),
    }
    return render(request, "disbursement/calendar.html", context)
