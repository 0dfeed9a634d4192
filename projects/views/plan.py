"""The plan as of any day: each decision's effect, the division, and what is not allotted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from projects.display import current_unit
from projects.domain.figure_tables import FigureTable
from projects.domain.plan_effects import Steps
from projects.models import User
from projects.permissions import may, sees_province
from projects.plan_forms import DENOMINATOR_CHOICES, GROUP_CHOICES, POOL_CHOICES, PlanFilter
from projects.plan_tables import shares_table, unallocated_table, waterfall_table
from projects.renderers.figure_workbook import render_figures
from projects.requests import person_of
from projects.selectors.plan_view import (
    DETAILED,
    DecisionStep,
    PlanScope,
    PlanShare,
    shares,
    total_of,
    waterfall,
)
from projects.selectors.plans import plan_years, unallocated
from projects.selectors.revenue import Collected, collected_revenue
from projects.selectors.visibility import visible_organisations, visible_projects
from projects.templatetags.vnd import unit_name

SHARES_PER_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page shows, as its address asks for it."""

    form: PlanFilter
    scope: PlanScope
    group: str
    person: User

    @property
    def sees_totals(self) -> bool:
        """Only those who see the whole province see what is not allotted."""
        return sees_province(self.person)

    def steps(self) -> list[DecisionStep]:
        return waterfall(scope=self.scope)

    def shares(self) -> list[PlanShare]:
        return shares(scope=self.scope, group=self.group)

    def unallocated_table(self) -> FigureTable | None:
        if not self.sees_totals:
            return None
        scope = self.scope
        pool, notes = scope.pool, []
        if pool == "all":  # totals are assigned for this year's capital: the rest would hide it
            pool = "current"
            notes = [
                _(
                    "This year's capital only: carried-over money is allotted by its own "
                    "decisions. Choose “Carried-over money only” to see it."
                )
            ]
        rows = unallocated(plan_year=scope.plan_year, as_of=scope.as_of, pool=pool)
        return unallocated_table(rows, notes)

    def revenue(self) -> list[Collected]:
        """Return the sources whose plan no money stands behind yet."""
        if not self.sees_totals:
            return []
        found = collected_revenue(plan_year=self.scope.plan_year, as_of=self.scope.as_of)
        return [each for each in found if each.plan and each.without_money]

    def title_of_shares(self) -> str:
        return str(dict(GROUP_CHOICES)[self.group])

    def spoken(self) -> list[str]:
        """Return in words what the figures are of: the notes of the workbook."""
        scope = self.scope
        spoken = [
            _("Plan year %(year)s") % {"year": scope.plan_year},
            _("Figures as of %(day)s") % {"day": f"{scope.as_of:%d/%m/%Y}"},
            str(dict(DENOMINATOR_CHOICES)[scope.denominator]),
            str(dict(POOL_CHOICES)[scope.pool]),
            *(str(part) for part in (scope.source, scope.investor, scope.project) if part),
        ]
        if scope.nature:
            spoken.append(_("Nature: %(nature)s") % {"nature": scope.nature})
        return [*spoken, _("Unit: %(unit)s") % {"unit": unit_name()}]


@require_GET
def plan(request: HttpRequest) -> HttpResponse:
    """Show the plan in force on a day."""
    asked = _asked(request)
    steps = asked.steps()
    divided = asked.shares()
    page: Page[Any] = Paginator(divided, SHARES_PER_PAGE).get_page(request.GET.get("page"))
    total = total_of([share.steps for share in divided])
    waterfall_of = waterfall_table(steps)
    context = {
        "form": asked.form,
        "scope": asked.scope,
        "group": asked.group,
        "spoken": asked.spoken(),
        "waterfall": waterfall_of,
        "steps": list(zip(steps, list(waterfall_of.lines)[: len(steps)], strict=True)),
        "total_line": list(waterfall_of.lines)[-1] if steps else None,
        "page_obj": page,
        "shares": shares_table(list(page), asked.title_of_shares(), of_all=total),
        "unallocated": asked.unallocated_table(),
        "revenue": asked.revenue(),
        "in_force": total.total if divided else _in_force(steps),
        "may_edit": may(asked.person, "plan.edit"),
    }
    return render(request, "projects/plan.html", context)


@require_GET
def plan_workbook(request: HttpRequest) -> HttpResponse:
    """Give out exactly what the page shows, with all its lines."""
    asked = _asked(request)
    divided = asked.shares()
    total = total_of([share.steps for share in divided])
    tables = [
        waterfall_table(asked.steps()),
        shares_table(divided, asked.title_of_shares(), of_all=total),
        asked.unallocated_table(),
    ]
    spoken = asked.spoken()
    noted = [table.with_notes(spoken) for table in tables if table is not None]
    response = HttpResponse(render_figures(noted, current_unit()), content_type=XLSX)
    name = f"ke-hoach-von-{asked.scope.plan_year}-{asked.scope.as_of:%Y-%m-%d}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _asked(request: HttpRequest) -> Asked:
    """Read the address; what it says wrongly is told by the form, and its default is shown."""
    person = person_of(request)
    if not may(person, "plan.view"):
        raise PermissionDenied
    today = timezone.localdate()
    years = plan_years() or [today.year]
    year = today.year if today.year in years else years[0]
    visible = visible_projects(person)
    defaults = {
        "year": year,
        "as_of": f"{today:%Y-%m-%d}",
        "denominator": DETAILED,
        "pool": "all",
        "by": "project",
    }
    form = PlanFilter(
        defaults | request.GET.dict(),
        years=years,
        investors=visible_organisations(person).filter(projects__isnull=False).distinct(),
        projects=visible,
    )
    form.full_clean()
    chosen = form.cleaned_data
    is_province = sees_province(person)
    denominator = chosen.get("denominator") or DETAILED
    scope = PlanScope(
        plan_year=chosen.get("year") or year,
        as_of=chosen.get("as_of") or today,
        denominator=denominator if is_province else DETAILED,
        pool=chosen.get("pool") or "all",
        nature=chosen.get("nature") or "",
        source=chosen.get("source"),
        investor=chosen.get("investor"),
        project=chosen.get("project"),
        projects=None if is_province else visible,
    )
    group = chosen.get("by") or "project"
    return Asked(form, scope, group if scope.denominator == DETAILED else "source", person)


def _in_force(steps: list[DecisionStep]) -> int:
    return steps[-1].after if steps else Steps({}).total
