"""The planning department's board of a period: who has handed in, and how it compares."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from disbursement.domain.submission_steps import Timeliness, remaining
from disbursement.forms import BoardFilter
from disbursement.models import ReportingPeriod
from disbursement.selectors.coming_periods import unconfirmed_year
from disbursement.selectors.periods import current_period, period_summaries
from disbursement.selectors.submissions import BoardRow, board_rows
from disbursement.views.access import SignedInRequest, permitted
from projects.permissions import may


@require_GET
@permitted("submission.view_all")
def period_board(request: SignedInRequest, code: str = "") -> HttpResponse:
    """Show every obliged investor of a period: what came, when, and how it compares."""
    now = timezone.now()
    unconfirmed = unconfirmed_year(now=now) if may(request.user, "submission.exception") else None
    warned = {
        "unconfirmed": [unconfirmed] if unconfirmed else [],
        "may_edit": may(request.user, "calendar.edit"),
    }
    summaries = period_summaries()
    period = _chosen_period(code)
    if period is None:
        return render(request, "disbursement/period_board.html", {"period": None, **warned})
    rows = board_rows(period=period, now=now)
    form = BoardFilter(request.GET, blocks={row.submission.investor.block for row in rows} - {""})
    chosen = form.cleaned_data if form.is_valid() else {}
    context = {
        "period": period,
        "left": remaining(now, period.due_at),
        "summaries": summaries,
        "summary": next(found for found in summaries if found.period == period),
        "rows": [row for row in rows if _is_wanted(row, chosen)],
        "form": form,
        "is_filtered": any(chosen.values()),
        **warned,
    }
    return render(request, "disbursement/period_board.html", context)


def _chosen_period(code: str) -> ReportingPeriod | None:
    """Return the period asked for, by default the current one."""
    if not code:
        return current_period(now=timezone.now())
    period = ReportingPeriod.objects.filter(code=code).first()
    if period is None:
        raise Http404
    return period


def _is_wanted(row: BoardRow, chosen: Mapping[str, str]) -> bool:
    block, status = chosen.get("block"), chosen.get("status")
    if block and row.submission.investor.block != block:
        return False
    if status == "missing":
        return row.submission.first_submitted_at is None
    if status == Timeliness.LATE:
        return row.timeliness == Timeliness.LATE
    return not status or row.submission.status == status
