"""The page of denominators: what each means, and the same money against all of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from emulation.denominator_tables import (
    MEANINGS,
    compared_table,
    denominator_name,
    side_by_side_table,
    uncovered_notes,
)
from emulation.forms import DenominatorFilter
from emulation.selectors.denominators import (
    ComparedTable,
    compared,
    denominators_side_by_side,
)
from emulation.selectors.rate_figures import DETAILED, RateQuestion
from emulation.selectors.rates import DENOMINATORS
from projects.display import current_unit
from projects.domain.figure_tables import FigureTable
from projects.models import Project
from projects.permissions import may, sees_province
from projects.renderers.figure_workbook import render_figures
from projects.requests import person_of
from projects.selectors.groups import TREES
from projects.selectors.plans import plan_years
from projects.selectors.visibility import visible_projects
from projects.templatetags.vnd import unit_name

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GROUPS = ("source", "nature", "programme", "block")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page shows: a plan year as of a day, one pool in the tables by group."""

    form: DenominatorFilter
    plan_year: int
    as_of: date
    pool: str
    projects: QuerySet[Project] | None

    @property
    def denominators(self) -> tuple[str, ...]:
        """Some projects have only what they were allotted."""
        return tuple(DENOMINATORS) if self.projects is None else (DETAILED,)

    def tables(self) -> list[FigureTable]:
        rows = denominators_side_by_side(
            plan_year=self.plan_year, as_of=self.as_of, projects=self.projects
        )
        kept = [row for row in rows if row.denominator in self.denominators]
        by_group = [self._compared(group) for group in GROUPS]
        return [
            side_by_side_table(kept).with_notes(uncovered_notes(by_group[0])),
            *(compared_table(table, self.pool) for table in by_group),
        ]

    def _compared(self, group: str) -> ComparedTable:
        question = RateQuestion(
            self.plan_year,
            self.as_of,
            group,
            pool=self.pool,
            is_rolled_up=group in TREES,
            projects=self.projects,
        )
        is_assigned = group in ("source", "nature")
        return compared(question, self.denominators if is_assigned else (DETAILED,))


@require_GET
def denominators(request: HttpRequest) -> HttpResponse:
    """Show what each denominator means and the figures against it."""
    asked = _asked(request)
    side_by_side, *by_group = asked.tables()
    context = {
        "form": asked.form,
        "plan_year": asked.plan_year,
        "as_of": asked.as_of,
        "side_by_side": side_by_side,
        "by_group": [table for table in by_group if table.rows],
        "meanings": [(denominator_name(name), MEANINGS[name]) for name in asked.denominators],
        "may_check": may(person_of(request), "published.check"),
    }
    return render(request, "emulation/denominators.html", context)


@require_GET
def denominators_workbook(request: HttpRequest) -> HttpResponse:
    """Give out exactly what the page shows."""
    asked = _asked(request)
    basis = (
        _("Plan year %(year)s") % {"year": asked.plan_year},
        _("Figures as of %(day)s") % {"day": f"{asked.as_of:%d/%m/%Y}"},
        _("Unit: %(unit)s") % {"unit": unit_name()},
    )
    tables = [table.with_notes(basis) for table in asked.tables()]
    response = HttpResponse(render_figures(tables, current_unit()), content_type=XLSX)
    name = f"mau-so-{asked.plan_year}-{asked.as_of:%Y-%m-%d}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _asked(request: HttpRequest) -> Asked:
    person = person_of(request)
    if not may(person, "dashboard.view"):
        raise PermissionDenied
    today = timezone.localdate()
    years = plan_years() or [today.year]
    year = today.year if today.year in years else years[0]
    asked_year = request.GET.get("plan_year", "")
    if asked_year.isdecimal() and int(asked_year[:5]) in years:
        year = int(asked_year)
    defaults = {
        "plan_year": year,
        "as_of": min(today, date(year + 1, 1, 31)).isoformat(),
        "pool": "all",
    }
    form = DenominatorFilter(defaults | request.GET.dict(), years=years)
    form.full_clean()
    chosen = form.cleaned_data
    return Asked(
        form,
        year,
        chosen.get("as_of") or date.fromisoformat(str(defaults["as_of"])),
        chosen.get("pool") or "all",
        None if sees_province(person) else visible_projects(person),
    )
