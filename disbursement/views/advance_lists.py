"""The official forms 08.a and 08.b of open advances, on the web and as a workbook."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from disbursement.advance_forms import AdvanceListForm
from disbursement.domain.advance_lists import AdvanceForm, Form, on_screen
from disbursement.renderers.advance_list import render_advance_list
from disbursement.selectors.advance_lists import form_of_investor, form_of_province
from disbursement.views.access import SignedInRequest, permitted
from projects.models import Organisation
from projects.permissions import sees_province
from projects.selectors.visibility import visible_organisations, visible_projects
from projects.views.lists import XLSX


@require_GET
@permitted("advance.view")
def advance_list(request: SignedInRequest) -> HttpResponse:
    """Show the form that is asked for."""
    form, content, investor = _asked(request)
    context = {
        "form": form,
        "content": content,
        "table": on_screen(content.table) if content and content.table.rows else None,
        "day": content.day if content else None,
        "query": _query(content, investor),
    }
    return render(request, "disbursement/advance_list.html", context)


@require_GET
@permitted("advance.view")
def advance_list_file(request: SignedInRequest) -> HttpResponse:
    """Give out the same form as a workbook to be signed."""
    _form, content, investor = _asked(request)
    if content is None:
        return HttpResponse(status=404)
    response = HttpResponse(render_advance_list(content), content_type=XLSX)
    whose = f"-{investor.code}" if investor and content.form is Form.INVESTOR else ""
    name = f"mau-08{content.form.value}{whose}-{content.day:%Y-%m-%d}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _asked(
    request: SignedInRequest,
) -> tuple[AdvanceListForm, AdvanceForm | None, Organisation | None]:
    """Return the filters, the filled form and its investor; what makes no sense is left out.

    Who sees the province gets 08.b unless an investor's list is asked for, an investor 08.a.
    """
    person, today = request.user, timezone.localdate()
    projects = visible_projects(person)
    investors = visible_organisations(person).filter(projects__in=projects).distinct()
    investors = investors.order_by("sort_key", "pk")
    whole = sees_province(person)
    asked = request.GET.dict()
    first = investors.first()
    asked.setdefault("form", (Form.PROVINCE if whole else Form.INVESTOR).value)
    asked.setdefault("day", today.isoformat())
    asked.setdefault("investor", first.code if first else "")
    form = AdvanceListForm(asked, investors=investors, sees_province=whole)
    form.is_valid()
    day: date = min(form.cleaned_data.get("day") or today, today)
    if whole and form.cleaned_data.get("form") != Form.INVESTOR.value:
        return form, form_of_province(projects=projects, day=day), None
    investor = form.cleaned_data.get("investor")
    if investor is None:
        return form, None, None
    return form, form_of_investor(investor=investor, projects=projects, day=day), investor


def _query(content: AdvanceForm | None, investor: Organisation | None) -> str:
    if content is None:
        return ""
    parts = [f"form={content.form.value}", f"day={content.day:%Y-%m-%d}"]
    if investor is not None:
        parts.append(f"investor={investor.code}")
    return "&".join(parts)
