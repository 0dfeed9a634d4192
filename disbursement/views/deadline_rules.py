"""The pages of deadline rules: what is in force, its versions, and a new one with a preview."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from disbursement.calendar_forms import DeadlineRuleForm
from disbursement.domain.calendar import VIETNAM_TIME
from disbursement.domain.deadline_preview import ForeseenDate, foreseen
from disbursement.domain.deadlines import DeadlineKind, DeadlineRule, Shift
from disbursement.models import CalendarDay, DayKind, DeadlineRuleRow
from disbursement.selectors.calendar import work_calendar
from disbursement.selectors.calendar_settings import (
    Version,
    newest_of,
    versions_of,
    withdrawn_versions,
)
from disbursement.selectors.coming_periods import (
    Change,
    periods_of_change,
    unconfirmed_among,
)
from disbursement.services.deadline_rules import (
    DATES_SHOWN,
    deadline_rule_change,
    deadline_rule_foreseen,
    deadline_rule_withdraw,
)
from disbursement.views.access import SignedInRequest, permitted
from projects.permissions import get_for, may
from projects.refusals import Refusal, StaleState

ONE_DAY = timedelta(days=1)


@require_GET
@permitted("calendar.view")
def deadline_rule(request: SignedInRequest, code: str) -> HttpResponse:
    """Show a deadline: its next dates under the version in force, and every version."""
    now = timezone.now()
    versions = _versions_or_404(code)
    current = _in_force(versions)
    end = next((each.row.effective_from for each in versions[::-1] if each.state == "coming"), None)
    dates = foreseen(current.rule, now, DATES_SHOWN, work_calendar())
    context = {
        "code": code,
        "versions": versions,
        "current": current,
        "withdrawn": withdrawn_versions(code=code),
        "rule": current.rule,
        "dates": [each for each in dates if end is None or each.due.day < end],
        "ends": end,
        "names": _names_of_days(),
        "unconfirmed": _unconfirmed(current.rule, dates),
        "may_edit": may(request.user, "calendar.edit"),
    }
    return render(request, "disbursement/deadline_rule.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("calendar.edit")
def deadline_rule_edit(request: SignedInRequest, code: str) -> HttpResponse:
    """Enter a new version of a deadline, with its dates shown beside the form."""
    now = timezone.now()
    rows = DeadlineRuleRow.objects.filter(code=code)
    current = _in_force(_versions_or_404(code)).rule
    form = DeadlineRuleForm(code=code, initial=DeadlineRuleForm.shown(current, _proposed_day(now)))
    seen, status = str(newest_of(rows)), 200
    if request.method == "POST":
        form = DeadlineRuleForm(request.POST, code=code)
        seen, status = request.POST.get("seen", ""), 422
        if form.is_valid():
            if request.POST.get("action") == "preview":
                status = 200
            else:
                try:
                    _change(request, form, seen)
                    return redirect("disbursement:deadline_rule", code=code)
                except Refusal as refusal:
                    form.add_error(None, str(refusal))
                    status = 409 if isinstance(refusal, StaleState) else 422
    context = {
        "code": code,
        "form": form,
        # Once told, the person may save over what somebody else has entered.
        "seen": str(newest_of(rows)) if status == 409 else seen,
        "rule": current,
        "versions": _versions_or_404(code),
        "is_overtaken": status == 409,
        **_preview(form, Change(_proposed_day(now), current)),
    }
    return render(request, "disbursement/deadline_rule_edit.html", context, status=status)


@require_POST
@permitted("calendar.edit")
def deadline_preview(request: SignedInRequest, code: str) -> HttpResponse:
    """Answer with the next dates of what is being typed."""
    _versions_or_404(code)
    form = DeadlineRuleForm(request.POST, code=code)
    return render(request, "disbursement/_deadline_dates.html", _preview(form, None))


@require_POST
@permitted("calendar.edit")
def deadline_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take back a version that is not in force yet."""
    row = get_for(request.user, DeadlineRuleRow.objects.all(), "calendar.edit", pk=pk)
    code = row.code
    try:
        deadline_rule_withdraw(row=row, actor=request.user, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The version is withdrawn; the one before it stays in force."))
    return redirect("disbursement:deadline_rule", code=code)


def _change(request: SignedInRequest, form: DeadlineRuleForm, seen: str) -> None:
    change = form.change()
    deadline_rule_change(
        change=change,
        seen=int(seen) if seen.isdecimal() else 0,
        note=form.cleaned_data["note"],
        actor=request.user,
        now=timezone.now(),
    )
    day = f"{change.effective_from:%d/%m/%Y}"
    messages.success(request, _("The new version holds from %(day)s on.") % {"day": day})


def _preview(form: DeadlineRuleForm, untouched: Change | None) -> dict[str, object]:
    """Return what the dates' fragment needs; `untouched` is shown before anything is typed."""
    change = untouched
    if form.is_bound:
        wrong = [name for name in form.errors if name in form.fields]
        if wrong:
            field = form[wrong[0]]
            return {"dates_problem": f"{field.label}: {field.errors[0]}"}
        change = form.change()
    if change is None:
        return {"dates_problem": ""}
    now = timezone.now()
    try:
        dates = deadline_rule_foreseen(change=change, now=now)
    except Refusal as refusal:
        return {"dates_problem": str(refusal)}
    periods = periods_of_change(change=change, now=now)
    return {
        "dates": dates,
        "rule_previewed": change.rule,
        "first_period": periods[0] if periods else None,
        "short_dates": sum(each.is_short for each in dates),
        "names": _names_of_days(),
        "unconfirmed": _unconfirmed(change.rule, dates),
    }


def _proposed_day(now: datetime) -> date:
    """Return the first day on which a change touches no period that is open."""
    tomorrow = now.astimezone(VIETNAM_TIME).date() + ONE_DAY
    if tomorrow.day == 1:
        return tomorrow
    return (tomorrow.replace(day=1) + timedelta(days=31)).replace(day=1)


def _in_force(versions: list[Version]) -> Version:
    current = [each for each in versions if each.state == "current"]
    return current[0] if current else versions[-1]


def _versions_or_404(code: str) -> list[Version]:
    versions = versions_of(code=code, today=timezone.localdate())
    if not versions:
        raise Http404
    return versions


def _unconfirmed(rule: DeadlineRule, dates: list[ForeseenDate]) -> list[int]:
    """Return the years not confirmed by a person, for a rule that goes by working days."""
    if rule.shift is Shift.NONE and rule.kind is not DeadlineKind.NTH_WORKING_DAY:
        return []
    return unconfirmed_among([each.due.day for each in dates])


def _names_of_days() -> dict[date, str]:
    return dict(CalendarDay.objects.filter(kind=DayKind.OFF).values_list("day", "name"))
