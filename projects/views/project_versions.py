"""Pages on which a decision gives a project another name or another total investment."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from projects.lists.addresses import row_address
from projects.lists.projects import PROJECTS
from projects.models import Project, User
from projects.organisation_forms import InvestmentForm, RenameForm
from projects.permissions import get_for
from projects.refusals import Refusal
from projects.requests import person_of
from projects.selectors.project_versions import investment_story, project_names_through_time
from projects.selectors.visibility import visible_projects
from projects.services.project_versions import (
    LONGEST_NAME,
    Investment,
    investment_revise,
    project_rename,
)
from projects.templatetags.vnd import unit_name

methods = require_http_methods(["GET", "HEAD", "POST"])


@methods
def investment(request: HttpRequest, code: str) -> HttpResponse:
    """Show the versions of a project's total investment, and record one."""
    person, project = _found(request, code, "investment.revise")
    data = request.POST if request.method == "POST" else None
    form = InvestmentForm(data, unit=str(unit_name()))
    if data is not None and form.is_valid():
        stated = Investment(form.cleaned_data["amount"], form.cleaned_data["state_budget"])
        try:
            investment_revise(
                project=project,
                investment=stated,
                decided=form.decided,
                actor=person,
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The total investment is recorded."))
            return redirect("projects:investment", code=project.code)
    context = {
        "project": project,
        "form": form,
        "investment": investment_story(project=project),
        "project_url": _page_of(project, person),
    }
    return render(request, "projects/investment.html", context)


@methods
def rename(request: HttpRequest, code: str) -> HttpResponse:
    """Show the names of a project, and record another from a day on."""
    person, project = _found(request, code, "project.rename")
    data = request.POST if request.method == "POST" else None
    form = RenameForm(data, longest=LONGEST_NAME)
    if data is not None and form.is_valid():
        try:
            project_rename(
                project=project,
                name=form.cleaned_data["name"],
                decided=form.decided,
                actor=person,
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The new name is recorded."))
            return redirect("projects:project_rename", code=project.code)
    context = {
        "project": project,
        "form": form,
        "names": project_names_through_time(project=project),
        "project_url": _page_of(project, person),
    }
    return render(request, "projects/project_rename.html", context)


def _found(request: HttpRequest, code: str, action: str) -> tuple[User, Project]:
    person = person_of(request)
    return person, get_for(person, visible_projects(person), action, code=code)


def _page_of(project: Project, person: User) -> str:
    return row_address(PROJECTS, project, person)
