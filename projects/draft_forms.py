"""Forms of a decision being typed in: its header, its grid of lines, its document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from projects.domain.days import FIRST_YEAR, LAST_YEAR
from projects.domain.draft_rows import FIELDS, DraftRow, typed_text
from projects.domain.money import Unit
from projects.domain.register_labels import INITIAL, NATURES
from projects.intake.documents import DECISION
from projects.models import DecisionDraft, Issuer
from projects.selectors.decision_drafts import Suggestion
from projects.typed_fields import DocumentField

ROWS_PER_PAGE = 100
MOST_ROWS_POSTED = 400
BLANK_ROWS = 10  # on an empty draft and whenever they are asked for
FEW_BLANK_ROWS = 3
HEADER_FIELDS = ("number", "decided_on", "issuer", "plan_year", "summary")
DAY_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"]


class DecisionHeaderForm(forms.Form):
    """What the decision says of itself; every field may wait until it is posted."""

    number = forms.CharField(
        label=_("Decision number"),
        max_length=60,
        required=False,
        help_text=_("As it is printed, for example 1234/QĐ-UBND."),
    )
    decided_on = forms.DateField(
        label=_("Day of the decision"),
        required=False,
        input_formats=DAY_FORMATS,
        widget=forms.DateInput(format="%d/%m/%Y", attrs={"placeholder": "dd/mm/yyyy"}),
    )
    issuer = forms.ChoiceField(
        label=_("Issuer"), required=False, choices=[("", _("– choose –")), *Issuer.choices]
    )
    plan_year = forms.IntegerField(label=_("Plan year"), min_value=2000, max_value=2100)
    summary = forms.CharField(label=_("Summary"), max_length=500, required=False)

    def clean_decided_on(self) -> Any:
        day = self.cleaned_data["decided_on"]
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValidationError(_("Enter a day of this century as dd/mm/yyyy."))
        return day

    def clean_number(self) -> str:
        return typed_text(self.cleaned_data["number"])

    @property
    def fitting(self) -> dict[str, Any]:
        """The fields that could be read."""
        self.is_valid()
        return {
            name: self.cleaned_data[name] for name in HEADER_FIELDS if name in self.cleaned_data
        }

    @property
    def unread(self) -> dict[str, str]:
        """The texts that do not fit their fields yet."""
        return {name: typed_text(str(self.data.get(name, ""))) for name in self.errors}

    @classmethod
    def of_draft(cls, draft: DecisionDraft) -> DecisionHeaderForm:
        """Return the form as it was left, with what is wrong in it."""
        day = f"{draft.decided_on:%d/%m/%Y}" if draft.decided_on else ""
        stored = {
            "number": draft.number,
            "decided_on": day,
            "issuer": draft.issuer,
            "plan_year": draft.plan_year,
            "summary": draft.summary,
        }
        return cls({**stored, **draft.header})


@dataclass(slots=True)
class GridRow:
    """A line of the grid on the page, with what belongs beside it."""

    index: int
    number: int | None
    row: DraftRow
    issues: Mapping[str, Sequence[dict[str, str]]] = field(default_factory=dict)
    project_name: str = ""
    suggestions: Sequence[Suggestion] = ()
    anchor: str = ""

    @property
    def prefix(self) -> str:
        return f"row-{self.index}"

    @property
    def unit_name(self) -> str:
        return self.row.unit.name if self.row.unit else ""

    @property
    def found(self) -> list[dict[str, str]]:
        return [each for name in FIELDS for each in self.issues.get(name, ())]

    @property
    def has_errors(self) -> bool:
        return any(each["severity"] == "error" for each in self.found)


def rows_posted(data: Mapping[str, str]) -> list[DraftRow]:
    """Return the grid's rows as they were posted, blank ones too; new rows have the id 0."""
    try:
        count = min(int(data.get("rows", "0")), MOST_ROWS_POSTED)
    except ValueError:
        count = 0
    return [_row_posted(data, f"row-{index}") for index in range(max(count, 0))]


def _row_posted(data: Mapping[str, str], prefix: str) -> DraftRow:
    number = data.get(f"{prefix}-id", "")
    unit = data.get(f"{prefix}-unit", "")
    texts = {name: typed_text(data.get(f"{prefix}-{name}", "")) for name in FIELDS}
    chosen = typed_text(data.get(f"{prefix}-choice", ""))
    if chosen:
        texts["project"] = chosen
    is_number = number.isascii() and number.isdecimal() and len(number) < 9
    return DraftRow(
        id=int(number) if is_number else 0,
        texts=texts,
        unit=Unit[unit] if unit in Unit.__members__ else None,
    )


def rows_merged(stored: Sequence[DraftRow], posted: Sequence[DraftRow]) -> list[DraftRow]:
    """Return the draft's rows with those of the page as posted; emptied rows are gone.

    A posted row keeps where its stored one was read. Posted rows that are no longer stored,
    and new ones, follow at the end.
    """
    by_id = {row.id: row for row in posted if row.id}
    known = {row.id for row in stored}
    merged = [_over(row, by_id[row.id]) if row.id in by_id else row for row in stored]
    merged += [row for row in posted if row.id not in known]
    next_id = max([0, *(row.id for row in merged)]) + 1
    numbered = []
    for row in merged:
        if row.is_blank:
            continue
        if not row.id:
            row = replace(row, id=next_id)
            next_id += 1
        numbered.append(row)
    return numbered


def _over(stored: DraftRow, posted: DraftRow) -> DraftRow:
    return replace(posted, origin=stored.origin)


def blank_rows(
    rows: Sequence[DraftRow], count: int, *, plan_year: int, unit: Unit
) -> list[DraftRow]:
    """Return rows to be filled in, begun as the last row was."""
    last = rows[-1] if rows else None
    texts = {
        "nature": last.text("nature") if last else NATURES[0],
        "origin_year": last.text("origin_year") if last else str(plan_year),
        "kind": last.text("kind") if last else INITIAL,
    }
    return [DraftRow(0, texts, unit) for _number in range(count)]


class DocumentForm(forms.Form):
    """The scanned decision: taken by its content, refused where it holds anything active."""

    document = DocumentField(
        taken=DECISION,
        label=_("Scanned decision"),
        help_text=_("PDF, PNG, JPG or DOCX, at most 20 MB."),
    )

    @property
    def content(self) -> bytes:
        """The bytes of a document that was taken."""
        read: bytes = self.cleaned_data["document"].read()
        return read
