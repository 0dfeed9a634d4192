"""The list of projects whose work and money are apart."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from disbursement.views.access import SignedInRequest, permitted
from emulation.lists.gaps import GAPS
from projects.views.lists import show_list


@require_GET
@permitted("gaps.view")
def gaps(request: SignedInRequest) -> HttpResponse:
    """Show measured projects, as asked for the widest gap between work and money first."""
    return show_list(request, GAPS)
