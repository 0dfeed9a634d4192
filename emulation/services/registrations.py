"""Register an investor's target for a campaign, with its signed letter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from emulation.models import Campaign, TargetRegistration
from projects.intake.documents import LETTER, check_document
from projects.issue_texts import told
from projects.models import Organisation, Role, User
from projects.permissions import organisations_of, require
from projects.refusals import NotAllowed, Refusal, StaleState
from projects.services.audit import audit
from projects.services.files import file_keep


@dataclass(frozen=True, slots=True)
class TargetEntry:
    """A target in % with its letter; a new version of a target needs a reason."""

    target: int
    letter: bytes
    letter_name: str
    reason: str = ""
    seen: int | None = None


@transaction.atomic
def target_register(
    *,
    campaign: Campaign,
    investor: Organisation,
    entry: TargetEntry,
    actor: User | None,
    now: datetime,
) -> TargetRegistration:
    """Keep a new version of the target; the same target with the same letter keeps nothing."""
    require(actor, "target.register")
    if actor is not None and investor.pk not in organisations_of(actor, Role.INVESTOR):
        raise NotAllowed(_("The target belongs to another investor."))
    if not 1 <= entry.target <= 100:
        raise Refusal(_("The target lies between 1 and 100 %."))
    wrong = check_document(entry.letter, entry.letter_name, LETTER)
    if wrong is not None:
        raise Refusal(told(wrong))
    latest = campaign.registrations.filter(investor=investor).order_by("-version").first()
    letter = file_keep(content=entry.letter, name=entry.letter_name, by=actor, at=now)
    if latest and (latest.target, latest.letter_id) == (entry.target, letter.pk):
        return latest
    number = latest.version if latest else 0
    if entry.seen is not None and entry.seen != number:
        raise StaleState(_("Somebody has registered a target since you opened the page."))
    if latest and not entry.reason.strip():
        raise Refusal(_("A registered target is changed only with a reason: write it down."))
    try:
        with transaction.atomic():
            made = TargetRegistration.objects.create(
                campaign=campaign,
                investor=investor,
                version=number + 1,
                target=entry.target,
                reason=entry.reason.strip() if latest else "",
                letter=letter,
                registered_at=now,
                registered_by=actor,
            )
    except IntegrityError:
        raise StaleState(_("Somebody has registered a target since you opened the page.")) from None
    audit(
        actor=actor,
        action="target.change" if latest else "target.register",
        about=made,
        at=now,
        campaign=campaign.code,
        investor=investor.code,
        target=made.target,
        version=made.version,
        reason=made.reason,
        letter=letter.sha256,
    )
    return made
