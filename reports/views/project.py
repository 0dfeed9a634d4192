"""The page of a project: its facts, its money down to the cells, and its story."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from disbursement.views.access import permitted
from projects.display import current_unit
from projects.models import Project, User
from projects.permissions import get_for, may
from projects.requests import person_of
from projects.selectors.project_versions import investment_story
from projects.selectors.visibility import visible_projects
from projects.selectors.work import projects_kept_by
from reports.domain.story import Moment, StoryKind, counts_by_kind
from reports.forms import DayFilter
from reports.money_charts import project_chart
from reports.selectors.project import Origin, movements_of, project_page
from reports.selectors.project_curve import project_curve
from reports.selectors.project_facts import project_facts
from reports.selectors.story import story_of
from reports.views.choice import chosen
from reports.views.story_words import KIND_LOOKS

MOVEMENTS_PER_PAGE = 50
MOMENTS_PER_PAGE = 30
KINDS = frozenset(StoryKind)


@require_GET
@permitted("project.view")
def project(request: HttpRequest, code: str) -> HttpResponse:
    """Show a project: what it is, its curve, its money with the cells, and all that happened."""
    person = person_of(request)
    projects = visible_projects(person).select_related(
        "investor", "programme__parent__parent__parent"
    )
    found = get_for(person, projects, "project.view", code=code)
    asked = chosen(request, DayFilter)
    as_of = asked.choice.as_of
    movements = movements_of(project=found, choice=asked.choice)
    page = Paginator(movements, MOVEMENTS_PER_PAGE).get_page(request.GET.get("page"))
    data = project_page(project=found, choice=asked.choice)
    facts = project_facts(project=found, as_of=as_of)
    curve = project_curve(project=found, plan_year=asked.choice.plan_year, as_of=as_of)
    story = story_of(project=found, facts=facts, milestones=data.milestones, as_of=as_of)
    context: dict[str, Any] = {
        "page": data,
        "facts": facts,
        "investment": investment_story(project=found, as_of=as_of),
        "curve": curve,
        "chart": project_chart(curve, current_unit()),
        "page_obj": page,
        "origins": [Origin(movement) for movement in page],
        "choice": asked.choice,
        "form": asked.form,
        "query": asked.query,
        "may": _allowed(person, found),
        **_story(request, story),
    }
    return render(request, "reports/project.html", context)


def _story(request: HttpRequest, story: list[Moment]) -> dict[str, Any]:
    """Return the moments of the asked kind, a page of them, and the kinds to choose from."""
    kind = request.GET.get("kind", "")
    wanted = [moment for moment in story if moment.kind == kind] if kind in KINDS else story
    moments = Paginator(wanted, MOMENTS_PER_PAGE).get_page(request.GET.get("story"))
    return {
        "story_page": moments,
        "moments": [(moment, KIND_LOOKS[moment.kind]) for moment in moments],
        "kind": kind if kind in KINDS else "",
        "kinds": [(each, KIND_LOOKS[each], count) for each, count in counts_by_kind(story)],
        "story_length": len(story),
    }


def _allowed(person: User, found: Project) -> dict[str, bool]:
    keeps = projects_kept_by(person).filter(pk=found.pk).exists()
    return {
        "import": may(person, "treasury.view"),
        "file": may(person, "treasury.file"),
        "source": may(person, "source.view"),
        "contracts": keeps and may(person, "project.contracts"),
        "progress": keeps and may(person, "project.progress"),
        "events": keeps and may(person, "project.events"),
        "raise": keeps and may(person, "obstacle.raise"),
        "obstacle": keeps or may(person, "obstacle.view_all"),
        "change": may(person, "project.rename") and may(person, "organisation.change"),
    }
