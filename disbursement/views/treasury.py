"""Pages of treasury files: what was received, what a file says, what it would change."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from disbursement.models import ImportStatus, TreasuryImport
from disbursement.renderers.findings import findings_workbook
from disbursement.renderers.treasury_marked import marked_file
from disbursement.selectors.treasury_preview import import_preview
from disbursement.selectors.unmatched import waiting_of_import, waiting_totals
from disbursement.treasury_forms import ImportFilter
from disbursement.treasury_reading_forms import ReadingForm
from disbursement.views.access import SignedInRequest, permitted
from disbursement.views.treasury_pictures import pictures_kept, sheets_shown
from disbursement.views.treasury_words import (
    CAN_BE_DISCARDED,
    CAN_BE_READ_AGAIN,
    PROGRESS,
    RUNNING,
    can_be_marked,
    findings_of,
    is_chosen,
    layout_in_words,
    questions_of,
    scale_alarms,
    steps_of,
    totals_off,
    unit_in_words,
)
from projects.intake.workbook import WorkbookRefused
from projects.permissions import may
from projects.renderers.marked_workbook import CannotMark
from projects.selectors.files import path_of

IMPORTS_PER_PAGE = 30
ROWS_PER_PAGE = 50
# After so long in one state a person is told that it takes longer than it should.
SLOW = timedelta(minutes=1)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@permitted("treasury.view")
def import_list(request: SignedInRequest) -> HttpResponse:
    """List what was received, newest first."""
    form = ImportFilter(request.GET)
    imports = TreasuryImport.objects.select_related("source_file", "received_by", "office").defer(
        "issues", "columns", "preview"
    )
    if form.is_valid() and form.cleaned_data["status"]:
        imports = imports.filter(status=form.cleaned_data["status"])
    page = Paginator(imports, IMPORTS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "form": form,
        "is_filtered": bool(request.GET.get("status")),
        "may_upload": may(request.user, "treasury.upload"),
        "waiting": waiting_totals(),
        "is_running": any(each.status in RUNNING for each in page),
    }
    return render(request, "disbursement/treasury_list.html", context)


@require_GET
@permitted("treasury.view")
def import_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show one file: how far it is, what it says, what it changes and what can be done."""
    treasury_import = import_of(pk)
    context = _always(request, treasury_import)
    if not context["running"]:
        context |= _reading(request, treasury_import)
    if treasury_import.status in (ImportStatus.POSTED, ImportStatus.REVERSED):
        context |= _posted(request, treasury_import)
    return render(request, "disbursement/treasury_detail.html", context)


@require_GET
@permitted("treasury.view")
def import_status(request: SignedInRequest, pk: int) -> HttpResponse:
    """Answer the page that waits: how far the work is, or that the page is to be shown anew."""
    treasury_import = import_of(pk)
    if not request.htmx:
        return redirect("disbursement:import_detail", pk)
    context = _always(request, treasury_import)
    response = render(request, "disbursement/_treasury_progress.html", context)
    if not context["running"]:
        response["HX-Refresh"] = "true"
    return response


@require_GET
@permitted("treasury.file")
def import_file(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Hand back the file as it was received, to be saved and never to be shown in the browser."""
    treasury_import = import_of(pk)
    path = path_of(treasury_import.source_file)
    if not path.is_file():
        messages.error(
            request, _("The content of the file is not in its place; tell the administrator.")
        )
        return redirect("disbursement:import_detail", pk)
    response = FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=treasury_import.source_file.name,
        content_type="application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_GET
@permitted("treasury.view")
def import_issues(request: SignedInRequest, pk: int) -> HttpResponse:
    """Hand out everything the check found, as a workbook."""
    treasury_import = import_of(pk)
    findings = findings_of(treasury_import, most=None)
    response = HttpResponse(
        findings_workbook([*findings.errors, *findings.warnings]), content_type=XLSX
    )
    name = _("findings-%(pk)s.xlsx") % {"pk": pk}
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_GET
@permitted("treasury.file")
def import_marked(request: SignedInRequest, pk: int) -> HttpResponse:
    """Hand back the person's own file with the cells that something was found in marked."""
    treasury_import = import_of(pk)
    findings = findings_of(treasury_import, most=None)
    path = path_of(treasury_import.source_file)
    try:
        name, content = marked_file(
            path, treasury_import.source_file.name, [*findings.errors, *findings.warnings]
        )
    except (CannotMark, WorkbookRefused, OSError):
        messages.error(
            request,
            _("The file cannot be marked. Take the list of findings as an Excel file instead."),
        )
        return redirect("disbursement:import_detail", pk)
    response = HttpResponse(content, content_type=XLSX)
    saved_as = content_disposition_header(as_attachment=True, filename=name)
    response["Content-Disposition"] = saved_as or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def import_of(pk: int) -> TreasuryImport:
    """Return an import with the file and the people of its history, or 404."""
    related = ("received_by", "posted_by", "reversed_by", "office", "replaces__source_file")
    imports = TreasuryImport.objects.select_related("source_file", "remembered_layout", *related)
    return get_object_or_404(imports, pk=pk)


def _always(request: SignedInRequest, treasury_import: TreasuryImport) -> dict[str, Any]:
    running = treasury_import.status in RUNNING
    label, detail = PROGRESS.get(treasury_import.status, ("", ""))
    return {
        "import": treasury_import,
        "running": running,
        "progress_label": label,
        "progress_detail": detail,
        "steps": steps_of(treasury_import),
        "may_download": may(request.user, "treasury.file"),
        "can_be_marked": can_be_marked(treasury_import),
        "may_post": may(request.user, "treasury.post"),
        "may_reverse": may(request.user, "treasury.reverse"),
        "may_upload": may(request.user, "treasury.upload"),
        "may_match": may(request.user, "treasury.match"),
        "can_discard": treasury_import.status in CAN_BE_DISCARDED,
        "is_adjustment": bool(treasury_import.adjustment_reason and not treasury_import.replaces),
        "replaced_by": treasury_import.replaced_by.exclude(status=ImportStatus.DISCARDED)
        .select_related("source_file")
        .first(),
        "is_slow": running and timezone.now() - treasury_import.status_at > SLOW,
    }


def _reading(request: SignedInRequest, treasury_import: TreasuryImport) -> dict[str, Any]:
    """Return what was read, what it changes, and what was found wrong."""
    can_read_again = treasury_import.status in CAN_BE_READ_AGAIN and may(
        request.user, "treasury.upload"
    )
    asked = questions_of(treasury_import)
    pictures = pictures_kept(treasury_import)
    form = (
        ReadingForm(treasury_import=treasury_import, pictures=pictures, **asked)
        if can_read_again
        else None
    )
    unit = unit_in_words(treasury_import)
    return {
        **asked,
        "is_asked": any(asked.values()),
        "layout": layout_in_words(treasury_import),
        "unit_read": unit,
        "sheets": sheets_shown(pictures, treasury_import=treasury_import, unit=unit, form=form),
        "preview": import_preview(treasury_import=treasury_import),
        "findings": findings_of(treasury_import),
        "totals_off": totals_off(treasury_import),
        "alarms": scale_alarms(treasury_import),
        "reading_form": form,
        "is_chosen": is_chosen(treasury_import),
    }


def _posted(request: SignedInRequest, treasury_import: TreasuryImport) -> dict[str, Any]:
    """Return the facts the import added and those of its rows that still wait."""
    return {
        "facts": _facts(treasury_import, request.GET.get("page")),
        "still_waiting": waiting_of_import(treasury_import=treasury_import),
    }


def _facts(treasury_import: TreasuryImport, number: str | None) -> Page:
    facts = (
        treasury_import.vouchers
        if treasury_import.layout == "vouchers"
        else treasury_import.statementlines
    )
    ordered = facts.select_related("project", "source").order_by("sheet", "row", "origin_year")
    return Paginator(ordered, ROWS_PER_PAGE).get_page(number)
