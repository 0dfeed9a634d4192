"""Check a treasury file: what it states, what that would change, what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import structlog
from django.db import DatabaseError, transaction
from django.utils import timezone

from disbursement.domain import treasury_rules as rules
from disbursement.domain.treasury_reading import Choice, Reading
from disbursement.domain.treasury_verdict import Outcome, Verdict, judge
from disbursement.intake.treasury_files import read_treasury_file
from disbursement.models import ImportStatus, TreasuryImport
from disbursement.selectors.treasury import known_for
from disbursement.selectors.treasury_preview import preview_summary
from projects.domain.issues import Issue, issue
from projects.domain.money import Unit
from projects.issue_texts import to_json
from projects.models import Organisation
from projects.selectors.files import path_of

log = structlog.get_logger(__name__)
READ = 50  # per cent of the way, once the file is read


def reading_judge(
    *, reading: Reading, at: datetime, is_confirmed: bool, office: Organisation | None = None
) -> Verdict:
    """Hold what a file of a treasury office states against what is known now."""
    known = known_for(reading=reading, today=timezone.localdate(at), office=office)
    return judge(reading, known, is_confirmed=is_confirmed)


def choice_of(treasury_import: TreasuryImport) -> Choice:
    """Return how a person said the file is to be read."""
    unit = treasury_import.chosen_unit
    return Choice(Unit(unit) if unit else None, treasury_import.chosen_as_at)


def import_read(treasury_import: TreasuryImport) -> Reading:
    """Read the kept file of an import again, as it was chosen to be read."""
    return read_treasury_file(path_of(treasury_import.source_file), choice_of(treasury_import))


def import_check(*, pk: int, at: datetime) -> None:
    """Read and check the file of a received import; only one of several callers does."""
    claim = TreasuryImport.objects.claim
    if not claim(pk, ImportStatus.RECEIVED, ImportStatus.CHECKING, at=at):
        return
    treasury_import = TreasuryImport.objects.select_related("source_file", "office").get(pk=pk)
    try:
        reading = import_read(treasury_import)
        TreasuryImport.objects.filter(pk=pk).update(progress=READ)
        is_confirmed = treasury_import.scale_confirmed
        verdict = reading_judge(
            reading=reading, at=at, is_confirmed=is_confirmed, office=treasury_import.office
        )
        verdict_store(treasury_import, verdict)
    except DatabaseError:
        raise  # the sweep lets it be tried again
    except Exception as error:
        log.exception("treasury_check_failed", treasury_import=pk)
        fault = issue(rules.FAULT, number=pk)
        treasury_import.failure = f"{type(error).__name__}: {error}"[:500]
        verdict_store(treasury_import, Verdict(Outcome.REFUSED, Reading(), issues=[fault]))


@transaction.atomic
def verdict_store(treasury_import: TreasuryImport, verdict: Verdict) -> None:
    """Keep the outcome of a check, unless the import has meanwhile gone another way."""
    going = (ImportStatus.CHECKING, ImportStatus.POSTING)
    row = TreasuryImport.objects.select_for_update().filter(pk=treasury_import.pk, status__in=going)
    if row.exists():
        treasury_import.status = ImportStatus(verdict.outcome.value)
        verdict_fill(treasury_import, verdict)
        treasury_import.save()


def verdict_fill(treasury_import: TreasuryImport, verdict: Verdict) -> None:
    """Set what a check found on the row, without saving it."""
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
    treasury_import.preview = _preview(verdict)


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
