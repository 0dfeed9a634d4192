"""Pages of registered monthly plans: the investor's grid, versions, and who has not registered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from disbursement.registered_forms import (
    BoardForm,
    ReasonForm,
    RegisteredGrid,
    YearForm,
    month_labels,
)
from disbursement.selectors.registered import (
    plans_in_force,
    registered_lines,
    registered_versions,
    registration_board,
    registration_due_at,
)
from disbursement.services.registered import plans_register
from disbursement.views.access import SignedInRequest, permitted
from projects.display import current_unit, unit_named
from projects.domain.issues import Issue
from projects.issue_texts import render as in_words
from projects.models import Project
from projects.permissions import get_for, may
from projects.refusals import Refusal, StaleState
from projects.selectors.visibility import visible_projects
from projects.selectors.work import own_projects

UNFIT, STALE = 422, 409


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("registered.edit")
def registered_grid(request: SignedInRequest) -> HttpResponse:
    """Show the months of all the person's projects; paste a block into them, or register."""
    now = timezone.now()
    year = _year(request, now)
    lines = registered_lines(
        projects=own_projects(request.user), plan_year=year, as_of=timezone.localdate(now)
    )
    if request.method != "POST":
        grid = RegisteredGrid(lines=lines, plan_year=year, unit=current_unit())
        return _grid_page(request, grid, now=now)
    unit = unit_named(request.POST.get("unit", "")) or current_unit()
    grid = RegisteredGrid.posted(lines=lines, plan_year=year, unit=unit, data=request.POST)
    if request.POST.get("action") == "paste":
        issues = grid.paste(request.POST.get("block", ""))
        return _grid_page(request, grid, now=now, pasted=issues, was_pasted=True)
    return _register(request, grid, now)


def _register(request: SignedInRequest, grid: RegisteredGrid, now: datetime) -> HttpResponse:
    form = ReasonForm(request.POST)
    if not form.is_valid() or grid.has_errors:
        problem = _("Nothing is registered yet: mend the cells marked below first.")
        return _grid_page(request, grid, now=now, form=form, problem=problem, status=UNFIT)
    try:
        kept = plans_register(
            registration=grid.registration(form.cleaned_data["reason"]),
            actor=request.user,
            now=now,
        )
    except StaleState as refusal:
        shown = {"problem": refusal.message, "is_overtaken": True, "status": STALE}
        return _grid_page(request, grid, now=now, form=form, **shown)
    except Refusal as refusal:
        return _grid_page(request, grid, now=now, form=form, problem=refusal.message, status=UNFIT)
    if kept:
        said = _("The monthly plans of %(count)s projects are registered.") % {"count": kept}
        messages.success(request, said)
    else:
        messages.info(request, _("Nothing has changed, so nothing was registered again."))
    return redirect(f"{reverse('disbursement:registered_grid')}?year={grid.plan_year}")


@require_GET
@permitted("registered.view_all")
def registered_board(request: SignedInRequest) -> HttpResponse:
    """List the investors with a plan, those who have not registered it first."""
    now = timezone.now()
    year = _year(request, now)
    form = BoardForm({"year": year, "missing": request.GET.get("missing", "")})
    only_missing = form.is_valid() and form.cleaned_data["missing"]
    rows = registration_board(
        projects=visible_projects(request.user), plan_year=year, as_of=timezone.localdate(now)
    )
    context = {
        "year": year,
        "form": form,
        "rows": [
            (row, "overdue" if row.is_overdue(now) else row.status)
            for row in rows
            if row.missing or not only_missing
        ],
        "due_at": registration_due_at(plan_year=year),
        "complete": sum(not row.missing for row in rows),
        "all": len(rows),
        "is_filtered": only_missing,
    }
    return render(request, "disbursement/registered_board.html", context)


@require_GET
def registered_history(request: SignedInRequest, code: str) -> HttpResponse:
    """Show every version of a project's registered plan, each beside the one before."""
    action = (
        "registered.view_all" if may(request.user, "registered.view_all") else "registered.view_own"
    )
    project = get_for(request.user, visible_projects(request.user), action, code=code)
    now = timezone.now()
    year = _year(request, now)
    only = Project.objects.filter(pk=project.pk)
    plans = plans_in_force(projects=only, plan_year=year, as_of=timezone.localdate(now))
    context = {
        "project": project,
        "year": year,
        "form": YearForm({"year": year}),
        "months": month_labels(year),
        "plan": plans.get(project.pk, 0),
        "versions": registered_versions(project=project, plan_year=year),
    }
    return render(request, "disbursement/registered_history.html", context)


def _grid_page(
    request: SignedInRequest, grid: RegisteredGrid, *, now: datetime, **shown: Any
) -> HttpResponse:
    status = shown.pop("status", 200)
    pasted: list[Issue] = shown.pop("pasted", [])
    context = {
        "grid": grid,
        "year": grid.plan_year,
        "due_at": registration_due_at(plan_year=grid.plan_year),
        "now": now,
        "year_form": YearForm({"year": grid.plan_year}),
        "form": ReasonForm(),
        "paste_issues": [in_words(issue) for issue in pasted],
        **shown,
    }
    return render(request, "disbursement/registered_grid.html", context, status=status)


def _year(request: SignedInRequest, now: datetime) -> int:
    """Return the asked plan year, or the running one; nonsense is as if nothing was asked."""
    form = YearForm(request.POST if "year" in request.POST else request.GET)
    year: int = form.cleaned_data["year"] if form.is_valid() else timezone.localdate(now).year
    return year
