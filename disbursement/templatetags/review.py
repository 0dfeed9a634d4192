"""Cells of the matrix, and figures held against each other, as the desk shows them."""

from __future__ import annotations

from typing import NamedTuple

from django import template
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disbursement.domain.punctuality import Mark, Tally
from disbursement.matrix_tables import MARK_NAMES, cell_words
from disbursement.models import SubmissionEventKind
from disbursement.review_forms import COLUMNS
from disbursement.selectors.punctuality import Cell

register = template.Library()


class Sign(NamedTuple):
    """How something is drawn in a cell: never by colour alone."""

    css: str
    symbol: str


MARK_SIGNS: dict[str, Sign] = {
    Mark.ON_TIME: Sign("is-ok", "✓"),
    Mark.LATE: Sign("is-warn", "+"),
    Mark.MISSING: Sign("is-bad", "✗"),
    Mark.EXCUSED: Sign("is-info", "P"),
    Mark.WAITING: Sign("is-mute", "…"),
}
KNOWN_COLUMNS: dict[str, str | Promise] = {
    "plan": gettext_lazy("Plan"),
    "treasury_disbursed": gettext_lazy("Treasury figure"),
    "obstacle_category": gettext_lazy("Group of the difficulty"),
}
NIL, RETURNED, BY_EXCEPTION = "∅", "↩", "*"


@register.simple_tag
def matrix_cell(cell: Cell | None, *, may_open: bool) -> SafeString:
    """Draw one cell: its symbol, its signs, and in words what they mean."""
    if cell is None:
        return format_html(
            '<td class="mark is-none"><span class="visually-hidden">{}</span></td>',
            _("nothing owed"),
        )
    sign = MARK_SIGNS[cell.judged.mark]
    symbol = f"+{cell.days_late}" if cell.judged.mark == Mark.LATE else sign.symbol
    words = cell_words(cell)
    inner = format_html(
        '<span aria-hidden="true">{}<sup>{}</sup></span><span class="visually-hidden">{}</span>',
        symbol,
        _signs(cell),
        words,
    )
    if may_open:
        address = reverse("disbursement:submission_review", args=[cell.submission_id])
        inner = format_html('<a href="{}">{}</a>', address, inner)
    return format_html('<td class="mark {}" title="{}">{}</td>', sign.css, words, inner)


def _signs(cell: Cell) -> str:
    judged = cell.judged
    return (
        (NIL if judged.is_nil else "")
        + (RETURNED if judged.is_returned else "")
        + (BY_EXCEPTION if judged.is_open_by_exception else "")
    )


@register.filter
def legend(tally: Tally) -> list[tuple[Sign, str, int]]:
    """Return the marks with how many cells have each; every cell has one."""
    return [
        (sign, str(MARK_NAMES[mark]), getattr(tally, mark)) for mark, sign in MARK_SIGNS.items()
    ]


@register.filter
def legend_signs(tally: Tally) -> list[tuple[str, str, int]]:
    """Return what a cell may show beside its mark, with how many cells do."""
    return [
        (NIL, _("nothing to report"), tally.nil),
        (RETURNED, _("returned, to be mended"), tally.returned),
        (BY_EXCEPTION, _("open by exception"), tally.by_exception),
    ]


@register.filter
def column_name(field: str) -> str:
    """Return the heading of a column, of those entered and those known."""
    return str({**COLUMNS, **KNOWN_COLUMNS}.get(field, field))


@register.filter
def step_words(kind: str) -> str:
    """Return what a step of a report is called in its history."""
    return str(SubmissionEventKind(kind).label)
