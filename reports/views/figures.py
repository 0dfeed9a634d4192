"""Pages a figure opens down to: investor, source, and the list of projects."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from disbursement.views.access import permitted
from projects.domain.search import search_words
from projects.models import CapitalSource
from projects.permissions import get_for, sees_province
from projects.requests import person_of
from projects.selectors.project_search import reasons_found
from projects.selectors.visibility import visible_organisations, visible_projects
from reports.forms import OwnFilter, ProjectFilter
from reports.selectors.dashboard import Scope
from reports.selectors.panels import Choice
from reports.selectors.project import figures_of, projects_matching
from reports.selectors.source import source_page
from reports.views.choice import chosen
from reports.views.dashboard import figures_page

PROJECTS_PER_PAGE = 50


@require_GET
@permitted("dashboard.view")
def investor(request: HttpRequest, code: str) -> HttpResponse:
    """Show one investor the way the dashboard shows the province: its projects, ranked."""
    person = person_of(request)
    owner = get_for(person, visible_organisations(person), "dashboard.view", code=code)
    projects = visible_projects(person).filter(investor=owner)
    investors = visible_organisations(person).filter(pk=owner.pk)
    return figures_page(request, chosen(request, OwnFilter), Scope(projects, investors), owner)


@require_GET
@permitted("source.view")
def source(request: HttpRequest, code: str) -> HttpResponse:
    found = get_for(person_of(request), CapitalSource.objects.all(), "source.view", code=code)
    asked = chosen(request, OwnFilter)
    context = {
        "page": source_page(source=found, choice=asked.choice),
        "choice": asked.choice,
        "form": asked.form,
        "query": asked.query,
    }
    return render(request, "reports/source.html", context)


@require_GET
@permitted("project.view")
def project_list(request: HttpRequest) -> HttpResponse:
    """List the projects a person may see, with today's figures."""
    person = person_of(request)
    today = timezone.localdate()
    choice = Choice(today.year, today)
    owners = visible_organisations(person).filter(projects__isnull=False).distinct()
    form = ProjectFilter(request.GET, investors=owners.order_by("name"))
    wanted = form.cleaned_data if form.is_valid() else {}
    projects = projects_matching(
        projects=visible_projects(person), plan_year=choice.plan_year, wanted=wanted
    )
    page = Paginator(projects, PROJECTS_PER_PAGE).get_page(request.GET.get("page"))
    figures = figures_of(projects=list(page), choice=choice)
    reasons = reasons_found(list(page), search_words(wanted.get("q") or ""))
    context = {
        "page_obj": page,
        "rows": [(each, figures.get(each.pk), reasons.get(each.pk)) for each in page],
        "choice": choice,
        "form": form,
        "is_filtered": any(wanted.values()),
        "sees_province": sees_province(person),
    }
    return render(request, "reports/project_list.html", context)
