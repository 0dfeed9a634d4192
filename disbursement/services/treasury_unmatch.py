"""Take the match of a code with a project back: its rows wait again."""

from __future__ import annotations

from datetime import datetime

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from disbursement.domain.treasury_reading import Reading
from disbursement.domain.treasury_verdict import Outcome
from disbursement.models import ImportStatus, ProjectCodeMatch, TreasuryImport
from disbursement.services.treasury_check import import_read
from disbursement.services.treasury_facts import ledger_lock
from disbursement.services.treasury_post import import_post_anew, import_reverse
from projects.domain.codes import code_key
from projects.models import User
from projects.permissions import require
from projects.refusals import Refusal, StaleState
from projects.services.audit import audit

log = structlog.get_logger(__name__)


def code_unmatch(*, match: ProjectCodeMatch, reason: str, actor: User | None, at: datetime) -> int:
    """Forget a match and have the rows of its code wait again; return how many files it touched.

    Facts are never edited, so each file that speaks of the code is taken back and posted anew
    without the match, all in one transaction.
    """
    require(actor, "treasury.reverse")
    if not reason.strip():
        raise Refusal(_("State why the match is taken back."))
    read = _imports_with(match)
    with transaction.atomic():
        ledger_lock()
        if not ProjectCodeMatch.objects.filter(pk=match.pk).exists():
            raise StaleState(_("The match was already taken back."))
        audit(
            actor=actor,
            action="treasury.unmatch",
            about=match,
            at=at,
            code=match.code,
            project=match.project.code,
            reason=reason.strip(),
        )
        match.delete()
        for treasury_import, reading in read:
            why = _("The code “%(code)s” is matched no longer: %(reason)s") % {
                "code": match.code,
                "reason": reason.strip(),
            }
            import_reverse(treasury_import=treasury_import, actor=actor, reason=why, at=at)
            verdict = import_post_anew(
                treasury_import=treasury_import, reading=reading, actor=actor, reason=why, at=at
            )
            if verdict.outcome is not Outcome.CHECKED:
                raise Refusal(
                    _("“%(name)s” no longer passes the checks, so the match stays.")
                    % {"name": treasury_import.source_file.name}
                )
    log.info("code_unmatched", files=len(read))
    return len(read)


def _imports_with(match: ProjectCodeMatch) -> list[tuple[TreasuryImport, Reading]]:
    """Return the posted files that speak of the code, each as it is read, oldest first."""
    posted = TreasuryImport.objects.filter(status=ImportStatus.POSTED)
    facts = posted.filter(statementlines__project=match.project) | posted.filter(
        vouchers__project=match.project
    )
    wanted = code_key(match.code)
    found = []
    for treasury_import in (
        posted.filter(pk__in=facts.values("pk"))
        .select_related("source_file", "office", "remembered_layout")
        .order_by("posted_at", "pk")
    ):
        reading = import_read(treasury_import)
        if any(code_key(row.code) == wanted for row in reading.rows):
            found.append((treasury_import, reading))
    return found
