"""The matrix of investors and periods as a workbook: what the page shows, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disbursement.domain.estimate_accuracy import SCORED_FIELDS
from disbursement.domain.punctuality import Judged, Mark, Tally
from disbursement.selectors.estimate_accuracy import Scores
from disbursement.selectors.punctuality import Cell, Matrix
from projects.domain.numbers import round_half_up
from projects.renderers.list_workbook import ListSheet, Value, render_lists

MARK_NAMES: dict[str, str | Promise] = {
    Mark.ON_TIME: gettext_lazy("On time"),
    Mark.LATE: gettext_lazy("Late"),
    Mark.MISSING: gettext_lazy("Missing"),
    Mark.EXCUSED: gettext_lazy("Excused"),
    Mark.WAITING: gettext_lazy("Not due yet"),
}
FIELD_NAMES: dict[str, str | Promise] = {
    "own_disbursed": gettext_lazy("Own count"),
    "month_estimate": gettext_lazy("Estimate of the month"),
    "year_forecast": gettext_lazy("Forecast to 31/01"),
}


def matrix_workbook(
    matrix: Matrix, *, lines: Sequence[str], scores: dict[int, Scores] | None = None
) -> bytes:
    """Return an .xlsx of the matrix, and of the accuracy of estimates where it is given."""
    sheets = [_reports(matrix, lines)]
    if scores is not None:
        sheets.append(_accuracy(matrix, lines, scores))
    return render_lists(sheets)


def cell_words(cell: Cell | None) -> str:
    """Return what a cell of the matrix says; nothing where nothing was owed."""
    if cell is None:
        return ""
    words = [str(MARK_NAMES[cell.judged.mark])]
    if cell.days_late:
        words[0] += " " + _("(%(days)s days)") % {"days": cell.days_late}
    return "; ".join([*words, *sign_words(cell.judged)])


def sign_words(judged: Judged) -> list[str]:
    """Return what is to be seen of a report beside its mark."""
    signs = (
        (judged.is_nil, _("nothing to report")),
        (judged.is_returned, _("returned")),
        (judged.is_open_by_exception, _("open by exception")),
    )
    return [word for is_so, word in signs if is_so]


def _reports(matrix: Matrix, lines: Sequence[str]) -> ListSheet:
    headings = [
        (_("Code"), 14),
        (_("Investor"), 44),
        (_("Block"), 18),
        *((f"{period.as_at:%d/%m/%Y}", 16) for period in matrix.periods),
        *((title, 12) for title in _rate_titles()),
    ]
    return ListSheet(_("Reports by period"), lines, headings, _report_rows(matrix))


def _rate_titles() -> list[str]:
    return [
        _("In time"),
        _("Judged"),
        _("Punctuality (%)"),
        _("Handed in"),
        _("Expected"),
        _("Completeness (%)"),
    ]


def _report_rows(matrix: Matrix) -> Iterable[Sequence[Value]]:
    for row in matrix.rows:
        investor = row.investor
        cells = [cell_words(cell) for cell in row.cells]
        yield [investor.code, investor.name, investor.block, *cells, *_rates(row.tally)]
    in_time = [f"{tally.on_time}/{tally.judged}" for tally in matrix.by_period]
    yield ["", _("In time, of those judged"), "", *in_time, *_rates(matrix.tally)]


def _rates(tally: Tally) -> list[Value]:
    return [
        tally.on_time,
        tally.judged,
        _rounded(tally.punctuality),
        tally.handed_in,
        tally.expected,
        _rounded(tally.completeness),
    ]


def _accuracy(matrix: Matrix, lines: Sequence[str], scores: dict[int, Scores]) -> ListSheet:
    headings = [(_("Code"), 14), (_("Investor"), 44), (_("Block"), 18)]
    for name in SCORED_FIELDS:
        field = str(FIELD_NAMES[name])
        headings += [
            (_("%(figure)s: lines") % {"figure": field}, 12),
            (_("%(figure)s: stated (đồng)") % {"figure": field}, 22),
            (_("%(figure)s: treasury (đồng)") % {"figure": field}, 22),
            (_("%(figure)s: apart (đồng)") % {"figure": field}, 22),
            (_("%(figure)s: accuracy (%%)") % {"figure": field}, 14),
        ]
    rows = [_accuracy_row(row.investor, scores.get(row.investor.pk)) for row in matrix.rows]
    return ListSheet(_("Accuracy of estimates"), lines, headings, rows)


def _accuracy_row(investor: object, scores: Scores | None) -> list[Value]:
    values: list[Value] = [getattr(investor, name) for name in ("code", "name", "block")]
    for name in SCORED_FIELDS:
        score = scores[name] if scores else None
        if score is None or not score.lines:
            values += [None] * 5
            continue
        amounts = [Decimal(amount) for amount in (score.stated, score.actual, score.distance)]
        values += [score.lines, *amounts, _rounded(score.accuracy)]
    return values


def _rounded(rate: Fraction | None) -> Decimal | None:
    return None if rate is None else round_half_up(rate, 2)
