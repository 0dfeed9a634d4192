"""The workbook of a report: downloaded prefilled, uploaded, compared, and taken into the draft."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import PurePosixPath

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from disbursement.entry_forms import moment_of
from disbursement.models import WorkbookUpload
from disbursement.renderers.findings import findings_workbook
from disbursement.renderers.submission_workbook import ReportContent, render_report_workbook
from disbursement.rule_words import rules_in_words
from disbursement.selectors.entry_rules import measures_of
from disbursement.selectors.submission_workbook import (
    LANGUAGES,
    group_names,
    read_report_file,
    uploads_of,
    uploads_visible_to,
    workbook_identity,
)
from disbursement.selectors.windows import LOCK_SENTENCES, lock_on
from disbursement.services.submission_workbook import workbook_receive, workbook_take
from disbursement.views.access import SignedInRequest, permitted
from disbursement.views.entry_page import own_report
from disbursement.views.workbook_words import Preview
from disbursement.workbook_identity import sign_identity
from projects.display import current_unit, unit_named
from projects.issue_texts import render as in_words
from projects.permissions import get_for
from projects.refusals import Refusal
from projects.renderers.marked_workbook import CannotMark, mark_workbook
from projects.selectors.files import path_of

ACTION = "submission.edit"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UPLOADS_SHOWN = 20


class WorkbookForm(forms.Form):
    """The workbook as it comes back."""

    file = forms.FileField(
        label=gettext_lazy("Filled-in workbook"),
        max_length=250,
        help_text=gettext_lazy(
            "The workbook downloaded from this report, as .xlsx. Nothing is changed before you "
            "have seen what it would change."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.xlsb,.ods"}),
    )


@require_GET
@permitted(ACTION)
@never_cache
def workbook_download(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give out the report as a workbook to be filled in, in the unit the person reads."""
    submission = own_report(request, pk, ACTION)
    now = timezone.now()
    if lock := lock_on(submission=submission, now=now):
        messages.info(request, str(LOCK_SENTENCES[lock]))
        return redirect("disbursement:submission_view", pk=pk)
    unit = unit_named(request.GET.get("unit", "")) or current_unit()
    with override(LANGUAGES[0]):
        identity = workbook_identity(submission=submission, unit=unit, now=now)
        percent = measures_of(period=submission.period).tolerated_percent
        content = render_report_workbook(
            ReportContent(
                identity,
                sign_identity(identity),
                f"{timezone.localtime(submission.period.due_at):%H:%M %d/%m/%Y}",
                group_names(),
                rules_in_words(percent=percent),
            )
        )
    name = f"bao-cao-{submission.period.code}-{submission.investor.code}.xlsx"
    return _attached(content, name)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(ACTION)
@never_cache
def workbook_upload(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a workbook that came back to be looked at; list those that came before."""
    submission = own_report(request, pk, ACTION)
    now = timezone.now()
    form = WorkbookForm(request.POST or None, request.FILES or None)
    status = HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                upload = workbook_receive(
                    submission=submission,
                    content=file.read(),
                    name=file.name or "",
                    actor=request.user,
                    now=now,
                )
            except Refusal as refusal:
                form.add_error("file", str(refusal))
            else:
                return redirect("disbursement:workbook_preview", upload.pk)
    lock = lock_on(submission=submission, now=now)
    context = {
        "submission": submission,
        "period": submission.period,
        "form": form,
        "uploads": uploads_of(submission=submission)[:UPLOADS_SHOWN],
        "lock_sentence": LOCK_SENTENCES[lock] if lock else "",
    }
    return render(request, "disbursement/workbook_upload.html", context, status=status)


@require_GET
@permitted(ACTION)
@never_cache
def workbook_preview(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what the workbook would change in the report as it is now, and what was found."""
    upload = _upload(request, pk)
    submission = upload.submission
    reading = read_report_file(
        submission=submission, path=path_of(upload.source_file), now=timezone.now()
    )
    context = {
        "upload": upload,
        "submission": submission,
        "period": submission.period,
        "preview": Preview(reading),
        "seen": reading.seen.isoformat() if reading.seen else "",
    }
    return render(request, "disbursement/workbook_preview.html", context)


@require_POST
@permitted(ACTION)
def workbook_accept(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take the workbook into the draft as it was compared."""
    upload = _upload(request, pk)
    try:
        taken = workbook_take(
            upload=upload,
            seen=moment_of(request.POST.get("seen", "")),
            preferred=request.POST.getlist("mine"),
            only_sound=request.POST.get("action") == "sound",
            actor=request.user,
            now=timezone.now(),
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("disbursement:workbook_preview", pk)
    if not taken:
        messages.info(request, _("Nothing was changed: the report already has these figures."))
        return redirect("disbursement:workbook_preview", pk)
    messages.success(
        request,
        _("%(count)s cells of the workbook are in the draft. It has not been handed in yet.")
        % {"count": taken},
    )
    return redirect("disbursement:submission_edit", upload.submission_id)


@require_GET
@permitted(ACTION)
@never_cache
def workbook_marked(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give the person's own file back with its findings marked, or, if it must be, a list."""
    upload = _upload(request, pk)
    path = path_of(upload.source_file)
    if not path.exists():
        raise Http404
    now = timezone.now()
    reading = read_report_file(submission=upload.submission, path=path, now=now)
    findings = [in_words(found) for found in Preview(reading).ranked]
    stem = PurePosixPath(upload.source_file.name).stem
    try:
        content = mark_workbook(path.read_bytes(), findings)
    except CannotMark:
        return _attached(findings_workbook(findings), f"{stem}-loi.xlsx")
    return _attached(content, f"{stem}-danh-dau.xlsx")


@require_GET
@permitted(ACTION)
def workbook_original(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Give out a workbook as it came, to be kept and not to be run."""
    upload = _upload(request, pk)
    path = path_of(upload.source_file)
    if not path.exists():
        raise Http404
    response = FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=upload.source_file.name,
        content_type="application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _upload(request: SignedInRequest, pk: int) -> WorkbookUpload:
    visible = uploads_visible_to(request.user)
    return get_for(request.user, visible, ACTION, pk=pk)


def _attached(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=XLSX,
        headers={
            "Content-Disposition": content_disposition_header(True, name) or "attachment",  # noqa: FBT003
            "X-Content-Type-Options": "nosniff",
        },
    )
