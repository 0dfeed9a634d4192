"""The list of projects whose work and money are apart."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from disbursement.views.access import SignedInRequest, permitted
from emulation.selectors.gaps import GapRow, progress_gaps
from emulation.target_forms import GapFilter
from projects.selectors.visibility import visible_organisations, visible_projects

ROWS_PER_PAGE = 50


@require_GET
@permitted("gaps.view")
def gaps(request: SignedInRequest) -> HttpResponse:
    """Show measured projects with the widest gap between work and money first."""
    person = request.user
    today = timezone.localdate()
    owners = visible_organisations(person).filter(projects__isnull=False).distinct()
    form = GapFilter(
        {"as_of": today.isoformat()} | request.GET.dict(), investors=owners.order_by("name")
    )
    chosen = form.cleaned_data if form.is_valid() else {}
    as_of = chosen.get("as_of") or today
    projects = visible_projects(person)
    rows = progress_gaps(projects=projects, as_of=as_of)
    kept = [row for row in rows if _is_wanted(row, chosen)]
    context = {
        "as_of": as_of,
        "form": form,
        "counts": Counter(row.level for row in rows),
        "measured": len(rows),
        "all": projects.count(),
        "page_obj": Paginator(kept, ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "is_filtered": len(kept) != len(rows),
    }
    return render(request, "emulation/gaps.html", context)


def _is_wanted(row: GapRow, chosen: dict[str, Any]) -> bool:
    return (
        (not chosen.get("investor") or row.project.investor == chosen["investor"])
        and (not chosen.get("level") or row.level == chosen["level"])
        and (not chosen.get("side") or (row.gap is not None and row.gap.side == chosen["side"]))
    )
