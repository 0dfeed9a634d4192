"""What the planning department enters when it judges reports: filters, reasons, exceptions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from disbursement.domain.review import Remark
from disbursement.domain.submissions import key_named
from disbursement.models import ReportingPeriod
from disbursement.selectors.entry_rules import return_reasons
from disbursement.selectors.punctuality import NamedSpan
from disbursement.selectors.review_inbox import InboxRow
from disbursement.selectors.review_sheet import ReviewSheet
from disbursement.templatetags.periods import period_name
from projects.display import current_unit
from projects.domain.issues import Issue
from projects.domain.money import parse_user_amount

LONGEST_REASON = 2000
LONGEST_NOTE = 500
EMPTY_REMARKS = 4
MOST_REMARKS = 200
LATEST = "12"

COLUMNS: dict[str, str | Promise] = {
    "": _("the whole line"),
    "executed_volume": _("Executed volume"),
    "own_disbursed": _("Disbursed by own count"),
    "month_estimate": _("Estimate to the end of the month"),
    "year_forecast": _("Forecast to 31/01"),
    "explanation": _("Explanation of the figures"),
    "difficulty": _("Difficulty"),
}
ORDER_CHOICES: list[tuple[str, str | Promise]] = [
    ("furthest", _("Greatest difference, from either")),
    ("treasury", _("From the treasury, in money")),
    ("treasury_rate", _("From the treasury, in %")),
    ("last", _("From the last period, in money")),
    ("last_rate", _("From the last period, in %")),
    ("warnings", _("Most warnings")),
    ("waiting", _("Waiting longest")),
]
WARNING_CHOICES: list[tuple[str, str | Promise]] = [
    ("", _("All")),
    ("none", _("Without warnings")),
    ("some", _("With warnings")),
    ("unexplained", _("With warnings nobody explained")),
]


class InboxFilter(forms.Form):
    """Which of the reports that wait are listed, and in which order."""

    period = forms.ChoiceField(label=_("Period"), required=False)
    block = forms.ChoiceField(label=_("Block"), required=False)
    over = forms.CharField(
        label=_("Difference over"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 10}),
    )
    warnings = forms.ChoiceField(label=_("Warnings"), required=False, choices=WARNING_CHOICES)
    order = forms.ChoiceField(label=_("Order of the list"), required=False, choices=ORDER_CHOICES)

    def __init__(
        self, data: Mapping[str, Any], *, periods: Iterable[ReportingPeriod], blocks: Iterable[str]
    ) -> None:
        super().__init__(data)
        self.fields["period"].choices = [  # type: ignore[attr-defined]
            ("", _("All periods")),
            *((period.code, period_name(period)) for period in periods),
        ]
        self.fields["block"].choices = [  # type: ignore[attr-defined]
            ("", _("All blocks")),
            *((block, block) for block in sorted(set(blocks))),
        ]

    def clean_over(self) -> int | None:
        amount = parse_user_amount(self.cleaned_data["over"], current_unit())
        if isinstance(amount, Issue):
            raise ValidationError(
                _("Write an amount such as 1.500 or 2,5 in the unit of the page."), code="amount"
            )
        return None if amount is None else abs(amount)

    @property
    def order_asked(self) -> str:
        return (self.is_bound and getattr(self, "cleaned_data", {}).get("order")) or "furthest"

    @property
    def is_narrowed(self) -> bool:
        names = ("period", "block", "over", "warnings")
        return any(self.cleaned_data.get(name) not in ("", None) for name in names)

    def wants(self, row: InboxRow) -> bool:
        """Tell whether a report is among those asked for; a field with nonsense asks nothing."""
        asked = self.cleaned_data
        if asked.get("period") and row.submission.period.code != asked["period"]:
            return False
        if asked.get("block") and row.submission.investor.block != asked["block"]:
            return False
        over = asked.get("over")
        amounts = (row.from_treasury.amount, row.from_last.amount)
        if over is not None and all(abs(amount or 0) <= over for amount in amounts):
            return False
        return {
            "none": not row.warnings,
            "some": bool(row.warnings),
            "unexplained": bool(row.unexplained),
        }.get(asked.get("warnings") or "", True)


class MatrixFilter(forms.Form):
    """Which periods and investors the matrix shows."""

    span = forms.ChoiceField(label=_("Periods"), required=False)
    start = forms.DateField(label=_("Due from"), required=False, widget=forms.HiddenInput)
    end = forms.DateField(label=_("Due until"), required=False, widget=forms.HiddenInput)
    block = forms.ChoiceField(label=_("Block"), required=False)

    def __init__(
        self,
        data: Mapping[str, Any],
        *,
        years: Iterable[int],
        spans: Iterable[NamedSpan],
        blocks: Iterable[str],
    ) -> None:
        super().__init__({"span": LATEST, **{name: data[name] for name in data}})
        self.spans = {f"c-{span.code}": span for span in spans}
        self.fields["span"].choices = [  # type: ignore[attr-defined]
            ("6", _("The last 6 periods")),
            ("12", _("The last 12 periods")),
            ("24", _("The last 24 periods")),
            *((f"y-{year}", _("The year %(year)s") % {"year": year}) for year in years),
            *((code, span.name) for code, span in self.spans.items()),
        ]
        self.fields["block"].choices = [  # type: ignore[attr-defined]
            ("", _("All blocks")),
            *((block, block) for block in sorted(set(blocks))),
        ]

    @property
    def days(self) -> tuple[date, date] | None:
        """Return the first and last due day asked for, or None for a number of periods."""
        asked = self.cleaned_data
        if asked.get("start") and asked.get("end"):
            return asked["start"], asked["end"]
        code = asked.get("span") or ""
        if code in self.spans:
            return self.spans[code].start, self.spans[code].end
        if code.startswith("y-"):
            year = int(code.removeprefix("y-"))
            return date(year, 1, 1), date(year, 12, 31)
        return None

    @property
    def count(self) -> int:
        code = self.cleaned_data.get("span") or ""
        return int(code) if code.isdecimal() else int(LATEST)


class ReturnForm(forms.Form):
    """Why a report goes back to its investor, as a whole; cells have forms of their own."""

    reason = forms.CharField(
        label=_("What has to be mended"),
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The investor reads this text as it stands."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class RemarkForm(forms.Form):
    """One cell that has to be mended, and why; an empty row is skipped."""

    cell = forms.ChoiceField(label=_("Cell"), required=False)
    reason = forms.ChoiceField(label=_("Reason"), required=False)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=LONGEST_NOTE, widget=forms.TextInput()
    )

    def __init__(
        self, *args: Any, cells: list[Any], reasons: list[tuple[str, str | Promise]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cell"].choices = cells  # type: ignore[attr-defined]
        self.fields["reason"].choices = reasons  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("cell") and not said.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Choose a reason for this cell."))
        is_said = said.get("reason") or said.get("note")
        if is_said and not said.get("cell") and "cell" not in self.errors:
            self.add_error("cell", _("Choose the cell that this is about."))
        return said

    @property
    def remark(self) -> Remark | None:
        """Return what was said, None for a row left empty."""
        line, _colon, field = str(self.cleaned_data.get("cell") or "").partition(":")
        key = key_named(line)
        if key is None:
            return None
        said = self.cleaned_data
        return Remark(key, field, said["reason"], said["note"].strip())


RemarkSet = forms.formset_factory(
    RemarkForm, extra=EMPTY_REMARKS, max_num=MOST_REMARKS, absolute_max=MOST_REMARKS
)


def remark_forms(sheet: ReviewSheet | None, data: Mapping[str, Any] | None = None) -> Any:
    """Return the forms for remarks on the cells of a sheet, as they were posted or empty."""
    if data is not None and "remarks-TOTAL_FORMS" not in data:
        data = None  # sent by a page, or a program, that knows no remarks
    reasons: list[tuple[str, str | Promise]] = [("", _("Choose a reason"))]
    reasons += [(reason.code, reason.text) for reason in return_reasons()]
    given = {"cells": _cell_choices(sheet), "reasons": reasons}
    return RemarkSet(data, prefix="remarks", form_kwargs=given)


def remarks_in(forms_of_cells: Any) -> list[Remark]:
    """Return what was said of cells; the forms have been found valid."""
    if not forms_of_cells.is_bound:
        return []
    return [remark for form in forms_of_cells if (remark := form.remark) is not None]


def _cell_choices(sheet: ReviewSheet | None) -> list[Any]:
    """Return every cell of a sheet by its name, grouped by line."""
    choices: list[Any] = [("", _("Choose a cell"))]
    for row in sheet.rows if sheet else ():
        line = row.review.line
        group = f"{line.project.code} {line.project.name[:60]} · {line.source.code}"
        if line.origin_year != line.plan_year:
            group += f" · {line.origin_year}"
        code = line.project.code
        choices.append(
            (group, [(f"{row.name}:{name}", f"{code}: {label}") for name, label in COLUMNS.items()])
        )
    return choices


class AcceptForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)


class ReopenForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it is opened again"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The investor reads this text as it stands."),
    )


class ExceptionForm(forms.Form):
    """Leave for one investor to hand in one period until a day."""

    until = forms.DateField(
        label=_("Open until the end of"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    excuses = forms.BooleanField(
        label=_("The delay is excused"),
        required=False,
        help_text=_(
            "Punctuality then leaves this period out; otherwise the report counts as late."
        ),
    )
