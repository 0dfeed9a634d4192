"""Forms of reconciliations: what is shown, what is said, and the tolerance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from disbursement.calendar_forms import day_field, note_field
from disbursement.models import ReconciliationLine, ReconciliationState, ReportingPeriod, Tolerance
from disbursement.obstacle_forms import text_field
from disbursement.templatetags.periods import period_name
from projects.lists.filters import PlainSelect, choice_field
from projects.typed_fields import AmountField

EVERYTHING = "all"
OWN = "own-"
SIGNED = [("none", _("not signed")), ("one", _("by one side")), ("both", _("by both sides"))]


class OverviewForm(forms.Form):
    """Which sheets are shown: of a period, a year or all of them."""

    of = forms.ChoiceField(label=_("Period or year"), required=False, widget=PlainSelect)
    state = choice_field(_("With lines that"), list(ReconciliationState.choices))
    signed = choice_field(_("Signed"), list(SIGNED))

    def __init__(
        self,
        data: QueryDict,
        *,
        periods: Sequence[ReportingPeriod],
        years: Sequence[int],
        shows_all: bool,
    ) -> None:
        choices = [(period.code, period_name(period)) for period in periods]
        named = gettext("Whole plan year %(year)s")
        choices += [(str(year), named % {"year": year}) for year in years]
        first = EVERYTHING if shows_all or not choices else choices[0][0]
        super().__init__({"of": first, **data.dict()})
        self.fields["of"].choices = [(EVERYTHING, _("All")), *choices]  # type: ignore[attr-defined]
        self.first = first

    @property
    def chosen(self) -> dict[str, str]:
        """What was asked for; a choice that does not exist counts as none."""
        self.is_valid()
        return {"state": "", "signed": "", **self.cleaned_data, "of": self._of()}

    def _of(self) -> str:
        return self.cleaned_data.get("of") or self.first


class RemarkForm(forms.Form):
    text = text_field(_("Remark"), rows=2)


class ExplainForm(forms.Form):
    seen = forms.CharField(widget=forms.HiddenInput, max_length=80)
    text = text_field(
        _("Why the figures differ"),
        help_text=_("For instance a voucher with its number and the day it was booked."),
    )


class OwnFiguresForm(forms.Form):
    """The investor's own year-end figure of each line of a sheet; empty is that of its report."""

    def __init__(self, data: Any = None, *, lines: Sequence[ReconciliationLine]) -> None:
        super().__init__(data)
        for line in lines:
            field = AmountField(label=str(line.project), required=False)
            field.initial = line.own if line.own_stated_at else None
            self.fields[f"{OWN}{line.pk}"] = field

    @property
    def amounts(self) -> dict[int, int | None]:
        return {
            int(name.removeprefix(OWN)): None if amount in (None, "") else amount
            for name, amount in self.cleaned_data.items()
        }


class TakeBackForm(forms.Form):
    reason = text_field(_("Reason"), rows=2)


class ToleranceForm(forms.ModelForm):
    """How far two figures may be apart, from a day on."""

    effective_from = day_field(
        _("Holds from"), help_text=_("For sheets whose figures are of this day or later.")
    )
    amount = forms.IntegerField(
        label=_("At most so many đồng"), min_value=0, max_value=1_000_000_000_000, localize=False
    )
    per_mille = forms.IntegerField(
        label=_("And at most so many ‰ of the treasury's figure"), min_value=0, max_value=1000
    )
    note = note_field(_("Reason for the change"), longest=250, required=False)

    class Meta:
        model = Tolerance
        fields = ("effective_from", "amount", "per_mille", "note")

    def validate_unique(self) -> None:
        """Leave it to the service to say that the day is taken."""
