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
from projects.models import Organisation, Project

LONGEST_REASON = 500
ACCEPTED = ".xlsx,.xlsm,.xls,.xlsb,.ods"
MEGABYTE = 1024 * 1024


class OfficeForm(forms.Form):
    """Asks which treasury office somebody acts for, where they work for several."""

    def __init__(self, *args: Any, offices: Sequence[Organisation] = (), **kwargs: Any) -> None:
        """Ask for the office only where there is a choice."""
        super().__init__(*args, **kwargs)
        self.offices = {str(office.pk): office for office in offices}
        if len(self.offices) > 1:
            self.fields["office"] = forms.ChoiceField(
                label=_("The file comes from"),
                choices=[
                    ("", _("Choose the treasury office")),
                    *((pk, office.name) for pk, office in self.offices.items()),
                ],
                error_messages={"required": _("Choose the treasury office.")},
            )

    @property
    def office(self) -> Organisation | None:
        """The office of a valid form; None where the person works for none."""
        if len(self.offices) == 1:
            return next(iter(self.offices.values()))
        return self.offices.get(self.cleaned_data.get("office", ""))


class UploadForm(OfficeForm):
    """One file of the treasury."""

    file = forms.FileField(
        label=_("Treasury file"),
        max_length=500,
        help_text=_("Excel or LibreOffice file (.xlsx, .xls, .xlsb, .ods), at most 20 MB."),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
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


class ReplaceForm(UploadForm):
    """The right file for a posted one that was wrong, and what was wrong with it."""

    reason = forms.CharField(
        label=_("What was wrong with the posted file"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The reason stays on record with both files, beside your name and the time."),
        error_messages={"required": _("Write why the file is replaced.")},
    )


class ReasonForm(forms.Form):
    """Why an import is taken back."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The reason stays on record beside your name and the time."),
        error_messages={"required": _("Write why the file is taken back.")},
    )


class LayoutNameForm(forms.Form):
    """The name under which a corrected layout is remembered."""

    name = forms.CharField(label=_("Name of the layout"), max_length=150)


class WithdrawForm(forms.Form):
    """Why a match of a code with a project is taken back."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The reason stays on record beside your name and the time."),
        error_messages={"required": _("Write why the match is taken back.")},
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
        if not suggestions:
            self.fields["project_code"].label = _("Code of the project")
        else:
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
