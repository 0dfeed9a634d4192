"""How a treasury file is to be read: unit, day, year, recovery, and each of its columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from disbursement.column_choices import changed_columns, column_choices, meaning_label
from disbursement.domain.first_rows import SheetPicture
from disbursement.domain.meanings import IGNORED, Recovery
from disbursement.models import RecoveryConvention, TreasuryImport
from disbursement.services.treasury import Choice
from projects.domain.money import Unit
from projects.templatetags.vnd import UNIT_NAMES
from projects.typed_fields import DayField

UNIT_CHOICES = [(unit.value, UNIT_NAMES[unit]) for unit in Unit]
YEARS = (2000, 2100)


class ReadingForm(forms.Form):
    """How a file is to be read where it does not say so itself, or says it wrongly."""

    unit = forms.ChoiceField(
        label=_("Unit of the amounts in the file"),
        required=False,
        choices=[("", _("As the file says")), *UNIT_CHOICES],
    )
    as_at = DayField(
        label=_("Figures as at day"),
        required=False,
        help_text=_("Leave it empty to take the day that the file names."),
    )
    plan_year = forms.IntegerField(
        label=_("Plan year"),
        required=False,
        min_value=YEARS[0],
        max_value=YEARS[1],
        localize=False,
        help_text=_("Leave it empty to take the year that the file names."),
    )
    recovery = forms.ChoiceField(
        label=_("Recovered advances"),
        required=False,
        choices=[("", _("As the file says")), *RecoveryConvention.choices],
    )

    def __init__(
        self,
        *args: Any,
        treasury_import: TreasuryImport,
        pictures: Sequence[SheetPicture] = (),
        asks_unit: bool = False,
        asks_day: bool = False,
        asks_year: bool = False,
        **kwargs: Any,
    ) -> None:
        """What the file does not say must be answered; the rest may be overruled."""
        kwargs.setdefault("initial", _chosen(treasury_import))
        super().__init__(*args, **kwargs)
        self.treasury_import = treasury_import
        self.pictures = pictures
        if asks_unit:
            self.fields["unit"] = forms.ChoiceField(
                label=self.fields["unit"].label,
                choices=[("", _("Choose the unit")), *UNIT_CHOICES],
                error_messages={"required": _("Choose the unit of the amounts.")},
            )
        if asks_day:
            _require(self.fields["as_at"], _("Choose the day."))
        if asks_year:
            _require(self.fields["plan_year"], _("Enter the plan year."))
        groups = column_choices() if pictures else []
        for place, picture in enumerate(pictures):
            for letters in picture.letters:
                self._add_column(place, picture, letters, groups)
        self.order_fields(["unit", "as_at", "plan_year", "recovery"])

    def _add_column(
        self, place: int, picture: SheetPicture, letters: str, groups: Sequence[Any]
    ) -> None:
        read = picture.columns.get(letters, IGNORED)
        known = {value for _title, choices in groups for value, _label in choices}
        own = [] if read in known else [(read, meaning_label(read))]
        self.fields[column_name(place, letters)] = forms.ChoiceField(
            label=_("Column %(letters)s") % {"letters": letters},
            required=False,
            choices=[*own, *groups],
            initial=read,
        )

    @property
    def said_fields(self) -> list[BoundField]:
        """The fields about the file as a whole."""
        return [self[name] for name in ("unit", "as_at", "plan_year", "recovery")]

    def column_field(self, place: int, letters: str) -> BoundField:
        return self[column_name(place, letters)]

    def choice(self) -> Choice:
        """Return what a valid form says; a sheet whose columns were not sent stays as it was."""
        said = self.cleaned_data
        before = self.treasury_import.chosen_columns
        columns = dict(before)
        for place, picture in enumerate(self.pictures):
            names = {letters: column_name(place, letters) for letters in picture.letters}
            sent = {at: said[name] for at, name in names.items() if said.get(name)}
            if sent:
                columns[picture.name] = changed_columns(
                    read=picture.columns, chosen_before=before.get(picture.name, {}), said=sent
                )
        return Choice(
            unit=Unit(said["unit"]) if said["unit"] else None,
            as_at=said["as_at"],
            plan_year=said["plan_year"],
            recovery=Recovery(said["recovery"]) if said["recovery"] else None,
            columns={sheet: named for sheet, named in columns.items() if named},
        )


def column_name(place: int, letters: str) -> str:
    return f"column-{place}-{letters}"


def _chosen(treasury_import: TreasuryImport) -> dict[str, Any]:
    return {
        "unit": treasury_import.chosen_unit,
        "as_at": treasury_import.chosen_as_at,
        "plan_year": treasury_import.chosen_plan_year,
        "recovery": treasury_import.chosen_recovery,
    }


def _require(field: forms.Field, sentence: Any) -> None:
    field.required = True
    field.help_text = ""
    field.error_messages["required"] = sentence
