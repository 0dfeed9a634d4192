"""Replace a posted treasury file that was wrong by the right one."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext as _

from disbursement.models import ImportStatus, TreasuryImport
from disbursement.selectors.treasury import ALIVE
from disbursement.services.treasury import Origin, import_receive
from projects.models import Organisation, User
from projects.permissions import require
from projects.refusals import Refusal


def import_replace(
    *,
    treasury_import: TreasuryImport,
    content: bytes | Path,
    name: str,
    reason: str,
    actor: User,
    at: datetime,
    office: Organisation | None = None,
) -> TreasuryImport:
    """Take in the right file for a posted one that was wrong; raise Duplicate for known bytes.

    Nothing changes yet. The new file is checked as if the old one were gone; posting it takes the
    old one back in the same transaction, with this reason. `office` is taken where the old file
    names none.
    """
    require(actor, "treasury.reverse")
    reason = reason.strip()
    if not reason:
        raise Refusal(_("State why the file is replaced."))
    if treasury_import.status != ImportStatus.POSTED:
        raise Refusal(_("Only a posted file can be replaced."))
    if treasury_import.replaced_by.filter(status__in=ALIVE).exists():
        raise Refusal(
            _("A file that replaces this one has already been uploaded; post it or put it aside.")
        )
    office = treasury_import.office or office
    origin = Origin(office, replaces=treasury_import, reason=reason)
    return import_receive(content=content, name=name, by=actor, at=at, origin=origin)
