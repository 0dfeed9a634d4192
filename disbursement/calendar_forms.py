"""Forms of the calendar: days off, deadline rules, the rules by which reports are taken."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from disbursement.domain.deadlines import DeadlineKind as Kind
from disbursement.domain.deadlines import DeadlineRule, Shift
from disbursement.models import CalendarDay, DayKind, DeadlineKind, DeadlineShift, EntryRules
from disbursement.selectors.coming_periods import Change
from disbursement.services.calendar_days import DayFacts

DAY_INPUT = {"type": "date"}
WEEKDAY_CHOICES = [(number + 1, name) for number, name in WEEKDAYS.items()]
MONTH_CHOICES: list[tuple[int, str | Promise]] = [
    (month, format_lazy(_("Month {month}"), month=month)) for month in range(1, 13)
]


def day_field(label: Any, **options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs=DAY_INPUT, format="%Y-%m-%d")
    return forms.DateField(
        label=label, widget=widget, input_formats=["%Y-%m-%d", "%d/%m/%Y"], **options
    )


def note_field(label: Any, *, longest: int = 500, **options: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=label, max_length=longest, widget=widget, **options)


class DayForm(forms.Form):
    """A day off or a make-up working day."""

    day = day_field(_("Day"))
    kind = forms.ChoiceField(label=_("Kind"), choices=DayKind.choices)
    name = forms.CharField(label=_("Name of the day"), max_length=120)
    decision = forms.CharField(
        label=_("Decided by"),
        max_length=120,
        required=False,
        help_text=_("The document, e.g. the Prime Minister's notice of the year's holidays."),
    )
    reason = note_field(_("Reason for the change"), required=False)

    def facts(self) -> DayFacts:
        given = self.cleaned_data
        return DayFacts(given["day"], given["kind"], given["name"], given["decision"])


class DayChangeForm(DayForm):
    """A day on record, with what the person was shown of it."""

    seen_day = forms.DateField(widget=forms.HiddenInput)
    seen_kind = forms.CharField(widget=forms.HiddenInput)
    seen_name = forms.CharField(widget=forms.HiddenInput)
    seen_decision = forms.CharField(widget=forms.HiddenInput, required=False)

    @staticmethod
    def shown(row: CalendarDay) -> dict[str, object]:
        """Return what the form starts with for a day."""
        facts = {"day": row.day, "kind": row.kind, "name": row.name, "decision": row.decision}
        return facts | {f"seen_{name}": value for name, value in facts.items()}

    def seen(self) -> DayFacts:
        given = self.cleaned_data
        return DayFacts(*(given[f"seen_{name}"] for name in ("day", "kind", "name", "decision")))


class DeadlineRuleForm(forms.Form):
    """A deadline rule from a day on; which of the day fields counts goes by the kind."""

    name = forms.CharField(label=_("Name"), max_length=200)
    kind = forms.ChoiceField(label=_("How the day is named"), choices=DeadlineKind.choices)
    day = forms.IntegerField(
        label=_("Day or number"),
        min_value=1,
        max_value=31,
        required=False,
        help_text=_(
            "The day of the month, or which working day it is. A month without that day takes its last one."  # noqa: E501
        ),
    )
    weekday = forms.TypedChoiceField(
        label=_("Day of the week"), choices=WEEKDAY_CHOICES, coerce=int, required=False
    )
    month = forms.TypedChoiceField(
        label=_("Month"), choices=MONTH_CHOICES, coerce=int, required=False
    )
    months = forms.TypedMultipleChoiceField(
        label=_("Only in the months"),
        choices=MONTH_CHOICES,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: every month."),
    )
    time = forms.TimeField(
        label=_("Hour of that day"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        input_formats=["%H:%M", "%H:%M:%S"],
        help_text=_("Left empty: to the end of the day, 23:59:59."),
    )
    is_strict = forms.BooleanField(
        label=_("“Before the day”: the day before is the last one on time"), required=False
    )
    shift = forms.ChoiceField(
        label=_("When the last day is a day off"), choices=DeadlineShift.choices
    )
    legal_basis = forms.CharField(label=_("Legal basis"), max_length=250, required=False)
    effective_from = day_field(
        _("Holds from"),
        help_text=_("A day to come: periods that have opened keep the deadline they opened with."),
    )
    note = note_field(_("Reason for the change"), longest=250, required=False)

    def __init__(self, *args: Any, code: str, **options: Any) -> None:
        self.code = code
        super().__init__(*args, **options)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        kind = given.get("kind")
        if kind == Kind.WEEKDAY:
            if not given.get("weekday"):
                self.add_error("weekday", ValidationError(_("Choose a day of the week.")))
        elif not given.get("day") and "day" not in self.errors:
            self.add_error("day", ValidationError(_("Write the day as a number.")))
        elif kind == Kind.NTH_WORKING_DAY and (given.get("day") or 0) > 23:
            text = _("No month has more than 23 working days.")
            self.add_error("day", ValidationError(text))
        if kind == Kind.FIXED_DAY and not given.get("month"):
            self.add_error("month", ValidationError(_("Choose a month.")))
        return given

    def change(self) -> Change:
        """Return the version asked for; the fields that its kind does not use are left out."""
        given = self.cleaned_data
        kind = Kind(given["kind"])
        is_fixed = kind is Kind.FIXED_DAY
        rule = DeadlineRule(
            code=self.code,
            name=given["name"],
            kind=kind,
            day=given["weekday"] if kind is Kind.WEEKDAY else given["day"],
            month=given["month"] if is_fixed else None,
            months=frozenset() if is_fixed else frozenset(given["months"]),
            time_of_day=given["time"],
            is_strict=given["is_strict"],
            shift=Shift(given["shift"]),
            legal_basis=given["legal_basis"],
        )
        return Change(given["effective_from"], rule)

    @staticmethod
    def shown(rule: DeadlineRule, effective_from: date) -> dict[str, object]:
        """Return what the form starts with for a rule."""
        is_weekday = rule.kind is Kind.WEEKDAY
        return {
            "name": rule.name,
            "kind": rule.kind.value,
            "day": None if is_weekday else rule.day,
            "weekday": rule.day if is_weekday else 5,
            "month": rule.month or 1,
            "months": sorted(rule.months),
            "time": rule.time_of_day,
            "is_strict": rule.is_strict,
            "shift": rule.shift.value,
            "legal_basis": rule.legal_basis,
            "effective_from": effective_from,
        }


class MeasuresForm(forms.ModelForm):
    """The measures by which reports are taken, from a day on."""

    effective_from = day_field(
        _("Holds from"), help_text=_("For the periods that open from this day on.")
    )
    late_days = forms.IntegerField(
        label=_("Days a late report is taken after the due day"), min_value=0, max_value=366
    )
    mend_days = forms.IntegerField(
        label=_("Working days to mend a returned report"), min_value=0, max_value=60
    )
    tolerated_percent = forms.IntegerField(
        label=_("Tolerated difference from the treasury, in %"), min_value=0, max_value=100
    )
    note = note_field(_("Reason for the change"), longest=250, required=False)

    class Meta:
        model = EntryRules
        fields = ("effective_from", "late_days", "mend_days", "tolerated_percent", "note")

    def validate_unique(self) -> None:
        """Leave it to the service to say that the day is taken."""
