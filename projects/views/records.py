"""Pages of one row of a register: what it says, how it came to say it, and its form."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from projects.list_forms import DeleteForm, RegisterForm, register_form
from projects.lists.addresses import row_address
from projects.lists.cells import screen_cells
from projects.lists.definition import ListContext, ListDefinition
from projects.models import User
from projects.permissions import get_for, may
from projects.refusals import Refusal, StaleState
from projects.requests import person_of
from projects.selectors.row_history import row_history, row_mark, shown_value
from projects.services.register_edit import Hand, row_create, row_delete, row_edit
from projects.views.lists import permitted_list


@require_GET
def record(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """Show one row with its history."""
    definition, row = _found(request, name, pk, action="")
    listed = ListContext(person_of(request), timezone.localdate())
    shown = definition.shown(definition.rows(listed).filter(pk=pk), listed).get()
    may_edit = may(person_of(request), "registers.edit")
    context = {
        "definition": definition,
        "row": row,
        "cells": list(screen_cells(definition, shown)),
        "history": row_history(row),
        "may_edit": may_edit,
        "may_delete": may_edit and definition.may_grow,
    }
    return render(request, "projects/record.html", context)


@require_http_methods(["GET", "POST"])
def record_edit(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """Edit a row's plain columns; who comes second is told and keeps what was typed."""
    definition, row = _found(request, name, pk, action="registers.edit")
    form_class = register_form(definition.model, definition.editable)
    if request.method == "GET":
        form = form_class(instance=row, initial={"mark": row_mark(row)})
        return _form_page(request, definition, row, form)
    form = form_class(request.POST, instance=row)
    if not form.is_valid():
        return _form_page(request, definition, row, form)
    values = {field: form.cleaned_data[field] for field in definition.editable}
    hand = _hand(request, form)
    try:
        row_edit(row=row, values=values, mark=form.cleaned_data["mark"], hand=hand)
    except StaleState as stale:
        return _conflict_page(request, definition, form, str(stale))
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _form_page(request, definition, row, form)
    messages.success(request, _("The changes are saved."))
    return redirect(row_address(definition, row, person_of(request)))


@require_http_methods(["GET", "POST"])
def record_add(request: HttpRequest, name: str) -> HttpResponse:
    """Add a row to a register that is kept on the screen."""
    person = person_of(request)
    definition = permitted_list(person, name)
    _must_edit(person, definition)
    form_class = register_form(definition.model, ["code", *definition.editable])
    form = form_class(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = row_create(row=form.instance, hand=_hand(request, form))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("“%(name)s” is added.") % {"name": made})
            return redirect(row_address(definition, made, person))
    return _form_page(request, definition, None, form)


@require_http_methods(["GET", "POST"])
def record_delete(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """Ask before a row is deleted; what anything refers to stays."""
    definition, row = _found(request, name, pk, action="registers.edit")
    _must_edit(person_of(request), definition)
    form = DeleteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        shown = str(row)
        try:
            row_delete(row=row, hand=_hand(request, form))
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("projects:record", name, pk)
        messages.success(request, _("“%(name)s” is deleted.") % {"name": shown})
        return redirect(definition.address)
    context = {"definition": definition, "row": row, "form": form}
    return render(request, "projects/record_delete.html", context)


def _found(request: HttpRequest, name: str, pk: int, *, action: str) -> tuple[ListDefinition, Any]:
    person = person_of(request)
    definition = permitted_list(person, name)
    if not definition.editable:
        raise Http404
    rows = definition.rows(ListContext(person, timezone.localdate()))
    return definition, get_for(person, rows, action or definition.action, pk=pk)


def _must_edit(person: User, definition: ListDefinition) -> None:
    if not definition.may_grow:
        raise Http404
    if not may(person, "registers.edit"):
        raise PermissionDenied


def _hand(request: HttpRequest, form: Any) -> Hand:
    return Hand(person_of(request), timezone.now(), form.cleaned_data["reason"])


def _form_page(
    request: HttpRequest, definition: ListDefinition, row: Any, form: RegisterForm
) -> HttpResponse:
    context = {"definition": definition, "row": row, "form": form}
    return render(request, "projects/record_edit.html", context)


def _conflict_page(
    request: HttpRequest, definition: ListDefinition, form: RegisterForm, sentence: str
) -> HttpResponse:
    """Show what stands in the register now beside what was typed; saving again is a choice."""
    now = definition.model._default_manager.get(pk=form.instance.pk)
    data = request.POST.copy()
    data["mark"] = row_mark(now)
    typed = register_form(definition.model, definition.editable)(data, instance=now)
    columns: list[Any] = [definition.model._meta.get_field(field) for field in definition.editable]
    conflict = [
        (column.verbose_name, _read(column, now), _read(column, form.instance))
        for column in columns
        if getattr(now, column.attname) != getattr(form.instance, column.attname)
    ]
    context = {
        "definition": definition,
        "row": now,
        "form": typed,
        "sentence": sentence,
        "conflict": conflict,
        "last": next(iter(row_history(now)), None),
    }
    return render(request, "projects/record_edit.html", context, status=409)


def _read(column: Any, row: Any) -> str:
    value = getattr(row, column.name)
    return str(value) if column.is_relation and value else shown_value(column, value)
