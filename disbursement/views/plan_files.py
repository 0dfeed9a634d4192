"""Read a plan form (Mẫu 01.a/PB, 01.b/PB) into a draft of its decision."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from disbursement.plan_file_forms import PlanFileForm
from disbursement.services.plan_forms import FormRefused, plan_form_keep, plan_form_take
from projects.issue_texts import render as issue_text
from projects.models import SourceFile
from projects.permissions import may
from projects.requests import person_of

KEPT = "plan_form_file"
MOST_ISSUES_SHOWN = 300


@require_http_methods(["GET", "HEAD", "POST"])
def plan_form_import(request: HttpRequest) -> HttpResponse:
    """Ask for the form; answer with its draft, or with everything that stops it from being read.

    A file that lacks only its unit or year need not be chosen again: it is remembered for the
    session, and read with what the person then chooses.
    """
    if not may(person_of(request), "plan.edit"):
        raise PermissionDenied
    kept = _kept_before(request)
    if request.method != "POST":
        return _page(request, PlanFileForm(), kept)
    form = PlanFileForm(request.POST, request.FILES, has_kept=kept is not None)
    if not form.is_valid():
        return _page(request, form, kept, status=422)
    now = timezone.now()
    upload: UploadedFile | None = form.cleaned_data["file"]
    if upload is not None:
        content, name = upload.read(), upload.name or ""
        kept = plan_form_keep(content=content, name=name, by=person_of(request), at=now)
        request.session[KEPT] = kept.pk
    if kept is None:
        return _page(request, form, None, status=422)
    try:
        draft = plan_form_take(kept=kept, terms=form.terms, actor=person_of(request), at=now)
    except FormRefused as refused:
        issues = [issue_text(found) for found in refused.form.issues]
        return _page(request, form, kept, issues=issues, status=422)
    request.session.pop(KEPT, None)
    messages.success(
        request,
        _("%(count)s lines were read. Complete the decision, check it and post it.")
        % {"count": len(draft.lines)},
    )
    return redirect("disbursement:decision_draft", pk=draft.pk)


def _kept_before(request: HttpRequest) -> SourceFile | None:
    """Return the file this session handed in last, while it has not become a draft."""
    pk = request.session.get(KEPT)
    return SourceFile.objects.filter(pk=pk, received_by=person_of(request)).first() if pk else None


def _page(
    request: HttpRequest,
    form: PlanFileForm,
    kept: SourceFile | None,
    *,
    issues: list[dict[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    found = issues or []
    context = {
        "form": form,
        "kept": kept,
        "issues": found[:MOST_ISSUES_SHOWN],
        "issues_left_out": max(len(found) - MOST_ISSUES_SHOWN, 0),
    }
    return render(request, "disbursement/plan_form_import.html", context, status=status)
