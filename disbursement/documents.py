"""The JSON documents that commands print and the API answers with."""

from __future__ import annotations

from typing import Any

from disbursement.domain.treasury_verdict import Verdict
from disbursement.models import TreasuryImport
from disbursement.services.treasury import Answer
from projects.issue_texts import from_json, render


def answer_document(answer: Answer) -> dict[str, Any]:
    """Return the answer as JSON.

    The totals are those of all rows read, waiting ones included: of a summary the cumulative
    figures, of vouchers the change they make (volume with recoveries, change of open advance).
    """
    if answer.verdict is not None:
        return {"status": answer.status, **_of_verdict(answer, answer.verdict)}
    known = answer.treasury_import
    return {"status": answer.status, **(_of_import(known, posted=0) if known else {})}


def import_summary(treasury_import: TreasuryImport) -> dict[str, Any]:
    """Return the line of an import in a list."""
    return {
        "import": treasury_import.pk,
        "file": treasury_import.source_file.name,
        "sha256": treasury_import.sha256,
        "status": treasury_import.status,
        "layout": treasury_import.layout or None,
        "as_at": treasury_import.as_at.isoformat() if treasury_import.as_at else None,
        "rows": treasury_import.row_count,
        "posted": treasury_import.posted_count,
        "totals": _totals(treasury_import.total_volume, treasury_import.total_advance),
        "received_at": treasury_import.received_at.isoformat(),
    }


def import_document(treasury_import: TreasuryImport) -> dict[str, Any]:
    """Return how an import stands, in the shape of the command's answer."""
    return {
        "status": treasury_import.status,
        **_of_import(treasury_import, posted=treasury_import.posted_count),
        "file": treasury_import.source_file.name,
        "sha256": treasury_import.sha256,
        "received_at": treasury_import.received_at.isoformat(),
    }


def _of_verdict(answer: Answer, verdict: Verdict) -> dict[str, Any]:
    reading = verdict.reading
    waiting = {(row.sheet, row.row): row for row in verdict.unmatched}
    return {
        "layout": reading.layout or None,
        "unit": str(reading.unit) if reading.unit else None,
        "as_at": reading.as_at.isoformat() if reading.as_at else None,
        "rows": verdict.row_count,
        "posted": verdict.posted_count if answer.treasury_import else 0,
        "totals": _totals(verdict.volume, verdict.advance),
        "unmatched": [
            {"sheet": sheet, "row": number, "project_code": row.code, "name": row.name}
            for (sheet, number), row in waiting.items()
        ],
        "issues": [render(found) for found in verdict.issues],
        "import": answer.treasury_import.pk if answer.treasury_import else None,
    }


def _of_import(known: TreasuryImport, *, posted: int) -> dict[str, Any]:
    rows = known.unmatched_rows.filter(matched_at=None).values_list(
        "sheet", "row", "project_code", "project_name"
    )
    return {
        "layout": known.layout or None,
        "unit": known.unit or None,
        "as_at": known.as_at.isoformat() if known.as_at else None,
        "rows": known.row_count,
        "posted": posted,
        "totals": _totals(known.total_volume, known.total_advance),
        "unmatched": [
            {"sheet": sheet, "row": number, "project_code": code, "name": name}
            for sheet, number, code, name in dict.fromkeys(rows)
        ],
        "issues": [render(from_json(found, {})) for found in known.issues],
        "import": known.pk,
    }


def _totals(volume: int, advance: int) -> dict[str, int]:
    return {"volume": volume, "advance": advance, "disbursed": volume + advance}
