"""Pages of the workbook of registers: hand it in, see what it would change, take it, get it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.contrib import messages
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from disbursement.register_forms import RegisterUpload
from disbursement.selectors.plan_disbursed import disbursed_by_position
from disbursement.services.treasury_unmatched import unmatched_repost
from disbursement.views.access import permitted
from disbursement.views.register_words import sheets_in_words
from projects.domain.issues import Issue
from projects.domain.register_difference import difference_mark
from projects.issue_texts import render as in_words
from projects.models import RegisterImport, SourceFile
from projects.permissions import may
from projects.refusals import Refusal, StaleState
from projects.renderers.list_workbook import ListSheet, Value, render_lists
from projects.requests import person_of
from projects.selectors.files import path_of
from projects.services.registers import (
    Outcome,
    RegisterAnswer,
    register_file_receive,
    registers_check,
    registers_export,
    registers_import,
)
from projects.views.kept_files import with_kept_file

ACTION = "registers.import"
SALT = "registers.import"
IMPORTS_PER_PAGE = 30
MOST_ISSUES = 300
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


with_file = with_kept_file(salt=SALT, back="disbursement:register_list")


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(ACTION)
def register_list(request: HttpRequest) -> HttpResponse:
    """List what was taken in, newest first, and take the next file."""
    is_sent = request.method == "POST"
    form = RegisterUpload(request.POST, request.FILES) if is_sent else RegisterUpload()
    if is_sent and form.is_valid():
        upload: UploadedFile = form.cleaned_data["file"]
        file = register_file_receive(
            content=upload.read(),
            name=upload.name or "",
            by=person_of(request),
            at=timezone.now(),
        )
        return redirect("disbursement:register_preview", signing.dumps(file.pk, salt=SALT))
    imports = RegisterImport.objects.select_related("source_file", "imported_by").defer("issues")
    context = {
        "form": form,
        "page_obj": Paginator(imports, IMPORTS_PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "disbursement/register_list.html", context)


@require_GET
@permitted(ACTION)
@with_file
def register_preview(request: HttpRequest, token: str, file: SourceFile) -> HttpResponse:
    """Show what taking the file in would change, and everything found in it."""
    answer = registers_check(
        path=path_of(file), by=person_of(request), disbursed=disbursed_by_position
    )
    return _preview_page(request, token, file, answer)


@require_POST
@permitted(ACTION)
@with_file
def register_import(request: HttpRequest, token: str, file: SourceFile) -> HttpResponse:
    """Take the file in as it was previewed, then post the payments that waited for its projects."""
    person, now = person_of(request), timezone.now()
    try:
        answer = registers_import(
            path=path_of(file),
            name=file.name,
            by=person,
            at=now,
            seen=request.POST.get("mark", "") or "-",
            disbursed=disbursed_by_position,
        )
    except StaleState as stale:
        messages.warning(request, str(stale))
        return redirect("disbursement:register_preview", token)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("disbursement:register_preview", token)
    if answer.outcome is Outcome.REFUSED:
        return _preview_page(request, token, file, answer)
    # The rows follow from the import, whoever made it: the right to match codes is not asked for.
    posted = unmatched_repost(actor=person if may(person, "treasury.match") else None, at=now)
    if answer.outcome is Outcome.UNCHANGED:
        messages.info(request, _("The file holds nothing new; nothing was changed."))
    else:
        messages.success(request, _("“%(file)s” is imported.") % {"file": file.name})
    if posted:
        messages.success(
            request, _("%(rows)s treasury rows that waited are posted.") % {"rows": posted}
        )
    return redirect("disbursement:register_list")


@require_GET
@permitted(ACTION)
@with_file
def register_findings(request: HttpRequest, token: str, file: SourceFile) -> HttpResponse:
    """Hand out all findings and the whole difference as a workbook."""
    answer = registers_check(
        path=path_of(file), by=person_of(request), disbursed=disbursed_by_position
    )
    lines = [file.name]
    sheets = [
        ListSheet(
            _("Findings"),
            lines,
            [
                (_("Severity"), 14),
                (_("Sheet"), 16),
                (_("Cell"), 10),
                (_("What was found"), 70),
                (_("How to mend it"), 70),
            ],
            _finding_rows(answer.issues),
        ),
        ListSheet(
            _("Difference"),
            lines,
            [
                (_("Sheet"), 16),
                (_("Cell"), 10),
                (_("Row"), 44),
                (_("Column"), 28),
                (_("Now"), 44),
                (_("After the import"), 44),
            ],
            _difference_rows(answer),
        ),
    ]
    return _download(render_lists(sheets), _("register-findings.xlsx"))


@require_GET
@permitted(ACTION)
def register_export(request: HttpRequest) -> HttpResponse:
    """Give out all registers as the workbook they are imported from."""
    return _download(registers_export(), f"danh-muc-{timezone.localdate():%Y-%m-%d}.xlsx")


def _preview_page(
    request: HttpRequest, token: str, file: SourceFile, answer: RegisterAnswer
) -> HttpResponse:
    difference = answer.difference
    context = {
        "token": token,
        "file": file,
        "answer": answer,
        "is_refused": answer.outcome is Outcome.REFUSED,
        "is_empty": difference is not None and difference.is_empty,
        "sheets": sheets_in_words(difference) if difference else [],
        "mark": difference_mark(difference) if difference else "",
        "issues": [in_words(found) for found in answer.issues[:MOST_ISSUES]],
        "issue_count": len(answer.issues),
        "more_issues": max(len(answer.issues) - MOST_ISSUES, 0),
    }
    return render(request, "disbursement/register_preview.html", context)


def _finding_rows(issues: Sequence[Issue]) -> Iterator[list[Value]]:
    for found in issues:
        said = in_words(found)
        severity = _("Error") if found.is_error else _("Warning")
        yield [severity, said["sheet"], said["cell"], said["message"], said["fix"]]


def _difference_rows(answer: RegisterAnswer) -> Iterator[list[Value]]:
    if answer.difference is None:
        return
    for sheet in sheets_in_words(answer.difference, most=None):
        for row in sheet.changed:
            for cell in row.cells:
                yield [sheet.name, cell.cell, row.key, cell.heading, cell.old, cell.new]
        for row in sheet.added:
            yield [sheet.name, str(row.row), row.key, _("new row"), None, row.title]


def _download(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
