"""The administrator's pages of notices: words, reminder times, e-mails that did not go out."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from disbursement.domain.default_notice_texts import PLACEHOLDERS, NoticeText
from disbursement.models import NoticeKind
from disbursement.notice_forms import NoticeTextForm, ReminderForm
from disbursement.selectors.notices import (
    mails_waiting,
    notice_text,
    notice_texts,
    people_without_address,
    text_history,
    unsettled_mails,
)
from disbursement.selectors.reminders import reminder_rules
from disbursement.services.notice_mails import mail_drop, mail_resend
from disbursement.services.notice_texts import (
    notice_text_change,
    notice_text_preview,
    notice_text_restore,
    text_mark,
)
from disbursement.services.reminders import reminder_rules_change
from disbursement.views.access import SignedInRequest, permitted
from projects.permissions import get_for
from projects.refusals import Refusal, StaleState

MAILS_PER_PAGE = 50
HISTORY_SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("notices.edit")
def reminder_times(request: SignedInRequest) -> HttpResponse:
    """Show the texts, and when each reminder goes out; change the latter."""
    data = request.POST if request.method == "POST" else None
    forms = [ReminderForm(rule, data) for rule in reminder_rules()]
    status, problem = 200, ""
    if data is not None:
        status = 422
        are_valid = [form.is_valid() for form in forms]  # each, so that all errors are shown
        if all(are_valid):
            try:
                changes = {form.rule.kind: form.change() for form in forms}
                reminder_rules_change(changes=changes, actor=request.user, now=timezone.now())
                messages.success(request, _("The times of the reminders are saved."))
                return redirect("disbursement:notice_settings")
            except Refusal as refusal:
                problem = str(refusal)
    context = {
        "forms": forms,
        "problem": problem,
        "texts": notice_texts(),
        "unsettled": unsettled_mails().count(),
        "waiting": mails_waiting(now=timezone.now()),
    }
    return render(request, "disbursement/notice_settings.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("notices.edit")
def notice_text_edit(request: SignedInRequest, kind: str) -> HttpResponse:
    """Edit the words of a kind, with how they would read beside them."""
    shown = notice_text(_kind(kind))
    form = NoticeTextForm(initial={"subject": shown.text.subject, "body": shown.text.body})
    seen, problem, status = text_mark(shown.edited), "", 200
    if request.method == "POST":
        form = NoticeTextForm(request.POST)
        seen, status = request.POST.get("seen", ""), 422
        try:
            if _text_changed(request, kind, form, seen):
                return redirect("disbursement:notice_text", kind=kind)
        except Refusal as refusal:
            problem, status = str(refusal), 409 if isinstance(refusal, StaleState) else 422
    context = {
        "kind": shown.kind,
        "form": form,
        "seen": seen,
        "problem": problem,
        "edited": shown.edited,
        "is_original": shown.is_original,
        "placeholders": PLACEHOLDERS[kind],
        "history": text_history(shown.edited)[:HISTORY_SHOWN],
        **_preview(kind, form, shown.text),
    }
    return render(request, "disbursement/notice_text.html", context, status=status)


@require_POST
@permitted("notices.edit")
def notice_preview(request: SignedInRequest, kind: str) -> HttpResponse:
    """Answer with how the words being typed would read."""
    _kind(kind)
    text = NoticeText(request.POST.get("subject", ""), request.POST.get("body", ""))
    return render(request, "disbursement/_notice_preview.html", _preview_of(kind, text))


@require_GET
@permitted("notices.edit")
def notice_mails(request: SignedInRequest) -> HttpResponse:
    """List the e-mails that failed or were cut off, for a person to decide."""
    context = {
        "page_obj": Paginator(unsettled_mails(), MAILS_PER_PAGE).get_page(request.GET.get("page")),
        "waiting": mails_waiting(now=timezone.now()),
        "without_address": people_without_address(),
    }
    return render(request, "disbursement/notice_mails.html", context)


@require_POST
@permitted("notices.edit")
def notice_mail_settle(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send a mail once more, or let it rest."""
    notice = get_for(request.user, unsettled_mails(), "notices.edit", pk=pk)
    is_again = request.POST.get("action") == "resend"
    try:
        settle = mail_resend if is_again else mail_drop
        settle(notice=notice, actor=request.user, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        again, rests = _("The e-mail will be sent again."), _("The e-mail is not sent again.")
        messages.success(request, again if is_again else rests)
    return redirect("disbursement:notice_mails")


def _text_changed(request: SignedInRequest, kind: str, form: NoticeTextForm, seen: str) -> bool:
    """Save or restore the words as the pressed button says; False where a form is not filled in."""
    now = timezone.now()
    if request.POST.get("action") == "restore":
        notice_text_restore(kind=kind, seen=seen, actor=request.user, now=now)
        messages.success(request, _("The original text is back."))
        return True
    if not form.is_valid():
        return False
    if request.POST.get("action") == "preview":
        notice_text_preview(kind=kind, text=form.text())
        return False
    notice_text_change(kind=kind, text=form.text(), seen=seen, actor=request.user, now=now)
    messages.success(request, _("The text is saved and holds from the next notice on."))
    return True


def _preview(kind: str, form: NoticeTextForm, stored: NoticeText) -> dict[str, object]:
    if not form.is_bound:
        return _preview_of(kind, stored)
    return _preview_of(kind, NoticeText(form.data.get("subject", ""), form.data.get("body", "")))


def _preview_of(kind: str, text: NoticeText) -> dict[str, object]:
    try:
        return {"preview": notice_text_preview(kind=kind, text=text)}
    except Refusal as refusal:
        return {"preview_problem": str(refusal)}


def _kind(kind: str) -> str:
    if kind not in NoticeKind.values:
        raise Http404
    return kind
