"""The dashboard: the whole province, or an investor's own figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_GET

from disbursement.views.access import permitted
from projects.models import Organisation, Project
from projects.permissions import may, sees_province
from projects.requests import person_of
from projects.selectors.visibility import visible_organisations, visible_projects
from reports.charts import curve_chart
from reports.forms import DashboardFilter, OwnFilter
from reports.selectors.dashboard import Scope, dashboard
from reports.views.choice import Chosen, chosen
from reports.views.remembering import remembered

# Where figures lead on to, for those who may go there.
LINKS = {
    "source": "source.view",
    "treasury": "treasury.view",
    "submissions": "submission.view_all",
    "own_periods": "submission.view_own",
    "registers": "registers.import",
    "snapshots": "reports.view",
}


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    return redirect("reports:dashboard")


@require_GET
@permitted("dashboard.view")
def overview(request: HttpRequest) -> HttpResponse:
    """Show the province to those who see it, and to investors what is their own."""
    person = person_of(request)
    if sees_province(person):
        return figures_page(request, chosen(request, DashboardFilter), Scope())
    own = Scope(visible_projects(person), visible_organisations(person))
    return figures_page(request, chosen(request, OwnFilter), own)


def figures_page(
    request: HttpRequest,
    asked: Chosen,
    scope: Scope,
    investor: Organisation | None = None,
) -> HttpResponse:
    """Answer with the dashboard of a scope; ``investor`` names it, if it is one of a province."""
    owner: Project | Organisation | None = investor
    if owner is None and scope.investors is not None:
        owner = scope.investors.first()
    view = View(request, asked, scope, owner, is_drilled=investor is not None)
    context: dict[str, Any] = {
        "choice": asked.choice,
        "form": asked.form,
        "owner": owner,
        "is_drilled": view.is_drilled,
        "figures": remembered(view.key, lambda: _draw(view)),
    }
    return render(request, "reports/dashboard.html", context)


@dataclass(frozen=True, slots=True)
class View:
    """What decides how the figures look: who sees which of them, of whom, and chosen how."""

    request: HttpRequest
    asked: Chosen
    scope: Scope
    owner: Project | Organisation | None
    is_drilled: bool

    @property
    def may(self) -> dict[str, bool]:
        person = person_of(self.request)
        return {name: may(person, action) for name, action in LINKS.items()}

    @property
    def key(self) -> tuple[object, ...]:
        """Everything that the figures depend on, whose they are first of all."""
        investors = self.scope.investors
        whose = None if investors is None else tuple(investors.values_list("pk", flat=True))
        links = tuple(self.may.items())
        return (whose, self.is_drilled, self.asked.choice, links, timezone.localdate())


def _draw(view: View) -> str:
    """Gather the figures and draw them."""
    choice = view.asked.choice
    data = dashboard(choice=choice, scope=view.scope, now=timezone.now())
    context = {
        "request": view.request,
        "dashboard": data,
        "choice": choice,
        "query": view.asked.query,
        "is_province": view.scope.is_province,
        "owner": view.owner,
        "is_drilled": view.is_drilled,
        "today": timezone.localdate(),
        "chart": curve_chart(data.curve, choice.plan_year),
        "may": view.may,
    }
    return render_to_string("reports/_figures.html", context)
