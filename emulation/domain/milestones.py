"""Milestones (mốc giải ngân): what was asked by a day, and whether it was there on that day.

A milestone is judged on the last day that counts, from plan and money both as of that day, in
integers: disbursed × 100 ≥ threshold × plan. Asked earlier, it is judged on the asked day.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from disbursement.domain.calendar import ONE_DAY, WorkCalendar

from .steps import Steps


class Pool(StrEnum):
    """Whose year's money a rule asks about: this year's, all earlier years', or both."""

    ALL = "all"
    CURRENT = "current"
    CARRIED = "carried"


class Status(StrEnum):
    """Where a milestone stands; the first three are final once the last day is over."""

    MET = "met"
    MET_LATE = "met_late"
    MISSED = "missed"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Scope:
    """The projects a rule is for; None asks nothing."""

    stage: str | None = None
    block: str | None = None
    programme: str | None = None
    source: str | None = None

    def covers(self, project: "Scope") -> bool:
        """Tell whether a project of that stage, block, programme and source falls under it."""
        return all(
            wanted is None or wanted == has
            for wanted, has in (
                (self.stage, project.stage),
                (self.block, project.block),
                (self.programme, project.programme),
                (self.source, project.source),
            )
        )


EVERY_PROJECT = Scope()


@dataclass(frozen=True, slots=True)
class RateRule:
    """Ask for a rate of at least `threshold` per cent by the deadline.

    Strict ("trước ngày") leaves the day before as the last one. An origin year narrows the
    carried pool to the money of that year.
    """

    code: str
    threshold: int
    deadline: date
    is_strict: bool
    pool: Pool
    origin_year: int | None = None
    scope: Scope = EVERY_PROJECT

    def asks_about(self, plan_year: int, origin_year: int) -> bool:
        """Tell whether money of that plan year and origin year is in the rule's pool."""
        if self.origin_year is not None and origin_year != self.origin_year:
            return False
        if self.pool is Pool.ALL:
            return True
        return (origin_year < plan_year) == (self.pool is Pool.CARRIED)

    def is_reached(self, plan: int, disbursed: int) -> bool:
        return plan > 0 and disbursed * 100 >= self.threshold * plan

    def still_required(self, plan: int, disbursed: int) -> int:
        """Return the smallest amount, in đồng, that would reach the threshold from here."""
        return max(0, -(-self.threshold * plan // 100) - disbursed)


@dataclass(frozen=True, slots=True)
class EventRule:
    """Ask for an event (khởi công, nhập TABMIS, …) by the deadline.

    Within `risk_days` of the last day, one that has not happened is at risk.
    """

    code: str
    event: str
    deadline: date
    is_strict: bool
    risk_days: int = 30
    scope: Scope = EVERY_PROJECT


Forecast = Callable[[Steps, date, date], int]
"""From what is known on a day, expect the money disbursed up to a later day."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What judging before the deadline looks ahead with."""

    calendar: WorkCalendar
    forecast: Forecast


@dataclass(frozen=True, slots=True)
class Judgement:
    """One rate rule over one scope, as of one day.

    `plan` and `disbursed` are those of `judged_on`. `required` is what the scope must still
    disburse, from where it stands on the asked day; 0 once met, even late.
    `required_per_working_day` is None where no working day is left.
    """

    status: Status
    plan: int
    disbursed: int
    met_on: date | None
    required: int
    required_per_working_day: int | None
    days_left: int
    judged_on: date


@dataclass(frozen=True, slots=True)
class EventJudgement:
    status: Status
    happened_on: date | None
    days_left: int
    judged_on: date


@dataclass(frozen=True, slots=True)
class MilestoneSum:
    """What an investor or a block makes of one rule: sums of its projects and how many did what."""

    plan: int
    disbursed: int
    required: int
    counts: dict[Status, int]


def last_counting_day(rule: RateRule | EventRule) -> date:
    return rule.deadline - ONE_DAY if rule.is_strict else rule.deadline


def judge(rule: RateRule, steps: Steps, as_of: date, outlook: Outlook) -> Judgement:
    """Judge one project's money against the rule, knowing what happened up to `as_of`."""
    last = last_counting_day(rule)
    judged_on = min(as_of, last)
    plan, disbursed = steps.at(judged_on)
    status, met_on = _rate_status(rule, steps, as_of, outlook)
    required, per_day = 0, None
    if status in {Status.MISSED, Status.ON_TRACK, Status.AT_RISK}:
        required = rule.still_required(*steps.at(as_of))
        working_days = outlook.calendar.working_days_between(as_of, last)
        per_day = -(-required // working_days) if working_days else None
    return Judgement(
        status=status,
        plan=plan,
        disbursed=disbursed,
        met_on=met_on,
        required=required,
        required_per_working_day=per_day,
        days_left=max(0, (last - as_of).days),
        judged_on=judged_on,
    )


def judge_event(rule: EventRule, happened_on: date | None, as_of: date) -> EventJudgement:
    """Judge an event; one dated after `as_of` has not happened yet."""
    last = last_counting_day(rule)
    if happened_on is not None and happened_on > as_of:
        happened_on = None
    if happened_on is not None:
        status = Status.MET if happened_on <= last else Status.MET_LATE
    elif as_of >= last:
        status = Status.MISSED
    else:
        status = Status.AT_RISK if (last - as_of).days <= rule.risk_days else Status.ON_TRACK
    return EventJudgement(status, happened_on, max(0, (last - as_of).days), min(as_of, last))


def sum_judgements(judgements: Iterable[Judgement]) -> MilestoneSum:
    """Add up the projects' judgements of one rule; every status is counted, also at 0."""
    judgements = tuple(judgements)
    counts = dict.fromkeys(Status, 0)
    for judgement in judgements:
        counts[judgement.status] += 1
    return MilestoneSum(
        plan=sum(j.plan for j in judgements),
        disbursed=sum(j.disbursed for j in judgements),
        required=sum(j.required for j in judgements),
        counts=counts,
    )


def _rate_status(
    rule: RateRule, steps: Steps, as_of: date, outlook: Outlook
) -> tuple[Status, date | None]:
    """Return the status, and the first day on which the threshold was reached."""
    last = last_counting_day(rule)
    plan, disbursed = steps.at(min(as_of, last))
    if plan <= 0:
        return Status.NOT_APPLICABLE, None
    if rule.is_reached(plan, disbursed):
        return Status.MET, next(_days_reached(rule, steps, until=as_of))
    if as_of >= last:
        late = (day for day in _days_reached(rule, steps, until=as_of) if day > last)
        met_on = next(late, None)
        return (Status.MET_LATE if met_on else Status.MISSED), met_on
    expected = outlook.forecast(steps, as_of, last)
    return (Status.ON_TRACK if rule.is_reached(plan, expected) else Status.AT_RISK), None


def _days_reached(rule: RateRule, steps: Steps, until: date) -> Iterator[date]:
    """Yield the days on which something changed and the threshold was reached at day's end."""
    for position in steps.positions(until):
        if rule.is_reached(position.plan, position.disbursed):
            yield position.day
