"""The record of agreement of a reconciliation, as a file to be printed."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils import timezone, translation
from django.views.decorators.http import require_GET

from disbursement.selectors.reconciliation import sheets_visible_to
from disbursement.services.reconciliation import sheet_refresh
from disbursement.views.access import SignedInRequest, permitted
from projects.permissions import get_for
from reports.definitions import reconciliation
from reports.services.files import RENDERERS
from reports.views.runs import CONTENT_TYPES

PRINTED = ("docx", "pdf")
VIEW = "reconciliation.view"


@require_GET
@permitted(VIEW)
def reconciliation_record(request: SignedInRequest, pk: int, kind: str) -> HttpResponse:
    """Hand out the record of a sheet as it stands now; it is in Vietnamese for everybody."""
    if kind not in PRINTED:
        raise Http404
    sheet = get_for(request.user, sheets_visible_to(request.user), VIEW, pk=pk)
    sheet_refresh(sheet=sheet, now=timezone.now())
    with translation.override(settings.LANGUAGE_CODE):
        tables = reconciliation.build(sheet)
    response = HttpResponse(
        RENDERERS[kind](tables, sheet.compared_at), content_type=CONTENT_TYPES[kind]
    )
    stem = f"{reconciliation.FILE_STEM}-{sheet.investor.code}-{sheet.as_at:%Y-%m-%d}"
    response["Content-Disposition"] = f'attachment; filename="{stem}.{kind}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
