"""Pages of the closing of a year: what is open, what is entered, what was posted."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from disbursement.domain.rollover import closing_day, opening_day
from disbursement.domain.rollover_sheet import CARRY_OVER
from disbursement.rollover_forms import (
    CarryOverUpload,
    EntryGrid,
    RolloverDecisionsForm,
    RolloverFilter,
    RolloverOpenForm,
)
from disbursement.rollover_tables import closing_table, sheet_rows, totals_table
from disbursement.selectors.rollover import (
    RolloverRow,
    RolloverView,
    posted_view,
    rollover_view,
    totals_of,
    visible_rollovers,
)
from disbursement.services.rollover import rollover_open, rollover_save
from projects.display import current_unit
from projects.models import RolloverStatus, YearRollover
from projects.permissions import get_for, may
from projects.refusals import Refusal, StaleState
from projects.renderers.figure_workbook import render_figures
from projects.renderers.register_workbook import render_sheets
from projects.requests import person_of
from projects.selectors.plans import plan_years
from projects.services.plan_decisions import Hand
from projects.templatetags.vnd import unit_name

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
VIEW, EDIT = "rollover.view", "rollover.edit"
ROWS_PER_PAGE = 50
UNFIT, CONFLICT = 422, 409


def rollover_of(request: HttpRequest, pk: int, action: str) -> YearRollover:
    """Return a rollover the person may see, if they may do this with it."""
    return get_for(person_of(request), visible_rollovers(person_of(request)), action, pk=pk)


def hand_of(request: HttpRequest) -> Hand:
    return Hand(person_of(request), timezone.now())


@require_http_methods(["GET", "POST"])
def rollovers(request: HttpRequest) -> HttpResponse:
    """List the years that were closed or are being closed, and open the next."""
    person = person_of(request)
    if not may(person, EDIT if request.method == "POST" else VIEW):
        raise PermissionDenied
    found = list(visible_rollovers(person))
    taken = {each.from_year for each in found if each.status != RolloverStatus.UNDONE}
    years = [year for year in plan_years() if year not in taken]
    today = timezone.localdate()
    last = today.year - 1
    start = {"year": last if last in years else None}
    form = RolloverOpenForm(request.POST or None, years=years, initial=start)
    status = 200
    if request.method == "POST":
        status = UNFIT
        if form.is_valid():
            try:
                rollover = rollover_open(
                    from_year=form.cleaned_data["year"],
                    today=today,
                    hand=hand_of(request),
                    knowingly=form.cleaned_data["knowingly"],
                )
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                return redirect("disbursement:rollover", rollover.pk)
    context = {
        "rollovers": [(each, totals_of(each.lines)) for each in found],
        "form": form if years and may(person, EDIT) else None,
    }
    return render(request, "disbursement/rollovers.html", context, status=status)


@require_GET
def rollover(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a closing: to be entered while it is open, as it was posted afterwards."""
    found = rollover_of(request, pk, VIEW)
    if found.status == RolloverStatus.OPEN and may(person_of(request), EDIT):
        return entry_page(request, found)
    return closed_page(request, found)


@require_http_methods(["POST"])
def rollover_keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Save the decisions and the amounts of the page; nothing typed is lost where it cannot be."""
    found = rollover_of(request, pk, EDIT)
    if found.status != RolloverStatus.OPEN:
        messages.error(request, _("The rollover is no longer open."))
        return redirect("disbursement:rollover", pk)
    form = RolloverDecisionsForm(request.POST)
    view = rollover_view(found)
    grid = EntryGrid(_posted_rows(request, view), request.POST)
    if not form.is_valid() or not grid.is_valid:
        return entry_page(request, found, form=form, grid=grid, status=UNFIT)
    try:
        rollover_save(
            rollover=found,
            decisions=form.decisions(),
            entries=grid.entries,
            revision=form.cleaned_data["revision"],
            hand=hand_of(request),
        )
    except StaleState as stale:
        messages.error(request, str(stale))
        found.refresh_from_db()
        data = request.POST.copy()
        data["revision"] = str(found.revision)
        fresh = EntryGrid(_posted_rows(request, rollover_view(found)), request.POST)
        form = RolloverDecisionsForm(data)
        return entry_page(request, found, form=form, grid=fresh, status=CONFLICT)
    messages.success(request, _("Saved."))
    if "preview" in request.POST:
        return redirect("disbursement:rollover_preview", pk)
    return redirect(f"{request.path.removesuffix('luu/')}?{request.GET.urlencode()}")


@require_GET
def rollover_workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """Give out the keys that the page shows, on all its pages."""
    found = rollover_of(request, pk, VIEW)
    view = shown_view(found)
    rows = RolloverFilter(request.GET).keep(view.rows)
    basis = (_("Unit: %(unit)s") % {"unit": unit_name()},)
    tables = [closing_table(rows, found.from_year), totals_table(view.totals)]
    noted = [table.with_notes(basis) for table in tables if table.rows or table is tables[0]]
    return _download(render_figures(noted, current_unit()), f"khoa-so-{found.from_year}.xlsx")


@require_GET
def rollover_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Give out the sheet KeoDai, to be filled in and handed back."""
    found = rollover_of(request, pk, EDIT)
    rows = sheet_rows(rollover_view(found).rows)
    return _download(render_sheets([(CARRY_OVER, rows)]), f"KeoDai-{found.from_year}.xlsx")


def entry_page(
    request: HttpRequest,
    found: YearRollover,
    *,
    form: RolloverDecisionsForm | None = None,
    grid: EntryGrid | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """Show the step in which decisions and amounts are entered."""
    view = rollover_view(found)
    choice = RolloverFilter(request.GET)
    page = _page(request, choice.keep(view.rows))
    closing = view.closing
    context = {
        "rollover": found,
        "closing": closing,
        "choice": choice,
        "page_obj": page,
        "form": form
        or RolloverDecisionsForm.of(closing.carry_over, closing.cancellation, found.revision),
        "grid": grid or EntryGrid(list(page.object_list)),
        "upload": CarryOverUpload(initial={"revision": found.revision}),
        "totals": totals_table(view.totals),
        "closing_day": closing_day(found.from_year),
        "is_early": timezone.localdate() < opening_day(found.from_year),
        "opens_on": opening_day(found.from_year),
        **more,
    }
    return render(request, "disbursement/rollover_entry.html", context, status=status)


def closed_page(request: HttpRequest, found: YearRollover, **more: Any) -> HttpResponse:
    """Show a closing as it was posted, or as it would be, to who may not enter anything."""
    view = shown_view(found)
    choice = RolloverFilter(request.GET)
    page = _page(request, choice.keep(view.rows))
    context = {
        "rollover": found,
        "closing": view.closing,
        "choice": choice,
        "page_obj": page,
        "table": closing_table(list(page.object_list), found.from_year, with_total=False),
        "totals": totals_table(view.totals),
        "may_edit": may(person_of(request), EDIT),
        **more,
    }
    return render(request, "disbursement/rollover_closed.html", context)


def shown_view(found: YearRollover) -> RolloverView:
    """Return a rollover as it was posted, or as it stands while it is open."""
    return rollover_view(found) if found.status == RolloverStatus.OPEN else posted_view(found)


def _posted_rows(request: HttpRequest, view: RolloverView) -> list[RolloverRow]:
    """Return the rows whose fields came with the form."""
    names = {name.removeprefix("carried-") for name in request.POST if name.startswith("carried-")}
    return [row for row in view.rows if "-".join(map(str, row.key)) in names]


def _page(request: HttpRequest, rows: list[RolloverRow]) -> Page:
    return Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))


def _download(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
