"""Write the facts of a judged treasury file, and of the rows that waited for a project."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from disbursement.domain.ledger import Key
from disbursement.domain.treasury_rows import StatementRow, TreasuryRow
from disbursement.domain.treasury_verdict import Verdict
from disbursement.models import StatementLine, TreasuryImport, UnmatchedRow, Voucher
from disbursement.selectors.treasury import known_sources
from disbursement.selectors.treasury_preview import disbursed_by
from disbursement.services.ledger import ledger_derive
from projects.domain.codes import code_key
from projects.models import Installation

Fact = StatementLine | Voucher
BATCH = 5_000


def ledger_lock() -> None:
    """Let one posting or reversal at a time pass: a row lock, on SQLite the write lock."""
    Installation.current()
    Installation.objects.select_for_update().get(pk=1)


def facts_write(*, treasury_import: TreasuryImport, verdict: Verdict, at: datetime) -> int:
    """Append the facts, keep the rows that wait, derive the movements; return how many facts."""
    written = facts_append(
        make_fact(treasury_import.pk, key, row_fields(row), at) for key, row in verdict.facts
    )
    sources = known_sources() if verdict.unmatched else {}
    UnmatchedRow.objects.bulk_create(
        (_waiting(treasury_import.pk, row, sources) for row in verdict.unmatched),
        batch_size=BATCH,
    )
    ledger_derive(keys={key for key, _ in verdict.facts})
    return written


def facts_append(facts: Iterable[Fact]) -> int:
    """Write the facts of either kind; return how many."""
    statements: list[StatementLine] = []
    vouchers: list[Voucher] = []
    for fact in facts:
        if isinstance(fact, StatementLine):
            statements.append(fact)
        else:
            vouchers.append(fact)
    StatementLine.objects.bulk_create(statements, batch_size=BATCH)
    Voucher.objects.bulk_create(vouchers, batch_size=BATCH)
    return len(statements) + len(vouchers)


def make_fact(import_id: int, key: Key, fields: Mapping[str, Any], at: datetime) -> Fact:
    """Return the unsaved fact of a key from its other fields."""
    model = StatementLine if "as_at" in fields else Voucher
    return model(
        treasury_import_id=import_id,
        project_id=key.project_id,
        source_id=key.source_id,
        plan_year=key.plan_year,
        origin_year=key.origin_year,
        recorded_at=at,
        **fields,
    )


def row_fields(row: TreasuryRow) -> dict[str, Any]:
    """Return what a row says about its key, named as the fields of its fact."""
    place = {"sheet": row.sheet[:60], "row": row.row, "cells": row.cells}
    if isinstance(row, StatementRow):
        return {**place, "as_at": row.day, "volume": row.volume, "advance": row.advance}
    return {
        **place,
        "day": row.day,
        "number": row.number,
        "kind": row.kind,
        "amount": row.amount,
    }


def _waiting(import_id: int, row: TreasuryRow, sources: Mapping[str, int]) -> UnmatchedRow:
    """Return the row as it waits: the fields of its fact, days as texts, and its key's rest."""
    days = {name: day.isoformat() for name, day in row_fields(row).items() if type(day) is date}
    key = {
        "source_id": sources[code_key(row.source)],
        "plan_year": row.plan_year,
        "origin_year": row.origin_year,
    }
    return UnmatchedRow(
        treasury_import_id=import_id,
        project_code=row.code,
        project_name=row.name[:500],
        sheet=row.sheet[:60],
        row=row.row,
        fact={**row_fields(row), **days, **key},
        disbursed=disbursed_by(row),
    )
