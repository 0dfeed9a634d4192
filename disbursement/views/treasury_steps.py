"""What a person does with a treasury file: hand it in, say how to read it, post, take back."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from disbursement.models import ImportStatus, TreasuryImport
from disbursement.selectors.treasury import offices_of
from disbursement.services import treasury as services
from disbursement.treasury_forms import ReasonForm, UploadForm
from disbursement.views.access import SignedInRequest, permitted
from projects.refusals import Refusal, StaleState
from projects.templatetags.vnd import vndatetime

GET_OR_POST = ["GET", "HEAD", "POST"]
POSTED_WHILE_WAITING = 5_000  # rows; a larger file is posted in the background
# What a second click, or a second person, is told: the first one was enough.
ALREADY: dict[str, str | Promise] = {
    ImportStatus.RECEIVED: gettext_lazy("The file is already waiting to be checked again."),
    ImportStatus.CHECKING: gettext_lazy("The file is already being checked again."),
    ImportStatus.POSTING: gettext_lazy("The file is already being posted; it is posted only once."),
    ImportStatus.POSTED: gettext_lazy(
        "The file is already posted; nothing was posted a second time."
    ),
    ImportStatus.REVERSED: gettext_lazy(
        "The file has already been taken back; nothing was done a second time."
    ),
    ImportStatus.DISCARDED: gettext_lazy("The file has already been put aside."),
}


@require_http_methods(GET_OR_POST)
@permitted("treasury.upload")
def import_upload(request: SignedInRequest) -> HttpResponse:
    """Take a file in; it is read in the background, whatever happens to this page."""
    is_sent = request.method == "POST"
    offices = offices_of(request.user)
    sent = (request.POST, request.FILES) if is_sent else ()
    form = UploadForm(*sent, offices=offices)
    if is_sent and form.is_valid():
        received = _receive(request, form)
        if received is not None:
            return redirect("disbursement:import_detail", received.pk)
    context = {"form": form, "offices": offices}
    return render(request, "disbursement/treasury_upload.html", context)


def _receive(request: SignedInRequest, form: UploadForm) -> TreasuryImport | None:
    """Return the import of the file, be it new or known; None once the form says why not."""
    upload: UploadedFile = form.cleaned_data["file"]
    try:
        return services.import_receive(
            content=upload.read(),
            name=upload.name or "",
            by=request.user,
            at=timezone.now(),
            origin=services.Origin(office=form.office),
        )
    except services.Duplicate as known:
        messages.warning(request, known_file(known.treasury_import))
        return known.treasury_import
    except Refusal as refusal:
        form.add_error("file", str(refusal))
        return None


def known_file(known: TreasuryImport) -> str:
    """Return what is told of bytes that the portal already has."""
    return _(
        "The portal already has exactly this file: “%(name)s”, received %(at)s. "
        "Nothing was added; this is its page."
    ) % {"name": known.source_file.name, "at": vndatetime(known.received_at)}


@require_POST
@permitted("treasury.post")
def import_post(request: SignedInRequest, pk: int) -> HttpResponse:
    """Enter the file's figures in the ledger."""
    treasury_import = _import(pk)
    is_confirmed = request.POST.get("confirm_scale") == "yes"
    if treasury_import.status == ImportStatus.HELD and not is_confirmed:
        messages.error(request, _("Tick that the unit is right before posting."))
        return back(pk)
    is_large = treasury_import.row_count > POSTED_WHILE_WAITING
    post = services.import_post_later if is_large else services.import_post
    return done(
        request,
        pk,
        lambda: post(
            treasury_import=treasury_import,
            actor=request.user,
            at=timezone.now(),
            confirm_scale=is_confirmed,
        ),
        _("The file is large: it is being posted in the background.")
        if is_large
        else _("The file has been posted; its figures now count."),
    )


@require_POST
@permitted("treasury.upload")
def import_discard(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put a file aside that was not posted."""
    treasury_import = _import(pk)
    return done(
        request,
        pk,
        lambda: services.import_discard(
            treasury_import=treasury_import, actor=request.user, at=timezone.now()
        ),
        _("The file has been put aside. It changes no figure."),
    )


@require_http_methods(GET_OR_POST)
@permitted("treasury.reverse")
def import_reverse(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask for the reason, state what follows, and take a posted file out of every position."""
    treasury_import = _import(pk)
    form = ReasonForm(request.POST or None)
    is_reversed = treasury_import.status == ImportStatus.REVERSED
    if treasury_import.status != ImportStatus.POSTED:
        why = (
            ALREADY[ImportStatus.REVERSED]
            if is_reversed
            else _("Only a posted file can be taken back.")
        )
        messages.warning(request, str(why))
        return back(pk)
    if request.method == "POST" and form.is_valid():
        return done(
            request,
            pk,
            lambda: services.import_reverse(
                treasury_import=treasury_import,
                actor=request.user,
                reason=form.cleaned_data["reason"],
                at=timezone.now(),
            ),
            _("The file has been taken back; its figures no longer count."),
        )
    context = {"import": treasury_import, "form": form}
    return render(request, "disbursement/treasury_reverse.html", context)


def done(
    request: SignedInRequest, pk: int, act: Callable[[], object], success: str = ""
) -> HttpResponse:
    """Act, say how it went, and show the file again."""
    try:
        act()
    except StaleState as late:
        status = TreasuryImport.objects.values_list("status", flat=True).get(pk=pk)
        messages.warning(request, str(ALREADY.get(status, late)))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        if success:
            messages.success(request, success)
    return back(pk)


def back(pk: int) -> HttpResponse:
    return redirect("disbursement:import_detail", pk)


def _import(pk: int) -> TreasuryImport:
    return get_object_or_404(TreasuryImport.objects.select_related("source_file"), pk=pk)
