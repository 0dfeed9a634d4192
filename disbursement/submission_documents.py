"""Reports as JSON: what the page that saves cell by cell and the API answer with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from disbursement.domain.entry_cells import CellEdit
from disbursement.domain.ledger import Key
from disbursement.domain.submissions import ENTRY_FIELDS, key_named, line_name
from disbursement.services.entry_cells import MOST_CELLS, SavedCells, TooManyCells
from projects.domain.issues import Issue
from projects.domain.money import Unit, parse_unit
from projects.issue_texts import render
from projects.refusals import Refusal

LONGEST_CELL = 20_000


class UnreadableBody(Refusal):
    """What was sent is not what this address takes."""


def cell_edits(body: object) -> list[CellEdit]:
    """Return the cells that a body asks to save; raise UnreadableBody for nonsense."""
    if not isinstance(body, Mapping) or not isinstance(body.get("cells"), list):
        raise UnreadableBody(_("A list of cells is expected."))
    cells = body["cells"]
    if len(cells) > MOST_CELLS:
        raise TooManyCells(_("Too many cells at once: at most %(most)s.") % {"most": MOST_CELLS})
    name = body.get("unit")
    unit = parse_unit(name) if isinstance(name, str) else None
    if unit is None:
        raise UnreadableBody(_("The unit of the amounts is not known."))
    return [_cell_edit(cell, unit) for cell in cells]


def seen_after(body: Mapping[str, Any], saved: SavedCells) -> str:
    """Return the moment a page may say it has seen.

    A page that said what it had seen, and missed what somebody else wrote since, keeps its old
    moment: handing in then compares figures instead of overwriting what it never showed.
    """
    told = body.get("seen")
    after = _iso(saved.edited_at)
    return after if told is None or told == _iso(saved.before) else str(told)


def moment_seen(text: str) -> datetime | None:
    """Return the moment a page or program says it has seen; nonsense was never seen."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def saved_document(body: Mapping[str, Any], saved: SavedCells, now: datetime) -> dict[str, Any]:
    return {
        "saved_at": f"{timezone.localtime(now):%H:%M:%S}",
        "seen": seen_after(body, saved),
        "cells": [
            {
                "line": line_name(cell.key),
                "field": cell.field,
                "state": str(cell.state),
                "text": cell.text,
                **(
                    {"by": cell.by, "at": f"{timezone.localtime(cell.at):%H:%M}" if cell.at else ""}
                    if cell.state == "conflict"
                    else {}
                ),
            }
            for cell in saved.cells
        ],
        "findings": findings_document(saved.findings),
        "counts": {
            "errors": saved.counts.errors,
            "warnings": saved.counts.warnings,
            "filled": saved.counts.filled,
        },
    }


def findings_document(findings: Mapping[Key, Iterable[Issue]]) -> dict[str, list[dict[str, str]]]:
    """Return by line what was found, in words of the active language."""
    return {
        line_name(key): [finding_document(each) for each in found]
        for key, found in findings.items()
    }


def finding_document(found: Issue) -> dict[str, str]:
    said = render(found)
    return {
        "field": found.column,
        "severity": said["severity"],
        "code": said["code"],
        "message": said["message"],
        "fix": said["fix"],
    }


def _cell_edit(cell: object, unit: Unit) -> CellEdit:
    if not isinstance(cell, Mapping):
        raise UnreadableBody(_("A list of cells is expected."))
    parts = {name: cell.get(name, "") for name in ("line", "field", "text", "was")}
    if not all(isinstance(part, str) and len(part) <= LONGEST_CELL for part in parts.values()):
        raise UnreadableBody(_("A cell has a line, a column and two texts."))
    key = key_named(parts["line"])
    if key is None or parts["field"] not in ENTRY_FIELDS:
        raise UnreadableBody(_("There is no such cell in the report."))
    return CellEdit(key, parts["field"], parts["text"], parts["was"], unit)


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
