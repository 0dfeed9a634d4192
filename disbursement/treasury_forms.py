"""Forms of the treasury files' pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from disbursement.models import ImportStatus
from projects.domain.codes import read_code
from projects.domain.money import Unit
from projects.models import Project
from projects.templatetags.vnd import UNIT_NAMES

LONGEST_REASON = 500
MEGABYTE = 1024 * 1024
UNIT_CHOICES = [(unit.value, UNIT_NAMES[unit]) for unit in Unit]


class UploadForm(forms.Form):
    """One file of the treasury."""

    file = forms.FileField(
        label=_("Treasury file"),
        max_length=500,
        help_text=_("Excel file (.xlsx), at most 20 MB."),
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
            raise forms.ValidationError(
                _("The file is larger than %(limit)s MB, which is more than the portal takes."),
                params={"limit": settings.UPLOAD_MAX_BYTES // MEGABYTE},
            )
        return upload


class ReadingForm(forms.Form):
    """How a file is to be read where it does not say so itself."""

    unit = forms.ChoiceField(
        label=_("Unit of the amounts in the file"),
        required=False,
        choices=[("", _("As the file says")), *UNIT_CHOICES],
    )
    as_at = forms.DateField(
        label=_("Figures as at day"),
        required=False,
        help_text=_("Leave it empty to take the day that the file names."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(
        self, *args: Any, asks_unit: bool = False, asks_day: bool = False, **kwargs: Any
    ) -> None:
        """What the file does not say must be answered; the rest may be overruled."""
        super().__init__(*args, **kwargs)
        if asks_unit:
            choices = [("", _("Choose the unit")), *UNIT_CHOICES]
            self.fields["unit"] = forms.ChoiceField(
                label=self.fields["unit"].label,
                choices=choices,
                error_messages={"required": _("Choose the unit of the amounts.")},
            )
            self.order_fields(["unit", "as_at"])
        if asks_day:
            self.fields["as_at"].required = True
            self.fields["as_at"].help_text = ""
            self.fields["as_at"].error_messages["required"] = _("Choose the day.")


class ReasonForm(forms.Form):
    """Why an import is taken back."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The reason stays on record beside your name and the time."),
        error_messages={"required": _("Write why the file is taken back.")},
    )


class ImportFilter(forms.Form):
    """Which imports the list shows."""

    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[("", _("All statuses")), *ImportStatus.choices],
    )


class MatchForm(forms.Form):
    """Which project a code of the treasury stands for: a suggestion, or its code typed in."""

    project_code = forms.CharField(
        label=_("Or enter the code of the project"),
        required=False,
        max_length=20,
        help_text=_("The 7 characters of the project's code in the register."),
    )

    def __init__(
        self,
        *args: Any,
        projects: QuerySet[Project],
        suggestions: Sequence[Project],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.projects = projects
        self.suggestions = {project.code: project for project in suggestions}
        if suggestions:
            self.fields["suggestion"] = forms.ChoiceField(
                label=_("Projects with a similar name"),
                required=False,
                choices=[
                    ("", _("None of these")),
                    *((code, str(project)) for code, project in self.suggestions.items()),
                ],
            )
            self.order_fields(["suggestion", "project_code"])

    def clean_project_code(self) -> Project | None:
        typed = self.cleaned_data["project_code"]
        code = read_code(typed) if typed else None
        if code is None:
            return None
        project = self.projects.filter(code__iexact=code).first() if isinstance(code, str) else None
        if project is None:
            raise forms.ValidationError(
                _("No project of the register has the code “%(code)s”."), params={"code": typed}
            )
        return project

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        typed = values.get("project_code")
        chosen = self.suggestions.get(values.get("suggestion", ""))
        if typed and chosen and typed != chosen:
            raise forms.ValidationError(
                _("You chose one project and entered the code of another; keep one of them.")
            )
        if not typed and not chosen and not self.errors:
            raise forms.ValidationError(_("Choose a project, or enter its code."))
        values["project"] = typed or chosen
        return values
