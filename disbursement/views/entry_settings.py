"""The administrator's pages of how reports are taken and why they are returned."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from disbursement.calendar_forms import MeasuresForm
from disbursement.domain.calendar import VIETNAM_TIME
from disbursement.domain.entry_measures import EntryMeasures
from disbursement.entry_settings_forms import ReasonForm, RewordForm
from disbursement.models import EntryRules, ReturnReason
from disbursement.selectors.calendar_settings import measures_versions, newest_of, reasons_listed
from disbursement.selectors.coming_periods import coming_periods
from disbursement.selectors.entry_rules import entry_rules_on
from disbursement.services.entry_rules import entry_rules_change, entry_rules_withdraw
from disbursement.services.return_reasons import (
    return_reason_add,
    return_reason_restore,
    return_reason_retire,
    return_reason_reword,
)
from disbursement.views.access import SignedInRequest, permitted
from projects.permissions import get_for
from projects.refusals import Refusal, StaleState

PERIODS_SHOWN = 4
TABS = {"may_edit": True, "may_except": True}


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("calendar.edit")
def entry_measures(request: SignedInRequest) -> HttpResponse:
    """Show how late reports are taken and how long they may be mended; change it."""
    now = timezone.now()
    today = timezone.localdate(now)
    form = MeasuresForm(initial=_shown(today))
    seen, status = str(newest_of(EntryRules.objects.all())), 200
    if request.method == "POST":
        form = MeasuresForm(request.POST)
        seen, status = request.POST.get("seen", ""), 422
        if form.is_valid():
            if request.POST.get("action") == "preview":
                status = 200
            else:
                try:
                    _change(request, form, seen)
                    return redirect("disbursement:entry_measures")
                except Refusal as refusal:
                    form.add_error(None, str(refusal))
                    status = 409 if isinstance(refusal, StaleState) else 422
    context = {
        "form": form,
        # Once told, the person may save over what somebody else has entered.
        "seen": str(newest_of(EntryRules.objects.all())) if status == 409 else seen,
        "is_overtaken": status == 409,
        "measures": entry_rules_on(today),
        "versions": measures_versions(today=today),
        **_effect(form, now),
        **TABS,
    }
    return render(request, "disbursement/entry_measures.html", context, status=status)


@require_POST
@permitted("calendar.edit")
def measures_preview(request: SignedInRequest) -> HttpResponse:
    """Answer with what the measures being typed mean for the periods to come."""
    context = _effect(MeasuresForm(request.POST), timezone.now())
    return render(request, "disbursement/_measures_effect.html", context)


@require_POST
@permitted("calendar.edit")
def measures_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take back measures that are not in force yet."""
    rules = get_for(request.user, EntryRules.objects.all(), "calendar.edit", pk=pk)
    try:
        entry_rules_withdraw(rules=rules, actor=request.user, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The version is withdrawn; the one before it stays in force."))
    return redirect("disbursement:entry_measures")


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("calendar.edit")
def return_reasons(request: SignedInRequest) -> HttpResponse:
    """List the reasons for a return; add one."""
    form, status = ReasonForm(), 200
    if request.method == "POST":
        form, status = ReasonForm(request.POST), 422
        if form.is_valid():
            try:
                return_reason_add(**form.cleaned_data, actor=request.user, now=timezone.now())
                messages.success(request, _("The reason is added to the list."))
                return redirect("disbursement:return_reasons")
            except Refusal as refusal:
                form.add_error(None, str(refusal))
                status = 409 if isinstance(refusal, StaleState) else 422
    context = {"form": form, "reasons": reasons_listed(), **TABS}
    return render(request, "disbursement/return_reasons.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("calendar.edit")
def return_reason(request: SignedInRequest, pk: int) -> HttpResponse:
    """Reword a reason, retire it, or put it back."""
    reason = get_for(request.user, reasons_listed(), "calendar.edit", pk=pk)
    form = RewordForm(initial={"text": reason.text, "seen": reason.text})
    status, problem = 200, ""
    if request.method == "POST":
        form = RewordForm(request.POST)
        status = 422
        try:
            if _reason_changed(request, reason, form):
                return redirect("disbursement:return_reasons")
        except Refusal as refusal:
            problem = str(refusal)
            status = 409 if isinstance(refusal, StaleState) else 422
            reason.refresh_from_db()
            form = RewordForm({"text": request.POST.get("text", ""), "seen": reason.text})
    context = {
        "reason": reason,
        "form": form,
        "problem": problem,
        "is_overtaken": status == 409,
        **TABS,
    }
    return render(request, "disbursement/return_reason.html", context, status=status)


def _reason_changed(request: SignedInRequest, reason: ReturnReason, form: RewordForm) -> bool:
    """Do as the pressed button says; False where a form is not filled in."""
    now, action = timezone.now(), request.POST.get("action")
    if action == "retire":
        return_reason_retire(reason=reason, actor=request.user, now=now)
        messages.success(request, _("The reason is retired: it is not offered any more."))
        return True
    if action == "restore":
        return_reason_restore(reason=reason, actor=request.user, now=now)
        messages.success(request, _("The reason is offered again."))
        return True
    if not form.is_valid():
        return False
    return_reason_reword(reason=reason, **form.cleaned_data, actor=request.user, now=now)
    messages.success(request, _("The reason is reworded."))
    return True


def _change(request: SignedInRequest, form: MeasuresForm, seen: str) -> None:
    entry_rules_change(
        **form.cleaned_data,
        seen=int(seen) if seen.isdecimal() else 0,
        actor=request.user,
        now=timezone.now(),
    )
    day = f"{form.cleaned_data['effective_from']:%d/%m/%Y}"
    messages.success(
        request, _("The new rules hold for periods that open from %(day)s on.") % {"day": day}
    )


def _shown(today: date) -> dict[str, object]:
    measures = entry_rules_on(today)
    first_of_next = (today.replace(day=1) + timedelta(days=31)).replace(day=1)
    return {
        "effective_from": first_of_next,
        "late_days": measures.late_days,
        "mend_days": measures.mend_days,
        "tolerated_percent": measures.tolerated_percent,
    }


def _effect(form: MeasuresForm, now: datetime) -> dict[str, object]:
    """Return the next periods that open under the measures of a form."""
    given = form.initial
    if form.is_bound:
        wrong = [name for name in form.errors if name in form.fields]
        if wrong:
            field = form[wrong[0]]
            return {"effect_problem": f"{field.label}: {field.errors[0]}"}
        given = form.cleaned_data
    measures = EntryMeasures(
        *(given[name] for name in ("late_days", "mend_days", "tolerated_percent"))
    )
    start = given["effective_from"]
    periods = [
        period
        for period in coming_periods(now=now)
        if period.opens_at.astimezone(VIETNAM_TIME).date() >= start and period.opens_at > now
    ]
    return {"effect": measures, "effect_periods": periods[:PERIODS_SHOWN], "effect_from": start}
