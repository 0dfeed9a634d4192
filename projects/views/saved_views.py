"""Save the filters of a list under a name, and delete what was saved."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from projects.list_forms import SaveViewForm
from projects.models import SavedView
from projects.refusals import Refusal
from projects.requests import person_of
from projects.services.saved_views import saved_view_delete, saved_view_keep
from projects.views.lists import permitted_list, reading_of


@require_POST
def view_keep(request: HttpRequest, name: str) -> HttpResponse:
    """Save the filters the list was shown with; only what the list knows is kept of them."""
    person = person_of(request)
    definition = permitted_list(person, name)
    form = SaveViewForm(request.POST)
    asked = QueryDict(request.POST.get("query", "")[:4000])
    query = reading_of(request, definition, asked).query()
    if not form.is_valid():
        messages.error(request, _("The view was not saved: give it a name of up to 80 letters."))
        return redirect(f"{definition.address}?{query}")
    try:
        view = saved_view_keep(
            owner=person,
            list_name=name,
            name=form.cleaned_data["name"],
            query=query,
            is_shared=form.cleaned_data["is_shared"],
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The view “%(name)s” is saved.") % {"name": view.name})
    return redirect(f"{definition.address}?{query}")


@require_POST
def view_delete(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    person = person_of(request)
    definition = permitted_list(person, name)
    view = get_object_or_404(SavedView, pk=pk, owner=person, list_name=definition.name)
    saved_view_delete(view=view, actor=person)
    messages.success(request, _("The view “%(name)s” is deleted.") % {"name": view.name})
    return redirect(definition.address)
