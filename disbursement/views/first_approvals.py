"""The administrator's page of whose reports go through a governing body first."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from disbursement.entry_settings_forms import EndForm, FirstApprovalForm
from disbursement.models import FirstApprovalRule
from disbursement.selectors.calendar_settings import (
    first_approval_rules,
    investors_today,
    organisations_today,
)
from disbursement.services.first_approval import first_approval_end, first_approval_set
from disbursement.views.access import SignedInRequest, permitted
from projects.permissions import get_for
from projects.refusals import Refusal, StaleState


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("calendar.edit")
def first_approvals(request: SignedInRequest) -> HttpResponse:
    """List the rules with the people concerned; add one."""
    now = timezone.now()
    today = timezone.localdate(now)
    choices = {
        "investors": investors_today(today=today),
        "bodies": organisations_today(today=today),
    }
    form, status = FirstApprovalForm(initial={"starts_on": today}, **choices), 200
    if request.method == "POST":
        form, status = FirstApprovalForm(request.POST, **choices), 422
        if form.is_valid():
            try:
                first_approval_set(**form.cleaned_data, actor=request.user, now=now)
                messages.success(
                    request, _("From that day on the reports go through the governing body first.")
                )
                return redirect("disbursement:first_approvals")
            except Refusal as refusal:
                form.add_error(None, str(refusal))
                status = 409 if isinstance(refusal, StaleState) else 422
    context = {
        "form": form,
        "rules": first_approval_rules(now=now),
        "today": today,
        "may_edit": True,
        "may_except": True,
    }
    return render(request, "disbursement/first_approvals.html", context, status=status)


@require_POST
@permitted("calendar.edit")
def first_approval_stop(request: SignedInRequest, pk: int) -> HttpResponse:
    """End a rule with a day."""
    rule = get_for(request.user, FirstApprovalRule.objects.all(), "calendar.edit", pk=pk)
    form = EndForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose the last day of the rule."))
        return redirect("disbursement:first_approvals")
    last_day = form.cleaned_data["last_day"]
    try:
        first_approval_end(rule=rule, last_day=last_day, actor=request.user, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        text = _("The rule ends after %(day)s.") % {"day": f"{last_day:%d/%m/%Y}"}
        messages.success(request, text)
    return redirect("disbursement:first_approvals")
