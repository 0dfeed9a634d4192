"""Tell the planning department that figures of the treasury have arrived."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from disbursement.models import NoticeKind, TreasuryImport
from disbursement.selectors.notice_recipients import people_with
from disbursement.services.notices import notice_send
from projects.models import Role


def told_posted(*, treasury_import: TreasuryImport, at: datetime) -> int:
    """Tell of a posted file; called in the transaction that posts it."""
    as_at = treasury_import.as_at
    day = f"{as_at:%d/%m/%Y}" if as_at else ""
    with override(settings.LANGUAGE_CODE):
        known = gettext("figures of the State Treasury as at %(day)s") % {"day": day}
        arrived = known if day else gettext("vouchers of the State Treasury")
    return notice_send(
        recipients=people_with(role=Role.PLANNING, day=timezone.localdate(at)),
        kind=NoticeKind.TREASURY,
        occasion=f"import/{treasury_import.pk}",
        values={"noi_dung": arrived, "ngay_so_lieu": day},
        link=reverse("disbursement:import_detail", args=[treasury_import.pk]),
        now=at,
    )
