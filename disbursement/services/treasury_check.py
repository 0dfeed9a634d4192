"""Check a treasury file: what it states, what that would change, what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import structlog
from django.db import DatabaseError, transaction
from django.utils import timezone

from disbursement.domain import treasury_rules as rules
from disbursement.domain.first_rows import SheetPicture, picture_to_json, pictures_of
from disbursement.domain.ledger import Position
from disbursement.domain.meanings import Recovery
from disbursement.domain.treasury_reading import Choice, Reading, read_sheets
from disbursement.domain.treasury_verdict import Outcome, Verdict, judge
from disbursement.intake.treasury_files import open_sheets, read_treasury_file
from disbursement.models import ImportStatus, TreasuryImport
from disbursement.selectors.positions import positions_of_keys
from disbursement.selectors.treasury import keys_of_import, known_for
from disbursement.selectors.treasury_preview import preview_summary
from disbursement.services.layouts import layout_judged, layout_offer, layout_take
from disbursement.services.ledger import ledger_derive
from disbursement.services.treasury_facts import ledger_lock
from projects.domain.issues import Issue, issue
from projects.domain.money import Unit
from projects.intake.workbook import WorkbookRefused
from projects.issue_texts import to_json
from projects.models import AuditRecord, Organisation
from projects.selectors.files import path_of

log = structlog.get_logger(__name__)
# Per cent of the way: opened, its tables found, held against what is known.
OPENED, READ, JUDGED = 30, 60, 90


def reading_judge(
    *, reading: Reading, at: datetime, is_confirmed: bool, office: Organisation | None = None
) -> Verdict:
    """Hold what a file of a treasury office states against what is known now."""
    known = known_for(reading=reading, today=timezone.localdate(at), office=office)
    return judge(reading, known, is_confirmed=is_confirmed)


def choice_of(treasury_import: TreasuryImport) -> Choice:
    """Return how a person said the file is to be read."""
    unit, recovery = treasury_import.chosen_unit, treasury_import.chosen_recovery
    return Choice(
        unit=Unit(unit) if unit else None,
        as_at=treasury_import.chosen_as_at,
        plan_year=treasury_import.chosen_plan_year,
        recovery=Recovery(recovery) if recovery else None,
        columns=treasury_import.chosen_columns,
    )


def import_judge(
    *, treasury_import: TreasuryImport, reading: Reading, at: datetime, is_confirmed: bool
) -> Verdict:
    """Judge what an import states; one that replaces another, as if that one were taken back."""
    old = treasury_import.replaces

    def judged() -> Verdict:
        return reading_judge(
            reading=reading, at=at, is_confirmed=is_confirmed, office=treasury_import.office
        )

    if old is None or old.status != ImportStatus.POSTED:
        return judged()
    with transaction.atomic():
        ledger_lock()
        keys = keys_of_import(treasury_import=old)
        day = reading.as_at or timezone.localdate(at)
        known = positions_of_keys(keys=keys, as_of=day)
        TreasuryImport.objects.filter(pk=old.pk).update(status=ImportStatus.REVERSED)
        ledger_derive(keys=keys)
        verdict = judged()
        without = positions_of_keys(keys=keys, as_of=day)
        transaction.set_rollback(True)
    before = {key: known.get(key, known_now) for key, known_now in verdict.before.items()}
    gone = {key: without.get(key, Position()) for key in keys}
    return replace(verdict, before={**known, **before}, after={**gone, **verdict.after})


def import_read(treasury_import: TreasuryImport) -> Reading:
    """Read the kept file of an import again, as it was chosen to be read."""
    return read_treasury_file(path_of(treasury_import.source_file), choice_of(treasury_import))


def import_check(*, pk: int, at: datetime) -> None:
    """Read and check the file of a received import; only one of several callers does."""
    claim = TreasuryImport.objects.claim
    if not claim(pk, ImportStatus.RECEIVED, ImportStatus.CHECKING, at=at):
        return
    treasury_import = TreasuryImport.objects.select_related(
        "source_file", "office", "replaces"
    ).get(pk=pk)
    try:
        reading, pictures = _look(treasury_import)
        is_confirmed = treasury_import.scale_confirmed
        verdict = import_judge(
            treasury_import=treasury_import, reading=reading, at=at, is_confirmed=is_confirmed
        )
        verdict = layout_judged(treasury_import=treasury_import, verdict=verdict)
        _reached(pk, JUDGED)
        verdict_store(treasury_import, verdict, pictures)
    except DatabaseError:
        raise  # the sweep lets it be tried again
    except Exception as error:
        log.exception("treasury_check_failed", treasury_import=pk)
        fault = issue(rules.FAULT, number=pk)
        treasury_import.failure = f"{type(error).__name__}: {error}"[:500]
        verdict_store(treasury_import, Verdict(Outcome.REFUSED, Reading(), issues=[fault]))


def _look(treasury_import: TreasuryImport) -> tuple[Reading, list[SheetPicture]]:
    """Read the file of an import, and keep its first rows as they stand beside the reading."""
    _offer_taken(treasury_import)
    choice = choice_of(treasury_import)
    try:
        sheets = open_sheets(path_of(treasury_import.source_file))
    except WorkbookRefused as refused:
        return Reading(issues=[refused.issue]), []
    _reached(treasury_import.pk, OPENED)
    pictures = pictures_of(sheets, choice)
    reading = read_sheets(sheets, choice)
    _reached(treasury_import.pk, READ)
    return reading, pictures


def _offer_taken(treasury_import: TreasuryImport) -> None:
    """Read a new file by the layout its office had remembered, until a person says otherwise."""
    if treasury_import.chosen_columns or treasury_import.remembered_layout_id is not None:
        return
    said = AuditRecord.objects.filter(
        action="treasury.choose", object_type="treasuryimport", object_id=str(treasury_import.pk)
    )
    offer = None if said.exists() else layout_offer(treasury_import=treasury_import)
    if offer is not None:
        choice = layout_take(
            treasury_import=treasury_import, offer=offer, actor=None, at=timezone.now()
        )
        treasury_import.chosen_columns = {name: dict(says) for name, says in choice.columns.items()}
        treasury_import.chosen_recovery = str(choice.recovery or "")


def _reached(pk: int, percent: int) -> None:
    TreasuryImport.objects.filter(pk=pk).update(progress=percent)


@transaction.atomic
def verdict_store(
    treasury_import: TreasuryImport, verdict: Verdict, pictures: Sequence[SheetPicture] = ()
) -> None:
    """Keep the outcome of a check, unless the import has meanwhile gone another way."""
    going = (ImportStatus.CHECKING, ImportStatus.POSTING)
    row = TreasuryImport.objects.select_for_update().filter(pk=treasury_import.pk, status__in=going)
    if row.exists():
        treasury_import.status = ImportStatus(verdict.outcome.value)
        verdict_fill(treasury_import, verdict, pictures)
        treasury_import.save()


def verdict_fill(
    treasury_import: TreasuryImport, verdict: Verdict, pictures: Sequence[SheetPicture] = ()
) -> None:
    """Set what a check found on the row, without saving it; pictures once taken are kept."""
    reading = verdict.reading
    treasury_import.progress = 100
    treasury_import.layout = reading.layout
    treasury_import.unit = str(reading.unit or "")
    treasury_import.as_at = reading.as_at
    treasury_import.covers_from = reading.covers_from
    treasury_import.columns = {sheet: dict(names) for sheet, names in reading.columns.items()}
    treasury_import.row_count = verdict.row_count
    treasury_import.total_volume = verdict.volume
    treasury_import.total_advance = verdict.advance
    treasury_import.issues = issues_stored(verdict.issues)
    drawn = [picture_to_json(picture) for picture in pictures]
    drawn = drawn or treasury_import.preview.get("pictures", [])
    treasury_import.preview = _preview(verdict) | ({"pictures": drawn} if drawn else {})


def issues_stored(issues: Sequence[Issue]) -> list[dict[str, object]]:
    return [to_json(found) for found in issues]


def _preview(verdict: Verdict) -> dict[str, object]:
    reading = verdict.reading
    if reading.as_at is None or not reading.rows:
        return {}
    return preview_summary(
        day=reading.as_at,
        before=verdict.before,
        after=verdict.after,
        rows=reading.rows,
        waiting=verdict.unmatched,
    )
