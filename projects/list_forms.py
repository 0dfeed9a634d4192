"""Forms around the lists: saving a view, editing many rows at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from projects.domain.codes import code_key
from projects.domain.texts import clean

REASON_LENGTH = 100  # what a row of history holds


class SaveViewForm(forms.Form):
    name = forms.CharField(label=_("Name of the view"), max_length=80)
    is_shared = forms.BooleanField(label=_("Show it to everybody"), required=False)
    query = forms.CharField(required=False, max_length=4000, widget=forms.HiddenInput)

    def clean_name(self) -> str:
        return clean(str(self.cleaned_data["name"]))


class ReasonField(forms.CharField):
    """Why something is changed; the history shows it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=kwargs.pop("label", _("Reason")),
            max_length=REASON_LENGTH,
            help_text=_("It stays in the history of every row changed."),
            **kwargs,
        )


class BulkChoice(forms.Form):
    """Which rows of a list are to be changed, and in which column."""

    ALL, TICKED = "all", "ticked"

    scope = forms.ChoiceField(choices=[(TICKED, _("ticked rows")), (ALL, _("all rows that match"))])
    field = forms.ChoiceField()

    def __init__(self, *args: Any, fields: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        column = self.fields["field"]
        if isinstance(column, forms.ChoiceField):
            column.choices = list(fields)


def bulk_value_form(data: Any, column: Any) -> forms.Form:
    """Return the form that asks for the new value of a column, and why."""
    form = forms.Form(data)
    form.fields["value"] = value_field(column)
    form.fields["reason"] = ReasonField()
    return form


def value_field(column: Any) -> forms.Field:
    """Return how a column is filled in: a yes or no is asked for plainly."""
    if column.get_internal_type() == "BooleanField":
        return forms.TypedChoiceField(
            label=column.verbose_name,
            choices=[("1", _("Yes")), ("0", _("No"))],
            coerce=lambda text: text == "1",
        )
    field: forms.Field = column.formfield()
    return field


class RegisterForm(forms.ModelForm):
    """A row of a register, why it is changed, and a mark of what the row said when opened."""

    mark = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    reason = ReasonField()

    def clean_code(self) -> str:
        code = clean(str(self.cleaned_data["code"]))
        others = type(self.instance)._default_manager.exclude(pk=self.instance.pk)
        if code_key(code) in {code_key(each) for each in others.values_list("code", flat=True)}:
            raise forms.ValidationError(_("The register already has a row with this code."))
        return code

    def clean_name(self) -> str:
        return clean(str(self.cleaned_data["name"]))

    def clean_parent(self) -> Any:
        """Refuse a superior that stands, however far, below the row itself."""
        parent = self.cleaned_data["parent"]
        parents = dict(type(self.instance)._default_manager.values_list("pk", "parent"))
        above, seen = parent.pk if parent else None, set()
        while above is not None and above not in seen:
            if above == self.instance.pk:
                raise forms.ValidationError(_("A row cannot stand above itself."))
            seen.add(above)
            above = parents.get(above)
        return parent


def register_form(model: type[Model], fields: Iterable[str]) -> type[RegisterForm]:
    """Return the form of a register's plain columns."""
    days: dict[str, type[forms.Widget] | forms.Widget] = {
        name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        for name in fields
        if model._meta.get_field(name).get_internal_type() == "DateField"
    }
    made = forms.modelform_factory(model, form=RegisterForm, fields=list(fields), widgets=days)
    return cast("type[RegisterForm]", made)


class DeleteForm(forms.Form):
    reason = ReasonField()
