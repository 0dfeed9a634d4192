"""The form of an adjustment that the treasury makes by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from disbursement.models import VoucherKind
from disbursement.services.treasury_adjust import Adjustment
from disbursement.treasury_forms import LONGEST_REASON, OfficeForm
from projects.domain.codes import read_code
from projects.models import CapitalSource, Project
from projects.typed_fields import AmountField, DayField

YEARS = (2000, 2100)


class AdjustmentForm(OfficeForm):
    """A movement that corrects a key, in the person's unit, and why it is made."""

    project = forms.CharField(
        label=_("Code of the project"),
        max_length=20,
        help_text=_("The 7 characters of the project's code in the register."),
    )
    source = forms.ModelChoiceField(
        CapitalSource.objects.none(), label=_("Capital source"), empty_label=_("Choose…")
    )
    plan_year = forms.IntegerField(
        label=_("Plan year"), min_value=YEARS[0], max_value=YEARS[1], localize=False
    )
    origin_year = forms.IntegerField(
        label=_("Origin year of the money"),
        min_value=YEARS[0],
        max_value=YEARS[1],
        localize=False,
        help_text=_("The plan year itself, or an earlier year for money carried over."),
    )
    day = DayField(
        label=_("Posting day"),
        help_text=_(
            "A cumulative statement of this day or later already tells the whole; an adjustment "
            "before it changes nothing after it."
        ),
    )
    kind = forms.ChoiceField(
        label=_("Kind of payment"), choices=[("", _("Choose…")), *VoucherKind.choices]
    )
    amount = AmountField(
        label=_("Amount"),
        help_text=_("More than zero; to take money away, choose a repayment."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The reason stays on record beside your name and the time."),
        error_messages={"required": _("Write why the figures are adjusted.")},
    )

    def __init__(self, *args: Any, projects: QuerySet[Project], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.projects = projects
        self.today = today
        self.fields["source"].queryset = CapitalSource.objects.all()  # type: ignore[attr-defined]

    def clean_project(self) -> Project:
        typed = self.cleaned_data["project"]
        code = read_code(typed)
        found = self.projects.filter(code__iexact=code).first() if isinstance(code, str) else None
        if found is None:
            raise forms.ValidationError(
                _("No project of the register has the code “%(code)s”."), params={"code": typed}
            )
        return found

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day > self.today:
            raise forms.ValidationError(_("The day lies in the future."))
        return day

    def clean_amount(self) -> int:
        amount: int = self.cleaned_data["amount"]
        if amount <= 0:
            raise forms.ValidationError(_("Enter an amount of more than zero."))
        return amount

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        plan, origin = values.get("plan_year"), values.get("origin_year")
        if plan and origin and origin > plan:
            self.add_error("origin_year", _("The origin year cannot come after the plan year."))
        return values

    def adjustment(self) -> Adjustment:
        """Return what a valid form says."""
        names = ("project", "source", "plan_year", "origin_year", "day", "kind", "amount", "reason")
        return Adjustment(**{name: self.cleaned_data[name] for name in names})
