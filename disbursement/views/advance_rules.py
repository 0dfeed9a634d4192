"""The rules by which advances must be recovered: their versions, and a new one."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from disbursement.advance_forms import AdvanceRuleForm
from disbursement.advance_tables import rule_in_words
from disbursement.domain.advances import rule_on
from disbursement.models import AdvancePurpose, AdvanceRule
from disbursement.selectors.advances import advance_rules as every_rule
from disbursement.services.advances import advance_rule_change, advance_rule_withdraw
from disbursement.views.access import SignedInRequest, permitted
from disbursement.views.saving import refused_status
from projects.permissions import get_for, may
from projects.refusals import Refusal


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("advance.view")
def advance_rules(request: SignedInRequest) -> HttpResponse:
    """Show every version of the rules; the administrator enters new ones here."""
    may_edit, status = may(request.user, "advance.rules"), 200
    form = AdvanceRuleForm(request.POST or None)
    if request.method == "POST":
        if not may_edit:
            raise PermissionDenied
        status = 422
        if form.is_valid():
            try:
                advance_rule_change(
                    entry=form.entry,
                    note=form.cleaned_data["note"],
                    actor=request.user,
                    now=timezone.now(),
                )
                day = f"{form.entry.effective_from:%d/%m/%Y}"
                messages.success(
                    request, _("The new version holds from %(day)s on.") % {"day": day}
                )
                return redirect("disbursement:advance_rules")
            except Refusal as refusal:
                form.add_error(None, str(refusal))
                status = refused_status(refusal)
    context = {"rules": _versions(), "form": form if may_edit else None}
    return render(request, "disbursement/advance_rules.html", context, status=status)


@require_POST
@permitted("advance.rules")
def advance_rule_take_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take back a version whose day has not come."""
    rule = get_for(request.user, AdvanceRule.objects.all(), "advance.rules", pk=pk)
    try:
        advance_rule_withdraw(rule=rule, actor=request.user, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The version is withdrawn; the one before it stays in force."))
    return redirect("disbursement:advance_rules")


def _versions() -> list[dict[str, object]]:
    """Return every version in words, by purpose, the newest first."""
    today, rules = timezone.localdate(), every_rule()
    order = {value: place for place, value in enumerate(AdvancePurpose.values)}
    ordered = sorted(rules, key=lambda rule: rule.effective_from, reverse=True)
    ordered.sort(key=lambda rule: order[rule.purpose])
    return [
        {
            "pk": rule.pk,
            "purpose": AdvancePurpose(rule.purpose).label,
            "words": rule_in_words(rule),
            "effective_from": rule.effective_from,
            "legal_basis": rule.legal_basis,
            "is_to_come": rule.effective_from > today,
            "is_in_force": rule_on(rules, rule.purpose, today) == rule,
        }
        for rule in ordered
    ]
