"""Pages of registered targets: the investor's own, the list of all, and the letters."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from disbursement.views.access import SignedInRequest, permitted
from emulation.models import Campaign
from emulation.selectors.registrations import (
    TargetRow,
    board_day,
    registrations_visible_to,
    target_board,
)
from emulation.services.registrations import target_register
from emulation.target_forms import CampaignChoice, TargetForm
from projects.intake.documents import document_kind
from projects.models import Organisation, Role
from projects.permissions import get_for, may, organisations_of
from projects.refusals import Refusal, StaleState
from projects.selectors.files import path_of

UNFIT, STALE = 422, 409


@require_GET
def targets(request: SignedInRequest) -> HttpResponse:
    """List who registered a target for a campaign and who has not; investors see their own."""
    person = request.user
    sees_all = may(person, "target.view_all")
    if not sees_all and not may(person, "target.register"):
        raise PermissionDenied
    campaign = _campaign(request)
    if campaign is None:
        return render(request, "emulation/targets.html", {"campaign": None})
    day = board_day(campaign=campaign, today=timezone.localdate())
    mine = organisations_of(person, Role.INVESTOR)
    investors = Organisation.objects.all()
    rows = target_board(
        campaign=campaign,
        investors=investors if sees_all else investors.filter(pk__in=mine),
        day=day,
    )
    context = {
        "campaign": campaign,
        "as_of": day,
        "form": CampaignChoice({"campaign": campaign.code}),
        "rows": [(row, row.investor.pk in mine) for row in rows],
        "registered": sum(row.latest is not None for row in rows),
        "all": len(rows),
        "sees_all": sees_all,
        "may_read": may(person, "target.letter"),
    }
    return render(request, "emulation/targets.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("target.register")
def target_edit(request: SignedInRequest, campaign: str, investor: str) -> HttpResponse:
    """Register a target of one's own organisation, or a new version of it."""
    person = request.user
    own = Organisation.objects.filter(pk__in=organisations_of(person, Role.INVESTOR))
    owner = get_for(person, own, "target.register", code=investor)
    found = get_for(person, Campaign.objects.all(), "target.register", code=campaign)
    registrations = found.registrations.filter(investor=owner)
    versions = list(registrations.select_related("letter", "registered_by").order_by("-version"))
    latest = versions[0] if versions else None
    initial = {"target": latest.target if latest else None, "seen": len(versions)}
    form = TargetForm(
        request.POST or None, request.FILES or None, initial=initial, is_change=bool(latest)
    )
    status = 200
    if request.method == "POST":
        status = UNFIT
        if form.is_valid():
            try:
                target_register(
                    campaign=found,
                    investor=owner,
                    entry=form.entry,
                    actor=person,
                    now=timezone.now(),
                )
            except Refusal as refusal:
                form.add_error(None, str(refusal))
                status = STALE if isinstance(refusal, StaleState) else UNFIT
            else:
                messages.success(request, _("The target is registered."))
                return redirect("emulation:targets")
    context = {
        "campaign": found,
        "investor": owner,
        "form": form,
        "row": TargetRow(owner, tuple(versions)),
    }
    return render(request, "emulation/target.html", context, status=status)


@require_GET
def target_letter(request: SignedInRequest, pk: int) -> FileResponse:
    """Give the signed letter back as it was received, to be kept and not to be run."""
    found = get_for(request.user, registrations_visible_to(request.user), "target.letter", pk=pk)
    path = path_of(found.letter)
    if not path.exists():
        raise Http404
    return FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=found.letter.name,
        content_type=document_kind(path.read_bytes()) or "application/octet-stream",
    )


def _campaign(request: SignedInRequest) -> Campaign | None:
    campaigns = Campaign.objects.order_by("-plan_year", "-starts_on")
    asked = request.GET.get("campaign", "")
    return (campaigns.filter(code=asked).first() if asked else None) or campaigns.first()
