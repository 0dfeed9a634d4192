"""Everything that people do to an obstacle: raise, change, answer, close and reopen it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from disbursement.domain.obstacle_rules import (
    ObstacleEntry,
    check_closing,
    check_obstacle,
    check_text,
)
from disbursement.models import Obstacle, ObstacleCategory, ObstacleLevel, ObstacleStepKind
from disbursement.selectors.obstacles import (
    last_step,
    obstacles_answered_by,
    obstacles_kept_by,
    open_obstacle_of,
    opened_last_on,
)
from disbursement.services.obstacle_notices import told_in_charge
from disbursement.services.obstacle_reports import obstacles_report
from disbursement.services.obstacle_steps import By, refuse_unfit, step_write
from disbursement.services.obstacle_words import changes_in_words
from projects.domain.search import fold
from projects.domain.texts import clean
from projects.models import Organisation, Project, Role, User
from projects.permissions import require, roles_of
from projects.refusals import NotAllowed, Refusal, StaleState
from projects.selectors.work import projects_kept_by

__all__ = ["obstacles_report"]

ALREADY_CLOSED = _("Somebody else has just closed this obstacle: open the page anew.")
NOT_CLOSED = _("The obstacle is open: there is nothing to reopen.")
OVERTAKEN = _(
    "Somebody has taken a step on this obstacle since you opened the page: read it first, then "
    "save again."
)
FIELDS = ("category", "content", "level", "affected_capital", "unit_id", "outside_unit", "due_on")
COLUMNS = {"unit_id": "unit_in_charge_id"}


@transaction.atomic
def obstacle_raise(
    *, project: Project, entry: ObstacleEntry, raised_on: date, actor: User | None, now: datetime
) -> Obstacle:
    """Raise an obstacle of a project; of each category a project has one open at most."""
    require(actor, "obstacle.raise")
    if actor and not projects_kept_by(actor).filter(pk=project.pk).exists():
        raise NotAllowed(_("The project belongs to another investor."))
    by, entry = By(actor, now), _cleaned(entry)
    _refuse_unfit(entry, raised_on=raised_on, today=by.day)
    _refuse_second(project, entry.category)
    obstacle = Obstacle.objects.create(
        project=project, raised_on=raised_on, raised_by=actor, **_columns(entry)
    )
    step = step_write(
        obstacle,
        ObstacleStepKind.RAISED,
        by=by,
        text=entry.content,
        day=raised_on,
        project=project.code,
        **_plain(_columns(entry)),
    )
    told_in_charge(obstacle=obstacle, step=step)
    return obstacle


@transaction.atomic
def obstacle_change(
    *,
    obstacle: Obstacle,
    entry: ObstacleEntry,
    reason: str,
    seen: int,
    actor: User | None,
    now: datetime,
) -> bool:
    """Correct what an obstacle says; ``seen`` is the last step the person had read.

    Only the planning department changes a unit in charge or a due day that is already set.
    Saying the same again changes nothing and returns False.
    """
    _require_kept(actor, "obstacle.raise", obstacle)
    by, entry = By(actor, now), _cleaned(entry)
    obstacle.refresh_from_db()
    if obstacle.closed_on:
        raise StaleState(_("The obstacle is closed: reopen it before you change it."))
    if last_step(obstacle=obstacle) != seen:
        raise StaleState(OVERTAKEN)
    before, after = _stated(obstacle), _columns(entry)
    if before == after:
        return False
    _refuse_moving_the_goal(actor, before, after)
    _refuse_unfit(entry, raised_on=obstacle.raised_on, today=by.day)
    refuse_unfit(list(check_text(reason)))
    if after["category"] != before["category"]:
        _refuse_second(obstacle.project, entry.category)
    changes = {**after, "search_text": _search_text(entry)}
    if entry.due_on is None or entry.due_on >= by.day:
        changes["escalated_on"] = None  # a new due day can be missed again
    kept = Obstacle.objects.filter(pk=obstacle.pk, closed_on=None, **before).update(**changes)
    if kept != 1:
        raise StaleState(OVERTAKEN)
    obstacle.refresh_from_db()
    step = step_write(
        obstacle,
        ObstacleStepKind.CHANGED,
        by=by,
        text="\n".join(filter(None, (clean(reason), changes_in_words(before, after)))),
        before=_plain(before),
        after=_plain(after),
    )
    if after["unit_in_charge_id"] != before["unit_in_charge_id"]:
        told_in_charge(obstacle=obstacle, step=step)
    return True


@transaction.atomic
def obstacle_answer(*, obstacle: Obstacle, text: str, actor: User | None, now: datetime) -> None:
    """Keep what the unit in charge, or the planning department for it, says about an obstacle."""
    require(actor, "obstacle.answer")
    if actor and not obstacles_answered_by(actor).filter(pk=obstacle.pk).exists():
        raise NotAllowed(_("Only the unit in charge and the planning department answer it."))
    refuse_unfit(list(check_text(text)))
    # Takes the row, so that an answer and a closing at once come one after the other.
    if Obstacle.objects.filter(pk=obstacle.pk, closed_on=None).update(closed_on=None) != 1:
        raise StaleState(ALREADY_CLOSED)
    step_write(obstacle, ObstacleStepKind.ANSWERED, by=By(actor, now), text=clean(text))


@transaction.atomic
def obstacle_close(
    *, obstacle: Obstacle, closed_on: date, text: str, actor: User | None, now: datetime
) -> None:
    """Close an obstacle that is solved, saying how; of two who close at once one does."""
    _require_kept(actor, "obstacle.close", obstacle)
    by = By(actor, now)
    refuse_unfit(list(check_text(text)))
    opened_on = opened_last_on(obstacle=obstacle)
    refuse_unfit(check_closing(closed_on, opened_on=opened_on, today=by.day))
    changed = Obstacle.objects.filter(pk=obstacle.pk, closed_on=None).update(closed_on=closed_on)
    if changed != 1:
        raise StaleState(ALREADY_CLOSED)
    obstacle.closed_on = closed_on
    step_write(obstacle, ObstacleStepKind.CLOSED, by=by, text=clean(text), day=closed_on)


@transaction.atomic
def obstacle_reopen(
    *,
    obstacle: Obstacle,
    reason: str,
    actor: User | None,
    now: datetime,
    due_on: date | None = None,
) -> None:
    """Open again what was closed and is not solved after all, if need be with a new due day."""
    _require_kept(actor, "obstacle.close", obstacle)
    by = By(actor, now)
    refuse_unfit(list(check_text(reason)))
    if due_on is not None and due_on < by.day:
        raise Refusal(_("The new day by which it is to be solved has passed: enter a later one."))
    obstacle.refresh_from_db()
    _refuse_second(obstacle.project, obstacle.category)
    changes: dict[str, Any] = {"closed_on": None}
    if due_on is not None:
        changes |= {"due_on": due_on, "escalated_on": None}
    closed = Obstacle.objects.filter(pk=obstacle.pk, closed_on__isnull=False)
    if closed.update(**changes) != 1:
        raise StaleState(NOT_CLOSED)
    obstacle.refresh_from_db()
    step = step_write(
        obstacle,
        ObstacleStepKind.REOPENED,
        by=by,
        text=clean(reason),
        due_on=due_on.isoformat() if due_on else "",
    )
    told_in_charge(obstacle=obstacle, step=step)


def _require_kept(actor: User | None, action: str, obstacle: Obstacle) -> None:
    require(actor, action)
    if actor and not obstacles_kept_by(actor).filter(pk=obstacle.pk).exists():
        raise NotAllowed(_("The obstacle belongs to another investor's project."))


def _cleaned(entry: ObstacleEntry) -> ObstacleEntry:
    return replace(entry, content=clean(entry.content), outside_unit=clean(entry.outside_unit))


def _refuse_unfit(entry: ObstacleEntry, *, raised_on: date, today: date) -> None:
    issues = check_obstacle(
        entry,
        raised_on=raised_on,
        today=today,
        categories=frozenset(ObstacleCategory.values),
        levels=frozenset(ObstacleLevel.values),
    )
    refuse_unfit(issues)
    unit = Organisation.objects.filter(pk=entry.unit_id).first() if entry.unit_id else None
    if entry.unit_id and (unit is None or (unit.valid_to and unit.valid_to < today)):
        raise Refusal(_("The unit in charge does not exist any more: choose its successor."))


def _refuse_second(project: Project, category: str) -> None:
    """Refuse a second open obstacle of a category; two at once come one after the other."""
    Project.objects.filter(pk=project.pk).update(code=F("code"))  # takes the project's row
    known = open_obstacle_of(project=project, category=category)
    if known is not None:
        raise Refusal(
            _(
                "The project already has an open obstacle of the group “%(group)s”, raised on "
                "%(day)s: add to that one."
            )
            % {"group": known.get_category_display(), "day": f"{known.raised_on:%d/%m/%Y}"}
        )


def _refuse_moving_the_goal(
    actor: User | None, before: dict[str, Any], after: dict[str, Any]
) -> None:
    if actor is None or Role.PLANNING in roles_of(actor):
        return
    for name in ("unit_in_charge_id", "outside_unit", "due_on"):
        if before[name] and before[name] != after[name]:
            raise NotAllowed(
                _("Only the planning department changes the unit in charge or the day it is due.")
            )


def _columns(entry: ObstacleEntry) -> dict[str, Any]:
    return {COLUMNS.get(name, name): getattr(entry, name) for name in FIELDS}


def _stated(obstacle: Obstacle) -> dict[str, Any]:
    return {column: getattr(obstacle, column) for column in (COLUMNS.get(n, n) for n in FIELDS)}


def _search_text(entry: ObstacleEntry) -> str:
    length = Obstacle._meta.get_field("search_text").max_length
    return fold(f"{entry.content} {entry.outside_unit}")[:length]


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
    }
