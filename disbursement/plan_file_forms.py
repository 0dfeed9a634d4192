"""Forms around plan forms, TABMIS entries and reversals."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from disbursement.domain.plan_form_reading import FormTerms
from projects.domain.days import FIRST_YEAR, LAST_YEAR
from projects.domain.money import Unit
from projects.domain.register_labels import CARRY_OVER, INITIAL, SUPPLEMENT
from projects.draft_forms import DAY_FORMATS
from projects.models import PlanKind

KINDS = (INITIAL, SUPPLEMENT, CARRY_OVER)


class PlanFileForm(forms.Form):
    """A form to be read, and what it may not say itself."""

    file = forms.FileField(
        label=_("Excel file"),
        required=False,
        max_length=250,
        help_text=_("Mẫu 01.a/PB or 01.b/PB as .xlsx, .xls, .xlsb or .ods, at most 20 MB."),
    )
    unit = forms.ChoiceField(
        label=_("Unit of the amounts"),
        required=False,
        choices=[("", _("As the file says")), *((unit.name, str(unit)) for unit in Unit)],
    )
    plan_year = forms.IntegerField(
        label=_("Plan year"),
        required=False,
        min_value=2000,
        max_value=2100,
        help_text=_("Leave it empty where the file names the year."),
    )
    kind = forms.ChoiceField(
        label=_("Kind of the lines of 01.a/PB"),
        required=False,
        choices=[(kind, PlanKind(kind).label) for kind in KINDS],
        help_text=_("Lines of 01.b/PB are adjustments upwards and downwards."),
    )

    def __init__(self, *args: Any, has_kept: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_kept = has_kept

    def clean_file(self) -> UploadedFile | None:
        upload: UploadedFile | None = self.cleaned_data["file"]
        if upload is None:
            if not self.has_kept:
                raise ValidationError(_("Choose the file to be read."))
            return None
        if (upload.size or 0) > settings.UPLOAD_MAX_BYTES:
            raise ValidationError(_("The file is larger than 20 MB."))
        return upload

    @property
    def terms(self) -> FormTerms:
        chosen = self.cleaned_data
        unit = chosen.get("unit")
        return FormTerms(
            Unit[unit] if unit else None,
            chosen.get("plan_year"),
            chosen.get("kind") or INITIAL,
        )


class DayField(forms.DateField):
    """A day typed as dd/mm/yyyy or given by the browser, within reason."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", DAY_FORMATS)
        kwargs.setdefault(
            "widget", forms.DateInput(format="%d/%m/%Y", attrs={"placeholder": "dd/mm/yyyy"})
        )
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        day = super().to_python(value)
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValidationError(_("Enter a day of this century as dd/mm/yyyy."))
        return day


class ReversalForm(forms.Form):
    """Which lines are withdrawn, and why."""

    lines = forms.TypedMultipleChoiceField(
        label=_("Lines"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It stays with the lines, with your name and the time."),
    )

    def __init__(self, *args: Any, choices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lines"].choices = choices  # type: ignore[attr-defined]


class TabmisLineForm(forms.Form):
    """An amount of one line entered in TABMIS."""

    amount = forms.CharField(label=_("Amount entered"), max_length=60)
    entered_on = DayField(label=_("Entered on"))


class TabmisDecisionForm(forms.Form):
    """All lines of a decision entered in full on one day."""

    entered_on = DayField(label=_("All entered in full on"))


class TabmisFilter(forms.Form):
    """Of which plan year, and by which day."""

    year = forms.TypedChoiceField(label=_("Plan year"), coerce=int, required=False)
    overdue = forms.BooleanField(label=_("Only what is past the deadline"), required=False)

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]
