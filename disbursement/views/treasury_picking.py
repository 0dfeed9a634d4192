"""What a person says of a treasury file's reading: its terms and its columns."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from disbursement.services import treasury as services
from disbursement.treasury_reading_forms import ReadingForm
from disbursement.views.access import SignedInRequest, permitted
from disbursement.views.treasury import import_of
from disbursement.views.treasury_pictures import pictures_kept
from disbursement.views.treasury_steps import back, done
from disbursement.views.treasury_words import questions_of


@require_POST
@permitted("treasury.upload")
def import_choose(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take what a person chose, or chose no longer, and read the file again."""
    treasury_import = import_of(pk)
    if "as_found" in request.POST:
        return _read_again(request, pk, services.Choice())
    form = ReadingForm(
        request.POST,
        treasury_import=treasury_import,
        pictures=pictures_kept(treasury_import),
        **questions_of(treasury_import),
    )
    if not form.is_valid():
        for name, problems in form.errors.items():
            label = form.fields[name].label if name in form.fields else ""
            for problem in problems:
                messages.error(request, f"{label}: {problem}" if label else str(problem))
        return back(pk)
    return _read_again(request, pk, form.choice())


def _read_again(request: SignedInRequest, pk: int, choice: services.Choice) -> HttpResponse:
    treasury_import = import_of(pk)
    return done(
        request,
        pk,
        lambda: services.import_choose(
            treasury_import=treasury_import,
            actor=request.user,
            choice=choice,
            at=timezone.now(),
        ),
        _("The file is read again, as you chose."),
    )
