"""The page on which the stages that dates propose are confirmed, many at a time."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from projects.models import User
from projects.organisation_forms import StagesForm
from projects.permissions import may
from projects.refusals import Refusal
from projects.requests import person_of
from projects.selectors.plans import plan_years
from projects.selectors.stages import stages_to_confirm, unconfirmed_projects
from projects.services.stages import stages_confirm, stages_propose

ROWS_PER_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def stages(request: HttpRequest) -> HttpResponse:
    """Show the projects of a plan year whose stage nobody has confirmed."""
    person = person_of(request)
    if not may(person, "stage.confirm"):
        raise PermissionDenied
    sent = request.POST if request.method == "POST" else request.GET
    years = plan_years()
    year = _year(sent, years)
    page = Paginator(unconfirmed_projects(plan_year=year), ROWS_PER_PAGE).get_page(sent.get("page"))
    projects = list(page)
    form = StagesForm(request.POST if request.method == "POST" else None, projects=projects)
    if request.method == "POST" and _done(request, form, person, year):
        return redirect(f"{reverse('projects:stages')}?year={year}")
    rows = stages_to_confirm(plan_year=year, projects=projects)
    for row in rows:
        form.initial[f"stage_{row.project.pk}"] = row.stage
        form.initial[f"take_{row.project.pk}"] = bool(row.proposal)
    context = {
        "years": years,
        "year": year,
        "form": form,
        "page_obj": page,
        "rows": [
            (row, form[f"take_{row.project.pk}"], form[f"stage_{row.project.pk}"]) for row in rows
        ],
    }
    return render(request, "projects/stages.html", context)


def _keys(request: HttpRequest) -> list[int]:
    keys = request.POST.getlist("project")[:ROWS_PER_PAGE]
    return [int(key) for key in keys if key.isascii() and key.isdecimal() and len(key) < 16]


def _year(sent: QueryDict, years: list[int]) -> int:
    asked = sent.get("year", "")
    if asked.isascii() and asked.isdecimal() and len(asked) == 4:
        return int(asked)
    return years[0] if years else timezone.localdate().year


def _done(request: HttpRequest, form: StagesForm, person: User, year: int) -> bool:
    """Propose or confirm as asked; tell what came of it."""
    now = timezone.now()
    if request.POST.get("step") == "propose":
        number = stages_propose(plan_year=year, actor=person, now=now)
        messages.success(request, _("%(number)s stages are proposed anew.") % {"number": number})
        return True
    if not form.is_valid():
        return False
    try:
        number = stages_confirm(plan_year=year, stages=form.stages(), actor=person, now=now)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, _("%(number)s stages are confirmed.") % {"number": number})
    return True
