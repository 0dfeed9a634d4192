"""The workbook of changes: get it filled in, hand it in, see what it would do, take it."""

from __future__ import annotations

from django.contrib import messages
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from disbursement.views.access import permitted
from emulation.selectors.organisation_figures import moving_money
from emulation.views.reorganisation import ACTION, chosen_organisations
from projects.domain.change_layout import EVENT_LABELS
from projects.domain.reorganisation import ENDED, Changes, EventRow, HandoverRow
from projects.issue_texts import render as in_words
from projects.models import Project, SourceFile
from projects.organisation_forms import ChangeUpload
from projects.refusals import Refusal
from projects.renderers.change_workbook import render_changes
from projects.requests import person_of
from projects.selectors.files import path_of
from projects.services.registers import Outcome
from projects.services.reorganisation import (
    ChangeAnswer,
    change_file_check,
    change_file_import,
    change_file_receive,
)
from projects.views.kept_files import with_kept_file

SALT = "changes.import"
MOST_ISSUES = 300
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


with_file = with_kept_file(salt=SALT, back="emulation:change_files")


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(ACTION)
def change_files(request: HttpRequest) -> HttpResponse:
    """Take the next workbook, and say how it is filled in."""
    is_sent = request.method == "POST"
    form = ChangeUpload(request.POST, request.FILES) if is_sent else ChangeUpload()
    if is_sent and form.is_valid():
        upload: UploadedFile = form.cleaned_data["file"]
        file = change_file_receive(
            content=upload.read(),
            name=upload.name or "",
            by=person_of(request),
            at=timezone.now(),
        )
        return redirect("emulation:change_preview", signing.dumps(file.pk, salt=SALT))
    return render(
        request,
        "emulation/change_files.html",
        {"form": form, "labels": list(EVENT_LABELS.values())},
    )


@require_GET
@permitted(ACTION)
def change_form(request: HttpRequest) -> HttpResponse:
    """Give out the workbook, with the rows of the organisations that are to end filled in."""
    chosen = chosen_organisations(request.GET.getlist("org"))
    held = Project.objects.filter(investor__in=chosen).order_by("investor__code", "code")
    changes = Changes(
        tuple(EventRow(organisation=each.code, kind=ENDED) for each in chosen),
        tuple(HandoverRow(project=each.code, project_name=each.name) for each in held),
    )
    response = HttpResponse(render_changes(changes), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="sap-xep-don-vi.xlsx"'
    return response


@require_GET
@permitted(ACTION)
@with_file
def change_preview(request: HttpRequest, token: str, file: SourceFile) -> HttpResponse:
    """Show what taking the file in would do."""
    answer = change_file_check(path=path_of(file), by=person_of(request), at=timezone.now())
    return _preview_page(request, token, file, answer)


@require_POST
@permitted(ACTION)
@with_file
def change_import(request: HttpRequest, token: str, file: SourceFile) -> HttpResponse:
    """Take the file in as it was previewed."""
    try:
        answer = change_file_import(
            path=path_of(file),
            name=file.name,
            by=person_of(request),
            at=timezone.now(),
            seen=request.POST.get("mark") or "-",
        )
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return redirect("emulation:change_preview", token)
    if answer.outcome is Outcome.REFUSED:
        return _preview_page(request, token, file, answer)
    if answer.outcome is Outcome.UNCHANGED:
        messages.info(request, _("The file holds nothing new; nothing was changed."))
    else:
        messages.success(request, _("“%(file)s” is imported.") % {"file": file.name})
    return redirect("projects:list", "don-vi")


def _preview_page(
    request: HttpRequest, token: str, file: SourceFile, answer: ChangeAnswer
) -> HttpResponse:
    verdict = answer.verdict
    context = {
        "token": token,
        "file": file,
        "answer": answer,
        "is_refused": answer.outcome is Outcome.REFUSED,
        "is_empty": verdict is not None and verdict.is_empty,
        "events": [(EVENT_LABELS[row.kind], row) for row in verdict.events] if verdict else [],
        "moving": moving_money(verdict, answer.rows),
        "moved": len(verdict.investors) if verdict else 0,
        "issues": [in_words(found) for found in answer.issues[:MOST_ISSUES]],
        "more_issues": max(len(answer.issues) - MOST_ISSUES, 0),
    }
    return render(request, "emulation/change_preview.html", context)
