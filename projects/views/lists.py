"""Pages of the registers: the lists, what they hold, and their export."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from projects.list_forms import SaveViewForm
from projects.lists.addresses import address_finder
from projects.lists.cells import (
    RIGHT,
    Line,
    heading_of,
    screen_cells,
    sheet_rows,
    sheet_width,
)
from projects.lists.definition import Column, Kind, ListContext, ListDefinition
from projects.lists.reading import SORT, ListReading, read_list
from projects.lists.registry import LISTS, list_named
from projects.models import SavedView, User
from projects.permissions import may
from projects.renderers.list_workbook import ListSheet, render_lists
from projects.requests import person_of

ROWS_PER_PAGE = 50
EXPORT_CHUNK = 2000
MOST_EXPORTED = 200_000
REASON_WIDTH = 40
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def permitted_list(person: User, name: str) -> ListDefinition:
    """Return the list of that address, if the person may see it."""
    definition = list_named(name)
    if definition is None:
        raise Http404
    if not may(person, definition.action):
        raise PermissionDenied
    return definition


def reading_of(request: HttpRequest, definition: ListDefinition, query: Any) -> ListReading:
    context = ListContext(person_of(request), timezone.localdate())
    return read_list(definition, context=context, query=query)


@require_GET
def registers(request: HttpRequest) -> HttpResponse:
    """Show which registers there are."""
    person = person_of(request)
    shown = [each for each in LISTS.values() if may(person, each.action)]
    if not shown:
        raise PermissionDenied
    context = {"lists": shown, "may_import": may(person, "registers.import")}
    return render(request, "projects/registers.html", context)


@require_GET
def list_page(request: HttpRequest, name: str) -> HttpResponse:
    """Show one page of a list, as its address filters and sorts it."""
    definition = permitted_list(person_of(request), name)
    if definition.home:
        query = request.META.get("QUERY_STRING", "")
        return redirect(f"{definition.address}?{query}" if query else definition.address)
    return show_list(request, definition)


def show_list(request: HttpRequest, definition: ListDefinition) -> HttpResponse:
    """Show one page of a list that the person may see."""
    person = person_of(request)
    reading = reading_of(request, definition, request.GET)
    page = Paginator(reading.rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = reading.shown(page.object_list)
    may_edit = may(person, "registers.edit")
    context = {
        "definition": definition,
        "reading": reading,
        "form": reading.form,
        "query": reading.query(),
        "page_obj": page,
        "headings": list(_headings(reading)),
        "lines": _lines(reading, page),
        "has_money": any(column.kind is Kind.MONEY for column in definition.columns),
        "saved_views": _saved_views(person, reading),
        "save_form": SaveViewForm(auto_id="save_%s"),
        "bulk_fields": bulk_fields(definition) if may_edit else [],
        "may_add": may_edit and definition.may_grow,
        **definition.around.context(reading.context, reading.everything),
    }
    return render(request, "projects/list.html", context)


@require_GET
def list_export(request: HttpRequest, name: str) -> HttpResponse:
    """Give out all rows of the list as it is filtered and sorted, with the columns it shows."""
    definition = permitted_list(person_of(request), name)
    reading = reading_of(request, definition, request.GET)
    lines = [_("Day: %(day)s") % {"day": f"{timezone.localdate():%d/%m/%Y}"}]
    spoken = "; ".join(f"{label}: {value}" for label, value in reading.spoken_filters())
    lines.append(_("Filters: %(filters)s") % {"filters": spoken or _("none")})
    headings = [(heading_of(column), sheet_width(column)) for column in definition.columns]
    if reading.tells_reasons:
        headings.append((_("Found by"), REASON_WIDTH))
    sheet = ListSheet(str(definition.title), lines, headings, _sheet_rows(reading))
    response = HttpResponse(render_lists([sheet]), content_type=XLSX)
    day = f"{timezone.localdate():%Y-%m-%d}"
    response["Content-Disposition"] = f'attachment; filename="{definition.name}-{day}.xlsx"'
    return response


def _sheet_rows(reading: ListReading) -> Iterator[list[Any]]:
    """Yield the rows of the workbook, a part of them in memory at a time."""
    rows = reading.shown(reading.rows[:MOST_EXPORTED])
    left = rows.iterator(chunk_size=EXPORT_CHUNK) if isinstance(rows, QuerySet) else iter(rows)
    while part := list(islice(left, EXPORT_CHUNK)):
        reasons = reading.reasons(part)
        for row, values in zip(part, sheet_rows(reading.definition, part), strict=True):
            yield [*values, reasons.get(row.pk)] if reading.tells_reasons else values


def _headings(reading: ListReading) -> Iterator[dict[str, Any]]:
    for column in reading.definition.columns:
        current = column is reading.column
        yield {
            "text": heading_of(column),
            "is_figure": column.kind in RIGHT,
            "url": _sort_url(reading, column),
            "sorted": ("descending" if reading.descending else "ascending") if current else "",
        }


def _sort_url(reading: ListReading, column: Column) -> str:
    if not column.is_sortable:
        return ""
    down = column is reading.column and not reading.descending
    query = reading.query(with_sort=False)
    sort = urlencode({SORT: f"{'-' if down else ''}{column.name}"})
    return f"?{query}&{sort}" if query else f"?{sort}"


def _lines(reading: ListReading, page: Page[Any]) -> list[Line]:
    definition, person = reading.definition, reading.context.person
    url_of = address_finder(definition.pages, person)
    addresses = {
        column.name: address_finder(column.pages, person)
        for column in definition.columns
        if column.pages
    }
    reasons = reading.reasons(list(page))
    lines = []
    for row in page:
        cells = tuple(screen_cells(definition, row, addresses))
        title = next((c.text for c in cells if c.column.kind is Kind.NAME), cells[0].text)
        lines.append(Line(row.pk, title, url_of(row), cells, reasons.get(row.pk, "")))
    return lines


def _saved_views(person: User, reading: ListReading) -> list[dict[str, Any]]:
    """Return the person's views of this list, then those others share."""
    views = SavedView.objects.filter(list_name=reading.definition.name)
    views = views.filter(Q(owner=person) | Q(is_shared=True)).select_related("owner")
    current = reading.query()
    shown = [
        {"view": view, "is_mine": view.owner_id == person.pk, "is_current": view.query == current}
        for view in views
    ]
    return sorted(shown, key=lambda each: not each["is_mine"])


def bulk_fields(definition: ListDefinition) -> list[tuple[str, str]]:
    fields = [definition.model._meta.get_field(name) for name in definition.bulk]
    return [(field.name, str(getattr(field, "verbose_name", field.name))) for field in fields]
