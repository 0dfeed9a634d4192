"""Layouts of treasury files that were corrected once and are offered again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from disbursement.column_choices import meaning_label
from disbursement.models import RememberedLayout
from disbursement.selectors.treasury import offices_of
from disbursement.services.layout_list import layout_withdraw
from disbursement.services.layouts import layout_remember as remember
from disbursement.treasury_forms import LayoutNameForm
from disbursement.views.access import SignedInRequest, permitted
from disbursement.views.treasury import import_of
from disbursement.views.treasury_steps import back, done


@require_POST
@permitted("treasury.upload")
def layout_remember(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep how the columns of a file were corrected, under a name, for its office."""
    form = LayoutNameForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the layout a name by which it can be found again."))
        return back(pk)
    treasury_import = import_of(pk)
    return done(
        request,
        pk,
        lambda: remember(
            treasury_import=treasury_import,
            name=form.cleaned_data["name"],
            actor=request.user,
            at=timezone.now(),
        ),
        _("The layout is remembered and will be offered with the office's next file like this."),
    )


@require_GET
@permitted("treasury.upload")
def layout_list(request: SignedInRequest) -> HttpResponse:
    """List the layouts remembered for the person's offices."""
    layouts = RememberedLayout.objects.filter(office__in=offices_of(request.user), is_retired=False)
    shown = [
        (layout, sorted((heading, meaning_label(said)) for heading, said in layout.columns.items()))
        for layout in layouts.select_related("office", "remembered_by")
    ]
    return render(request, "disbursement/treasury_layouts.html", {"layouts": shown})


@require_POST
@permitted("treasury.upload")
def layout_drop(request: SignedInRequest, pk: int) -> HttpResponse:
    """Offer a layout no longer."""
    layout = RememberedLayout.objects.filter(pk=pk, office__in=offices_of(request.user)).first()
    if layout and layout_withdraw(layout=layout, actor=request.user, at=timezone.now()):
        messages.success(request, _("“%(name)s” is offered no longer.") % {"name": layout.name})
    else:
        messages.warning(request, _("The layout had already been taken off the list."))
    return redirect("disbursement:layout_list")
