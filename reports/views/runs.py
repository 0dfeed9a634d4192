"""Pages of the reports that were made: when, from which figures, and their files."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from disbursement.views.access import permitted
from projects.permissions import get_for, may
from projects.refusals import Refusal
from projects.requests import person_of
from reports.definitions.frame import Asked
from reports.definitions.registry import DEFINITIONS
from reports.forms import ReportForm
from reports.models import ReportFile, ReportRun, RunStatus
from reports.renderers import html
from reports.selectors.runs import path_of, runs
from reports.selectors.schedule import coming
from reports.services.files import report_tables
from reports.services.runs import run_ask

RUNS_PER_PAGE = 30
COMING_SHOWN = 5
CONTENT_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


@require_GET
@permitted("reports.view")
def run_list(request: HttpRequest) -> HttpResponse:
    return _list(request, ReportForm(today=timezone.localdate()))


@require_POST
@permitted("reports.make")
def run_create(request: HttpRequest) -> HttpResponse:
    """Ask for a report; it is made in the background and shows up on its own page."""
    form = ReportForm(request.POST, today=timezone.localdate())
    if not form.is_valid():
        return _list(request, form)
    try:
        run = run_ask(actor=person_of(request), now=timezone.now(), **form.cleaned_data)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("reports:run_list")
    messages.success(request, _("The report is being made."))
    return redirect("reports:run", run.pk)


@require_GET
@permitted("reports.view")
def run_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one run; while it is being made the page asks for its state again."""
    run = get_for(person_of(request), runs(), "reports.view", pk=pk)
    context = {"run": run, "name": name_of(run), "running": is_running(run)}
    if request.htmx:  # type: ignore[attr-defined]
        response = render(request, "reports/_run_state.html", context)
        if not context["running"]:
            response["HX-Refresh"] = "true"
        return response
    return render(request, "reports/run.html", context)


@require_GET
@permitted("reports.view")
def run_tables(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a report on the screen, built again from what it was made from."""
    run = get_for(person_of(request), runs(), "reports.view", pk=pk, status=RunStatus.MADE)
    tables = report_tables(kind=run.kind, asked=Asked(run.as_of, run.known_by))
    context = {
        "run": run,
        "name": name_of(run),
        "title": tables[0].title,
        "tables": html.render(tables),
    }
    return render(request, "reports/run_tables.html", context)


@require_GET
@permitted("reports.view")
def run_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hand out a file, to be saved and never to be shown in the browser."""
    file = get_for(person_of(request), ReportFile.objects.all(), "reports.view", pk=pk)
    path = path_of(file)
    if not path.is_file():
        messages.error(request, _("The file is not in its place; tell the administrator."))
        return redirect("reports:run", file.run_id)
    response = FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=file.name,
        content_type=CONTENT_TYPES.get(file.format, "application/octet-stream"),
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _list(request: HttpRequest, form: ReportForm) -> HttpResponse:
    now = timezone.now()
    page = Paginator(runs(), RUNS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "rows": [(run, name_of(run)) for run in page],
        "coming": [(due, DEFINITIONS[due.kind].name) for due in coming(now=now)[:COMING_SHOWN]],
        "form": form,
        "may_make": may(person_of(request), "reports.make"),
    }
    return render(request, "reports/run_list.html", context, status=400 if form.errors else 200)


def name_of(run: ReportRun) -> str:
    definition = DEFINITIONS.get(run.kind)
    return str(definition.name) if definition else run.kind


def is_running(run: ReportRun) -> bool:
    return run.status in (RunStatus.WAITING, RunStatus.MAKING)
