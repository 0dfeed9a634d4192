"""Post a treasury file, or take a posted one back: all of it in one transaction, or nothing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from disbursement.domain.treasury_reading import NOTHING_CHOSEN, Choice, Reading
from disbursement.domain.treasury_verdict import Outcome, Verdict, is_held
from disbursement.intake.treasury_files import read_treasury_file
from disbursement.models import ImportStatus, StatementLine, TreasuryImport, Voucher
from disbursement.selectors.treasury import import_of_bytes, keys_of_import
from disbursement.services.enqueue import enqueue
from disbursement.services.ledger import ledger_derive
from disbursement.services.treasury_check import (
    import_judge,
    import_read,
    reading_judge,
    verdict_fill,
    verdict_store,
)
from disbursement.services.treasury_facts import facts_write, ledger_lock
from disbursement.services.treasury_notices import told_posted
from projects.models import User
from projects.permissions import require
from projects.refusals import Refusal, StaleState
from projects.services.audit import audit
from projects.services.files import file_keep

log = structlog.get_logger(__name__)

Status = ImportStatus
POST = "disbursement.tasks.import_post_task"


@dataclass(frozen=True, slots=True)
class Wish:
    """How a file is to be posted at once: what was decided before, and whether only to check."""

    choice: Choice = NOTHING_CHOSEN
    is_scale_confirmed: bool = False
    is_check_only: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a file: its verdict, or the import that its bytes already have."""

    status: str
    verdict: Verdict | None = None
    treasury_import: TreasuryImport | None = None


def import_post(
    *,
    treasury_import: TreasuryImport,
    actor: User | None,
    at: datetime,
    confirm_scale: bool = False,
) -> int:
    """Append the facts of a checked import and derive the movements; return how many facts.

    The file is read and checked again, so that what is posted is what it says and what is right
    now. Safe to call twice: only the caller that takes the import out of its state writes. A file
    that no longer passes is refused with its findings kept.
    """
    _may_post(treasury_import, actor)
    came_from = _claim(treasury_import, confirm_scale=confirm_scale, at=at)
    try:
        return _post_claimed(treasury_import, actor=actor, at=at, confirm_scale=confirm_scale)
    except StaleState:
        raise
    except BaseException:  # whatever a refusal has decided stays; only what hangs goes back
        claim = TreasuryImport.objects.claim
        claim(treasury_import.pk, Status.POSTING, came_from, at=at)
        raise


@transaction.atomic
def import_post_later(
    *,
    treasury_import: TreasuryImport,
    actor: User,
    at: datetime,
    confirm_scale: bool = False,
) -> None:
    """Have a checked import posted in the background; of several clicks one is taken."""
    _may_post(treasury_import, actor)
    _claim(treasury_import, confirm_scale=confirm_scale, at=at)
    TreasuryImport.objects.filter(pk=treasury_import.pk).update(
        posted_by=actor,
        posted_at=at,  # asked for; the moment of posting takes its place
        scale_confirmed=confirm_scale or treasury_import.scale_confirmed,
    )
    enqueue(POST, treasury_import.pk)


def import_post_asked(*, pk: int, at: datetime) -> None:
    """Post what import_post_later took; quietly nothing if somebody else has done it since."""
    treasury_import = TreasuryImport.objects.select_related(
        "source_file", "posted_by", "office", "replaces"
    ).get(pk=pk)
    if treasury_import.status != Status.POSTING:
        return
    actor = treasury_import.posted_by
    try:
        _post_claimed(treasury_import, actor=actor, at=at, confirm_scale=False)
    except StaleState:
        log.info("posted_by_another_worker", treasury_import=pk)
    except Refusal as refusal:
        log.info("not_posted", treasury_import=pk, why=str(refusal))
        TreasuryImport.objects.claim(pk, Status.POSTING, Status.CHECKED, at=at)


def _post_claimed(
    treasury_import: TreasuryImport, *, actor: User | None, at: datetime, confirm_scale: bool
) -> int:
    reading = import_read(treasury_import)
    with transaction.atomic():
        _hold(treasury_import, at)
        is_confirmed = confirm_scale or treasury_import.scale_confirmed
        verdict = import_judge(
            treasury_import=treasury_import, reading=reading, at=at, is_confirmed=is_confirmed
        )
        if verdict.outcome is Outcome.CHECKED and verdict.can_be_posted:
            treasury_import.scale_confirmed = is_confirmed and is_held(verdict.issues)
            return _write(treasury_import, verdict, actor, at)
    verdict_store(treasury_import, verdict)
    if not verdict.can_be_posted:
        raise Refusal(_("The file states results of whole units; nothing of it can be posted."))
    raise Refusal(
        _("The file no longer passes the checks. Look at what was found and start again.")
    )


@transaction.atomic
def import_reverse(
    *, treasury_import: TreasuryImport, actor: User | None, reason: str, at: datetime
) -> int:
    """Take a posted import out of every position; return how many facts stop counting.

    Nothing is deleted: the facts stay with their import, which says who took it back and why.
    """
    require(actor, "treasury.reverse")
    if not reason.strip():
        raise Refusal(_("State why the import is to be reversed."))
    ledger_lock()
    pk = treasury_import.pk
    if not TreasuryImport.objects.claim(pk, Status.POSTED, Status.REVERSED, at=at):
        raise StaleState(_("The import is not posted, or was already reversed."))
    treasury_import.refresh_from_db()
    treasury_import.reversed_at = at
    treasury_import.reversed_by = actor
    treasury_import.reversal_reason = reason.strip()[:500]
    treasury_import.save(update_fields=["reversed_at", "reversed_by", "reversal_reason"])
    ledger_derive(keys=keys_of_import(treasury_import=treasury_import))
    count = sum(
        facts.objects.filter(treasury_import=treasury_import).count()
        for facts in (StatementLine, Voucher)
    )
    audit(
        actor=actor,
        action="treasury.reverse",
        about=treasury_import,
        at=at,
        reason=reason.strip(),
        facts=count,
    )
    return count


def import_post_anew(
    *,
    treasury_import: TreasuryImport,
    reading: Reading,
    actor: User | None,
    reason: str,
    at: datetime,
) -> Verdict:
    """Post the file of an import that was just taken back once more, as what is known now says.

    Runs in the transaction of the caller, who undoes everything unless the verdict lets it pass.
    """
    anew = TreasuryImport(
        source_file=treasury_import.source_file,
        sha256=treasury_import.sha256,
        status=Status.POSTING,
        status_at=at,
        received_at=at,
        received_by=actor,
        chosen_unit=treasury_import.chosen_unit,
        chosen_as_at=treasury_import.chosen_as_at,
        chosen_plan_year=treasury_import.chosen_plan_year,
        chosen_recovery=treasury_import.chosen_recovery,
        chosen_columns=treasury_import.chosen_columns,
        remembered_layout=treasury_import.remembered_layout,
        office=treasury_import.office,
        scale_confirmed=treasury_import.scale_confirmed,
        preview={"pictures": treasury_import.preview.get("pictures", [])},
        adjustment_reason=reason[:500],
    )
    verdict = reading_judge(
        reading=reading, at=at, is_confirmed=anew.scale_confirmed, office=anew.office
    )
    if verdict.outcome is Outcome.CHECKED:
        anew.save()
        _write(anew, verdict, actor, at)
        anew.replaces = treasury_import
        anew.save(update_fields=["replaces"])
    return verdict


def import_at_once(*, path: Path, name: str, wish: Wish, at: datetime) -> Answer:
    """Check a file and post it in one go; a file that is not posted leaves nothing behind."""
    with path.open("rb") as content:
        sha256 = hashlib.file_digest(content, "sha256").hexdigest()
    if existing := import_of_bytes(sha256=sha256):
        return Answer("duplicate", treasury_import=existing)
    reading = read_treasury_file(path, wish.choice)
    if wish.is_check_only:
        verdict = reading_judge(reading=reading, at=at, is_confirmed=wish.is_scale_confirmed)
        return Answer(verdict.outcome.value, verdict)
    try:
        return _post_reading(path, name, wish, reading, at)
    except IntegrityError:
        existing = import_of_bytes(sha256=sha256)
        if existing is None:
            raise
        return Answer("duplicate", treasury_import=existing)


@transaction.atomic
def _post_reading(path: Path, name: str, wish: Wish, reading: Reading, at: datetime) -> Answer:
    ledger_lock()
    verdict = reading_judge(reading=reading, at=at, is_confirmed=wish.is_scale_confirmed)
    if verdict.outcome is not Outcome.CHECKED or not verdict.can_be_posted:
        return Answer(verdict.outcome.value, verdict)
    kept = file_keep(content=path, name=name, by=None, at=at)
    treasury_import = TreasuryImport(
        source_file=kept,
        sha256=kept.sha256,
        status=Status.POSTING,
        status_at=at,
        chosen_unit=str(wish.choice.unit or ""),
        chosen_as_at=wish.choice.as_at,
        chosen_plan_year=wish.choice.plan_year,
        chosen_recovery=str(wish.choice.recovery or ""),
        chosen_columns={sheet: dict(said) for sheet, said in wish.choice.columns.items()},
        scale_confirmed=wish.is_scale_confirmed and is_held(verdict.issues),
        received_at=at,
    )
    treasury_import.save()
    _write(treasury_import, verdict, None, at)
    return Answer("posted", verdict, treasury_import)


def _may_post(treasury_import: TreasuryImport, actor: User | None) -> None:
    require(actor, "treasury.post")
    if treasury_import.replaces_id is not None:
        require(actor, "treasury.reverse")
        _still_posted(TreasuryImport.objects.get(pk=treasury_import.replaces_id))


def _still_posted(replaced: TreasuryImport) -> None:
    if replaced.status != Status.POSTED:
        raise Refusal(
            _(
                "The file that this one replaces no longer counts. Put this one aside, and upload "
                "it by itself if it is still needed."
            )
        )


def _take_back(
    replaced: TreasuryImport, by_import: TreasuryImport, actor: User | None, at: datetime
) -> None:
    replaced.refresh_from_db()
    _still_posted(replaced)
    import_reverse(treasury_import=replaced, actor=actor, reason=by_import.adjustment_reason, at=at)


def _claim(treasury_import: TreasuryImport, *, confirm_scale: bool, at: datetime) -> str:
    """Move the import to posting; return the state it was in."""
    claim = TreasuryImport.objects.claim
    if claim(treasury_import.pk, Status.CHECKED, Status.POSTING, at=at):
        return Status.CHECKED
    if confirm_scale and claim(treasury_import.pk, Status.HELD, Status.POSTING, at=at):
        return Status.HELD
    treasury_import.refresh_from_db(fields=["status"])
    if treasury_import.status == Status.HELD:
        raise Refusal(_("The figures look like those of another unit; confirm the scale first."))
    raise StaleState(_("The import is no longer waiting to be posted."))


def _hold(treasury_import: TreasuryImport, at: datetime) -> None:
    """Keep others out until the transaction ends, and make sure the import is still ours."""
    ledger_lock()
    claim = TreasuryImport.objects.claim
    if not claim(treasury_import.pk, Status.POSTING, Status.POSTING, at=at):
        raise StaleState(_("The import is no longer waiting to be posted."))
    treasury_import.refresh_from_db()


def _write(
    treasury_import: TreasuryImport, verdict: Verdict, actor: User | None, at: datetime
) -> int:
    """Write the import as posted, then its facts: movements come only from what is posted.

    The file it replaces is taken back in the same step: both happen, or neither.
    """
    verdict_fill(treasury_import, verdict)
    if treasury_import.replaces is not None:
        _take_back(treasury_import.replaces, treasury_import, actor, at)
    treasury_import.status = Status.POSTED
    treasury_import.status_at = at
    treasury_import.posted_at = at
    treasury_import.posted_by = actor
    treasury_import.posted_count = verdict.posted_count
    treasury_import.save()
    written = facts_write(treasury_import=treasury_import, verdict=verdict, at=at)
    audit(actor=actor, action="treasury.post", about=treasury_import, at=at, facts=written)
    told_posted(treasury_import=treasury_import, at=at)
    return written
