"""Open advances: the list, and a project's page on which they are entered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from disbursement.advance_forms import ContractAdvanceForm, StandingForm
from disbursement.advance_tables import project_table
from disbursement.lists.advances import ADVANCES
from disbursement.selectors.advances import (
    advances_of,
    recorded_of,
    standing_mark,
    standing_of,
)
from disbursement.services.advances import advance_standing_save, contract_advance_record
from disbursement.views.access import SignedInRequest, permitted
from projects.models import Project
from projects.permissions import get_for, may
from projects.refusals import Refusal, StaleState
from projects.selectors.visibility import visible_projects
from projects.selectors.work import own_projects, projects_kept_by
from projects.views.lists import show_list

UNFIT, OVERTAKEN = 422, 409


@require_GET
@permitted("advance.view")
def advances(request: SignedInRequest) -> HttpResponse:
    """List open advances by project, key and contract."""
    return show_list(request, ADVANCES)


@require_GET
@permitted("advance.view")
def advance_project(request: SignedInRequest, code: str) -> HttpResponse:
    """Show a project's open advances by contract and age, and what was entered."""
    project = _project(request, code, "advance.view")
    return _page(request, project)


@require_POST
@permitted("advance.view")
def advance_record(request: SignedInRequest, code: str) -> HttpResponse:
    """Enter an advance under one of the project's contracts, or its recovery."""
    project = _project(request, code, "advance.record")
    form = ContractAdvanceForm(request.POST, project=project)

    def save() -> object:
        return contract_advance_record(
            project=project, entry=form.entry, actor=request.user, now=timezone.now()
        )

    status = _saved(request, form, save, _("The advance is entered."))
    if not status:
        return redirect("disbursement:advance_project", code=code)
    return _page(request, project, record_form=form, status=status)


@require_POST
@permitted("advance.view")
def advance_standing(request: SignedInRequest, code: str) -> HttpResponse:
    """Keep what the official forms ask of the project's overdue advance."""
    project = _project(request, code, "advance.standing")
    form = StandingForm(request.POST, standing=None)

    def save() -> object:
        return advance_standing_save(
            project=project,
            entry=form.entry,
            seen=request.POST.get("seen", ""),
            actor=request.user,
            now=timezone.now(),
        )

    status = _saved(request, form, save, _("The standing of the advance is saved."))
    if not status:
        return redirect("disbursement:advance_project", code=code)
    return _page(request, project, standing_form=form, status=status)


def _project(request: SignedInRequest, code: str, action: str) -> Project:
    projects = visible_projects(request.user).select_related("investor")
    return get_for(request.user, projects, action, code=code)


def _saved(request: SignedInRequest, form: Any, save: Callable[[], object], done: str) -> int:
    """Save what was posted and tell so; return the status of the page to show if it was not."""
    if not form.is_valid():
        return UNFIT
    try:
        save()
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return OVERTAKEN if isinstance(refusal, StaleState) else UNFIT
    messages.success(request, done)
    return 0


def _page(
    request: SignedInRequest,
    project: Project,
    *,
    record_form: ContractAdvanceForm | None = None,
    standing_form: StandingForm | None = None,
    status: int = 200,
) -> HttpResponse:
    today, person = timezone.localdate(), request.user
    keys = advances_of(projects=Project.objects.filter(pk=project.pk), day=today)
    standing = standing_of(project=project)
    kept = projects_kept_by(person).filter(pk=project.pk).exists()
    own = own_projects(person).filter(pk=project.pk).exists()
    may_record = kept and may(person, "advance.record")
    has_contracts = project.contracts.exists()
    initial = {"day": today, "plan_year": today.year}
    if may_record and has_contracts and record_form is None:
        record_form = ContractAdvanceForm(project=project, initial=initial)
    may_stand = own and may(person, "advance.standing")
    if may_stand and standing_form is None:
        standing_form = StandingForm(standing=standing)
    context = {
        "project": project,
        "today": today,
        "table": project_table(keys) if keys else None,
        "recorded": list(recorded_of(project=project)),
        "record_form": record_form if may_record else None,
        "needs_contract": may_record and not has_contracts,
        "standing": standing,
        "standing_form": standing_form if may_stand else None,
        "seen": standing_mark(standing),
    }
    return render(request, "disbursement/advance_project.html", context, status=status)
