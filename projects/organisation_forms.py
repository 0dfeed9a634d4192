"""Forms of what becomes of organisations and of the projects they hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from projects.display import current_unit
from projects.domain.issues import Issue
from projects.domain.money import read_dong
from projects.domain.reorganisation import ENDED, MERGED, Changes, EventRow
from projects.issue_texts import render
from projects.models import Organisation, Project, Stage
from projects.plan_forms import ReasonableDay
from projects.services.organisations import Decided

MEGABYTE = 1024 * 1024
MOST_CHOSEN = 200
Choices = list[tuple[str, Any]]


class DecidedForm(forms.Form):
    """The day and the decision that every change has."""

    day = ReasonableDay(
        label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    decision = forms.CharField(
        label=_("Decision"),
        max_length=120,
        help_text=_("Number of the resolution or decision, for example 1672/NQ-UBTVQH15."),
    )

    @property
    def decided(self) -> Decided:
        return Decided(self.cleaned_data["day"], self.cleaned_data["decision"])


class RenameForm(DecidedForm):
    name = forms.CharField(label=_("New name"), max_length=500)
    field_order = ("name", "day", "decision")

    def __init__(self, *args: Any, longest: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = forms.CharField(label=_("New name"), max_length=longest)
        self.fields["day"].help_text = _("The first day of the new name; the day may be past.")


class ReorganiseForm(DecidedForm):
    """Organisations that end on a day, each with who takes over."""

    kind = forms.ChoiceField(
        label=_("What becomes of them"),
        choices=[
            (ENDED, _("They end; others take over")),
            (MERGED, _("Each is merged into another")),
        ],
    )
    field_order = ("kind", "day", "decision")

    def __init__(
        self, *args: Any, ending: Sequence[Organisation], choices: Choices, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.ending = ending
        self.fields["day"].label = _("Last day")
        self.fields["day"].help_text = _(
            "The last day on which they exist; what they held is with others from the day after."
        )
        for each in ending:
            self.fields[f"successor_{each.pk}"] = forms.ChoiceField(
                label=_("Successor"), choices=choices, required=False
            )
            self.fields[f"others_{each.pk}"] = forms.CharField(
                label=_("Codes of further successors"), max_length=1000, required=False
            )

    @property
    def common_fields(self) -> Iterator[forms.BoundField]:
        return (self[name] for name in ("kind", "day", "decision"))

    @property
    def rows(self) -> Iterator[tuple[Organisation, forms.BoundField, forms.BoundField]]:
        for each in self.ending:
            yield each, self[f"successor_{each.pk}"], self[f"others_{each.pk}"]

    def changes(self) -> Changes:
        return Changes(
            events=tuple(
                EventRow(
                    organisation=each.code,
                    kind=self.cleaned_data["kind"],
                    day=self.cleaned_data["day"],
                    successors=self._successors(each),
                    decision=self.cleaned_data["decision"],
                )
                for each in self.ending
            )
        )

    def _successors(self, organisation: Organisation) -> tuple[str, ...]:
        chosen = self.cleaned_data[f"successor_{organisation.pk}"]
        others = self.cleaned_data[f"others_{organisation.pk}"].replace(";", ",").split(",")
        codes = (code.strip() for code in [chosen, *others])
        return tuple(dict.fromkeys(code for code in codes if code))


class HandOverForm(DecidedForm):
    """The projects that pass to another investor on a day."""

    to = forms.ChoiceField(label=_("New investor"))
    projects = forms.ModelMultipleChoiceField(
        Project.objects.none(), error_messages={"required": _("Tick the projects to hand over.")}
    )
    field_order = ("to", "day", "decision", "projects")

    def __init__(self, *args: Any, held: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"] = forms.ChoiceField(label=_("New investor"), choices=choices)
        self.fields["projects"].queryset = held  # type: ignore[attr-defined]
        self.fields["day"].help_text = _(
            "The first day on which the new investor is in charge; the day may be past."
        )

    @property
    def common_fields(self) -> Iterator[forms.BoundField]:
        return (self[name] for name in ("to", "day", "decision"))


class DayChoice(forms.Form):
    """As of which day, and of which plan year, figures are shown."""

    as_of = ReasonableDay(
        label=_("As of"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    year = forms.TypedChoiceField(label=_("Plan year"), coerce=int)

    def __init__(self, *args: Any, years: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["year"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(year, str(year)) for year in years]


class ChangeUpload(forms.Form):
    file = forms.FileField(
        label=_("Workbook of changes"),
        max_length=500,
        help_text=_("Excel file (.xlsx), at most 20 MB, with the sheets SapXep and BanGiao."),
        error_messages={
            "required": _("Choose the file first."),
            "missing": _("Choose the file first."),
            "invalid": _("The file did not arrive; choose it and send it again."),
            "empty": _("The file is empty (0 bytes). Export it again and upload the new one."),
            "max_length": _("The name of the file is too long; give it a shorter one."),
        },
    )

    def clean_file(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["file"]
        if (upload.size or 0) > settings.UPLOAD_MAX_BYTES:
            raise ValidationError(
                _("The file is larger than %(limit)s MB, which is more than the portal takes."),
                params={"limit": settings.UPLOAD_MAX_BYTES // MEGABYTE},
            )
        return upload


class MoneyField(forms.CharField):
    """An amount typed in the person's unit; cleans to whole đồng, or None where left empty."""

    def to_python(self, value: Any) -> Any:
        found = read_dong(str(value or ""), current_unit())
        if isinstance(found, Issue):
            told = render(found)
            raise ValidationError(f"{told['message']} {told['fix']}")
        return found

    def validate(self, value: Any) -> None:
        if value is None and self.required:
            raise ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value: Any) -> None:
        """Pass over the checks of texts: the value is a number."""


class InvestmentForm(DecidedForm):
    amount = MoneyField(label=_("Total investment"), max_length=40)
    state_budget = MoneyField(label=_("Of which state budget"), required=False, max_length=40)
    field_order = ("amount", "state_budget", "day", "decision")

    def __init__(self, *args: Any, unit: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].label = _("Day of the decision")
        for name in ("amount", "state_budget"):
            self.fields[name].help_text = unit


class StagesForm(forms.Form):
    """The stage of each project on the page; what is not ticked waits."""

    def __init__(self, *args: Any, projects: Sequence[Project], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stages = [("", "–"), *Stage.choices]
        for each in projects:
            self.fields[f"take_{each.pk}"] = forms.BooleanField(required=False)
            self.fields[f"stage_{each.pk}"] = forms.ChoiceField(choices=stages, required=False)

    def stages(self) -> dict[int, str]:
        """Return the stage of each ticked project by primary key, "" where none is chosen."""
        ticked = [int(name[5:]) for name in self.fields if name.startswith("take_")]
        return {
            pk: self.cleaned_data[f"stage_{pk}"]
            for pk in ticked
            if self.cleaned_data.get(f"take_{pk}")
        }


def organisation_choices(organisations: Iterable[Organisation], empty: Any) -> Choices:
    """Return the organisations by code, to be asked for once however many fields offer them."""
    return [("", empty), *((each.code, f"{each.name} ({each.code})") for each in organisations)]
