"""Forms of the emulation pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from emulation.models import Campaign
from emulation.selectors.rates import POOL_NAMES
from projects.domain.money import Unit
from projects.models import Organisation
from projects.templatetags.vnd import UNIT_NAMES

STATUS_CHOICES = [
    ("", _("All statuses")),
    ("met", _("Met")),
    ("met_late", _("Met late")),
    ("missed", _("Not met")),
    ("on_track", _("On track")),
    ("at_risk", _("At risk")),
    ("not_applicable", _("Not applicable")),
]


class MilestoneFilter(forms.Form):
    """Which campaign, as of which day, and which of its rows."""

    campaign = forms.ModelChoiceField(
        Campaign.objects.all(), to_field_name="code", empty_label=None, label=_("Campaign")
    )
    as_of = forms.DateField(
        label=_("As of"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(
        self, *args: Any, campaign: Campaign, investors: QuerySet[Organisation], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["investor"] = forms.ModelChoiceField(
            investors,
            to_field_name="code",
            required=False,
            empty_label=str(_("All investors")),
            label=_("Investor"),
        )
        rules = list(campaign.milestones.values_list("code", "name"))
        self.fields["rule"] = forms.ChoiceField(
            choices=[("", _("All milestones")), *rules], required=False, label=_("Milestone")
        )
        self.fields["status"] = forms.ChoiceField(
            choices=STATUS_CHOICES, required=False, label=_("Status")
        )


class DenominatorFilter(forms.Form):
    """Which plan year, as of which day, and which pool of money in the tables by group."""

    plan_year = forms.ChoiceField(label=_("Plan year"))
    as_of = forms.DateField(
        label=_("As of"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    pool = forms.ChoiceField(
        label=_("Carried-over money"), required=False, choices=list(POOL_NAMES.items())
    )

    def __init__(self, *args: Any, years: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["plan_year"]).choices = [
            (str(year), str(year)) for year in years
        ]


class PublishedForm(forms.Form):
    """A table of published figures, pasted or as a file."""

    text = forms.CharField(
        label=_("Paste the table here"),
        required=False,
        max_length=100_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        help_text=_(
            "One row a line, copied from Excel or Word, or with | between the cells. Columns: "
            "Chỉ tiêu, Giá trị, Thuộc, Tỷ lệ (%), Tử số, Mẫu số."
        ),
    )
    file = forms.FileField(
        label=_("Or a workbook (.xlsx, .xls, .ods)"), required=False, allow_empty_file=True
    )
    unit = forms.TypedChoiceField(
        label=_("Unit, where the table names none"),
        choices=[(unit.value, UNIT_NAMES[unit]) for unit in Unit],
        coerce=Unit,
        initial=Unit.MILLION.value,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("file") and not str(cleaned.get("text") or "").strip():
            raise forms.ValidationError(_("Paste a table or choose a file."))
        return cleaned
