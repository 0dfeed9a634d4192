"""What the page of a draft shows: its grid, what was found in it, what somebody else saved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.core.paginator import Paginator
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.display import current_unit
from projects.domain.codes import code_key
from projects.domain.draft_checks import DraftVerdict
from projects.domain.draft_rows import FIELDS, DraftRow
from projects.domain.issues import Issue
from projects.domain.register_labels import NATURES, PLAN_KINDS
from projects.draft_forms import (
    BLANK_ROWS,
    FEW_BLANK_ROWS,
    ROWS_PER_PAGE,
    DecisionHeaderForm,
    DocumentForm,
    GridRow,
    blank_rows,
)
from projects.issue_texts import from_json, render
from projects.models import CapitalSource, DecisionDraft
from projects.selectors.decision_drafts import (
    directory_for,
    draft_rows,
    project_names,
    project_suggestions,
)

MOST_ISSUES_SHOWN = 300

FIELD_LABELS: dict[str, str | Promise] = {
    "project": gettext_lazy("Project"),
    "source": gettext_lazy("Source"),
    "nature": gettext_lazy("Nature"),
    "origin_year": gettext_lazy("Origin year"),
    "kind": gettext_lazy("Kind"),
    "amount": gettext_lazy("Amount"),
    "effective_on": gettext_lazy("Effective on"),
    "number": gettext_lazy("Decision number"),
    "decided_on": gettext_lazy("Day of the decision"),
    "issuer": gettext_lazy("Issuer"),
    "plan_year": gettext_lazy("Plan year"),
    "summary": gettext_lazy("Summary"),
}


class Difference(NamedTuple):
    """What one field says by two people's hands."""

    place: str
    theirs: str
    mine: str


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the form and the source its lines have; "" where they have several or none."""

    path: str
    source: str
    line_count: int


@dataclass(frozen=True, slots=True)
class DraftPage:
    """One page of a draft's grid; `rows` are all its rows, as stored or as just typed."""

    draft: DecisionDraft
    header: DecisionHeaderForm
    rows: Sequence[DraftRow]
    number: int | str = 1
    verdict: DraftVerdict | None = None
    blank_count: int = FEW_BLANK_ROWS
    differences: Sequence[Difference] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

    def context(self) -> dict[str, Any]:
        unit = current_unit()
        shown = [row.in_unit(unit) for row in self.rows]
        page = Paginator(shown, ROWS_PER_PAGE).get_page(self.number)
        first = page.start_index() if shown else 1
        visible = list(page.object_list)
        blanks = [] if page.has_next() else self._blanks()
        grid = self._grid(visible, blanks, first)
        issues = list(self.verdict.issues) if self.verdict else []
        return {
            "draft": self.draft,
            "seen": self.draft.revision,
            "header": self.header,
            "document_form": DocumentForm(),
            "grid": grid,
            "page_obj": page,
            "row_count": len(shown),
            "unit": unit,
            "sources": list(CapitalSource.objects.order_by("code")),
            "kinds": PLAN_KINDS,
            "natures": NATURES,
            "sections": sections_of(self.rows),
            "form_findings": [render(from_json(found, {})) for found in self.draft.findings],
            "verdict": self.verdict,
            "issues": [self._shown(found) for found in issues[:MOST_ISSUES_SHOWN]],
            "issues_left_out": max(len(issues) - MOST_ISSUES_SHOWN, 0),
            "has_suggestions": any(row.suggestions for row in grid),
            "differences": self.differences,
            **self.extra,
        }

    def _blanks(self) -> list[DraftRow]:
        count = self.blank_count if self.rows else BLANK_ROWS
        return blank_rows(self.rows, count, plan_year=self.draft.plan_year, unit=current_unit())

    def _grid(
        self, visible: Sequence[DraftRow], blanks: Sequence[DraftRow], first: int
    ) -> list[GridRow]:
        directory = directory_for(rows=visible)
        names = project_names(codes=directory.projects.values())
        typed = [row.text("project") for row in visible]
        unknown = {text for text in typed if text and code_key(text) not in directory.projects}
        suggestions = project_suggestions(texts=unknown) if unknown else {}
        found = self._by_place()
        grid = [
            GridRow(
                index,
                first + index,
                row,
                found.get(first + index, {}),
                names.get(code_key(row.text("project")), ""),
                suggestions.get(row.text("project"), ()),
                f"line-{first + index}",
            )
            for index, row in enumerate(visible)
        ]
        start = len(grid)
        new = [GridRow(start + index, None, row) for index, row in enumerate(blanks)]
        for row in new[:1]:
            row.anchor = "new-lines"
        return grid + new

    def _by_place(self) -> dict[int, dict[str, list[dict[str, str]]]]:
        """Return the findings by line and field."""
        found: dict[int, dict[str, list[dict[str, str]]]] = defaultdict(dict)
        for each in self.verdict.issues if self.verdict else ():
            if each.row:
                name = each.column if each.column in FIELDS else "amount"
                found[each.row].setdefault(name, []).append(render(each))
        return found

    def _shown(self, found: Issue) -> dict[str, Any]:
        """Return a finding with its line, its field and the cell of the form it was read from."""
        texts: dict[str, Any] = dict(render(found))
        label = FIELD_LABELS.get(found.column, "")
        texts["place"], texts["cell"], texts["page"], texts["anchor"] = str(label), "", None, ""
        if found.row and found.row <= len(self.rows):
            row = self.rows[found.row - 1]
            texts["place"] = _("Line %(number)s") % {"number": found.row}
            if label:
                texts["place"] += f" · {label}"
            texts["cell"] = cell_of(row, found.column)
            texts["page"] = 1 + (found.row - 1) // ROWS_PER_PAGE
            texts["anchor"] = f"line-{found.row}"
        return texts


def cell_of(row: DraftRow, name: str) -> str:
    """Return the cell of the form that a field was read from, or ""."""
    if not row.origin.get("row"):
        return ""
    letters = (row.origin.get("cells") or {}).get(name, "")
    return f"{row.origin.get('sheet', '')}!{letters}{row.origin['row']}"


def sections_of(rows: Iterable[DraftRow]) -> list[Section]:
    """Return the sections of the form that the rows were read from, in their order."""
    sources: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row.origin.get("row"):
            sources[str(row.origin.get("section", ""))].append(row.text("source"))
    return [
        Section(path, found[0] if len(set(found)) == 1 else "", len(found))
        for path, found in sources.items()
    ]


def differences_between(
    theirs: DecisionDraft, header: DecisionHeaderForm, posted: Iterable[DraftRow]
) -> list[Difference]:
    """Return where the draft as somebody else saved it differs from what was typed here."""
    found = []
    stored = DecisionHeaderForm.of_draft(theirs).data
    for name in ("number", "decided_on", "issuer", "plan_year", "summary"):
        saved, typed = str(stored.get(name, "")), str(header.data.get(name, ""))
        if saved != typed:
            found.append(Difference(str(FIELD_LABELS[name]), saved, typed))
    rows = {row.id: (place, row) for place, row in enumerate(draft_rows(draft=theirs), 1)}
    unit = current_unit()
    for row in posted:
        if row.id in rows:
            place, saved_row = rows[row.id]
            found += _row_differences(place, saved_row.in_unit(unit), row.in_unit(unit))
        elif not row.is_blank:
            found.append(Difference(_("A line that is new or was removed"), "", line_text(row)))
    return found


def _row_differences(place: int, theirs: DraftRow, mine: DraftRow) -> list[Difference]:
    label = _("Line %(number)s") % {"number": place}
    return [
        Difference(f"{label} · {FIELD_LABELS[name]}", theirs.text(name), mine.text(name))
        for name in FIELDS
        if theirs.text(name) != mine.text(name)
    ]


def line_text(row: DraftRow) -> str:
    """Return a row on one line."""
    return " · ".join(row.text(name) for name in FIELDS if row.text(name))
