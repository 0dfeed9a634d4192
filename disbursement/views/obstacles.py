"""Pages of obstacles: the list, one with its steps, raising, answering and closing it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from disbursement.domain.obstacle_groups import usual_level
from disbursement.lists.obstacles import OBSTACLES
from disbursement.models import Obstacle, ObstacleCategory
from disbursement.obstacle_forms import AnswerForm, ChangeForm, CloseForm, RaiseForm, ReopenForm
from disbursement.selectors.directives import directives_visible_to
from disbursement.selectors.obstacles import (
    last_step,
    obstacles_answered_by,
    obstacles_kept_by,
    obstacles_visible_to,
    periods_reported_in,
    steps_of,
)
from disbursement.services.obstacles import (
    obstacle_answer,
    obstacle_change,
    obstacle_close,
    obstacle_raise,
    obstacle_reopen,
)
from disbursement.views.access import SignedInRequest, permitted
from disbursement.views.saving import unsaved
from projects.models import Role, User
from projects.permissions import get_for, may, roles_of
from projects.selectors.visibility import visible_projects
from projects.views.lists import show_list

LOOKS = {
    "raised": "exclamation-triangle",
    "changed": "pencil-square",
    "reported": "clipboard-check",
    "answered": "chat-left-text",
    "escalated": "arrow-up",
    "closed": "check-circle",
    "reopened": "arrow-counterclockwise",
}


@require_GET
@permitted("obstacle.view")
def obstacles(request: SignedInRequest) -> HttpResponse:
    """List the obstacles the person may see."""
    return show_list(request, OBSTACLES)


@require_GET
@permitted("obstacle.view")
def obstacle(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show an obstacle, what was done about it, and what the person may do."""
    return _page(request, _visible(request, pk, "obstacle.view"))


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("obstacle.raise")
def obstacle_new(request: SignedInRequest, code: str) -> HttpResponse:
    """Raise an obstacle of a project."""
    projects = visible_projects(request.user).select_related("investor")
    project = get_for(request.user, projects, "obstacle.raise", code=code)
    now = timezone.now()
    today = timezone.localdate(now)
    category = request.GET.get("nhom", "")
    category = category if category in ObstacleCategory.values else ""
    initial = {"raised_on": today, "category": category, "level": usual_level(category)}
    form = RaiseForm(
        request.POST or None, initial=initial, names_unit=_names_unit(request.user), today=today
    )
    made: list[Obstacle] = []

    def save() -> None:
        made.append(
            obstacle_raise(
                project=project,
                entry=form.entry,
                raised_on=form.cleaned_data["raised_on"],
                actor=request.user,
                now=now,
            )
        )

    if status := unsaved(request, form, save, _("The obstacle is raised.")):
        context = {"form": form, "project": project}
        return render(request, "disbursement/obstacle_new.html", context, status=status)
    return redirect("disbursement:obstacle", made[0].pk)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("obstacle.raise")
def obstacle_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Correct what an obstacle says; planners name the unit in charge here."""
    shown = _kept(request, pk, "obstacle.raise")
    now = timezone.now()
    form = ChangeForm(
        request.POST or None,
        obstacle=shown,
        seen=last_step(obstacle=shown),
        names_unit=_names_unit(request.user),
        today=timezone.localdate(now),
    )

    def save() -> None:
        said = form.cleaned_data
        obstacle_change(
            obstacle=shown,
            entry=form.entry,
            reason=said["reason"],
            seen=said["seen"],
            actor=request.user,
            now=now,
        )

    if status := unsaved(request, form, save, _("The obstacle is changed.")):
        context = {"form": form, "obstacle": shown}
        return render(request, "disbursement/obstacle_edit.html", context, status=status)
    return redirect("disbursement:obstacle", pk)


@require_POST
@permitted("obstacle.answer")
def obstacle_reply(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep the answer of the unit in charge."""
    shown = _visible(request, pk, "obstacle.answer")
    if not obstacles_answered_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    form = AnswerForm(request.POST, prefix="answer")

    def save() -> None:
        text = form.cleaned_data["text"]
        obstacle_answer(obstacle=shown, text=text, actor=request.user, now=timezone.now())

    return _acted(request, shown, form, save, _("The answer is kept."))


@require_POST
@permitted("obstacle.close")
def obstacle_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """Close an obstacle that is solved."""
    shown = _kept(request, pk, "obstacle.close")
    form = CloseForm(request.POST, prefix="close")

    def save() -> None:
        said = form.cleaned_data
        obstacle_close(
            obstacle=shown,
            closed_on=said["closed_on"],
            text=said["text"],
            actor=request.user,
            now=timezone.now(),
        )

    return _acted(request, shown, form, save, _("The obstacle is closed."))


@require_POST
@permitted("obstacle.close")
def obstacle_again(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open an obstacle again that was closed."""
    shown = _kept(request, pk, "obstacle.close")
    form = ReopenForm(request.POST, prefix="reopen")

    def save() -> None:
        said = form.cleaned_data
        obstacle_reopen(
            obstacle=shown,
            reason=said["reason"],
            due_on=said["due_on"],
            actor=request.user,
            now=timezone.now(),
        )

    return _acted(request, shown, form, save, _("The obstacle is open again."))


def _visible(request: SignedInRequest, pk: int, action: str) -> Obstacle:
    return get_for(request.user, obstacles_visible_to(request.user), action, pk=pk)


def _kept(request: SignedInRequest, pk: int, action: str) -> Obstacle:
    """Return an obstacle of the person's own projects; the unit in charge only answers it."""
    shown = _visible(request, pk, action)
    if not obstacles_kept_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    return shown


def _names_unit(user: User) -> bool:
    return Role.PLANNING in roles_of(user)


def _acted(
    request: SignedInRequest,
    shown: Obstacle,
    form: forms.Form,
    save: Callable[[], None],
    done: str,
) -> HttpResponse:
    if status := unsaved(request, form, save, done):
        fresh = _visible(request, shown.pk, "obstacle.view")
        return _page(request, fresh, status=status, **{str(form.prefix): form})
    return redirect("disbursement:obstacle", shown.pk)


def _page(
    request: SignedInRequest, shown: Obstacle, *, status: int = 200, **bound: forms.Form
) -> HttpResponse:
    person, today = request.user, timezone.localdate()
    keeps = obstacles_kept_by(person).filter(pk=shown.pk).exists()
    answers = obstacles_answered_by(person).filter(pk=shown.pk).exists()
    is_open = shown.closed_on is None
    last_day = shown.closed_on or today
    context: dict[str, Any] = {
        "obstacle": shown,
        "steps": [(step, LOOKS[step.kind]) for step in steps_of(obstacle=shown)],
        "periods": periods_reported_in(obstacle=shown),
        "directives": directives_visible_to(person).filter(obstacles=shown),
        "days_open": (last_day - shown.raised_on).days,
        "is_overdue": is_open and shown.due_on is not None and shown.due_on < today,
        "may_change": is_open and keeps and may(person, "obstacle.raise"),
        "may_direct": may(person, "directive.record"),
        "sees_project": visible_projects(person).filter(pk=shown.project_id).exists(),
        "answer": AnswerForm(prefix="answer") if is_open and answers else None,
        "close": None,
        "reopen": None,
    }
    if keeps and may(person, "obstacle.close"):
        if is_open:
            context["close"] = CloseForm(prefix="close", initial={"closed_on": today})
        else:
            context["reopen"] = ReopenForm(prefix="reopen")
    context |= bound
    return render(request, "disbursement/obstacle.html", context, status=status)
