"""Pages of medium-term plans: what is given, taken and left; lines in, lines back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from projects.display import current_unit
from projects.domain.figure_tables import FigureTable
from projects.domain.medium_term_rows import MEDIUM_TERM
from projects.domain.medium_terms import period_name, read_period, usual_period
from projects.domain.search import search_words
from projects.medium_term_forms import (
    MediumTermFilter,
    MediumTermLineForm,
    ReasonForm,
    words_of,
)
from projects.medium_term_tables import positions_table, sources_table
from projects.models import MediumTermLine, Project
from projects.permissions import get_for, may, sees_province
from projects.refusals import Refusal
from projects.renderers.figure_workbook import render_figures
from projects.renderers.register_workbook import render_sheets
from projects.requests import person_of
from projects.selectors.medium_term import (
    MediumTermPosition,
    Period,
    known_medium_terms,
    medium_term_periods,
    medium_term_positions,
    medium_term_sources,
)
from projects.selectors.visibility import visible_projects
from projects.services.medium_term import medium_term_add, medium_term_reverse
from projects.services.plan_decisions import Hand
from projects.services.registers import Outcome
from projects.templatetags.vnd import unit_name

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
VIEW, EDIT = "medium_term.view", "medium_term.edit"
ROWS_PER_PAGE = 50
UNFIT, CONFLICT = 422, 409


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page shows: a period as of a day, and which of its rows."""

    form: MediumTermFilter
    period: Period
    as_of: date
    rows: list[MediumTermPosition]
    totals: FigureTable
    is_filtered: bool


@require_GET
def medium_term(request: HttpRequest) -> HttpResponse:
    """Show what medium-term plans give, what yearly plans took of it, and what is left."""
    asked = _asked(request)
    page = Paginator(asked.rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": asked.form,
        "period": period_name(*asked.period),
        "as_of": asked.as_of,
        "totals": asked.totals,
        "page_obj": page,
        "table": positions_table(list(page.object_list), asked.period),
        "is_filtered": asked.is_filtered,
        "may_edit": may(person_of(request), EDIT),
    }
    return render(request, "projects/medium_term.html", context)


@require_GET
def medium_term_workbook(request: HttpRequest) -> HttpResponse:
    """Give out exactly the rows that the page shows, on all its pages."""
    asked = _asked(request)
    basis = (
        _("Figures as of %(day)s") % {"day": f"{asked.as_of:%d/%m/%Y}"},
        _("Unit: %(unit)s") % {"unit": unit_name()},
    )
    tables = [asked.totals, positions_table(asked.rows, asked.period)]
    content = render_figures([table.with_notes(basis) for table in tables], current_unit())
    return _download(content, f"trung-han-{asked.period[0]}-{asked.period[1]}.xlsx")


@require_GET
def medium_term_sheet(request: HttpRequest) -> HttpResponse:
    """Give out the sheet TrungHan with every line that counts, ready to be taken in again."""
    if not may(person_of(request), EDIT):
        raise PermissionDenied
    rows = [line.row for line in known_medium_terms()]
    return _download(render_sheets([(MEDIUM_TERM, rows)]), "TrungHan.xlsx")


@require_GET
def medium_term_lines(request: HttpRequest) -> HttpResponse:
    """List single lines with their decisions and where they came from."""
    lines = _visible_lines(request)
    period = read_period(request.GET.get("period", ""))
    if period:
        lines = lines.filter(first_year=period[0], last_year=period[1])
    if code := request.GET.get("project", "")[:30]:
        lines = lines.filter(project__code=code)
    if code := request.GET.get("source", "")[:30]:
        lines = lines.filter(source__code=code)
    lines = lines.select_related("project", "source", "source_file", "recorded_by", "reversed_by")
    page = Paginator(lines, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "may_edit": may(person_of(request), EDIT)}
    return render(request, "projects/medium_term_lines.html", context)


@require_http_methods(["GET", "POST"])
def medium_term_new(request: HttpRequest) -> HttpResponse:
    """Take one line that is typed in."""
    person = person_of(request)
    if not may(person, EDIT):
        raise PermissionDenied
    now = timezone.now()
    if request.method == "GET":
        start = period_name(*usual_period(timezone.localdate(now).year))
        return _line_page(request, MediumTermLineForm(initial={"period": start}), 200)
    form = MediumTermLineForm(request.POST)
    if not form.is_valid():
        return _line_page(request, form, UNFIT)
    try:
        answer = medium_term_add(row=form.row(), hand=Hand(person, now))
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _line_page(request, form, CONFLICT)
    if answer.outcome is Outcome.REFUSED:
        for found in answer.issues:
            form.add_error(None, words_of(found))
        return _line_page(request, form, UNFIT)
    messages.success(request, _("The line is recorded."))
    for found in answer.issues:
        messages.warning(request, words_of(found))
    return redirect("projects:medium_term")


@require_http_methods(["GET", "POST"])
def medium_term_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a line back, with a reason."""
    line = get_for(person_of(request), _visible_lines(request).counting(), EDIT, pk=pk)
    form = ReasonForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = UNFIT
        if form.is_valid():
            try:
                medium_term_reverse(
                    line=line,
                    reason=form.cleaned_data["reason"],
                    hand=Hand(person_of(request), timezone.now()),
                )
            except Refusal as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, _("The line is taken back and counts no longer."))
            return redirect("projects:medium_term_lines")
    context = {"line": line, "form": form, "period": period_name(line.first_year, line.last_year)}
    return render(request, "projects/medium_term_reverse.html", context, status=status)


def _asked(request: HttpRequest) -> Asked:
    person = person_of(request)
    if not may(person, VIEW):
        raise PermissionDenied
    today = timezone.localdate()
    periods = medium_term_periods(today)
    start = usual_period(today.year)
    defaults = {"period": f"{start[0]}-{start[1]}", "as_of": today.isoformat()}
    form = MediumTermFilter(defaults | request.GET.dict(), periods=periods)
    form.full_clean()
    chosen = form.cleaned_data
    period = read_period(chosen.get("period") or "") or start
    as_of = chosen.get("as_of") or today
    everything = sees_province(person)
    positions = medium_term_positions(
        period=period, as_of=as_of, projects=None if everything else visible_projects(person)
    )
    sources = medium_term_sources(positions, period=period, as_of=as_of, with_province=everything)
    kept = [row for row in positions if _is_wanted(row, chosen)]
    totals = sources_table(sources, period)
    return Asked(form, period, as_of, kept, totals, len(kept) != len(positions))


def _is_wanted(row: MediumTermPosition, chosen: dict[str, Any]) -> bool:
    if chosen.get("source") and row.source != chosen["source"]:
        return False
    text = f"{row.project.code} {row.project.search_text}".lower()
    return all(word in text for word in search_words(chosen.get("q") or ""))


def _visible_lines(request: HttpRequest) -> Any:
    person = person_of(request)
    if not may(person, VIEW):
        raise PermissionDenied
    lines = MediumTermLine.objects.all()
    if sees_province(person):
        return lines
    own: QuerySet[Project] = visible_projects(person)
    return lines.filter(project__in=own)


def _line_page(request: HttpRequest, form: MediumTermLineForm, status: int) -> HttpResponse:
    return render(request, "projects/medium_term_new.html", {"form": form}, status=status)


def _download(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
