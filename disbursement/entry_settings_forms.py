"""Forms of what reviewers go by: reasons for a return, and first approval."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from disbursement.calendar_forms import day_field
from projects.models import Organisation


class ReasonForm(forms.Form):
    """A new reason for a return."""

    text = forms.CharField(label=_("Reason"), max_length=200)
    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        help_text=_("Capital letters without marks, digits, underscores, e.g. SAI_DON_VI."),
    )


class RewordForm(forms.Form):
    """Other words for a reason, with those the person was shown."""

    text = forms.CharField(label=_("Reason"), max_length=200)
    seen = forms.CharField(widget=forms.HiddenInput)


class FirstApprovalForm(forms.Form):
    """Whose reports go through which body, and from when."""

    investor = forms.ModelChoiceField(
        label=_("Investor"), queryset=Organisation.objects.none(), empty_label=""
    )
    body = forms.ModelChoiceField(
        label=_("Governing body that approves first"),
        queryset=Organisation.objects.none(),
        empty_label="",
    )
    starts_on = day_field(_("From the day"))
    ends_on = day_field(_("To the end of the day"), required=False)

    def __init__(
        self,
        *args: Any,
        investors: QuerySet[Organisation],
        bodies: QuerySet[Organisation],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.fields["investor"].queryset = investors  # type: ignore[attr-defined]
        self.fields["body"].queryset = bodies  # type: ignore[attr-defined]


class EndForm(forms.Form):
    """The last day of a rule of first approval."""

    last_day = day_field(_("Last day"))
