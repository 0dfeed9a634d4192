"""What people enter about medium-term plans."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from projects.display import current_unit, unit_named
from projects.domain.issues import Issue
from projects.domain.medium_term_rows import MediumTermRow
from projects.domain.medium_terms import period_name
from projects.domain.money import parse_user_amount
from projects.issue_texts import render as in_words
from projects.models import CapitalSource
from projects.templatetags.vnd import unit_name

MEGABYTE = 1024 * 1024
DAY_INPUT = {"type": "date"}


def period_choices(periods: Iterable[tuple[int, int]]) -> list[tuple[str, str]]:
    return [(f"{first}-{last}", period_name(first, last)) for first, last in periods]


class MediumTermFilter(forms.Form):
    """Which period, as of which day, and which projects and source."""

    period = forms.ChoiceField(label=_("Medium-term period"), required=False)
    as_of = forms.DateField(
        label=_("As of"),
        required=False,
        widget=forms.DateInput(attrs=DAY_INPUT, format="%Y-%m-%d"),
    )
    source = forms.ModelChoiceField(
        CapitalSource.objects.order_by("code"),
        to_field_name="code",
        required=False,
        label=_("Capital source"),
        empty_label=str(_("All sources")),
    )
    q = forms.CharField(label=_("Project"), required=False, max_length=200)

    def __init__(self, *args: Any, periods: Iterable[tuple[int, int]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["period"]).choices = period_choices(periods)


class MediumTermLineForm(forms.Form):
    """One line of a medium-term plan; the amount is read in the unit it was asked for in."""

    period = forms.CharField(
        label=_("Medium-term period"), max_length=30, help_text=_("For example 2026–2030")
    )
    project = forms.CharField(
        label=_("Project code"),
        max_length=30,
        required=False,
        help_text=_("Leave it empty for what the whole province has of the source."),
    )
    source = forms.ModelChoiceField(
        CapitalSource.objects.order_by("code"), to_field_name="code", label=_("Capital source")
    )
    amount = forms.CharField(
        label=_("Amount"), max_length=40, help_text=_("A cut is entered with a minus sign.")
    )
    number = forms.CharField(label=_("Decision number"), max_length=60)
    decided_on = forms.DateField(
        label=_("Day of the decision"),
        widget=forms.DateInput(attrs=DAY_INPUT, format="%Y-%m-%d"),
    )
    unit = forms.CharField(widget=forms.HiddenInput, max_length=10)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].initial = current_unit().name
        shown = unit_named(self.data.get("unit", "")) or current_unit()
        self.fields["amount"].label = f"{_('Amount')} ({unit_name(shown)})"

    def clean(self) -> dict[str, Any]:
        """Read the amount once the unit is known."""
        cleaned = super().clean() or {}
        unit = unit_named(cleaned.get("unit", ""))
        if unit is None:
            raise forms.ValidationError(_("The unit of the amount is not known. Enter it again."))
        if "amount" in cleaned:
            read = parse_user_amount(cleaned["amount"], unit)
            if isinstance(read, Issue):
                self.add_error("amount", words_of(read))
            elif read is None:
                self.add_error("amount", _("Enter the amount."))
            cleaned["amount"] = read
        return cleaned

    def row(self) -> MediumTermRow:
        """Return the checked entries as a row."""
        cleaned = self.cleaned_data
        return MediumTermRow(
            period=cleaned["period"],
            project=cleaned["project"],
            source=cleaned["source"].code,
            amount=cleaned["amount"],
            number=" ".join(cleaned["number"].split()),
            decided_on=cleaned["decided_on"],
        )


class MediumTermUpload(forms.Form):
    file = forms.FileField(
        label=_("Workbook with the sheet TrungHan"),
        max_length=500,
        help_text=_(
            "Columns: Giai đoạn, Mã dự án, Mã nguồn, Số tiền (đồng), Số quyết định, "
            "Ngày quyết định. At most 20 MB."
        ),
        error_messages={
            "required": _("Choose the file first."),
            "empty": _("The file is empty (0 bytes). Export it again and upload the new one."),
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


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


def words_of(found: Issue) -> str:
    """Return a finding and how to mend it as one text."""
    words = in_words(found)
    return f"{words['message']} {words['fix']}".strip()
