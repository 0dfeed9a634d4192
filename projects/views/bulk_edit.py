"""Change many rows of a list at once: choose the value, see the difference, apply."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from projects.domain.numbers import format_integer
from projects.list_forms import BulkChoice, bulk_value_form
from projects.lists.definition import ListContext, ListDefinition, Rows
from projects.permissions import may
from projects.refusals import Refusal, StaleState
from projects.requests import person_of
from projects.services.bulk_edit import BulkEdit, BulkPreview, bulk_edit_apply, bulk_edit_preview
from projects.services.register_edit import Hand
from projects.views.lists import bulk_fields, permitted_list, reading_of

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Work:
    """What was chosen on the list: rows, column, and the address to go back to."""

    definition: ListDefinition
    rows: Rows
    choice: BulkChoice
    keys: list[int]
    query: str

    @property
    def field(self) -> str:
        return str(self.choice.cleaned_data["field"])

    @property
    def back(self) -> str:
        return f"{self.definition.address}?{self.query}"


@require_POST
def bulk_edit(request: HttpRequest, name: str) -> HttpResponse:
    """Take the three steps of a bulk edit, all from what the form carries along."""
    person = person_of(request)
    definition = permitted_list(person, name)
    if not definition.bulk:
        raise Http404
    if not may(person, "registers.edit"):
        raise PermissionDenied
    work = _work(request, definition)
    if work is None:
        messages.error(request, _("Tick the rows to be changed and choose a column first."))
        return redirect(_list_url(request, definition))
    try:
        return _step(request, work)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(work.back)


def _step(request: HttpRequest, work: Work) -> HttpResponse:
    step = request.POST.get("step", "")
    column = work.definition.model._meta.get_field(work.field)
    form = bulk_value_form(request.POST if step in ("preview", "apply") else None, column)
    if not form.is_bound or not form.is_valid():
        return _page(request, work, form, None)
    edit = BulkEdit(work.rows, work.field, form.cleaned_data["value"])
    if step == "apply":
        hand = Hand(person_of(request), timezone.now(), form.cleaned_data["reason"])
        try:
            changed = bulk_edit_apply(
                edit=edit,
                mark=request.POST.get("mark", ""),
                list_name=work.definition.name,
                hand=hand,
            )
        except StaleState as stale:
            messages.warning(request, str(stale))
        else:
            said = _("%(count)s rows were changed.") % {"count": format_integer(changed)}
            messages.success(request, said)
            return redirect(work.back)
    return _page(request, work, form, bulk_edit_preview(edit=edit))


def _page(
    request: HttpRequest, work: Work, form: forms.Form, preview: BulkPreview | None
) -> HttpResponse:
    context = {
        "definition": work.definition,
        "work": work,
        "form": form,
        "label": dict(bulk_fields(work.definition))[work.field],
        "count": work.rows.count(),
        "preview": preview,
        "shown": preview.changes[:MOST_SHOWN] if preview else (),
        "more": max(len(preview.changes) - MOST_SHOWN, 0) if preview else 0,
    }
    return render(request, "projects/bulk_edit.html", context)


def _work(request: HttpRequest, definition: ListDefinition) -> Work | None:
    choice = BulkChoice(request.POST, fields=bulk_fields(definition))
    if not choice.is_valid():
        return None
    reading = reading_of(request, definition, QueryDict(request.POST.get("query", "")[:4000]))
    if choice.cleaned_data["scope"] == BulkChoice.ALL:
        return Work(definition, reading.rows, choice, [], reading.query())
    keys = [int(key) for key in request.POST.getlist("row") if key.isdecimal() and len(key) < 19]
    context = ListContext(person_of(request), timezone.localdate())
    rows = definition.rows(context).filter(pk__in=keys)
    return Work(definition, rows, choice, keys, reading.query()) if keys else None


def _list_url(request: HttpRequest, definition: ListDefinition) -> str:
    reading = reading_of(request, definition, QueryDict(request.POST.get("query", "")[:4000]))
    return f"{definition.address}?{reading.query()}"
