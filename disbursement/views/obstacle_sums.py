"""How many obstacles there are, by group, by who can solve them and by age; and as a workbook."""

from __future__ import annotations

from datetime import date

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from disbursement.obstacle_tables import sum_tables
from disbursement.selectors.obstacles import (
    counted_obstacles,
    obstacles_visible_to,
    open_obstacles_on,
    units_in_charge,
)
from disbursement.views.access import SignedInRequest, permitted
from projects.display import current_unit
from projects.domain.figure_tables import FigureTable
from projects.renderers.figure_workbook import render_figures
from projects.typed_fields import DayField
from projects.views.lists import XLSX


class DayForm(forms.Form):
    day = DayField(label=gettext_lazy("Open on the day"), required=False)


@require_GET
@permitted("obstacle.view")
def obstacle_sums(request: SignedInRequest) -> HttpResponse:
    """Show what is open on a day, by group, level, unit in charge and age."""
    form, day = _asked(request)
    tables = _tables(request, day)
    context = {"form": form, "day": day, "tables": tables, "query": request.GET.urlencode()}
    return render(request, "disbursement/obstacle_sums.html", context)


@require_GET
@permitted("obstacle.view")
def obstacle_sums_file(request: SignedInRequest) -> HttpResponse:
    """Give out the same tables as a workbook."""
    _form, day = _asked(request)
    note = _("Obstacles open on %(day)s") % {"day": f"{day:%d/%m/%Y}"}
    tables = [table.with_notes([note]) for table in _tables(request, day)]
    response = HttpResponse(render_figures(tables, current_unit()), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="vuong-mac-{day:%Y-%m-%d}.xlsx"'
    return response


def _asked(request: SignedInRequest) -> tuple[DayForm, date]:
    """Return the form and the asked day; a day to come or none is today."""
    today = timezone.localdate()
    form = DayForm(request.GET if "day" in request.GET else {"day": today})
    day = form.cleaned_data["day"] if form.is_valid() else None
    return form, min(day or today, today)


def _tables(request: SignedInRequest, day: date) -> list[FigureTable]:
    mine = obstacles_visible_to(request.user)
    found = counted_obstacles(obstacles=open_obstacles_on(day=day, obstacles=mine), day=day)
    units = dict(units_in_charge(obstacles=mine).values_list("code", "name"))
    return sum_tables(found, day, units)
