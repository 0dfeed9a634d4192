"""Forms of the dashboard and of the reports."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.utils.translation import gettext_lazy as _

from emulation.models import Pool
from emulation.selectors.rates import DENOMINATORS
from projects.models import Organisation, Stage
from reports.definitions.registry import DEFINITIONS
from reports.services.files import RENDERERS

YEARS_OFFERED = 5
WITHIN_REASON = [MinValueValidator(date(2000, 1, 1))]
FORMAT_NAMES = {"xlsx": _("Excel"), "docx": _("Word"), "pdf": _("PDF")}


class DayInput(forms.DateInput):
    """A day as the browser's own calendar gives it."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DayFilter(forms.Form):
    """As of which day, and of which plan year; left empty, today and the day's own year."""

    as_of = forms.DateField(
        label=_("Figures as of"), required=False, widget=DayInput, validators=WITHIN_REASON
    )
    year = forms.ChoiceField(label=_("Plan year"), required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        years = range(today.year, today.year - YEARS_OFFERED, -1)
        self.fields["year"].choices = [  # type: ignore[attr-defined]
            ("", _("Of that day")),
            *((str(year), str(year)) for year in years),
        ]
        self.fields["as_of"].widget.attrs["max"] = today.isoformat()

    def clean_as_of(self) -> date | None:
        day: date | None = self.cleaned_data["as_of"]
        if day and day > self.today:
            raise ValidationError(_("This day is still to come."))
        return day


class DashboardFilter(DayFilter):
    """What the dashboard of the whole province is looked at by."""

    denominator = forms.ChoiceField(
        label=_("Measured against"),
        required=False,
        choices=[(code, f"{code} – {name}") for code, name in DENOMINATORS.items()],
    )
    pool = forms.ChoiceField(label=_("Capital"), required=False, choices=Pool.choices)


class OwnFilter(DayFilter):
    """What one investor's figures are looked at by; they have one denominator."""

    pool = forms.ChoiceField(label=_("Capital"), required=False, choices=Pool.choices)


class ProjectFilter(forms.Form):
    q = forms.CharField(label=_("Code or name"), required=False, max_length=100)
    investor = forms.ModelChoiceField(
        Organisation.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=_("All investors"),
        label=_("Investor"),
    )
    stage = forms.ChoiceField(
        label=_("Stage"), required=False, choices=[("", _("All stages")), *Stage.choices]
    )

    def __init__(self, *args: Any, investors: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["investor"].queryset = investors  # type: ignore[attr-defined]


class ReportForm(forms.Form):
    """A report that a person asks for."""

    kind = forms.ChoiceField(
        label=_("Report"), choices=[(each.kind, each.name) for each in DEFINITIONS.values()]
    )
    as_of = forms.DateField(label=_("Figures as of"), widget=DayInput, validators=WITHIN_REASON)
    formats = forms.MultipleChoiceField(
        label=_("File formats"),
        choices=[(name, FORMAT_NAMES[name]) for name in RENDERERS],
        widget=forms.CheckboxSelectMultiple,
        initial=["xlsx"],
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["as_of"].initial = today
        self.fields["as_of"].widget.attrs["max"] = today.isoformat()

    def clean_as_of(self) -> date:
        day: date = self.cleaned_data["as_of"]
        if day > self.today:
            raise ValidationError(_("This day is still to come."))
        return day
