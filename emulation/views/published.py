"""The page that holds published figures against themselves. It keeps nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from emulation.domain.published import PublishedFigure, PublishedTable, places_of
from emulation.domain.published_checks import check_published
from emulation.forms import PublishedForm
from emulation.intake.published_tables import (
    PublishedReading,
    find_table,
    pasted_rows,
    read_published,
)
from projects.domain.issues import Issue
from projects.domain.numbers import format_fixed
from projects.intake.workbook import WorkbookRefused, read_workbook
from projects.issue_texts import render as in_words
from projects.permissions import may
from projects.requests import person_of
from projects.templatetags.vnd import DASH
from projects.uploads import path_of_upload

UNFIT = 422
# Cao Bằng, 15/9/2022, as printed: two of its figures do not follow.
EXAMPLE = "\n".join(
    "\t".join(cells)
    for cells in (
        ("Chỉ tiêu", "Giá trị", "Thuộc", "Tỷ lệ (%)", "Tử số", "Mẫu số"),
        ("Tổng vốn năm 2022", "5.139.619,92"),
        ("Đã giao chi tiết", "4.484.305,92", "Tổng vốn năm 2022", "87,25", "", "Tổng vốn năm 2022"),
        ("Chưa giao", "655.314,05", "Tổng vốn năm 2022", "12,75", "", "Tổng vốn năm 2022"),
        ("Kế hoạch giải ngân", "2.768.098,333"),
        ("Giải ngân đến 31/8", "727.304,29", "", "26,25", "", "Kế hoạch giải ngân"),
        ("Ước giải ngân đến 30/9", "978.199,52", "", "35,3", "", "Kế hoạch giải ngân"),
    )
)


@dataclass(frozen=True, slots=True)
class ReadRate:
    """A printed rate beside what its figures make."""

    figure: PublishedFigure
    whole: str
    percent: Decimal | None = None
    base: str = ""
    computed: Fraction | None = None

    @property
    def value(self) -> str:
        return _as_printed(self.figure.value)

    @property
    def printed(self) -> str:
        return _as_printed(self.percent)


@require_http_methods(["GET", "POST"])
def published_check(request: HttpRequest) -> HttpResponse:
    """Take a table of published figures and show what does not follow in it."""
    if not may(person_of(request), "published.check"):
        raise PermissionDenied
    if request.method == "GET":
        example = {"text": EXAMPLE} if "vi-du" in request.GET else {}
        return render(
            request, "emulation/published_check.html", {"form": PublishedForm(initial=example)}
        )
    form = PublishedForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "emulation/published_check.html", {"form": form}, status=UNFIT)
    reading = _reading(form)
    findings = [*reading.issues, *check_published(reading.figures)]
    context = {
        "form": form,
        "unit_text": reading.unit,
        "rates": _rates(reading.figures),
        "findings": [in_words(found) for found in findings],
        "is_read": bool(reading.figures),
    }
    status = 200 if reading.figures else UNFIT
    return render(request, "emulation/published_check.html", context, status=status)


def _reading(form: PublishedForm) -> PublishedReading:
    unit = form.cleaned_data["unit"]
    if not form.cleaned_data["file"]:
        rows = pasted_rows(form.cleaned_data["text"])
        return read_published(rows, unit=unit, has_headings=False)
    with path_of_upload(form.cleaned_data["file"]) as path:
        try:
            workbook = read_workbook(path)
        except WorkbookRefused as refused:
            issues: tuple[Issue, ...] = (refused.issue,)
            return PublishedReading((), issues, unit)
    name, found = find_table((sheet.name, sheet.rows) for sheet in workbook.sheets)
    return read_published(found, sheet=name, unit=unit)


def _rates(figures: Sequence[PublishedFigure]) -> list[ReadRate]:
    """Return the figures as they were read, with each rate computed again."""
    table = PublishedTable.of(figures)
    found: list[ReadRate] = []
    for figure in figures:
        whole = table.figures[figure.part_of].label if figure.part_of in table.figures else ""
        if not figure.rates:
            found.append(ReadRate(figure, whole))
        for rate in figure.rates:
            above, below = table.amount(rate.numerator or figure.key), table.amount(rate.of)
            base = table.figures.get(rate.of)
            computed = above * 100 / below if above is not None and below else None
            label = base.label if base else rate.of
            found.append(ReadRate(figure, whole, rate.percent, label, computed))
    return found


def _as_printed(number: Decimal | None) -> str:
    """Return a number with the decimals that it was read with."""
    return DASH if number is None else format_fixed(number, places_of(number))
