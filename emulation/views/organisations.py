"""The page of one organisation through time, and its renaming."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from emulation.selectors.organisation_figures import figures_of
from emulation.selectors.rate_figures import RateQuestion
from projects.domain.organisation_kinds import find_kind
from projects.lists.addresses import address_finder
from projects.lists.projects import PROJECTS
from projects.models import Organisation, Project, User
from projects.organisation_forms import DayChoice, RenameForm
from projects.permissions import get_for, may, sees_province
from projects.refusals import Refusal
from projects.requests import person_of
from projects.selectors.names import former_organisation_names
from projects.selectors.organisation_story import (
    events_of,
    former_projects,
    names_through_time,
    projects_around,
    succession,
)
from projects.selectors.plans import plan_years
from projects.selectors.row_history import row_history
from projects.selectors.visibility import visible_organisations, visible_projects
from projects.services.organisations import organisation_rename

PROJECTS_PER_PAGE = 50


def organisation_for(person: User, pk: int, action: str = "organisation.view") -> Organisation:
    """Return an organisation the person may see; strangers get 404."""
    rows = visible_organisations(person).select_related("parent")
    return get_for(person, rows, action, pk=pk)


@require_GET
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """Show names, events, succession, projects and figures of an organisation."""
    person = person_of(request)
    found = organisation_for(person, pk)
    form, as_of, plan_year = _day_asked(request)
    scope = projects_around(found)
    if not sees_province(person):
        scope = scope.filter(pk__in=visible_projects(person).order_by().values("pk"))
    question = RateQuestion(plan_year, as_of, "investor", projects=scope)
    held = found.projects.order_by("sort_key", "code")
    former, former_count = former_projects(found)
    before, after = succession(found)
    page = Paginator(held, PROJECTS_PER_PAGE).get_page(request.GET.get("page"))
    address = _addresses(person, [each.project for each in former])
    context = {
        "organisation": found,
        "kind": find_kind(found.kind),
        "called": former_organisation_names(day=as_of, organisations=[found.pk]).get(found.pk),
        "ended": found.valid_to is not None and found.valid_to < timezone.localdate(),
        "names": names_through_time(found),
        "events": events_of(found),
        "before": before,
        "after": after,
        "form": form,
        "as_of": as_of,
        "plan_year": plan_year,
        "figures": figures_of(organisation=found, question=question, today=timezone.localdate()),
        "page_obj": page,
        "former_more": former_count - len(former),
        "held": [(each, address(each)) for each in page],
        "former": [(each, address(each.project)) for each in former],
        "history": row_history(found),
        "may_change": may(person, "organisation.change"),
        "sees_province": sees_province(person),
    }
    return render(request, "emulation/organisation.html", context)


def _addresses(person: User, former: list[Project]) -> Callable[[Project], str]:
    """Return how a project's page is found, "" for what the person may not see any more."""
    url_of = address_finder(PROJECTS.pages, person)
    if sees_province(person):
        return url_of
    keys = [each.pk for each in former]
    own = set(visible_projects(person).filter(pk__in=keys).values_list("pk", flat=True))
    hidden = set(keys) - own
    return lambda project: "" if project.pk in hidden else url_of(project)


def _day_asked(request: HttpRequest) -> tuple[DayChoice, date, int]:
    """Return the day and plan year that were asked for; what cannot be read is today."""
    today = timezone.localdate()
    years = plan_years() or [today.year]
    default = today.year if today.year in years else years[0]
    asked = {"as_of": today.isoformat(), "year": str(default)} | request.GET.dict()
    form = DayChoice(asked, years=years)
    if not form.is_valid():
        return form, today, default
    return form, form.cleaned_data["as_of"], form.cleaned_data["year"]


@require_http_methods(["GET", "POST"])
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an organisation another name from a day on."""
    person = person_of(request)
    found = organisation_for(person, pk, "organisation.change")
    longest = Organisation._meta.get_field("name").max_length or 0
    form = RenameForm(request.POST if request.method == "POST" else None, longest=longest)
    if request.method == "POST" and form.is_valid():
        try:
            organisation_rename(
                organisation=found,
                name=form.cleaned_data["name"],
                decided=form.decided,
                actor=person,
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The new name is recorded."))
            return redirect("emulation:organisation", found.pk)
    context = {"organisation": found, "form": form, "names": names_through_time(found)}
    return render(request, "emulation/organisation_rename.html", context)
