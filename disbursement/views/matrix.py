"""Who is behind: investors by periods, how punctual they are, how near their estimates come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from disbursement.domain.estimate_accuracy import SCORED_FIELDS, Score
from disbursement.matrix_tables import FIELD_NAMES, matrix_workbook
from disbursement.models import ReportingPeriod
from disbursement.review_forms import MatrixFilter
from disbursement.selectors.estimate_accuracy import Scores, accuracy_by_report, by_investor
from disbursement.selectors.punctuality import (
    Matrix,
    MatrixRow,
    latest_periods,
    matrix,
    named_spans,
    periods_due,
    years_with_periods,
)
from disbursement.views.access import SignedInRequest, permitted
from projects.models import Organisation
from projects.permissions import may

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
REPORTS, ACCURACY = "reports", "accuracy"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page shows, as its address asks for it."""

    form: MatrixFilter
    matrix: Matrix
    scores: dict[int, Scores] | None

    @property
    def scored_rows(self) -> list[tuple[MatrixRow, list[Score]]]:
        """Return every investor with its scores in the order of the columns."""
        known = self.scores or {}
        return [(row, _in_columns(known.get(row.investor.pk))) for row in self.matrix.rows]

    @property
    def total_scores(self) -> list[Score]:
        known = self.scores or {}
        totals = [Score() for _name in SCORED_FIELDS]
        for scores in known.values():
            totals = [
                total + scores[name] for total, name in zip(totals, SCORED_FIELDS, strict=True)
            ]
        return totals


@require_GET
@permitted("matrix.view")
def report_matrix(request: SignedInRequest) -> HttpResponse:
    """Show what became of every report owed in a span, or how near the estimates came."""
    view = ACCURACY if request.GET.get("show") == ACCURACY else REPORTS
    asked = _asked(request, with_scores=view == ACCURACY)
    context = {
        "matrix": asked.matrix,
        "form": asked.form,
        "view": view,
        "scored_rows": asked.scored_rows,
        "total_scores": asked.total_scores,
        "columns": [FIELD_NAMES[name] for name in SCORED_FIELDS],
        "keep": [("show", view)] if view == ACCURACY else [],
        "query": request.GET.urlencode(),
        "views": _views(request, view),
        "may_open": may(request.user, "submission.view_all"),
    }
    return render(request, "disbursement/report_matrix.html", context)


@require_GET
@permitted("matrix.view")
def matrix_export(request: SignedInRequest) -> HttpResponse:
    """Return what the page shows as a workbook."""
    asked = _asked(request, with_scores=request.GET.get("show") == ACCURACY)
    now = timezone.localtime()
    lines = [_span_words(asked.matrix.periods), _("As of %(time)s") % {"time": _moment(now)}]
    if asked.form.cleaned_data.get("block"):
        lines.append(_("Block: %(block)s") % {"block": asked.form.cleaned_data["block"]})
    content = matrix_workbook(asked.matrix, lines=lines, scores=asked.scores)
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="ma-tran-bao-cao-{now:%Y%m%d}.xlsx"'
    return response


def _asked(request: SignedInRequest, *, with_scores: bool) -> Asked:
    now = timezone.now()
    blocks = Organisation.objects.exclude(block="").order_by().values_list("block", flat=True)
    form = MatrixFilter(
        request.GET,
        years=years_with_periods(),
        spans=named_spans(),
        blocks=blocks.distinct(),
    )
    form.is_valid()
    periods = _periods(form, now)
    block = form.cleaned_data.get("block")
    investors = Organisation.objects.filter(block=block) if block else None
    found = matrix(periods=periods, now=now, investors=investors)
    scores = None
    if with_scores:
        pks = [row.investor.pk for row in found.rows] if block else None
        reports = accuracy_by_report(periods=periods, now=now, investors=pks)
        scores = by_investor(reports)
    return Asked(form, found, scores)


def _periods(form: MatrixFilter, now: datetime) -> list[ReportingPeriod]:
    if form.days is None:
        return latest_periods(count=form.count, now=now)
    start, end = form.days
    return periods_due(start=start, end=end, now=now)


def _in_columns(scores: Scores | None) -> list[Score]:
    return [scores[name] if scores else Score() for name in SCORED_FIELDS]


def _views(request: SignedInRequest, current: str) -> list[tuple[str, str, bool]]:
    """Return the ways to look at the span: address, label, whether it is the one shown."""
    found = []
    for view, label in (
        (REPORTS, _("Reports by period")),
        (ACCURACY, _("Accuracy of estimates")),
    ):
        query = request.GET.copy()
        query["show"] = view
        found.append((f"?{query.urlencode()}", label, view == current))
    return found


def _span_words(periods: list[ReportingPeriod]) -> str:
    if not periods:
        return _("No period")
    return _("Periods from %(first)s to %(last)s") % {
        "first": f"{periods[0].as_at:%d/%m/%Y}",
        "last": f"{periods[-1].as_at:%d/%m/%Y}",
    }


def _moment(moment: datetime) -> str:
    return f"{moment:%H:%M %d/%m/%Y}"
