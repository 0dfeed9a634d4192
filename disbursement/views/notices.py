"""What a person was told, and how they want to be told."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from disbursement.notice_forms import chosen
from disbursement.selectors.notices import choices_of, notices_of
from disbursement.services.notices import notice_choices_save, notices_mark_read
from disbursement.views.access import SignedInRequest, permitted
from projects.permissions import get_for

NOTICES_PER_PAGE = 30


@require_GET
@permitted("notices.own")
def notice_list(request: SignedInRequest) -> HttpResponse:
    """List what the person was told, the unread first."""
    page = Paginator(notices_of(request.user), NOTICES_PER_PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "has_unread": any(row.read_at is None for row in page)}
    return render(request, "disbursement/notices.html", context)


@require_POST
@permitted("notices.own")
def notice_open(request: SignedInRequest, pk: int) -> HttpResponse:
    """Mark a notice as read and go to the page it speaks of."""
    notice = get_for(request.user, notices_of(request.user), "notices.own", pk=pk)
    notices_mark_read(user=request.user, pk=pk, now=timezone.now())
    return redirect(notice.link or "disbursement:notice_list")


@require_POST
@permitted("notices.own")
def notices_read(request: SignedInRequest) -> HttpResponse:
    """Mark one notice, or all, as read."""
    number = request.POST.get("notice", "")
    now = timezone.now()
    if number.isascii() and number.isdigit() and len(number) < 19:
        notices_mark_read(user=request.user, pk=int(number), now=now)
        return redirect("disbursement:notice_list")
    marked = notices_mark_read(user=request.user, now=now)
    messages.success(request, _("Marked as read: %(count)s.") % {"count": marked})
    return redirect("disbursement:notice_list")


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("notices.own")
def notice_choices(request: SignedInRequest) -> HttpResponse:
    """Ask what the person wants to be told, in the portal and by e-mail."""
    choices = choices_of(request.user)
    if request.method == "POST":
        notice_choices_save(
            user=request.user, choices=chosen(choices, request.POST), now=timezone.now()
        )
        messages.success(request, _("Your choice is saved and holds from the next notice on."))
        return redirect("disbursement:notice_choices")
    return render(request, "disbursement/notice_choices.html", {"choices": choices})
