"""What pages with a form do alike: save what was posted, or say why it is not saved."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages

from disbursement.views.access import SignedInRequest
from projects.refusals import Refusal, StaleState

UNFIT, STALE = 422, 409


def refused_status(refusal: Refusal) -> int:
    """Return the status of the page that shows a refusal: another's doing, or the form's own."""
    return STALE if isinstance(refusal, StaleState) else UNFIT


def unsaved(request: SignedInRequest, form: forms.Form, save: Callable[[], None], done: str) -> int:
    """Save what was posted and tell so; return the status of the form's page if it is not."""
    if request.method != "POST":
        return 200
    if not form.is_valid():
        return UNFIT
    try:
        save()
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return refused_status(refusal)
    messages.success(request, done)
    return 0
