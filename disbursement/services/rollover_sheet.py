"""Take the amounts of a carry-over decision in from the sheet KeoDai."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction

from disbursement.domain.rollover_sheet import CARRY_OVER, CarryOverRow, read_entries
from disbursement.selectors.rollover import rollover_view
from disbursement.services.rollover import ACTION, rollover_save
from projects.domain.codes import code_key
from projects.domain.issues import Issue, Location, has_errors, issue
from projects.intake.registers import NO_KNOWN_SHEET, read_sheet
from projects.intake.workbook import WorkbookRefused, read_workbook
from projects.models import YearRollover
from projects.permissions import require
from projects.services.audit import audit
from projects.services.files import file_keep
from projects.services.plan_decisions import Hand


def rollover_sheet_take(
    *, rollover: YearRollover, path: Path, name: str, revision: int, hand: Hand
) -> tuple[int, list[Issue]]:
    """Enter the sheet's amounts, all or none; return how many rows, and every finding.

    The file is kept once its amounts are entered, so that they can be followed back to it.
    """
    require(hand.actor, ACTION)
    try:
        workbook = read_workbook(path)
    except WorkbookRefused as refused:
        return 0, [refused.issue]
    sheet = workbook.sheet(CARRY_OVER.name)
    if sheet is None:
        return 0, [issue(NO_KNOWN_SHEET, Location(), sheets=(CARRY_OVER.name,))]
    read, issues = read_sheet(sheet, CARRY_OVER)
    rows = [row for row in read if isinstance(row, CarryOverRow)]
    lines = {
        (code_key(row.project.code), code_key(row.source.code), row.key.origin_year): row.line
        for row in rollover_view(rollover).rows
        if row.line.most
    }
    entries, problems = read_entries(rows, lines)
    issues = sorted([*issues, *problems], key=lambda found: (found.row or 0, found.column))
    if has_errors(issues):
        return 0, issues
    with transaction.atomic():
        rollover_save(
            rollover=rollover, decisions={}, entries=entries, revision=revision, hand=hand
        )
        file = file_keep(content=path, name=name, by=hand.actor, at=hand.at)
        audit(
            actor=hand.actor,
            action="rollover.sheet",
            about=file,
            at=hand.at,
            year=rollover.from_year,
            rows=len(entries),
        )
    return len(entries), issues
