"""The page of milestones: rules, investors and projects as of a chosen day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from emulation.forms import MilestoneFilter
from emulation.models import Campaign
from emulation.selectors.milestones import MilestoneRow, by_investor, by_rule, milestone_rows
from projects.models import Handover, Project
from projects.permissions import may
from projects.requests import person_of
from projects.selectors.visibility import visible_organisations, visible_projects

ROWS_PER_PAGE = 50


@require_GET
def milestones(request: HttpRequest) -> HttpResponse:
    """Show who met what, who is at risk, and how much is still to be disbursed."""
    person = person_of(request)
    if not may(person, "milestones.view"):
        raise PermissionDenied
    campaign = _chosen_campaign(request)
    if campaign is None:
        return render(request, "emulation/milestones.html", {"campaign": None})
    projects = visible_projects(person)
    investors = visible_organisations(person).filter(
        Q(pk__in=Project.objects.order_by().values("investor"))
        | Q(pk__in=Handover.objects.order_by().values("from_investor"))
    )
    defaults = {"campaign": campaign.code, "as_of": _last_useful_day(campaign).isoformat()}
    form = MilestoneFilter(
        defaults | request.GET.dict(), campaign=campaign, investors=investors.order_by("name")
    )
    chosen = form.cleaned_data if form.is_valid() else {}
    as_of = chosen.get("as_of") or _last_useful_day(campaign)
    rows = milestone_rows(campaign=campaign, as_of=as_of, projects=projects)
    kept = [row for row in rows if _wanted(row, chosen)]
    page = Paginator(kept, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "campaign": campaign,
        "as_of": as_of,
        "form": form,
        "rules": by_rule(rows),
        "investors": by_investor(rows),
        "page_obj": page,
        "may_record": may(person, "project.events"),
        "is_filtered": len(kept) != len(rows),
    }
    return render(request, "emulation/milestones.html", context)


def _chosen_campaign(request: HttpRequest) -> Campaign | None:
    campaigns = Campaign.objects.order_by("-plan_year", "-starts_on")
    asked = request.GET.get("campaign")
    return (asked and campaigns.filter(code=asked).first()) or campaigns.first()


def _last_useful_day(campaign: Campaign) -> date:
    """Return today, or the campaign's last day once it is over."""
    return min(timezone.localdate(), campaign.ends_on)


def _wanted(row: MilestoneRow, chosen: dict[str, Any]) -> bool:
    return (
        (not chosen.get("investor") or row.investor == chosen["investor"])
        and (not chosen.get("rule") or row.rule.code == chosen["rule"])
        and (not chosen.get("status") or row.judgement.status == chosen["status"])
    )
