"""Keep what a return says of single cells."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from disbursement.domain.ledger import Key
from disbursement.domain.review import Remark
from disbursement.domain.submissions import ENTRY_FIELDS
from disbursement.models import LineRemark, ReturnReason, SubmissionEvent, SubmissionLine
from disbursement.selectors.facts import KEY_FIELDS
from projects.refusals import Refusal

LONGEST_NOTE = 500


def remarks_write(*, event: SubmissionEvent, remarks: Iterable[Remark]) -> None:
    """Write the remarks of a return; each must speak of a cell the returned version has."""
    said = list(remarks)
    if not said:
        return
    reasons = {
        reason.code: reason
        for reason in ReturnReason.objects.filter(
            code__in={remark.reason_code for remark in said}, is_retired=False
        )
    }
    lines = SubmissionLine.objects.filter(
        version__submission_id=event.submission_id, version__number=event.version
    )
    known = {Key(*row) for row in lines.order_by().values_list(*KEY_FIELDS)}
    LineRemark.objects.bulk_create(_checked(event, remark, reasons, known) for remark in said)


def _checked(
    event: SubmissionEvent, remark: Remark, reasons: dict[str, ReturnReason], known: set[Key]
) -> LineRemark:
    reason = reasons.get(remark.reason_code)
    if reason is None:
        raise Refusal(
            gettext("There is no reason “%(code)s” to return a cell.")
            % {"code": remark.reason_code}
        )
    if remark.key not in known or remark.field not in ("", *ENTRY_FIELDS):
        raise Refusal(_("A remark speaks of a cell that the report does not have."))
    if len(remark.note) > LONGEST_NOTE:
        raise Refusal(_("The note on a cell is too long."))
    return LineRemark(
        event=event,
        field=remark.field,
        reason=reason,
        note=remark.note.strip(),
        **dict(zip(KEY_FIELDS, remark.key, strict=True)),
    )
