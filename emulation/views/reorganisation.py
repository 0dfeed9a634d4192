"""Organisations that end and projects that pass on: chosen, previewed, then taken in at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from emulation.selectors.organisation_figures import moving_money
from emulation.views.organisations import organisation_for
from projects.domain.reorganisation import Changes
from projects.domain.search import search_words
from projects.issue_texts import render as in_words
from projects.models import Organisation, User
from projects.organisation_forms import (
    MOST_CHOSEN,
    HandOverForm,
    ReorganiseForm,
    organisation_choices,
)
from projects.permissions import may
from projects.refusals import Refusal
from projects.requests import person_of
from projects.services.organisations import handing_over
from projects.services.reorganisation import ChangeAnswer, changes_apply, changes_check

ACTION = "organisation.change"
MOST_OFFERED = 100
MOST_PROJECTS = 1000


@require_http_methods(["GET", "POST"])
def reorganise(request: HttpRequest) -> HttpResponse:
    """Let organisations end on a day, each with its successors, and their projects pass on."""
    person = person_of(request)
    if not may(person, ACTION):
        raise PermissionDenied
    sent = request.POST if request.method == "POST" else request.GET
    ending = chosen_organisations(sent.getlist("org"))
    everyone = list(Organisation.objects.order_by("sort_key", "code"))
    choices = organisation_choices(everyone, _("– none, or several by code –"))
    data = request.POST if request.method == "POST" else None
    form = ReorganiseForm(data, ending=ending, choices=choices)
    context: dict[str, Any] = {"form": form, "ending": ending, **_offered(request, ending)}
    if request.method == "POST" and ending and form.is_valid():
        answer = _taken(request, form, form.changes(), person, context)
        if answer is not None:
            messages.success(
                request,
                _("%(organisations)s organisations ended, %(projects)s projects passed on.")
                % {"organisations": len(ending), "projects": _moved(answer)},
            )
            return redirect("projects:list", "don-vi")
    return render(request, "emulation/reorganise.html", context)


@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Pass ticked projects of an organisation to another investor from a day on."""
    person = person_of(request)
    giver = organisation_for(person, pk, ACTION)
    held = giver.projects.order_by("sort_key", "code")
    others = Organisation.objects.exclude(pk=giver.pk).order_by("sort_key", "code")
    choices = organisation_choices(others, _("– choose –"))
    form = HandOverForm(
        request.POST if request.method == "POST" else None, held=held, choices=choices
    )
    context: dict[str, Any] = {"organisation": giver, "form": form}
    if request.method == "POST" and form.is_valid():
        to = others.get(code=form.cleaned_data["to"])
        changes = handing_over(form.cleaned_data["projects"], to, form.decided)
        answer = _taken(request, form, changes, person, context)
        if answer is not None:
            messages.success(
                request,
                _("%(projects)s projects passed to %(investor)s.")
                % {"projects": _moved(answer), "investor": to.name},
            )
            return redirect("emulation:organisation", giver.pk)
    ticked = set(request.POST.getlist("projects")) or set(request.GET.getlist("projects"))
    shown = list(held[: MOST_PROJECTS + 1])
    context |= {
        "projects": [(each, str(each.pk) in ticked) for each in shown[:MOST_PROJECTS]],
        "has_more": len(shown) > MOST_PROJECTS,
    }
    return render(request, "emulation/hand_over.html", context)


def _taken(
    request: HttpRequest, form: Any, changes: Changes, person: User, context: dict[str, Any]
) -> ChangeAnswer | None:
    """Apply what was previewed, or put the preview into the context; findings go to the form."""
    now = timezone.now()
    if request.POST.get("step") == "apply":
        try:
            return changes_apply(
                changes=changes, by=person, at=now, seen=request.POST.get("mark") or "-"
            )
        except Refusal as refusal:
            messages.warning(request, str(refusal))
    answer = changes_check(changes=changes, by=person, at=now)
    for found in answer.issues:
        told = in_words(found)
        form.add_error(None, f"{told['message']} {told['fix']}")
    if answer.verdict is not None:
        context |= {
            "answer": answer,
            "moving": moving_money(answer.verdict, answer.rows),
            "moved": _moved(answer),
        }
    return None


def _moved(answer: ChangeAnswer) -> int:
    return len(answer.verdict.investors) if answer.verdict else 0


def chosen_organisations(keys: list[str]) -> list[Organisation]:
    """Return the organisations that an address names by their primary keys."""
    numbers = {int(key) for key in keys if key.isascii() and key.isdecimal() and len(key) < 16}
    found = Organisation.objects.filter(pk__in=sorted(numbers)[:MOST_CHOSEN])
    return list(found.order_by("sort_key", "code"))


def _offered(request: HttpRequest, ending: list[Organisation]) -> dict[str, Any]:
    """Return the organisations that a search offers to be added to the chosen ones."""
    query = request.GET.get("q", "")[:200]
    rows = Organisation.objects.valid_on(timezone.localdate()).exclude(
        pk__in=[each.pk for each in ending]
    )
    for word in search_words(query):
        rows = rows.filter(search_text__contains=word)
    shown = list(rows.order_by("sort_key", "code")[: MOST_OFFERED + 1])
    return {"q": query, "offered": shown[:MOST_OFFERED], "offers_more": len(shown) > MOST_OFFERED}
