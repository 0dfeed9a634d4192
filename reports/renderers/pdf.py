"""Draw tables as PDF, set by typst with fonts of our own, whatever the machine has."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import typst

from reports.domain.document import document_day
from reports.domain.table import MOTTO, NATION, Table

HERE = Path(__file__).resolve().parent
FONTS = HERE.parent / "fonts"


def render(tables: Sequence[Table], made_at: datetime) -> bytes:
    """Return the document; every text goes in as data, so none is taken for markup."""
    document = {
        "nation": NATION,
        "motto": MOTTO,
        "letterhead": _letterhead(tables[0]),
        "tables": [_table(table) for table in tables],
        "signatures": [[s.title, s.note] for s in tables[-1].signatures],
    }
    return typst.compile(
        HERE / "report.typ",
        root=HERE,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"document": json.dumps(document, ensure_ascii=False)},
        timestamp=int(made_at.timestamp()),
    )


def _letterhead(table: Table) -> dict[str, str]:
    head = table.letterhead
    return {
        "superior": head.superior,
        "issuer": head.issuer,
        "number": f"Số:          /{head.symbol}",
        "place": f"{head.place}, {document_day(head.day)}",
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "title": table.title,
        "subtitle": table.subtitle,
        "widths": [column.width for column in table.columns],
        "figures": [column.is_figure for column in table.columns],
        "headings": [heading._asdict() for heading in table.headings()],
        "numbers": table.column_numbers(),
        "rows": [
            {"level": row.level, "cells": texts}
            for row, texts in zip(table.rows, table.texts(), strict=True)
        ],
        "empty": table.empty_text,
        "notes": table.notes,
    }
