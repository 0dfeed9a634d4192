"""Plan decisions: their list, each with its lines and its effect, and the files they stand on."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from projects.domain.plan_effects import is_added_late
from projects.draft_forms import DocumentForm
from projects.lists.decisions import DECISIONS
from projects.models import PlanLine
from projects.permissions import get_for, may
from projects.requests import person_of
from projects.selectors.decisions import (
    decision_lines,
    decisions_visible_to,
    effect_keys,
    effects,
    files_of,
    first_effective_day,
    line_sums,
)
from projects.selectors.files import path_of
from projects.services.files import file_keep
from projects.services.plan_decisions import Hand, decision_document_set
from projects.views.lists import list_export, permitted_list, show_list

LINES_PER_PAGE = 100


@require_GET
def decisions(request: HttpRequest) -> HttpResponse:
    """List the decisions, and above them the drafts that are waiting."""
    return show_list(request, permitted_list(person_of(request), DECISIONS.name))


@require_GET
def decisions_workbook(request: HttpRequest) -> HttpResponse:
    """Give out exactly the decisions that the list shows, on all its pages."""
    return list_export(request, DECISIONS.name)


@require_GET
def decision_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a decision: its lines with their origin, its sums, and what it did to the plan."""
    person = person_of(request)
    decision = get_for(
        person, decisions_visible_to(person).select_related("document"), "plan.view", pk=pk
    )
    lines = Paginator(decision_lines(user=person, decision=decision), LINES_PER_PAGE)
    page = lines.get_page(request.GET.get("page"))
    keys = effect_keys(user=person, decision=decision)
    effect_page = Paginator(keys, LINES_PER_PAGE).get_page(request.GET.get("effects"))
    day = first_effective_day(decision=decision)
    context = {
        "decision": decision,
        "page_obj": page,
        "lines": [(line, _is_late(line)) for line in page],
        "sums": line_sums(user=person, decision=decision),
        "effect_day": day,
        "effect_page": effect_page,
        "effects": effects(decision=decision, day=day, keys=list(effect_page)),
        "files": list(files_of(user=person, decision=decision)),
        "document_form": DocumentForm(),
        "may_edit": may(person, "plan.edit"),
        "may_post": may(person, "plan.post"),
        "today": timezone.localdate(),
    }
    return render(request, "projects/decision_detail.html", context)


@require_POST
def decision_document(request: HttpRequest, pk: int) -> HttpResponse:
    """Attach the scanned decision to a posted one."""
    person = person_of(request)
    decision = get_for(person, decisions_visible_to(person), "plan.edit", pk=pk)
    form = DocumentForm(request.POST, request.FILES)
    if form.is_valid():
        now = timezone.now()
        name = form.cleaned_data["document"].name
        kept = file_keep(content=form.content, name=name, by=person, at=now)
        decision_document_set(decision=decision, document=kept, hand=Hand(person, now))
        messages.success(request, _("The scanned decision is attached."))
    else:
        for error in form.errors.get("document", []):
            messages.error(request, str(error))
    return redirect("projects:decision_detail", pk=decision.pk)


@require_GET
def decision_file(request: HttpRequest, pk: int, file: int) -> HttpResponseBase:
    """Give out a file that the decision stands on, as it was handed in."""
    person = person_of(request)
    decision = get_for(person, decisions_visible_to(person), "plan.view", pk=pk)
    found = files_of(user=person, decision=decision).filter(pk=file).first()
    path = path_of(found) if found else None
    if found is None or path is None or not path.exists():
        raise Http404
    response = FileResponse(path.open("rb"), as_attachment=True, filename=found.name)
    response["Content-Type"] = "application/octet-stream"
    return response


def _is_late(line: PlanLine) -> bool:
    return is_added_late(
        plan_year=line.plan_year, effective_on=line.effective_on, amount=line.amount
    )
