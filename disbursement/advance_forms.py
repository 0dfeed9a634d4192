"""Forms for advances under contracts, how an overdue one stands, and the rules of recovery."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from disbursement.domain.advance_lists import Form
from disbursement.models import AdvancePurpose, AdvanceStanding
from disbursement.services.advances import ContractAdvanceEntry, RuleEntry, StandingEntry
from projects.models import CapitalSource, Contract, Organisation, Project
from projects.typed_fields import AmountField, DayField

ADVANCED, RECOVERED = "advanced", "recovered"
SIGNS = {ADVANCED: 1, RECOVERED: -1}
EARLIEST, LATEST = 2015, 2100


class ContractAdvanceForm(forms.Form):
    """An advance under a contract of a project, or its recovery."""

    kind = forms.ChoiceField(
        label=_("Kind of entry"),
        choices=[(ADVANCED, _("Advanced")), (RECOVERED, _("Recovered or repaid"))],
    )
    contract = forms.ModelChoiceField(Contract.objects.none(), label=_("Contract"))
    source = forms.ModelChoiceField(
        CapitalSource.objects.order_by("sort_key"), label=_("Capital source")
    )
    plan_year = forms.IntegerField(label=_("Plan year"), min_value=EARLIEST, max_value=LATEST)
    origin_year = forms.IntegerField(
        label=_("Origin year"),
        min_value=EARLIEST,
        max_value=LATEST,
        required=False,
        help_text=_("The year the money comes from; empty is the plan year."),
    )
    purpose = forms.ChoiceField(label=_("Advanced for"), choices=AdvancePurpose.choices)
    day = DayField(label=_("Day"))
    amount = AmountField(label=_("Amount"))
    document = forms.CharField(
        label=_("Document"),
        max_length=120,
        required=False,
        help_text=_("For example the number of the payment order."),
    )

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contract"].queryset = project.contracts.order_by("signed_on", "pk")  # type: ignore[attr-defined]

    def clean_amount(self) -> int:
        amount: int = self.cleaned_data["amount"]
        if amount <= 0:
            raise forms.ValidationError(_("Enter an amount above 0; what it was is chosen above."))
        return amount

    @property
    def entry(self) -> ContractAdvanceEntry:
        values = dict(self.cleaned_data)
        amount = values.pop("amount") * SIGNS[values.pop("kind")]
        values["origin_year"] = values["origin_year"] or values["plan_year"]
        return ContractAdvanceEntry(amount=amount, **values)


class StandingForm(forms.Form):
    """What the forms ask of a project's overdue advance."""

    bank_deposit = AmountField(label=_("Deposited at a bank"), required=False)
    owner_dissolved = forms.BooleanField(label=_("Investor dissolved"), required=False)
    contractor_bankrupt = forms.BooleanField(label=_("Contractor bankrupt"), required=False)
    project_suspended = forms.BooleanField(label=_("Project suspended"), required=False)
    other_cause = forms.CharField(label=_("Other cause"), max_length=300, required=False)
    proposal = forms.CharField(
        label=_("Proposed handling"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, standing: AdvanceStanding | None, **kwargs: Any) -> None:
        if standing is not None:
            kwargs["initial"] = {name: getattr(standing, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)

    @property
    def entry(self) -> StandingEntry:
        values = self.cleaned_data
        return StandingEntry(**{**values, "bank_deposit": values["bank_deposit"] or 0})


class AdvanceRuleForm(forms.Form):
    """A new version of the rule of a purpose."""

    purpose = forms.ChoiceField(label=_("Advanced for"), choices=AdvancePurpose.choices)
    effective_from = DayField(label=_("Effective from"))
    recovered_at_percent = forms.IntegerField(
        label=_("Fully recovered at (% of the contract)"),
        min_value=1,
        max_value=100,
        required=False,
        help_text=_("For works, consultancy and equipment under a contract."),
    )
    days = forms.IntegerField(
        label=_("Days after the advance"), min_value=0, max_value=3650, required=False
    )
    months = forms.IntegerField(
        label=_("Months after the advance"),
        min_value=0,
        max_value=120,
        required=False,
        help_text=_("With days and months both: due by the first, overdue after the second."),
    )
    overdue_months = forms.IntegerField(
        label=_("Months from then until it is overdue"), min_value=0, max_value=120, initial=0
    )
    legal_basis = forms.CharField(label=_("Legal basis"), max_length=250)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    @property
    def entry(self) -> RuleEntry:
        return RuleEntry(**{k: v for k, v in self.cleaned_data.items() if k != "note"})


class AdvanceListForm(forms.Form):
    """Which official form is asked for, of which investor and day."""

    form = forms.ChoiceField(
        label=_("Form"),
        choices=[
            (Form.INVESTOR.value, _("08.a/SDTƯ – one investor")),
            (Form.PROVINCE.value, _("08.b/SDTƯ – the province")),
        ],
        required=False,
    )
    investor = forms.ModelChoiceField(
        Organisation.objects.none(),
        to_field_name="code",
        required=False,
        label=_("Investor"),
        empty_label=None,
    )
    day = DayField(label=_("As of the day"), required=False)

    def __init__(self, *args: Any, investors: Any, sees_province: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["investor"].queryset = investors  # type: ignore[attr-defined]
        if not sees_province:
            del self.fields["form"]
