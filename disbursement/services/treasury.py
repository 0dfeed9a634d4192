"""Take treasury files in, and every further step on their way into the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from disbursement.domain import treasury_rules as rules
from disbursement.domain.treasury_reading import Choice
from disbursement.models import ImportStatus, TreasuryImport
from disbursement.selectors.treasury import import_of_bytes
from disbursement.services.enqueue import enqueue
from disbursement.services.treasury_check import import_check, issues_stored
from disbursement.services.treasury_post import (
    POST,
    Answer,
    Wish,
    import_at_once,
    import_post,
    import_post_asked,
    import_post_later,
    import_reverse,
)
from disbursement.services.treasury_unmatched import code_match, unmatched_repost
from projects.domain.issues import issue
from projects.models import Organisation, User
from projects.permissions import require
from projects.refusals import Refusal, StaleState
from projects.services.audit import audit
from projects.services.files import file_keep

__all__ = [
    "Answer",
    "Choice",
    "Duplicate",
    "Origin",
    "Wish",
    "code_match",
    "import_at_once",
    "import_check",
    "import_choose",
    "import_discard",
    "import_post",
    "import_post_asked",
    "import_post_later",
    "import_receive",
    "import_reverse",
    "imports_sweep",
    "unmatched_repost",
]

log = structlog.get_logger(__name__)
Status = ImportStatus
STAGE = "disbursement.tasks.import_stage"
# A step that takes longer than this was cut off; a file that is cut off for so long kills workers.
LONGEST_STEP = timedelta(minutes=2)
LONGEST_TRIES = timedelta(hours=1)
NOT_POSTED = (Status.CHECKED, Status.HELD, Status.REFUSED, Status.RECEIVED)


class Duplicate(Refusal):
    """The same bytes are already on their way or posted, as `treasury_import`."""

    def __init__(self, treasury_import: TreasuryImport) -> None:
        super().__init__(_("The portal already has exactly this file."))
        self.treasury_import = treasury_import


@dataclass(frozen=True, slots=True)
class Origin:
    """Which office a file comes from, and why: in place of a posted one, or as an adjustment."""

    office: Organisation | None = None
    replaces: TreasuryImport | None = None
    reason: str = ""


def import_receive(
    *,
    content: bytes | Path,
    name: str,
    by: User | None,
    at: datetime,
    origin: Origin = Origin(),
) -> TreasuryImport:
    """Keep a file and have it checked in the background; raise Duplicate for known bytes."""
    require(by, "treasury.upload")
    try:
        with transaction.atomic():
            kept = file_keep(content=content, name=name, by=by, at=at)
            if existing := import_of_bytes(sha256=kept.sha256):
                raise Duplicate(existing)
            received = TreasuryImport.objects.create(
                source_file=kept,
                sha256=kept.sha256,
                status_at=at,
                received_at=at,
                received_by=by,
                office=origin.office,
                replaces=origin.replaces,
                adjustment_reason=origin.reason[:500],
            )
            audit(actor=by, action="treasury.receive", about=received, at=at, name=kept.name)
            enqueue(STAGE, received.pk)
            return received
    except IntegrityError as error:  # somebody else handed the same bytes in just now
        existing = import_of_bytes(sha256=kept.sha256)
        if existing is None:
            raise
        raise Duplicate(existing) from error


@transaction.atomic
def import_choose(
    *,
    treasury_import: TreasuryImport,
    actor: User | None,
    choice: Choice,
    at: datetime | None = None,
) -> None:
    """Keep how a person says the file is to be read, and have it checked again."""
    require(actor, "treasury.upload")
    at = at or timezone.now()
    _move(treasury_import, (Status.CHECKED, Status.HELD, Status.REFUSED), Status.RECEIVED, at)
    chosen = {
        "chosen_unit": str(choice.unit or ""),
        "chosen_as_at": choice.as_at,
        "chosen_plan_year": choice.plan_year,
        "chosen_recovery": str(choice.recovery or ""),
        "chosen_columns": {sheet: dict(said) for sheet, said in choice.columns.items() if said},
        "progress": 0,
        "failure": "",
    }
    if chosen["chosen_columns"] != treasury_import.chosen_columns:
        chosen["remembered_layout"] = None  # it is read another way now
    for name, value in chosen.items():
        setattr(treasury_import, name, value)
    treasury_import.save(update_fields=[*chosen])
    audit(
        actor=actor,
        action="treasury.choose",
        about=treasury_import,
        at=at,
        unit=treasury_import.chosen_unit,
        as_at=choice.as_at.isoformat() if choice.as_at else None,
        plan_year=choice.plan_year,
        recovery=treasury_import.chosen_recovery,
        columns=treasury_import.chosen_columns,
    )
    enqueue(STAGE, treasury_import.pk)


@transaction.atomic
def import_discard(
    *, treasury_import: TreasuryImport, actor: User | None, at: datetime | None = None
) -> None:
    """Put an import aside that was not posted; its bytes may be handed in again."""
    require(actor, "treasury.upload")
    at = at or timezone.now()
    _move(treasury_import, NOT_POSTED, Status.DISCARDED, at)
    audit(actor=actor, action="treasury.discard", about=treasury_import, at=at)


def imports_sweep(*, now: datetime) -> int:
    """Take up imports that were cut off between two states; return how many."""
    late = TreasuryImport.objects.filter(status_at__lt=now - LONGEST_STEP)
    moved = 0
    for row in late.filter(status=Status.POSTING):
        # Facts and the posted state are written together, so none of it has happened.
        if row.posted_at is not None and row.posted_at > now - LONGEST_TRIES:
            moved += TreasuryImport.objects.claim(row.pk, Status.POSTING, Status.POSTING, at=now)
            enqueue(POST, row.pk)
            continue
        alarm = any(found["code"] in rules.HOLDING for found in row.issues)
        back = Status.HELD if alarm and not row.scale_confirmed else Status.CHECKED
        moved += TreasuryImport.objects.claim(row.pk, Status.POSTING, back, at=now)
    for row in late.filter(status=Status.CHECKING):
        if row.received_at < now - LONGEST_TRIES:
            moved += _give_up(row, now)
        else:
            moved += TreasuryImport.objects.claim(row.pk, Status.CHECKING, Status.RECEIVED, at=now)
            enqueue(STAGE, row.pk)
    for row in late.filter(status=Status.RECEIVED):
        if TreasuryImport.objects.claim(row.pk, Status.RECEIVED, Status.RECEIVED, at=now):
            enqueue(STAGE, row.pk)
            moved += 1
    return moved


def _give_up(treasury_import: TreasuryImport, now: datetime) -> bool:
    """Refuse a file whose check was cut off again and again."""
    log.error("treasury_check_given_up", treasury_import=treasury_import.pk)
    found = issues_stored([issue(rules.FAULT, number=treasury_import.pk)])
    return bool(
        TreasuryImport.objects.filter(pk=treasury_import.pk, status=Status.CHECKING).update(
            status=Status.REFUSED, status_at=now, issues=found, failure="cut off"
        )
    )


def _move(
    treasury_import: TreasuryImport, came_from: tuple[str, ...], to: str, at: datetime
) -> None:
    if not any(
        TreasuryImport.objects.claim(treasury_import.pk, state, to, at=at) for state in came_from
    ):
        raise StaleState(_("The import has meanwhile gone another way. Look at it again."))
    treasury_import.refresh_from_db()
