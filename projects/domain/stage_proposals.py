"""Propose how far a project is in a plan year, from its dates; a person confirms it.

The classes are those by which provinces plan a year and set their milestones: hoàn thành, chuyển
tiếp, khởi công mới, chuẩn bị đầu tư; and quyết toán for work that was completed before the year.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from projects.domain.issues import mark

COMPLETED, TRANSITIONAL, NEW_START = "hoàn thành", "chuyển tiếp", "khởi công mới"
PREPARATION, SETTLEMENT = "chuẩn bị đầu tư", "quyết toán"


@dataclass(frozen=True, slots=True)
class ProjectDates:
    planned_start: date | None = None
    started: date | None = None
    planned_completion: date | None = None
    completed: date | None = None


@dataclass(frozen=True, slots=True)
class StageProposal:
    """A stage and why: a sentence with the days it rests on."""

    stage: str
    because: str
    params: Mapping[str, object] = field(default_factory=dict, hash=False)


def propose_stage(dates: ProjectDates, plan_year: int) -> StageProposal | None:
    """Return the stage of a plan year, or None where the dates do not tell.

    What was done counts before what was planned. A project that starts and ends in one year is
    a new start: what it is first asked is to begin.
    """
    return _by_completion(dates, plan_year) or _by_start(dates, plan_year)


def _by_completion(dates: ProjectDates, year: int) -> StageProposal | None:
    began = _began_before(dates, year)
    if dates.completed and dates.completed.year < year:
        text = mark("Completed on %(day)s, before the plan year: only its settlement is left.")
        return StageProposal(SETTLEMENT, text, {"day": dates.completed})
    if dates.completed and dates.completed.year == year and began:
        text = mark("Completed on %(day)s, in the plan year.")
        return StageProposal(COMPLETED, text, {"day": dates.completed})
    planned = dates.planned_completion
    if planned is None or dates.completed or not began:
        return None
    if planned.year < year:
        text = mark("To be completed by %(day)s, before the plan year, and not reported so: late.")
        return StageProposal(COMPLETED, text, {"day": planned})
    if planned.year == year:
        text = mark("To be completed by %(day)s, in the plan year.")
        return StageProposal(COMPLETED, text, {"day": planned})
    return None


def _by_start(dates: ProjectDates, year: int) -> StageProposal | None:
    started, planned = dates.started, dates.planned_start
    if started and started.year < year:
        text = mark("Started on %(day)s, before the plan year, and goes on after it.")
        return StageProposal(TRANSITIONAL, text, {"day": started})
    if started and started.year == year:
        return StageProposal(
            NEW_START, mark("Started on %(day)s, in the plan year."), {"day": started}
        )
    day = started or planned
    if day is None:
        return None
    if day.year > year:
        text = mark("To start on %(day)s, after the plan year: being prepared.")
        return StageProposal(PREPARATION, text, {"day": day})
    if day.year == year:
        return StageProposal(
            NEW_START, mark("To start on %(day)s, in the plan year."), {"day": day}
        )
    text = mark("Was to start on %(day)s and is not reported so: its start is still ahead.")
    return StageProposal(NEW_START, text, {"day": day})


def _began_before(dates: ProjectDates, year: int) -> bool:
    """Tell whether work began before the year; unknown starts of what is to be completed did."""
    begin = dates.started or dates.planned_start
    return begin is None or begin.year < year
