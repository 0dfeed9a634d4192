"""The administrator's pages of a year's days off and make-up days."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from disbursement.calendar_forms import DayChangeForm, DayForm
from disbursement.models import CalendarDay, DayKind
from disbursement.selectors.calendar_settings import edited_year
from disbursement.services.calendar import FIRST_YEAR
from disbursement.services.calendar_days import (
    calendar_day_add,
    calendar_day_change,
    calendar_day_remove,
    calendar_year_confirm,
    calendar_year_fill,
)
from disbursement.views.access import SignedInRequest, permitted
from disbursement.views.saving import refused_status
from projects.permissions import get_for
from projects.refusals import Refusal

HISTORY_SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("calendar.edit")
def calendar_year(request: SignedInRequest, year: int) -> HttpResponse:
    """Show a year's days for editing; add one."""
    _year_or_404(year)
    if request.method != "POST":
        proposed = {name: request.GET[name] for name in ("day", "name") if name in request.GET}
        form = DayForm(initial={"kind": DayKind.OFF, **proposed})
        return _year_page(request, year, form=form)
    form = DayForm(request.POST)
    if not form.is_valid():
        return _year_page(request, year, form=form, status=422)
    facts = form.facts()
    try:
        calendar_day_add(
            facts=facts,
            reason=form.cleaned_data["reason"],
            actor=request.user,
            now=timezone.now(),
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _year_page(request, year, form=form, status=refused_status(refusal))
    messages.success(request, _("%(day)s is entered.") % {"day": f"{facts.day:%d/%m/%Y}"})
    return redirect("disbursement:calendar_year", year=facts.day.year)


@require_POST
@permitted("calendar.edit")
def calendar_confirm(request: SignedInRequest, year: int) -> HttpResponse:
    """Confirm a year's days as the person was shown them."""
    _year_or_404(year)
    seen = request.POST.get("seen", "")
    try:
        calendar_year_confirm(year=year, seen=seen, actor=request.user, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The days of %(year)s are confirmed.") % {"year": year})
    return redirect("disbursement:calendar_year", year=year)


@require_POST
@permitted("calendar.edit")
def calendar_fill(request: SignedInRequest, year: int) -> HttpResponse:
    """Enter the public holidays of a year that has none on record."""
    _year_or_404(year)
    try:
        calendar_year_fill(year=year, actor=request.user, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("The public holidays of %(year)s are entered.") % {"year": year}
        )
    return redirect("disbursement:calendar_year", year=year)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("calendar.edit")
def calendar_day(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a day, or take it out, with a reason."""
    if request.method == "POST" and not CalendarDay.objects.filter(pk=pk).exists():
        return _gone(request)
    row = get_for(request.user, CalendarDay.objects.all(), "calendar.edit", pk=pk)
    form = DayChangeForm(initial=DayChangeForm.shown(row))
    status = 200
    if request.method == "POST":
        form = DayChangeForm(request.POST)
        status = 422
        if form.is_valid():
            try:
                text = _changed(request, row, form)
                messages.success(request, text)
                return redirect("disbursement:calendar_year", year=row.day.year)
            except Refusal as refusal:
                status = refused_status(refusal)
                row.refresh_from_db()
                form = _typed_over(request, row)
                form.add_error(None, str(refusal))
    context = {
        "row": row,
        "form": form,
        "is_overtaken": status == 409,
        "is_past": row.day < timezone.localdate(),
        "year": row.day.year,
    }
    return render(request, "disbursement/calendar_day.html", context, status=status)


def _typed_over(request: SignedInRequest, row: CalendarDay) -> DayChangeForm:
    """Return what was typed, over what is on record now."""
    data = request.POST.copy()
    for name, value in DayChangeForm.shown(row).items():
        if name.startswith("seen_"):
            data[name] = str(value)
    return DayChangeForm(data)


def _gone(request: SignedInRequest) -> HttpResponse:
    """Keep what was typed of a day that somebody else has taken out meanwhile."""
    form = DayForm(request.POST)
    form.is_valid()
    text = _(
        "Somebody else has removed this day. What you typed stands here: add it again if need be."
    )
    form.add_error(None, text)
    day = form.cleaned_data.get("day")
    year = day.year if day and _is_shown(day.year) else timezone.localdate().year
    return _year_page(request, year, form=form, status=409)


def _changed(request: SignedInRequest, row: CalendarDay, form: DayChangeForm) -> str:
    """Change or remove the day as the pressed button says; return what to tell."""
    given: dict[str, Any] = {
        "row": row,
        "seen": form.seen(),
        "reason": form.cleaned_data["reason"],
        "actor": request.user,
        "now": timezone.now(),
    }
    told = {"day": f"{form.seen().day:%d/%m/%Y}"}
    if request.POST.get("action") == "remove":
        calendar_day_remove(**given)
        return _("%(day)s is taken out of the calendar.") % told
    calendar_day_change(facts=form.facts(), **given)
    return _("%(day)s is changed.") % told


def _year_page(
    request: SignedInRequest, year: int, *, form: DayForm, status: int = 200
) -> HttpResponse:
    shown = edited_year(year=year)
    today = timezone.localdate()
    context = {
        "year": shown,
        "form": form,
        "today": today,
        "owed": [
            (holiday, shown.names[holiday], proposed)
            for holiday, proposed in shown.owed
            if proposed >= today
        ],
        "history": shown.history[:HISTORY_SHOWN],
        "may_edit": True,
        "may_except": True,
    }
    return render(request, "disbursement/calendar_year.html", context, status=status)


def _year_or_404(year: int) -> None:
    if not _is_shown(year):
        raise Http404


def _is_shown(year: int) -> bool:
    return FIRST_YEAR <= year <= timezone.localdate().year + 2
