"""Pages that take the sheet of medium-term plans in: hand it in, see the difference, take it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from projects.issue_texts import render as in_words
from projects.medium_term_forms import MediumTermUpload
from projects.models import SourceFile
from projects.permissions import may
from projects.refusals import Refusal
from projects.requests import person_of
from projects.selectors.files import path_of
from projects.services.medium_term import (
    MediumTermAnswer,
    medium_term_check,
    medium_term_file_receive,
    medium_term_import,
)
from projects.services.plan_decisions import Hand
from projects.services.registers import Outcome

ACTION = "medium_term.edit"
KEPT_FOR = 24 * 60 * 60  # seconds between handing a file in and taking it
MOST_ROWS = 200
UNFIT, CONFLICT = 422, 409


@require_http_methods(["GET", "POST"])
def medium_term_upload(request: HttpRequest) -> HttpResponse:
    """Take a file to be looked at."""
    person = _editor(request)
    form = MediumTermUpload(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        file = medium_term_file_receive(
            content=upload.read(), name=upload.name or "", hand=Hand(person, timezone.now())
        )
        return redirect("projects:medium_term_preview", signing.dumps(file.pk, salt=ACTION))
    status = UNFIT if request.method == "POST" else 200
    return render(request, "projects/medium_term_upload.html", {"form": form}, status=status)


@require_GET
def medium_term_preview(request: HttpRequest, token: str) -> HttpResponse:
    """Show what taking the file in would change, and everything found in it."""
    _editor(request)
    file = _file_of(token)
    if file is None:
        return _out_of_date(request)
    return _preview(request, token, file, medium_term_check(path=path_of(file)))


@require_POST
def medium_term_take(request: HttpRequest, token: str) -> HttpResponse:
    """Take the file in as it was previewed."""
    person = _editor(request)
    file = _file_of(token)
    if file is None:
        return _out_of_date(request)
    try:
        answer = medium_term_import(
            file=file, seen=request.POST.get("mark", ""), hand=Hand(person, timezone.now())
        )
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return redirect("projects:medium_term_preview", token)
    if answer.outcome is Outcome.REFUSED:
        return _preview(request, token, file, answer)
    if answer.outcome is Outcome.UNCHANGED:
        messages.info(request, _("The file holds nothing new; nothing was changed."))
    else:
        messages.success(request, _("“%(file)s” is imported.") % {"file": file.name})
    return redirect("projects:medium_term")


def _editor(request: HttpRequest) -> Any:
    person = person_of(request)
    if not may(person, ACTION):
        raise PermissionDenied
    return person


def _file_of(token: str) -> SourceFile | None:
    """Return the file that the signed address names, None where it is stale or gone."""
    try:
        pk = signing.loads(token, salt=ACTION, max_age=KEPT_FOR)
    except signing.BadSignature:
        return None
    file = SourceFile.objects.filter(pk=pk).first()
    return file if file and path_of(file).is_file() else None


def _out_of_date(request: HttpRequest) -> HttpResponse:
    messages.error(request, _("This preview is out of date; upload the file again."))
    return redirect("projects:medium_term_upload")


def _preview(
    request: HttpRequest, token: str, file: SourceFile, answer: MediumTermAnswer
) -> HttpResponse:
    difference = answer.difference
    context = {
        "token": token,
        "file": file,
        "answer": answer,
        "counts": difference.counts if difference else None,
        "added": difference.added[:MOST_ROWS] if difference else (),
        "changed": difference.changed[:MOST_ROWS] if difference else (),
        "issues": [in_words(found) for found in answer.issues[:MOST_ROWS]],
        "issue_count": len(answer.issues),
    }
    status = UNFIT if answer.outcome is Outcome.REFUSED else 200
    return render(request, "projects/medium_term_preview.html", context, status=status)
