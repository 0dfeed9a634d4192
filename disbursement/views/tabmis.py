"""What of the plans is entered in TABMIS, what is late, and the entering of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from disbursement.domain.deadlines import DeadlineKind, due_day
from disbursement.plan_file_forms import TabmisDecisionForm, TabmisFilter, TabmisLineForm
from disbursement.selectors.calendar import rule_of_year, work_calendar
from projects.display import current_unit
from projects.domain.issues import Issue
from projects.domain.money import parse_user_amount
from projects.domain.numbers import format_integer
from projects.issue_texts import render as issue_text
from projects.models import PlanDecision, PlanLine
from projects.permissions import get_for, may
from projects.refusals import Refusal
from projects.requests import person_of
from projects.selectors.decisions import decisions_visible_to, lines_visible_to
from projects.selectors.plans import plan_years
from projects.selectors.tabmis import lines_not_entered
from projects.services.plan_decisions import Hand
from projects.services.tabmis import tabmis_enter, tabmis_enter_rest

LINES_PER_PAGE = 50
RULE = "tabmis-entry"


@require_GET
def tabmis(request: HttpRequest) -> HttpResponse:
    """List the lines not entered in full, those past the deadline first told apart."""
    person = person_of(request)
    if not may(person, "plan.view"):
        raise PermissionDenied
    today = timezone.localdate()
    years = plan_years() or [today.year]
    year = today.year if today.year in years else years[0]
    form = TabmisFilter({"year": year} | request.GET.dict(), years=years)
    form.full_clean()
    year = form.cleaned_data.get("year") or year
    deadline, basis = entry_deadline(year)
    overdue_only = bool(form.cleaned_data.get("overdue"))
    is_past = today > deadline
    lines = lines_not_entered(
        user=person,
        plan_year=year,
        effective_by=deadline if overdue_only else None,
    )
    if overdue_only and not is_past:
        lines = lines.none()
    context = {
        "form": form,
        "year": year,
        "today": today,
        "deadline": deadline,
        "basis": basis,
        "is_past": is_past,
        "page_obj": Paginator(lines, LINES_PER_PAGE).get_page(request.GET.get("page")),
        "may_edit": may(person, "plan.edit"),
    }
    return render(request, "disbursement/tabmis.html", context)


@require_POST
def tabmis_line(request: HttpRequest, pk: int) -> HttpResponse:
    """Record an amount of one line."""
    person = person_of(request)
    lines = lines_visible_to(person).filter(project__isnull=False)
    line: PlanLine = get_for(person, lines, "plan.edit", pk=pk)
    form = TabmisLineForm(request.POST)
    amount = _amount(form)
    if form.is_valid() and isinstance(amount, int):
        try:
            tabmis_enter(
                line=line,
                amount=amount,
                entered_on=form.cleaned_data["entered_on"],
                hand=Hand(person, timezone.now()),
            )
            messages.success(request, _("The entry is recorded."))
        except Refusal as refusal:
            messages.error(request, str(refusal.message))
    else:
        _tell(request, form)
    return redirect("projects:decision_detail", pk=line.decision_id)


@require_POST
def tabmis_decision(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that all lines of a decision are entered in full."""
    person = person_of(request)
    decision: PlanDecision = get_for(person, decisions_visible_to(person), "plan.edit", pk=pk)
    form = TabmisDecisionForm(request.POST)
    if form.is_valid():
        try:
            count = tabmis_enter_rest(
                decision=decision,
                entered_on=form.cleaned_data["entered_on"],
                hand=Hand(person, timezone.now()),
            )
            text = _("%(count)s lines are recorded as entered in TABMIS.")
            messages.success(request, text % {"count": format_integer(count)})
        except Refusal as refusal:
            messages.error(request, str(refusal.message))
    else:
        _tell(request, form)
    return redirect("projects:decision_detail", pk=decision.pk)


def entry_deadline(plan_year: int) -> tuple[date, str]:
    """Return the last day for entering a year's plans, and where that is laid down."""
    rule = rule_of_year(code=RULE, year=plan_year)
    if rule is None or rule.kind is not DeadlineKind.FIXED_DAY or rule.month is None:
        return date(plan_year, 4, 15), ""
    due = due_day(rule, plan_year, rule.month, work_calendar())
    return due or date(plan_year, 4, 15), rule.legal_basis


def _amount(form: TabmisLineForm) -> int | None:
    """Return the amount in đồng; what cannot be read becomes an error of the form."""
    if not form.is_valid():
        return None
    amount = parse_user_amount(form.cleaned_data["amount"], current_unit())
    if isinstance(amount, Issue):
        texts = issue_text(amount)
        form.add_error("amount", f"{texts['message']} {texts['fix']}")
        return None
    if amount is None:
        form.add_error("amount", _("Enter the amount."))
    return amount


def _tell(request: HttpRequest, form: Any) -> None:
    for name, errors in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        for error in errors:
            messages.error(request, f"{label}: {error}" if label else str(error))
