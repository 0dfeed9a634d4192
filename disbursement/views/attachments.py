"""Photos and documents of a project in a report."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from disbursement.attachment_forms import AttachmentForm
from disbursement.selectors.attachments import attachments_of, attachments_visible_to
from disbursement.selectors.windows import LOCK_SENTENCES, lock_on
from disbursement.services.attachments import MOST_FILES, attachment_add, attachment_remove
from disbursement.views.access import SignedInRequest, permitted
from disbursement.views.entry_page import own_report
from projects.models import Project
from projects.permissions import get_for
from projects.refusals import Refusal
from projects.selectors.files import path_of


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("submission.edit")
def submission_files(request: SignedInRequest, pk: int, code: str) -> HttpResponse:
    """List what is attached to a project in a report; attach one more."""
    submission = own_report(request, pk, "submission.edit")
    own = Project.objects.filter(investor=submission.investor_id)
    project = get_for(request.user, own, "submission.edit", code=code)
    now = timezone.now()
    form = AttachmentForm(request.POST or None, request.FILES or None)
    status = HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            upload = form.cleaned_data["file"]
            try:
                attachment_add(
                    submission=submission,
                    project=project,
                    content=upload.read(),
                    name=upload.name,
                    note=form.cleaned_data["note"],
                    actor=request.user,
                    now=now,
                )
            except Refusal as refusal:
                form.add_error("file", str(refusal))
            else:
                messages.success(request, _("“%(name)s” is attached.") % {"name": upload.name})
                return redirect("disbursement:submission_files", pk, code)
    lock = lock_on(submission=submission, now=now)
    context = {
        "submission": submission,
        "period": submission.period,
        "project": project,
        "form": form,
        "attachments": attachments_of(submission=submission, project=project),
        "most": MOST_FILES,
        "lock_sentence": LOCK_SENTENCES[lock] if lock else "",
    }
    return render(request, "disbursement/submission_files.html", context, status=status)


@require_GET
@permitted("attachment.view")
def attachment(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Give out an attached file as it came, to be kept and not to be run."""
    visible = attachments_visible_to(request.user)
    found = get_for(request.user, visible, "attachment.view", pk=pk)
    path = path_of(found.source_file)
    if not path.exists():
        raise Http404
    response = FileResponse(
        path.open("rb"), as_attachment=True, filename=found.name, content_type=found.media_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
@permitted("submission.edit")
def attachment_take_off(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a file off a report that can still be written in."""
    visible = attachments_visible_to(request.user)
    found = get_for(request.user, visible, "submission.edit", pk=pk)
    try:
        attachment_remove(attachment=found, actor=request.user, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("“%(name)s” is removed.") % {"name": found.name})
    return redirect("disbursement:submission_files", found.submission_id, found.project.code)
