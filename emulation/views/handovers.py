"""The page on which a handover that was entered wrongly is withdrawn."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from disbursement.selectors.taker_facts import taker_facts
from disbursement.views.access import SignedInRequest
from emulation.views.reorganisation import ACTION
from projects.lists.addresses import row_address
from projects.lists.projects import PROJECTS
from projects.medium_term_forms import ReasonForm
from projects.permissions import get_for
from projects.refusals import Refusal
from projects.selectors.handovers import bar_to_withdrawal, handovers_of
from projects.selectors.visibility import visible_projects
from projects.services.handovers import handover_withdraw

UNFIT = 422


@require_http_methods(["GET", "HEAD", "POST"])
def handover_withdrawal(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a handover, why it stands if it does, and withdraw it with a reason."""
    person, now = request.user, timezone.now()
    found = get_for(person, handovers_of(projects=visible_projects(person)), ACTION, pk=pk)
    project_url = row_address(PROJECTS, found.project, person)
    if found.reversed_at is not None:
        messages.info(request, _("The handover is withdrawn already."))
        return redirect(project_url)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    status = UNFIT if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            handover_withdraw(
                handover=found, reason=reason, later=taker_facts, actor=person, now=now
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The handover is withdrawn and counts no longer."))
            return redirect(project_url)
    context = {
        "handover": found,
        "form": form,
        "bar": bar_to_withdrawal(handover=found, later=taker_facts, today=timezone.localdate(now)),
        "project_url": project_url,
    }
    return render(request, "emulation/handover_withdrawal.html", context, status=status)
