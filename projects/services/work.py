"""Enter what stands of a project: contracts, physical progress and the events of its life."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.domain.issues import Issue
from projects.domain.work_checks import (
    Measured,
    check_contract_progress,
    check_contracts,
    check_progress,
)
from projects.models import (
    Contract,
    PhysicalProgress,
    Project,
    ProjectEvent,
    ProjectEventKind,
    User,
)
from projects.permissions import require
from projects.refusals import NotAllowed, Refusal, StaleState
from projects.selectors.work import investments_in_force, measurements_of, projects_kept_by
from projects.services.audit import audit

WHOLE = 1000
HISTORY_REASON = 100  # what a row of history holds


@dataclass(frozen=True, slots=True)
class ContractEntry:
    """A contract as it was typed; value in đồng, progress in tenths of a per cent."""

    number: str
    contractor: str
    signed_on: date
    value: int
    content: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    per_mille: int = 0

    def check(self) -> None:
        """Refuse what no contract can be."""
        if self.value <= 0:
            raise Refusal(_("The value of a contract is more than 0 đồng."))
        if not 0 <= self.per_mille <= WHOLE:
            raise Refusal(_("Progress lies between 0 and 100 %."))
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise Refusal(_("The contract ends before it starts: correct one of the two days."))


@dataclass(frozen=True, slots=True)
class ProgressEntry:
    as_at: date
    per_mille: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class EventEntry:
    kind: str
    plan_year: int
    happened_on: date
    note: str = ""


@transaction.atomic
def contract_save(
    *,
    project: Project,
    entry: ContractEntry,
    actor: User | None,
    now: datetime,
    contract: Contract | None = None,
    reason: str = "",
) -> tuple[Contract, list[Issue]]:
    """Add a contract or change one, and return it with what is odd about it.

    A change needs its reason, which stays in the contract's history.
    """
    _require_kept(actor, "project.contracts", project)
    entry.check()
    if entry.signed_on > timezone.localdate(now):
        raise Refusal(_("The contract is signed on a day to come: correct the day."))
    values = asdict(entry)
    before = {name: getattr(contract, name) for name in values} if contract else {}
    if contract and before == values:
        return contract, []
    if contract and not reason.strip():
        raise Refusal(_("Say why the contract is changed."))
    saved = contract or Contract(project=project)
    for name, value in values.items():
        setattr(saved, name, value)
    saved._history_user = actor  # type: ignore[attr-defined]
    saved._history_date = now  # type: ignore[attr-defined]
    saved._change_reason = reason.strip()[:HISTORY_REASON]  # type: ignore[attr-defined]
    try:
        with transaction.atomic():
            saved.save()
    except IntegrityError:
        raise Refusal(
            _("The project already has a contract with the number %(number)s: open that one.")
            % {"number": entry.number}
        ) from None
    audit(
        actor=actor,
        action="contract.change" if contract else "contract.add",
        about=saved,
        at=now,
        project=project.code,
        reason=reason.strip(),
        before=_plain(before),
        after=_plain(values),
    )
    return saved, _contract_findings(saved, before, now)


@transaction.atomic
def progress_record(
    *, project: Project, entry: ProgressEntry, actor: User | None, now: datetime
) -> list[Issue]:
    """Add a measurement of physical progress and return what is odd about it.

    One that goes back needs its reason in the note. Saying the same again adds nothing.
    """
    _require_kept(actor, "project.progress", project)
    if not 0 <= entry.per_mille <= WHOLE:
        raise Refusal(_("Progress lies between 0 and 100 %."))
    if entry.as_at > timezone.localdate(now):
        raise Refusal(_("Progress is measured on a day that has passed: correct the day."))
    known = measurements_of(project=project)
    new = Measured(entry.as_at, entry.per_mille)
    of_the_day = [each for each in known if each.day == entry.as_at]
    if of_the_day and of_the_day[-1] == new:
        return []
    found = check_progress(new, known)
    if found and not entry.note.strip():
        raise Refusal(_("Progress goes back with this figure: say why in the note."))
    made = PhysicalProgress.objects.create(
        project=project,
        as_at=entry.as_at,
        per_mille=entry.per_mille,
        note=entry.note.strip(),
        recorded_at=now,
        recorded_by=actor,
    )
    audit(
        actor=actor,
        action="progress.record",
        about=made,
        at=now,
        project=project.code,
        as_at=entry.as_at.isoformat(),
        per_mille=entry.per_mille,
        note=made.note,
    )
    return found


@transaction.atomic
def event_record(
    *, project: Project, entry: EventEntry, actor: User | None, now: datetime
) -> ProjectEvent:
    """Put down the day of an event that milestones ask for; a corrected day needs its reason.

    The start of construction becomes the day the project started on.
    """
    _require_kept(actor, "project.events", project)
    if entry.kind not in ProjectEventKind.values:
        raise Refusal(_("Choose the event."))
    if entry.happened_on > timezone.localdate(now):
        raise Refusal(_("The event lies in the future: enter it once it has happened."))
    known = ProjectEvent.objects.filter(
        project=project, kind=entry.kind, plan_year=entry.plan_year
    ).first()
    if known and (known.happened_on, known.note) == (entry.happened_on, entry.note.strip()):
        return known
    if known and known.happened_on != entry.happened_on and not entry.note.strip():
        raise Refusal(
            _("The event is already entered for %(day)s: say in the note why the day changes.")
            % {"day": f"{known.happened_on:%d/%m/%Y}"}
        )
    before = known.happened_on.isoformat() if known else ""
    saved = known or ProjectEvent(project=project, kind=entry.kind, plan_year=entry.plan_year)
    saved.happened_on, saved.note, saved.recorded_by = entry.happened_on, entry.note.strip(), actor
    try:
        with transaction.atomic():
            saved.save()
    except IntegrityError:
        raise StaleState(_("Somebody has just entered this event; look at it first.")) from None
    audit(
        actor=actor,
        action="project_event.change" if known else "project_event.record",
        about=saved,
        at=now,
        project=project.code,
        kind=entry.kind,
        before=before,
        happened_on=entry.happened_on.isoformat(),
        note=saved.note,
    )
    if entry.kind == ProjectEventKind.STARTED and project.started_on != entry.happened_on:
        project.started_on = entry.happened_on
        project._history_user = actor  # type: ignore[attr-defined]
        project._change_reason = _("Construction started")[:HISTORY_REASON]  # type: ignore[attr-defined]
        project.save(update_fields=["started_on"])
    return saved


def _require_kept(actor: User | None, action: str, project: Project) -> None:
    """Refuse what the role does not allow, and investors anything but their own projects."""
    require(actor, action)
    if actor is not None and not projects_kept_by(actor).filter(pk=project.pk).exists():
        raise NotAllowed(_("The project belongs to another investor."))


def _contract_findings(contract: Contract, before: dict[str, Any], now: datetime) -> list[Issue]:
    project = contract.project
    only = Project.objects.filter(pk=project.pk)
    totals = investments_in_force(projects=only, as_of=timezone.localdate(now))
    values = project.contracts.values_list("value", flat=True)
    found = check_contracts(values, totals.get(project.pk))
    if before:
        found += check_contract_progress(before["per_mille"], contract.per_mille)
    return found


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
    }
