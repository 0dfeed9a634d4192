"""The findings of a check as a workbook, for the person who mends the file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from io import BytesIO

from django.utils.translation import gettext as _
from xlsxwriter import Workbook

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
WIDTHS = (12, 24, 9, 70, 70)


def findings_workbook(findings: Iterable[Mapping[str, str]]) -> bytes:
    """Return an .xlsx of rendered issues; every cell is text, so nothing in it is calculated."""
    content = BytesIO()
    book = Workbook(
        content,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
    )
    head = book.add_format({"bold": True, "bg_color": "#EEF2F7", "border": 1, "text_wrap": True})
    cell = book.add_format({"text_wrap": True, "valign": "top", "border": 1, "num_format": "@"})
    sheet = book.add_worksheet(_("Findings"))
    for column, (title, width) in enumerate(zip(_titles(), WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, title, head)
    last = 0
    for last, finding in enumerate(findings, start=1):
        for column, text in enumerate(_texts(finding)):
            sheet.write_string(last, column, CONTROL.sub("", text)[:32_000], cell)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, last, len(WIDTHS) - 1)
    book.close()
    return content.getvalue()


def _titles() -> tuple[str, ...]:
    return (_("Severity"), _("Sheet"), _("Cell"), _("What was found"), _("How to mend it"))


def _texts(finding: Mapping[str, str]) -> tuple[str, ...]:
    severity = _("Error") if finding["severity"] == "error" else _("Warning")
    return severity, finding["sheet"], finding["cell"], finding["message"], finding["fix"]
