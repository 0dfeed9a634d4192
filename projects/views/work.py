"""Pages on which contracts, physical progress and events of a project are entered."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from projects.domain.issues import Issue
from projects.issue_texts import render as in_words
from projects.models import Contract, PhysicalProgress, Project, User
from projects.permissions import get_for, may
from projects.refusals import Refusal
from projects.requests import person_of
from projects.selectors.visibility import visible_projects
from projects.selectors.work import investments_in_force
from projects.services.work import contract_save, event_record, progress_record
from projects.work_forms import ContractForm, EventForm, ProgressForm

UNFIT = 422
methods = require_http_methods(["GET", "HEAD", "POST"])


@methods
def contracts(request: HttpRequest, code: str) -> HttpResponse:
    """List the contracts of a project, and add one."""
    person, project = _kept(request, code, "project.contracts")
    form = ContractForm(request.POST or None)

    def save() -> Iterable[Issue]:
        _contract, found = contract_save(
            project=project, entry=form.entry, actor=person, now=timezone.now()
        )
        return found

    done = _posted(request, form, save, _("The contract is entered."))
    if done:
        return redirect("projects:contracts", code=code)
    rows = list(project.contracts.order_by("signed_on", "pk"))
    total = investments_in_force(
        projects=Project.objects.filter(pk=project.pk), as_of=timezone.localdate()
    ).get(project.pk)
    added = sum(row.value for row in rows)
    context = {
        "project": project,
        "form": form,
        "contracts": rows,
        "added": added,
        "total": total,
        "over": added - total if total and added > total else None,
    }
    return _page(request, "projects/contracts.html", context, form)


@methods
def contract_edit(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Change a contract, and show how it changed before."""
    person, project = _kept(request, code, "project.contracts")
    contract = get_for(person, project.contracts.all(), "project.contracts", pk=pk)
    form = ContractForm(request.POST or None, contract=contract)

    def save() -> Iterable[Issue]:
        _contract, found = contract_save(
            project=project,
            entry=form.entry,
            actor=person,
            now=timezone.now(),
            contract=Contract.objects.get(pk=contract.pk),
            reason=form.cleaned_data["reason"],
        )
        return found

    if _posted(request, form, save, _("The contract is changed.")):
        return redirect("projects:contracts", code=code)
    history = contract.history.select_related("history_user").order_by("-history_date")
    context = {"project": project, "contract": contract, "form": form, "history": history}
    return _page(request, "projects/contract.html", context, form)


@methods
def progress(request: HttpRequest, code: str) -> HttpResponse:
    """List the measurements of a project's progress, and add one."""
    person, project = _kept(request, code, "project.progress")
    form = ProgressForm(request.POST or None, initial={"as_at": timezone.localdate()})

    def save() -> Iterable[Issue]:
        return progress_record(project=project, entry=form.entry, actor=person, now=timezone.now())

    if _posted(request, form, save, _("The progress is entered.")):
        return redirect("projects:progress", code=code)
    rows = PhysicalProgress.objects.filter(project=project).select_related("recorded_by")
    context = {"project": project, "form": form, "measurements": rows.order_by("-as_at", "-pk")}
    return _page(request, "projects/progress.html", context, form)


@methods
def events(request: HttpRequest, code: str) -> HttpResponse:
    """List the events of a project that milestones ask for, and enter the day of one."""
    person, project = _kept(request, code, "project.events")
    today = timezone.localdate()
    initial = {"plan_year": today.year, "happened_on": today, "kind": request.GET.get("kind")}
    form = EventForm(request.POST or None, initial=initial)

    def save() -> Iterable[Issue]:
        event_record(project=project, entry=form.entry, actor=person, now=timezone.now())
        return ()

    if _posted(request, form, save, _("The event is entered.")):
        return redirect("projects:events", code=code)
    rows = project.events.select_related("recorded_by").order_by("-happened_on", "-pk")
    context = {"project": project, "form": form, "events": rows}
    return _page(request, "projects/events.html", context, form)


def _kept(request: HttpRequest, code: str, action: str) -> tuple[User, Project]:
    """Return the person and the project: strangers get 404, those who only read 403."""
    person = person_of(request)
    if not may(person, "project.view"):
        raise PermissionDenied
    projects = visible_projects(person).select_related("investor")
    return person, get_for(person, projects, action, code=code)


def _posted(
    request: HttpRequest, form: forms.Form, save: Callable[[], Iterable[Issue]], done: str
) -> bool:
    """Save what was posted and tell so, with what is odd; put a refusal on the form."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        found = save()
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, done)
    for issue in found:
        words = in_words(issue)
        messages.warning(request, f"{words['message']} {words['fix']}")
    return True


def _page(
    request: HttpRequest, template: str, context: dict[str, Any], form: forms.Form
) -> HttpResponse:
    status = UNFIT if form.is_bound and form.errors else 200
    return render(request, template, context, status=status)
