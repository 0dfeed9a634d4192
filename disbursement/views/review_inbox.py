"""What waits for the planning department: the inbox, and accepting several at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from disbursement.models import Submission
from disbursement.review_forms import InboxFilter
from disbursement.selectors.review_inbox import (
    inbox_rows,
    ordered,
    periods_to_judge,
    reports_to_judge,
)
from disbursement.services.submissions import AcceptResult, submissions_accept
from disbursement.views.access import SignedInRequest, permitted
from projects.permissions import may

MOST_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one of the reports that were ticked."""

    submission: Submission | None
    refusal: str = ""


@require_GET
@permitted("submission.view_all")
def review_inbox(request: SignedInRequest) -> HttpResponse:
    """List what waits to be judged, over all periods, the greatest differences first."""
    return _page(request)


@require_POST
@permitted("submission.review")
def inbox_accept(request: SignedInRequest) -> HttpResponse:
    """Accept the reports that were ticked, and tell what became of each."""
    choices = _choices(request.POST.getlist("report")[:MOST_AT_ONCE])
    if not choices:
        return _page(request, problem=_("Tick the reports that are to be accepted."), status=422)
    result = submissions_accept(choices=choices, actor=request.user, now=timezone.now())
    return _page(request, outcomes=_outcomes(result), accepted=len(result.accepted))


def _page(request: SignedInRequest, *, status: int = 200, **shown: object) -> HttpResponse:
    now = timezone.now()
    everything = inbox_rows(submissions=reports_to_judge(), now=now)
    form = InboxFilter(
        request.GET,
        periods=periods_to_judge(),
        blocks={row.submission.investor.block for row in everything} - {""},
    )
    form.is_valid()
    rows = ordered([row for row in everything if form.wants(row)], form.order_asked)
    context = {
        "rows": rows,
        "all_count": len(everything),
        "clean_count": sum(row.is_clean for row in rows),
        "form": form,
        "is_filtered": form.is_narrowed,
        "may_accept": may(request.user, "submission.review"),
        "tick_clean": request.GET.get("tick") == "clean",
        "tick_url": _with_clean_ticked(request),
        "query": request.GET.urlencode(),
        **shown,
    }
    return render(request, "disbursement/review_inbox.html", context, status=status)


def _choices(texts: Iterable[str]) -> list[tuple[int, int]]:
    """Return the ticked reports with the versions that were on the page; nonsense is left out."""
    found = []
    for text in texts:
        pk, _dash, version = text.partition("-")
        if pk.isdecimal() and version.isdecimal() and len(text) <= 30:
            found.append((int(pk), int(version)))
    return list(dict(found).items())


def _outcomes(result: AcceptResult) -> list[Outcome]:
    """Return the refused first: they are what there is to be done."""
    known = Submission.objects.select_related("period", "investor").in_bulk(
        [*result.refused, *result.accepted]
    )
    refused = [Outcome(known.get(pk), sentence) for pk, sentence in result.refused.items()]
    return refused + [Outcome(known.get(pk)) for pk in result.accepted]


def _with_clean_ticked(request: SignedInRequest) -> str:
    query = request.GET.copy()
    query["tick"] = "clean"
    return f"?{query.urlencode()}"
