"""What people enter about the closing of a year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from disbursement.domain.ledger import Key
from disbursement.domain.rollover import CarryOverEntry, ClosingDecision
from disbursement.selectors.rollover import RolloverRow
from projects.display import current_unit, unit_named
from projects.domain.issues import Issue
from projects.domain.money import Unit, format_amount, parse_user_amount
from projects.domain.search import search_words
from projects.issue_texts import render as in_words
from projects.models import CapitalNature, Issuer

SHOW_UNSPENT, SHOW_ALL, SHOW_CARRIED = "unspent", "all", "carried"
DAY_INPUT = {"type": "date"}


class RolloverOpenForm(forms.Form):
    """Which year to close, and that the person knows when it is early."""

    year = forms.TypedChoiceField(label=_("Plan year to be closed"), coerce=int)
    knowingly = forms.BooleanField(
        label=_("I know that payments can still be made until 31 January, and only prepare it"),
        required=False,
    )

    def __init__(self, *args: Any, years: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["year"]).choices = [
            (str(year), str(year)) for year in years
        ]


class RolloverDecisionsForm(forms.Form):
    """Both decisions; what is missing is a finding of the preview, not of the form."""

    carry_number = forms.CharField(label=_("Decision number"), max_length=60, required=False)
    carry_day = forms.DateField(
        label=_("Day"),
        required=False,
        widget=forms.DateInput(attrs=DAY_INPUT, format="%Y-%m-%d"),
    )
    carry_issuer = forms.ChoiceField(
        label=_("Issuer"), required=False, choices=[("", "–"), *Issuer.choices]
    )
    cancel_number = forms.CharField(
        label=_("Decision or other paper"), max_length=60, required=False
    )
    cancel_day = forms.DateField(
        label=_("Day"),
        required=False,
        widget=forms.DateInput(attrs=DAY_INPUT, format="%Y-%m-%d"),
    )
    cancel_issuer = forms.ChoiceField(
        label=_("Issuer"), required=False, choices=[("", "–"), *Issuer.choices]
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    @classmethod
    def of(
        cls, carry_over: ClosingDecision, cancellation: ClosingDecision, revision: int
    ) -> RolloverDecisionsForm:
        """Return the form as it is saved."""
        initial: dict[str, Any] = {"revision": revision}
        for name, decision in (("carry", carry_over), ("cancel", cancellation)):
            initial[f"{name}_number"] = decision.number
            initial[f"{name}_day"] = decision.decided_on
            initial[f"{name}_issuer"] = decision.issuer
        return cls(initial=initial)

    def decisions(self) -> dict[str, ClosingDecision]:
        return {"carry_over": self._decision("carry"), "cancellation": self._decision("cancel")}

    def _decision(self, name: str) -> ClosingDecision:
        cleaned = self.cleaned_data
        day: date | None = cleaned.get(f"{name}_day")
        number = " ".join((cleaned.get(f"{name}_number") or "").split())
        return ClosingDecision(number, day, cleaned.get(f"{name}_issuer") or "")


class RolloverFilter(forms.Form):
    """Which keys are shown."""

    show = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            (SHOW_UNSPENT, _("What is unspent or has an open advance")),
            (SHOW_CARRIED, _("What is carried over")),
            (SHOW_ALL, _("Everything")),
        ],
    )
    q = forms.CharField(label=_("Project or investor"), required=False, max_length=200)

    def keep(self, rows: Iterable[RolloverRow]) -> list[RolloverRow]:
        """Return the rows that are asked for."""
        self.full_clean()
        show, words = self.cleaned_data.get("show"), self.cleaned_data.get("q") or ""
        return [row for row in rows if _is_shown(row, show) and _is_found(row, words)]


def _is_shown(row: RolloverRow, show: str | None) -> bool:
    if show == SHOW_ALL:
        return True
    if show == SHOW_CARRIED:
        return bool(row.closed.carried)
    return bool(row.line.unspent or row.line.advance)


def _is_found(row: RolloverRow, words: str) -> bool:
    project = row.project
    text = f"{project.code} {project.search_text} {project.investor.search_text}".lower()
    return all(word in text for word in search_words(words))


@dataclass(slots=True)
class EntryRow:
    """A key with what is typed for it, what is saved, and what is wrong with it."""

    row: RolloverRow
    text: str
    nature: str
    saved: str
    error: str = ""

    @property
    def name(self) -> str:
        return "-".join(map(str, self.row.key))

    @property
    def needs_nature(self) -> bool:
        return len(self.row.line.standing_natures) > 1

    @property
    def was_saved_otherwise(self) -> bool:
        return self.text != self.saved


NATURE_CHOICES = [("", "–"), *CapitalNature.choices]


class EntryGrid:
    """The amounts carried over of the keys on one page, as saved or as typed."""

    def __init__(self, rows: Sequence[RolloverRow], data: Mapping[str, Any] | None = None) -> None:
        chosen = unit_named(str(data.get("unit", ""))) if data is not None else None
        self.unit: Unit = chosen or current_unit()
        self.rows: list[EntryRow] = []
        self.entries: dict[Key, CarryOverEntry] = {}
        for row in rows:
            self._add(row, data)

    @property
    def is_valid(self) -> bool:
        return not any(row.error for row in self.rows)

    @property
    def natures(self) -> list[tuple[str, Any]]:
        return NATURE_CHOICES

    def _add(self, row: RolloverRow, data: Mapping[str, Any] | None) -> None:
        carried = row.closed.carried
        saved = format_amount(carried, self.unit) if carried else ""
        entry = EntryRow(row, saved, row.closed.nature, saved)
        self.rows.append(entry)
        if data is None or f"carried-{entry.name}" not in data:
            return
        entry.text = str(data[f"carried-{entry.name}"]).strip()
        entry.nature = str(data.get(f"nature-{entry.name}", ""))
        read = parse_user_amount(entry.text, self.unit)
        if isinstance(read, Issue):
            said = in_words(read)
            entry.error = f"{said['message']} {said['fix']}"
            return
        known = entry.nature if entry.nature in CapitalNature.values else ""
        self.entries[row.key] = CarryOverEntry(read or 0, known)


class CarryOverUpload(forms.Form):
    file = forms.FileField(
        label=_("Filled-in sheet KeoDai"),
        max_length=500,
        error_messages={
            "required": _("Choose the file first."),
            "empty": _("The file is empty (0 bytes). Export it again and upload the new one."),
        },
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
