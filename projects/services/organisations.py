"""What can become of an organisation, one change at a time, by the rules of many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from projects.domain.reorganisation import (
    ENDED,
    FOUNDED,
    MERGED,
    RENAMED,
    Changes,
    EventRow,
    HandoverRow,
)
from projects.models import Organisation, Project, User
from projects.services.reorganisation import ChangeAnswer, changes_apply


@dataclass(frozen=True, slots=True)
class Decided:
    """The day something holds from (or, of an ending, the last day), and the decision."""

    day: date
    decision: str


def organisation_found(
    *, code: str, name: str, decided: Decided, actor: User | None, now: datetime
) -> Organisation:
    """Enter an organisation that begins on a day."""
    _apply_event(FOUNDED, code, decided, actor, now, new_name=name)
    return Organisation.objects.get(code=code)


def organisation_rename(
    *, organisation: Organisation, name: str, decided: Decided, actor: User | None, now: datetime
) -> None:
    """Give an organisation another name from a day on; it may lie between other names."""
    _apply_event(RENAMED, organisation.code, decided, actor, now, new_name=name)


def organisation_merge(
    *,
    organisation: Organisation,
    into: Organisation,
    decided: Decided,
    actor: User | None,
    now: datetime,
) -> ChangeAnswer:
    """End an organisation in another, which has all its projects from the day after."""
    return _apply_event(MERGED, organisation.code, decided, actor, now, successors=(into.code,))


def organisation_end(
    *,
    organisation: Organisation,
    successors: Sequence[Organisation] = (),
    decided: Decided,
    actor: User | None,
    now: datetime,
) -> ChangeAnswer:
    """End an organisation; a single successor takes its projects, several took them before."""
    codes = tuple(each.code for each in successors)
    return _apply_event(ENDED, organisation.code, decided, actor, now, successors=codes)


def projects_hand_over(
    *,
    projects: Iterable[Project],
    to: Organisation,
    decided: Decided,
    actor: User | None,
    now: datetime,
) -> ChangeAnswer:
    """Pass projects to another investor, who is in charge from the day on."""
    return changes_apply(changes=handing_over(projects, to, decided), by=actor, at=now)


def handing_over(projects: Iterable[Project], to: Organisation, decided: Decided) -> Changes:
    """Return the handover of projects as changes to be checked or applied."""
    return Changes(
        handovers=tuple(
            HandoverRow(
                project=project.code,
                investor=to.code,
                day=decided.day,
                decision=decided.decision,
            )
            for project in projects
        )
    )


def _apply_event(
    kind: str,
    code: str,
    decided: Decided,
    actor: User | None,
    now: datetime,
    *,
    new_name: str = "",
    successors: tuple[str, ...] = (),
) -> ChangeAnswer:
    row = EventRow(
        organisation=code,
        kind=kind,
        day=decided.day,
        successors=successors,
        new_name=new_name,
        decision=decided.decision,
    )
    return changes_apply(changes=Changes(events=(row,)), by=actor, at=now)
