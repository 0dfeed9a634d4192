"""What the buttons of a draft's page do to its rows: names, pasted lines, sources of sections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from projects.display import current_unit
from projects.domain.codes import code_key
from projects.domain.draft_rows import DraftRow, typed_text
from projects.draft_forms import blank_rows
from projects.selectors.decision_drafts import directory_for, projects_named

MOST_SECTIONS = 500


def names_as_codes(rows: Sequence[DraftRow], *, of_forms: bool = False) -> list[DraftRow]:
    """Replace names that are exactly those of one project by its code.

    The names of a form are replaced only when the person asks for it.
    """
    known = directory_for(rows=rows).projects
    named = [row for row in rows if _is_name(row, known) and (of_forms or not row.origin)]
    codes = projects_named(names={row.text("project") for row in named}) if named else {}
    ids = {row.id for row in named}
    return [
        row.with_texts(project=codes.get(row.text("project"), row.text("project")))
        if row.id in ids
        else row
        for row in rows
    ]


def _is_name(row: DraftRow, known: Mapping[str, Any]) -> bool:
    text = row.text("project")
    return bool(text) and code_key(text) not in known


def with_pasted(
    rows: Sequence[DraftRow], pasted: Sequence[Mapping[str, str]], plan_year: int
) -> list[DraftRow]:
    """Return the rows with the pasted ones behind them, begun as the last row was."""
    if not pasted:
        return list(rows)
    (pattern,) = blank_rows(rows, 1, plan_year=plan_year, unit=current_unit())
    next_id = max([0, *(row.id for row in rows)]) + 1
    added = [
        replace(pattern, id=next_id + number, texts={**pattern.texts, **_filled(texts)})
        for number, texts in enumerate(pasted)
    ]
    return [*rows, *(row for row in added if not row.is_blank)]


def _filled(texts: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in texts.items() if text}


def with_section_sources(rows: Sequence[DraftRow], data: Mapping[str, str]) -> list[DraftRow]:
    """Give the lines of each section the source that was chosen for it."""
    chosen = {
        data[f"section-{number}-path"]: typed_text(data.get(f"section-{number}-source", ""))
        for number in range(MOST_SECTIONS)
        if f"section-{number}-path" in data
    }
    return [
        row.with_texts(source=source)
        if row.origin and (source := chosen.get(str(row.origin.get("section", "")), ""))
        else row
        for row in rows
    ]
