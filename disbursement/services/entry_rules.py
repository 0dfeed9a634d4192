"""Change the measures by which reports are taken, and fill in what a province starts from."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from disbursement.domain.entry_measures import DEFAULT_MEASURES
from disbursement.models import EntryRules, ReturnReason
from projects.models import User
from projects.permissions import require
from projects.refusals import Refusal, StaleState
from projects.services.audit import audit

IN_FORCE_SINCE = date(2021, 1, 1)
MOST_LATE_DAYS = 366
MOST_MEND_DAYS = 60
MOST_PERCENT = 100

# What reviewers write most; the texts are data, in the language of the reports.
RETURN_REASONS = (
    ("SAI_DON_VI", "Sai đơn vị tính"),
    ("LECH_KHO_BAC", "Lệch số liệu Kho bạc, chưa giải trình"),
    ("LUY_KE_GIAM", "Lũy kế giảm so với kỳ trước, chưa giải trình"),
    ("VUOT_KE_HOACH", "Vượt kế hoạch vốn được giao"),
    ("SAI_NGUON", "Sai nguồn vốn hoặc sai năm kế hoạch"),
    ("THIEU_SO_LIEU", "Thiếu số giải ngân của đơn vị"),
    ("THIEU_UOC", "Thiếu ước thực hiện hoặc dự kiến cả năm"),
    ("THIEU_KHO_KHAN", "Chưa nêu khó khăn, vướng mắc và kiến nghị"),
    ("THIEU_HO_SO", "Thiếu hồ sơ, tài liệu kèm theo"),
    ("KHAC", "Lý do khác"),
)


@transaction.atomic
def entry_rules_change(  # noqa: PLR0913 – the measures, and what the person saw of them
    *,
    effective_from: date,
    late_days: int,
    mend_days: int,
    tolerated_percent: int,
    note: str,
    actor: User | None,
    now: datetime,
    seen: int | None = None,
) -> EntryRules:
    """Put new measures on record from a coming day on.

    `seen` is the newest row on record when the person began, None where nobody was shown one.
    A period goes by the measures of the day it opened, so only days to come may be chosen:
    what is open or past is not rewritten.
    """
    require(actor, "calendar.edit")
    if effective_from <= timezone.localdate(now):
        raise Refusal(_("Choose a day to come: what has opened keeps its rules."))
    _refuse_unlikely(late_days, mend_days, tolerated_percent)
    _refuse_overtaken(seen)
    try:
        with transaction.atomic():
            row = EntryRules.objects.create(
                effective_from=effective_from,
                late_days=late_days,
                mend_days=mend_days,
                tolerated_percent=tolerated_percent,
                note=note.strip(),
            )
    except IntegrityError:
        raise StaleState(_("There is a change on record for that day already.")) from None
    audit(
        actor=actor,
        action="entry_rules.change",
        about=row,
        at=now,
        effective_from=effective_from.isoformat(),
        late_days=late_days,
        mend_days=mend_days,
        tolerated_percent=tolerated_percent,
        note=row.note,
    )
    return row


@transaction.atomic
def entry_rules_withdraw(*, rules: EntryRules, actor: User | None, now: datetime) -> None:
    """Take back a change whose day has not come."""
    require(actor, "calendar.edit")
    today = timezone.localdate(now)
    removed, _by_model = EntryRules.objects.filter(pk=rules.pk, effective_from__gt=today).delete()
    if not removed:
        raise StaleState(_("These rules are in force: enter new ones for a day to come."))
    day = rules.effective_from.isoformat()
    audit(actor=actor, action="entry_rules.withdraw", about=rules, at=now, effective_from=day)


@transaction.atomic
def entry_rules_seed(*, now: datetime) -> int:
    """Enter the usual measures where there are none; return how many rows were added."""
    if EntryRules.objects.exists():
        return 0
    row, is_new = EntryRules.objects.get_or_create(
        effective_from=IN_FORCE_SINCE,
        defaults={
            "late_days": DEFAULT_MEASURES.late_days,
            "mend_days": DEFAULT_MEASURES.mend_days,
            "tolerated_percent": DEFAULT_MEASURES.tolerated_percent,
        },
    )
    if is_new:
        audit(actor=None, action="entry_rules.seed", about=row, at=now)
    return int(is_new)


@transaction.atomic
def return_reasons_seed(*, now: datetime) -> int:
    """Enter the usual reasons for a return that are not on record; return how many."""
    added = 0
    for position, (code, text) in enumerate(RETURN_REASONS, start=1):
        row, is_new = ReturnReason.objects.get_or_create(
            code=code, defaults={"text": text, "position": position * 10}
        )
        if is_new:
            audit(actor=None, action="return_reason.seed", about=row, at=now, code=code)
            added += 1
    return added


def _refuse_overtaken(seen: int | None) -> None:
    if seen is None:
        return
    # Nobody else enters measures until this is done.
    EntryRules.objects.update(note=F("note"))
    newest = EntryRules.objects.order_by("-pk").values_list("pk", flat=True).first()
    if newest != seen:
        raise StaleState(_("Somebody else has changed these rules in the meantime: compare first."))


def _refuse_unlikely(late_days: int, mend_days: int, tolerated_percent: int) -> None:
    if not 0 <= late_days <= MOST_LATE_DAYS:
        raise Refusal(_("A late report is taken for 0 to 366 days."))
    if not 0 <= mend_days <= MOST_MEND_DAYS:
        raise Refusal(_("A returned report may be mended for 0 to 60 working days."))
    if not 0 <= tolerated_percent <= MOST_PERCENT:
        raise Refusal(_("The tolerated difference is 0 to 100 per cent."))
