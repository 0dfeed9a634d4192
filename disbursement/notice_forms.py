"""Forms of notices: what a person wants to be told, when reminders go out, and their words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from disbursement.domain.default_notice_texts import NoticeText
from disbursement.models import ReminderRule
from disbursement.selectors.notices import KindChoice
from disbursement.services.reminders import FARTHEST, FIXED_DAYS, ReminderChange

PORTAL, EMAIL = "portal", "email"


def chosen(choices: Iterable[KindChoice], data: Any) -> dict[str, tuple[bool, bool]]:
    """Return what was ticked of the kinds the person was asked about."""
    return {
        each.kind.value: (f"{PORTAL}-{each.kind}" in data, f"{EMAIL}-{each.kind}" in data)
        for each in choices
    }


class ReminderForm(forms.Form):
    """When one reminder goes out."""

    offset_days = forms.IntegerField(
        label=_("Days from the due day"), min_value=-FARTHEST, max_value=FARTHEST
    )
    time = forms.TimeField(
        label=_("Time of day"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        input_formats=["%H:%M", "%H:%M:%S"],
    )
    is_active = forms.BooleanField(label=_("Is sent"), required=False)

    def __init__(self, rule: ReminderRule, data: Any = None) -> None:
        self.rule = rule
        initial = {
            "offset_days": rule.offset_days,
            "time": rule.time,
            "is_active": rule.is_active,
        }
        super().__init__(data, initial=initial, prefix=rule.kind)
        if rule.kind in FIXED_DAYS:
            self.fields["offset_days"].widget.attrs["readonly"] = True

    def change(self) -> ReminderChange:
        given = self.cleaned_data
        return ReminderChange(given["offset_days"], given["time"], given["is_active"])


class NoticeTextForm(forms.Form):
    """The words of a notice; what is wrong with the names in braces the service says."""

    subject = forms.CharField(label=_("Subject"), max_length=200)
    body = forms.CharField(
        label=_("Text of the notice"), max_length=5000, widget=forms.Textarea(attrs={"rows": 12})
    )

    def text(self) -> NoticeText:
        return NoticeText(self.cleaned_data["subject"], self.cleaned_data["body"])
