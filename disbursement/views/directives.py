"""Pages of directives of leaders: the list, one with its follow-up, recording and closing it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from disbursement.lists.directives import DIRECTIVES
from disbursement.models import Directive
from disbursement.obstacle_forms import (
    DirectiveForm,
    DoneForm,
    ExtendForm,
    ReasonForm,
    ReportForm,
)
from disbursement.selectors.directives import (
    directive_steps,
    directives_reported_by,
    directives_visible_to,
)
from disbursement.selectors.obstacles import obstacles_visible_to
from disbursement.services.directives import (
    directive_change,
    directive_close,
    directive_extend,
    directive_record,
    directive_reopen,
    directive_report,
)
from disbursement.views.access import SignedInRequest, permitted
from disbursement.views.saving import unsaved
from projects.permissions import get_for, may
from projects.selectors.visibility import visible_projects
from projects.views.lists import show_list

LOOKS = {
    "reported": "chat-left-text",
    "extended": "clock-history",
    "closed": "check-circle",
    "reopened": "arrow-counterclockwise",
}


@require_GET
@permitted("directive.view")
def directives(request: SignedInRequest) -> HttpResponse:
    """List the directives the person may see, those overdue first."""
    return show_list(request, DIRECTIVES)


@require_GET
@permitted("directive.view")
def directive(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a directive, what became of it, and what the person may do."""
    return _page(request, _visible(request, pk, "directive.view"))


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("directive.record")
def directive_new(request: SignedInRequest) -> HttpResponse:
    """Record a directive; asked for from an obstacle's page, it is linked to that one."""
    now = timezone.now()
    today = timezone.localdate(now)
    form = DirectiveForm(request.POST or None, initial=_initial(request), today=today)
    made: list[Directive] = []

    def save() -> None:
        made.append(directive_record(entry=form.entry, actor=request.user, now=now))

    if status := unsaved(request, form, save, _("The directive is recorded.")):
        return render(request, "disbursement/directive_form.html", {"form": form}, status=status)
    return redirect("disbursement:directive", made[0].pk)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("directive.record")
def directive_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Correct what was typed wrongly in a directive."""
    shown = _visible(request, pk, "directive.record")
    now = timezone.now()
    form = DirectiveForm(request.POST or None, directive=shown, today=timezone.localdate(now))

    def save() -> None:
        directive_change(directive=shown, entry=form.entry, actor=request.user, now=now)

    if status := unsaved(request, form, save, _("The directive is changed.")):
        context = {"form": form, "directive": shown}
        return render(request, "disbursement/directive_form.html", context, status=status)
    return redirect("disbursement:directive", pk)


@require_POST
@permitted("directive.report")
def directive_tell(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep what the unit reports on a directive."""
    shown = _visible(request, pk, "directive.report")
    form = ReportForm(request.POST, prefix="report")

    def save() -> None:
        text = form.cleaned_data["text"]
        directive_report(directive=shown, text=text, actor=request.user, now=timezone.now())

    return _acted(request, shown, form, save, _("The report is kept."))


@require_POST
@permitted("directive.record")
def directive_put_off(request: SignedInRequest, pk: int) -> HttpResponse:
    """Extend the deadline of a directive."""
    shown = _visible(request, pk, "directive.record")
    form = ExtendForm(request.POST, prefix="extend")

    def save() -> None:
        said = form.cleaned_data
        shown.due_on = said["seen"]
        directive_extend(
            directive=shown,
            due_on=said["due_on"],
            reason=said["reason"],
            actor=request.user,
            now=timezone.now(),
        )

    return _acted(request, shown, form, save, _("The deadline is extended."))


@require_POST
@permitted("directive.close")
def directive_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """Close a directive that was carried out."""
    shown = _visible(request, pk, "directive.close")
    form = DoneForm(request.POST, prefix="done")

    def save() -> None:
        said = form.cleaned_data
        directive_close(
            directive=shown,
            closed_on=said["closed_on"],
            text=said["text"],
            actor=request.user,
            now=timezone.now(),
        )

    return _acted(request, shown, form, save, _("The directive is closed."))


@require_POST
@permitted("directive.close")
def directive_again(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open a directive again."""
    shown = _visible(request, pk, "directive.close")
    form = ReasonForm(request.POST, prefix="again")

    def save() -> None:
        reason = form.cleaned_data["reason"]
        directive_reopen(directive=shown, reason=reason, actor=request.user, now=timezone.now())

    return _acted(request, shown, form, save, _("The directive is open again."))


def _visible(request: SignedInRequest, pk: int, action: str) -> Directive:
    return get_for(request.user, directives_visible_to(request.user), action, pk=pk)


def _initial(request: SignedInRequest) -> dict[str, Any]:
    initial: dict[str, Any] = {"issued_on": timezone.localdate()}
    number = request.GET.get("vuong_mac", "")
    if number.isdecimal() and len(number) < 10:
        obstacle = obstacles_visible_to(request.user).filter(pk=int(number)).first()
        if obstacle is not None:
            initial |= {"obstacles": number, "projects": obstacle.project.code}
            initial["unit"] = obstacle.unit_in_charge_id
    return initial


def _acted(
    request: SignedInRequest,
    shown: Directive,
    form: forms.Form,
    save: Callable[[], None],
    done: str,
) -> HttpResponse:
    if status := unsaved(request, form, save, done):
        fresh = _visible(request, shown.pk, "directive.view")
        return _page(request, fresh, status=status, **{str(form.prefix): form})
    return redirect("disbursement:directive", shown.pk)


def _page(
    request: SignedInRequest, shown: Directive, *, status: int = 200, **bound: forms.Form
) -> HttpResponse:
    person, today = request.user, timezone.localdate()
    is_open = shown.closed_on is None
    records = is_open and may(person, "directive.record")
    context: dict[str, Any] = {
        "directive": shown,
        "steps": [(step, LOOKS[step.kind]) for step in directive_steps(directive=shown)],
        "projects": shown.projects.filter(pk__in=visible_projects(person)).order_by("sort_key"),
        "obstacles": obstacles_visible_to(person).filter(directives=shown),
        "state": _state(shown, is_overdue=is_open and shown.due_on < today),
        "days_late": (today - shown.due_on).days if is_open else 0,
        "may_change": records,
        "report": None,
        "extend": None,
        "done": None,
        "again": None,
    }
    if is_open and directives_reported_by(person).filter(pk=shown.pk).exists():
        context["report"] = ReportForm(prefix="report")
    if records:
        seen = f"{shown.due_on:%Y-%m-%d}"
        context["extend"] = ExtendForm(prefix="extend", initial={"seen": seen})
    if may(person, "directive.close"):
        if is_open:
            context["done"] = DoneForm(prefix="done", initial={"closed_on": today})
        else:
            context["again"] = ReasonForm(prefix="again")
    context |= bound
    return render(request, "disbursement/directive.html", context, status=status)


def _state(shown: Directive, *, is_overdue: bool) -> str:
    if shown.closed_on:
        return "directive_done"
    return "overdue" if is_overdue else "directive_open"
