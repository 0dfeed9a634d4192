"""Forms of the pages of decisions, plans and revenue."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from projects.domain.days import FIRST_YEAR, LAST_YEAR
from projects.draft_forms import DAY_FORMATS
from projects.models import CapitalNature, CapitalSource, Organisation, Project

POOL_CHOICES = [
    ("all", _("This year's and carried-over money")),
    ("current", _("This year's money only")),
    ("carried", _("Carried-over money only")),
]
GROUP_CHOICES = [
    ("project", _("By project")),
    ("investor", _("By investor")),
    ("source", _("By source")),
]
DENOMINATOR_CHOICES = [
    ("D3", _("D3 – allotted to projects")),
    ("D2", _("D2 – assigned by Council and Committee")),
    ("D1", _("D1 – assigned by the Prime Minister")),
]


def _day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ReasonableDay(forms.DateField):
    """A day within reason; years of other ages are a slip of the hand."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=DAY_FORMATS, **kwargs)

    def to_python(self, value: Any) -> Any:
        day = super().to_python(value)
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValidationError(_("Enter a day of this century as dd/mm/yyyy."))
        return day


class SourceChoice(forms.ModelChoiceField):
    """A capital source by its code."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.code} – {obj.name}"


class PlanFilter(forms.Form):
    """Of which plan, as of which day, and how it is divided."""

    year = forms.TypedChoiceField(
        label=_("Plan year"), coerce=int, empty_value=None, required=False
    )
    as_of = ReasonableDay(label=_("As of"), required=False, widget=_day_input())
    denominator = forms.ChoiceField(label=_("Plan"), required=False, choices=DENOMINATOR_CHOICES)
    pool = forms.ChoiceField(label=_("Money"), required=False, choices=POOL_CHOICES)
    nature = forms.ChoiceField(
        label=_("Nature"), required=False, choices=[("", _("All natures")), *CapitalNature.choices]
    )
    source = SourceChoice(
        CapitalSource.objects.order_by("code"),
        to_field_name="code",
        label=_("Capital source"),
        required=False,
        empty_label=_("All sources"),
    )
    project = forms.CharField(label=_("Project code"), max_length=20, required=False, help_text="")
    by = forms.ChoiceField(label=_("Divide"), required=False, choices=GROUP_CHOICES)

    def __init__(
        self,
        *args: Any,
        years: list[int],
        investors: QuerySet[Organisation],
        projects: QuerySet[Project],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.projects = projects
        self.fields["year"].choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]
        self.fields["investor"] = forms.ModelChoiceField(
            investors,
            to_field_name="code",
            required=False,
            empty_label=_("All investors"),
            label=_("Investor"),
        )
        self.order_fields([*list(self.fields)[:6], "investor", "project", "by"])

    def clean_project(self) -> Project | None:
        code = self.cleaned_data["project"].strip()
        if not code:
            return None
        found = self.projects.filter(code__iexact=code).first()
        if found is None:
            raise ValidationError(_("No project has this code."))
        return found


class RevenueForm(forms.Form):
    """What a source has brought in by a day."""

    source = SourceChoice(
        CapitalSource.objects.filter(collected_in_year=True).order_by("code"),
        to_field_name="code",
        label=_("Capital source"),
    )
    as_at = ReasonableDay(label=_("Collected up to"), widget=_day_input())
    amount = forms.CharField(label=_("Amount collected"), max_length=60)


class RevenueFilter(forms.Form):
    """Of which plan year, as of which day."""

    year = forms.TypedChoiceField(
        label=_("Plan year"), coerce=int, empty_value=None, required=False
    )
    as_of = ReasonableDay(label=_("As of"), required=False, widget=_day_input())

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]
