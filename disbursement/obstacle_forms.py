"""Forms for obstacles and for directives of leaders."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from disbursement.domain.obstacle_rules import (
    LONGEST_ISSUER,
    LONGEST_NUMBER,
    LONGEST_TEXT,
    LONGEST_UNIT,
    DirectiveEntry,
    ObstacleEntry,
)
from disbursement.models import Directive, Obstacle, ObstacleCategory, ObstacleLevel
from projects.models import Organisation, Project
from projects.typed_fields import AmountField, DayField

MOST_LINKS = 100
PLAIN_FIELDS = ("category", "content", "affected_capital", "level", "outside_unit", "due_on")


def text_field(label: Any, *, rows: int = 3, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": rows}),
        help_text=help_text,
    )


class ObstacleForm(forms.Form):
    """An obstacle; the planning department also names the unit in charge."""

    category = forms.ChoiceField(
        label=_("Group"), choices=[("", _("Choose…")), *ObstacleCategory.choices]
    )
    content = text_field(
        _("Content"),
        help_text=_("What exactly is missing or blocked, since when, and what would solve it."),
    )
    affected_capital = AmountField(
        label=_("Capital affected"),
        required=False,
        help_text=_("The money that cannot be disbursed while it lasts."),
    )
    level = forms.ChoiceField(label=_("Level that can solve it"), choices=ObstacleLevel.choices)
    unit = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Unit in charge"),
        required=False,
        empty_label=_("None, or outside the register"),
    )
    outside_unit = forms.CharField(
        label=_("Unit in charge outside the province"), max_length=LONGEST_UNIT, required=False
    )
    due_on = DayField(label=_("To be solved by"), required=False)

    def __init__(
        self,
        *args: Any,
        names_unit: bool,
        today: date,
        obstacle: Obstacle | None = None,
        **kwargs: Any,
    ) -> None:
        if obstacle is not None:
            kwargs["initial"] = {
                **{name: getattr(obstacle, name) for name in PLAIN_FIELDS},
                "unit": obstacle.unit_in_charge_id,
            }
        super().__init__(*args, **kwargs)
        self.obstacle = obstacle
        if names_unit:
            existing = Organisation.objects.valid_on(today).order_by("sort_key")
            self.fields["unit"].queryset = existing  # type: ignore[attr-defined]
        else:
            del self.fields["unit"], self.fields["outside_unit"]
            if obstacle is not None and obstacle.due_on:
                self.fields["due_on"].disabled = True
                self.fields["due_on"].help_text = _("Only the planning department changes it.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("unit") and cleaned.get("outside_unit"):
            self.add_error("outside_unit", _("Keep one of the two units: one is in charge."))
        return cleaned

    @property
    def entry(self) -> ObstacleEntry:
        said, known = self.cleaned_data, self.obstacle
        unit, outside = (known.unit_in_charge_id, known.outside_unit) if known else (None, "")
        if "unit" in self.fields:
            unit = said["unit"].pk if said["unit"] else None
            outside = said["outside_unit"]
        return ObstacleEntry(
            category=said["category"],
            content=said["content"].replace("\r\n", "\n"),
            level=said["level"],
            affected_capital=said["affected_capital"],
            unit_id=unit,
            outside_unit=outside,
            due_on=said["due_on"],
        )


class RaiseForm(ObstacleForm):
    """A new obstacle, dated."""

    raised_on = DayField(label=_("Raised on"))
    field_order = ("category", "content", "affected_capital", "level", "raised_on")


class ChangeForm(ObstacleForm):
    """A correction of an obstacle; `seen` is the last step the person had read."""

    reason = text_field(
        _("Reason for the change"), rows=2, help_text=_("It stays in the history of the obstacle.")
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, seen: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = seen
        self.initial["seen"] = seen


class AnswerForm(forms.Form):
    text = text_field(_("Answer"), help_text=_("What the unit has done or will do, and by when."))


class CloseForm(forms.Form):
    closed_on = DayField(label=_("Solved on"))
    text = text_field(_("How it was solved"), rows=2)


class ReopenForm(forms.Form):
    reason = text_field(_("Why it is opened again"), rows=2)
    due_on = DayField(label=_("To be solved by"), required=False)


class LinksField(forms.CharField):
    """Codes or numbers typed one after the other, with commas or on lines of their own."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 2})
        super().__init__(required=False, max_length=2000, widget=widget, **kwargs)

    def clean(self, value: Any) -> Any:
        found = [part for part in re.split(r"[\s,;]+", super().clean(value)) if part]
        if len(found) > MOST_LINKS:
            raise forms.ValidationError(
                _("At most %(most)s can be linked."), params={"most": MOST_LINKS}
            )
        return list(dict.fromkeys(found))


class DirectiveForm(forms.Form):
    """A directive; of one that is changed the deadline stays: it is extended with a reason."""

    number = forms.CharField(label=_("Document number"), max_length=LONGEST_NUMBER, required=False)
    issued_on = DayField(label=_("Issued on"))
    issuer = forms.CharField(
        label=_("Issued by"),
        max_length=LONGEST_ISSUER,
        help_text=_("The leader or the body, as the document names it."),
    )
    content = text_field(_("Content"), rows=4)
    unit = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Unit in charge"), empty_label=_("Choose…")
    )
    due_on = DayField(label=_("To be done by"))
    projects = LinksField(
        label=_("Projects it concerns"), help_text=_("Project codes, separated by commas.")
    )
    obstacles = LinksField(
        label=_("Obstacles it concerns"),
        help_text=_("Numbers of obstacles, as their pages show them, separated by commas."),
    )

    def __init__(
        self, *args: Any, today: date, directive: Directive | None = None, **kwargs: Any
    ) -> None:
        if directive is not None:
            linked = directive.obstacles.order_by("pk").values_list("pk", flat=True)
            plain = ("number", "issued_on", "issuer", "content", "due_on")
            kwargs["initial"] = {
                **{name: getattr(directive, name) for name in plain},
                "unit": directive.unit_in_charge_id,
                "projects": ", ".join(directive.projects.values_list("code", flat=True)),
                "obstacles": ", ".join(map(str, linked)),
            }
        super().__init__(*args, **kwargs)
        existing = Organisation.objects.valid_on(today).order_by("sort_key")
        self.fields["unit"].queryset = existing  # type: ignore[attr-defined]
        if directive is not None:
            del self.fields["due_on"]
        self.directive = directive

    def clean_projects(self) -> list[int]:
        return self._linked("projects", Project.objects.all(), "code")

    def clean_obstacles(self) -> list[int]:
        numbers = [each for each in self.cleaned_data["obstacles"] if each.isdecimal()]
        if len(numbers) != len(self.cleaned_data["obstacles"]) or any(len(n) > 9 for n in numbers):
            raise forms.ValidationError(_("Obstacles are named by their numbers, like 12, 15."))
        self.cleaned_data["obstacles"] = [str(int(each)) for each in numbers]
        return self._linked("obstacles", Obstacle.objects.all(), "pk")

    def _linked(self, name: str, rows: Any, column: str) -> list[int]:
        asked = self.cleaned_data[name]
        known = dict(rows.filter(**{f"{column}__in": asked}).values_list(column, "pk"))
        missing = [each for each in asked if each not in {str(key) for key in known}]
        if missing:
            raise forms.ValidationError(
                _("Not found: %(missing)s."), params={"missing": ", ".join(missing)}
            )
        return sorted(known.values())

    @property
    def entry(self) -> DirectiveEntry:
        said = self.cleaned_data
        return DirectiveEntry(
            issued_on=said["issued_on"],
            issuer=said["issuer"],
            content=said["content"].replace("\r\n", "\n"),
            unit_id=said["unit"].pk,
            due_on=self.directive.due_on if self.directive else said["due_on"],
            number=said["number"],
            projects=tuple(said["projects"]),
            obstacles=tuple(said["obstacles"]),
        )


class ReportForm(forms.Form):
    text = text_field(
        _("What has been carried out"), help_text=_("Results, what remains, and by when.")
    )


class ExtendForm(forms.Form):
    due_on = DayField(label=_("New deadline"))
    reason = text_field(_("Reason"), rows=2)
    seen = forms.DateField(widget=forms.HiddenInput, input_formats=["%Y-%m-%d"])


class DoneForm(forms.Form):
    closed_on = DayField(label=_("Done on"))
    text = text_field(_("Result"), rows=2)


class ReasonForm(forms.Form):
    reason = text_field(_("Reason"), rows=2)
