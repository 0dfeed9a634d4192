"""Pages that take the sheet of medium-term plans in: hand it in, see the difference, take it."""

from __future__ import annotations

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from projects.issue_texts import render as in_words
from projects.medium_term_forms import MediumTermUpload
from projects.models import SourceFile
from projects.refusals import Refusal
from projects.selectors.files import path_of
from projects.services.medium_term import (
    MediumTermAnswer,
    medium_term_check,
    medium_term_file_receive,
    medium_term_import,
)
from projects.services.plan_decisions import Hand
from projects.services.registers import Outcome
from projects.views.access import SignedInRequest, permitted
from projects.views.kept_files import with_kept_file

ACTION = "medium_term.edit"
MOST_ROWS = 200
UNFIT = 422

with_file = with_kept_file(salt=ACTION, back="projects:medium_term_upload")


@require_http_methods(["GET", "POST"])
@permitted(ACTION)
def medium_term_upload(request: SignedInRequest) -> HttpResponse:
    """Take a file to be looked at."""
    form = MediumTermUpload(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        hand = Hand(request.user, timezone.now())
        file = medium_term_file_receive(content=upload.read(), name=upload.name or "", hand=hand)
        return redirect("projects:medium_term_preview", signing.dumps(file.pk, salt=ACTION))
    status = UNFIT if request.method == "POST" else 200
    return render(request, "projects/medium_term_upload.html", {"form": form}, status=status)


@require_GET
@permitted(ACTION)
@with_file
def medium_term_preview(request: SignedInRequest, token: str, file: SourceFile) -> HttpResponse:
    """Show what taking the file in would change, and everything found in it."""
    return _preview(request, token, file, medium_term_check(path=path_of(file)))


@require_POST
@permitted(ACTION)
@with_file
def medium_term_take(request: SignedInRequest, token: str, file: SourceFile) -> HttpResponse:
    """Take the file in as it was previewed."""
    hand = Hand(request.user, timezone.now())
    try:
        answer = medium_term_import(file=file, seen=request.POST.get("mark", ""), hand=hand)
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
