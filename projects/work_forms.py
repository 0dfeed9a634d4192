"""Forms for contracts, physical progress and events of a project."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from projects.models import Contract, ProjectEventKind
from projects.services.work import ContractEntry, EventEntry, ProgressEntry
from projects.typed_fields import AmountField, DayField, ShareField

LONGEST_NOTE = 500
NOTE = forms.Textarea(attrs={"rows": 2})


class ContractForm(forms.Form):
    """A contract; one that is changed asks for the reason."""

    number = forms.CharField(label=_("Contract number"), max_length=80)
    contractor = forms.CharField(label=_("Contractor"), max_length=250)
    content = forms.CharField(label=_("Content"), max_length=500, required=False)
    signed_on = DayField(label=_("Signed on"))
    starts_on = DayField(label=_("Starts on"), required=False)
    ends_on = DayField(label=_("Ends on"), required=False)
    value = AmountField(label=_("Contract value"))
    per_mille = ShareField(
        label=_("Progress (%)"), required=False, help_text=_("Written like 45,5; empty is 0.")
    )

    def __init__(self, *args: Any, contract: Contract | None = None, **kwargs: Any) -> None:
        if contract is not None:
            names = self.base_fields
            kwargs["initial"] = {name: getattr(contract, name) for name in names}
        super().__init__(*args, **kwargs)
        if contract is not None:
            self.fields["reason"] = forms.CharField(
                label=_("Reason for the change"),
                max_length=100,
                required=False,
                help_text=_("It stays in the history of the contract."),
            )

    @property
    def entry(self) -> ContractEntry:
        values = {name: self.cleaned_data[name] for name in self.base_fields}
        return ContractEntry(**{**values, "per_mille": values["per_mille"] or 0})


class ProgressForm(forms.Form):
    """A measurement of how much of the work stands."""

    as_at = DayField(label=_("As at"))
    per_mille = ShareField(label=_("Physical progress (%)"), help_text=_("Written like 45,5."))
    note = forms.CharField(
        label=_("Note"),
        max_length=LONGEST_NOTE,
        required=False,
        widget=NOTE,
        help_text=_("Needed where progress goes back: say why."),
    )

    @property
    def entry(self) -> ProgressEntry:
        return ProgressEntry(**self.cleaned_data)


class EventForm(forms.Form):
    """The day of an event that milestones ask for."""

    kind = forms.ChoiceField(label=_("Event"), choices=ProjectEventKind.choices)
    plan_year = forms.IntegerField(label=_("Plan year"), min_value=2015, max_value=2100)
    happened_on = DayField(label=_("Day"))
    note = forms.CharField(
        label=_("Note"),
        max_length=LONGEST_NOTE,
        required=False,
        widget=NOTE,
        help_text=_("For example the number of the document. Needed where the day is corrected."),
    )

    @property
    def entry(self) -> EventEntry:
        return EventEntry(**self.cleaned_data)
