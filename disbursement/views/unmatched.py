"""Pages of the codes that the treasury writes and the register does not know."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from disbursement.models import ProjectCodeMatch
from disbursement.selectors.unmatched import (
    suggested_projects,
    waiting_codes,
    waiting_rows,
    waiting_totals,
)
from disbursement.services import treasury as services
from disbursement.services.treasury_unmatch import code_unmatch
from disbursement.treasury_forms import MatchForm, WithdrawForm
from disbursement.views.access import SignedInRequest, permitted
from projects.models import Project
from projects.permissions import may
from projects.refusals import Refusal
from projects.selectors.visibility import visible_projects

CODES_PER_PAGE = 30
ROWS_SHOWN = 100


@require_GET
@permitted("treasury.view")
def unmatched_list(request: SignedInRequest) -> HttpResponse:
    """List the codes that wait, the most money first."""
    context = {
        "page_obj": Paginator(waiting_codes(), CODES_PER_PAGE).get_page(request.GET.get("page")),
        "totals": waiting_totals(),
        "may_match": may(request.user, "treasury.match"),
    }
    return render(request, "disbursement/treasury_unmatched.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("treasury.match")
def unmatched_match(request: SignedInRequest) -> HttpResponse:
    """Say which project a code stands for: remembered, and its rows posted."""
    code = request.GET.get("code", "")
    rows = waiting_rows().filter(project_code=code)
    found = waiting_codes().filter(project_code=code).first()
    if found is None:
        if request.method == "POST":
            messages.warning(request, _("The code no longer waits; nothing was done again."))
            return redirect("disbursement:unmatched_list")
        raise Http404
    among = visible_projects(request.user)
    form = MatchForm(
        request.POST or None,
        projects=among,
        suggestions=suggested_projects(name=found["name"], among=among),
    )
    if request.method == "POST" and form.is_valid():
        return _match(request, code, form.cleaned_data["project"])
    context = {
        "found": found,
        "form": form,
        "rows": rows.select_related("treasury_import__source_file")[:ROWS_SHOWN],
    }
    return render(request, "disbursement/treasury_match.html", context)


def _match(request: SignedInRequest, code: str, project: Project) -> HttpResponse:
    """Keep the match and post the rows that waited for it."""
    now = timezone.now()
    try:
        services.code_match(code=code, project=project, actor=request.user, at=now)
        posted = services.unmatched_repost(actor=request.user, at=now)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("disbursement:unmatched_list")
    messages.success(
        request,
        _("“%(code)s” is remembered as project %(project)s; %(rows)s rows were posted.")
        % {"code": code, "project": project, "rows": posted},
    )
    return redirect("disbursement:unmatched_list")


@require_GET
@permitted("treasury.view")
def match_list(request: SignedInRequest) -> HttpResponse:
    """List the codes that people matched with projects, newest first."""
    matches = ProjectCodeMatch.objects.select_related("project", "matched_by").order_by(
        "-matched_at", "-pk"
    )
    context = {
        "page_obj": Paginator(matches, CODES_PER_PAGE).get_page(request.GET.get("page")),
        "may_withdraw": may(request.user, "treasury.reverse"),
    }
    return render(request, "disbursement/treasury_matches.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("treasury.reverse")
def match_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask for the reason, and have the rows of a matched code wait again."""
    match = ProjectCodeMatch.objects.select_related("project").filter(pk=pk).first()
    if match is None and request.method != "POST":
        raise Http404
    if match is None:
        messages.warning(request, _("The match was already taken back."))
        return redirect("disbursement:match_list")
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            code_unmatch(
                match=match,
                reason=form.cleaned_data["reason"],
                actor=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("disbursement:match_list")
        messages.success(
            request,
            _("The match is taken back; the rows of “%(code)s” wait again.") % {"code": match.code},
        )
        return redirect("disbursement:unmatched_list")
    return render(
        request, "disbursement/treasury_match_withdraw.html", {"match": match, "form": form}
    )
