"""Withdraw lines of a posted decision, with a reason; they stay on record."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from disbursement.plan_file_forms import ReversalForm
from disbursement.services.plan_posting import plan_lines_reverse
from projects.domain.numbers import format_integer
from projects.permissions import get_for
from projects.refusals import Refusal
from projects.requests import person_of
from projects.selectors.decisions import decision_lines, decisions_visible_to
from projects.services.plan_decisions import Hand


@require_http_methods(["GET", "HEAD", "POST"])
def decision_reverse(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask which lines are withdrawn and why; withdraw them together."""
    person = person_of(request)
    decision = get_for(person, decisions_visible_to(person), "plan.post", pk=pk)
    lines = list(decision_lines(user=person, decision=decision).filter(reversed_at=None))
    choices = [(line.pk, str(line.pk)) for line in lines]
    form = ReversalForm(request.POST or None, choices=choices)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                count = plan_lines_reverse(
                    decision=decision,
                    lines=set(form.cleaned_data["lines"]),
                    reason=form.cleaned_data["reason"],
                    hand=Hand(person, timezone.now()),
                )
            except Refusal as refusal:
                form.add_error(None, str(refusal.message))
            else:
                text = _("%(count)s lines no longer count; they stay on record with the reason.")
                messages.success(request, text % {"count": format_integer(count)})
                return redirect("projects:decision_detail", pk=decision.pk)
    chosen = {str(value) for value in request.POST.getlist("lines")}
    context = {
        "decision": decision,
        "form": form,
        "lines": [(line, str(line.pk) in chosen) for line in lines],
    }
    return render(request, "disbursement/decision_reverse.html", context, status=status)
