"""Forms of registered targets."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from emulation.models import Campaign
from emulation.services.registrations import TargetEntry
from projects.intake.documents import LETTER
from projects.typed_fields import DocumentField


class CampaignChoice(forms.Form):
    campaign = forms.ModelChoiceField(
        Campaign.objects.order_by("-plan_year", "-starts_on"),
        to_field_name="code",
        empty_label=None,
        label=_("Campaign"),
    )


class TargetForm(forms.Form):
    """An investor's target and the signed letter that states it."""

    target = forms.IntegerField(
        label=_("Target (% of the plan)"),
        min_value=1,
        max_value=100,
        help_text=_("A whole number from 1 to 100."),
    )
    letter = DocumentField(
        taken=LETTER,
        label=_("Signed letter"),
        help_text=_("PDF, PNG or JPEG, at most 10 MB."),
        error_messages={
            "required": _("Choose the signed letter first."),
            "missing": _("Choose the signed letter first."),
            "empty": _("The file is empty (0 bytes). Choose the scanned letter."),
        },
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=30_000)

    def __init__(self, *args: Any, is_change: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_change:
            self.fields["reason"] = forms.CharField(
                label=_("Reason for the change"),
                max_length=500,
                widget=forms.Textarea(attrs={"rows": 2}),
                error_messages={"required": _("Say why the target is changed.")},
            )

    @property
    def entry(self) -> TargetEntry:
        letter: UploadedFile = self.cleaned_data["letter"]
        return TargetEntry(
            self.cleaned_data["target"],
            letter.read(),
            letter.name or "",
            self.cleaned_data.get("reason", ""),
            self.cleaned_data["seen"],
        )
