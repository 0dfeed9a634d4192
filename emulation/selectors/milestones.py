"""Milestones as of a day: what each project owes by when, and where it stands."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from django.db.models import Q, QuerySet

from disbursement.selectors.calendar import work_calendar
from disbursement.selectors.positions import payment_steps
from emulation.domain.forecast import expected_disbursed
from emulation.domain.milestones import (
    EventJudgement,
    EventRule,
    Judgement,
    Outlook,
    Pool,
    RateRule,
    Scope,
    Status,
    judge,
    judge_event,
    last_counting_day,
)
from emulation.domain.rates import rate
from emulation.domain.steps import Steps
from emulation.models import Campaign, MilestoneKind, MilestoneRule
from projects.domain.plan_positions import MoneyStep
from projects.models import Organisation, Project, ProjectEvent, ProjectEventKind, ProjectStage
from projects.selectors.day_facts import DayFacts
from projects.selectors.holders import AS_WAS, Holders
from projects.selectors.plans import plan_steps


@dataclass(frozen=True, slots=True)
class MilestoneRow:
    """One rule over one project, judged as of a day, with the names of that day."""

    project: Project
    rule: MilestoneRule
    last_day: date
    judgement: Judgement | EventJudgement
    facts: DayFacts = field(default_factory=DayFacts, repr=False)

    @property
    def investor(self) -> Organisation:
        """Who is answerable: the holder on the day, or today's, as the rows were asked for."""
        return self.facts.holder(self.project)

    @property
    def investor_name(self) -> str:
        return self.facts.name_of(self.investor)

    @property
    def project_name(self) -> str:
        return self.facts.project_name(self.project)

    @property
    def money(self) -> Judgement | None:
        """The judgement of a rate rule; None for an event."""
        return self.judgement if isinstance(self.judgement, Judgement) else None

    @property
    def met_on(self) -> date | None:
        if isinstance(self.judgement, Judgement):
            return self.judgement.met_on
        return self.judgement.happened_on


def campaign_for(*, plan_year: int) -> Campaign | None:
    """Return the campaign that a plan year is measured by: the one that started last."""
    return Campaign.objects.filter(plan_year=plan_year).order_by("-starts_on", "-pk").first()


def domain_rule(rule: MilestoneRule) -> RateRule | EventRule:
    """Return the rule as the domain's value."""
    scope = Scope(
        stage=rule.stage or None,
        block=rule.block or None,
        programme=str(rule.programme_id) if rule.programme_id else None,
    )
    if rule.kind == MilestoneKind.EVENT:
        return EventRule(rule.code, rule.event, rule.deadline, rule.is_strict, scope=scope)
    return RateRule(
        rule.code,
        rule.threshold or 0,
        rule.deadline,
        rule.is_strict,
        Pool(rule.pool),
        rule.origin_year,
        scope,
    )


def milestone_rows(
    *,
    campaign: Campaign,
    as_of: date,
    projects: QuerySet[Project] | None = None,
    holders: Holders = AS_WAS,
) -> list[MilestoneRow]:
    """Judge every project against every rule of the campaign that is for it, as of a day.

    In a constant number of queries; ordered by project code, then by the rules' order. Whose a
    project is, and so in which block, follows from ``holders``.
    """
    year = campaign.plan_year
    scoped = Project.objects.all() if projects is None else projects
    plans = plan_steps(plan_year=year, as_of=as_of, projects=projects)
    payments = payment_steps(plan_year=year, as_of=as_of, projects=projects)
    stages = dict(
        ProjectStage.objects.confirmed()
        .filter(plan_year=year, project__in=scoped)
        .values_list("project_id", "stage")
    )
    facts = DayFacts.on(as_of, holders=holders)
    rules = [
        (rule, domain_rule(rule))
        for rule in campaign.milestones.select_related("programme", "source")
    ]
    outlook = Outlook(work_calendar(), expected_disbursed)
    events = _events(year, scoped)
    rows = []
    members = plans.keys() | payments.keys() | stages.keys()
    for project in scoped.select_related("investor").order_by("code"):
        if project.pk not in members:
            continue
        scope = Scope(
            stages.get(project.pk),
            facts.holder(project).block or None,
            str(project.programme_id) if project.programme_id else None,
        )
        judged = _judger(
            year, plans.get(project.pk, []), payments.get(project.pk, []), as_of, outlook
        )
        for row, rule in rules:
            if not rule.scope.covers(scope):
                continue
            judgement: Judgement | EventJudgement | None
            if isinstance(rule, EventRule):
                judgement = judge_event(rule, _happened(project, rule, events), as_of)
            else:
                judgement = judged(row, rule)
            if judgement is not None:
                rows.append(MilestoneRow(project, row, last_counting_day(rule), judgement, facts))
    return rows


RateJudge = Callable[[MilestoneRule, RateRule], Judgement | None]


def _judger(
    year: int,
    planned: Iterable[MoneyStep],
    paid: Iterable[MoneyStep],
    as_of: date,
    outlook: Outlook,
) -> RateJudge:
    """Return what judges one project's rate rules; the steps of a pool are added up once."""
    made: dict[tuple[str, int | None, int | None], Steps] = {}

    def steps_for(row: MilestoneRule, rule: RateRule) -> Steps:
        pool = (row.pool, row.origin_year, row.source_id)
        if pool not in made:
            made[pool] = Steps.of(*(_in_pool(money, row, rule, year) for money in (planned, paid)))
        return made[pool]

    def judged(row: MilestoneRule, rule: RateRule) -> Judgement | None:
        steps = steps_for(row, rule)
        if steps.first_day is None and not rule.scope.stage:
            return None  # a project that never had money of the pool owes it nothing
        return judge(rule, steps, as_of, outlook)

    return judged


def _in_pool(
    money: Iterable[MoneyStep], row: MilestoneRule, rule: RateRule, year: int
) -> list[tuple[date, int]]:
    return [
        (step.day, step.amount)
        for step in money
        if rule.asks_about(year, step.origin_year) and row.source_id in (None, step.source_id)
    ]


def _events(year: int, projects: QuerySet[Project]) -> dict[tuple[int, str], date]:
    return {
        (project, kind): day
        for project, kind, day in ProjectEvent.objects.filter(
            Q(plan_year=year) | Q(kind=ProjectEventKind.STARTED), project__in=projects
        ).values_list("project_id", "kind", "happened_on")
    }


def _happened(
    project: Project, rule: EventRule, events: dict[tuple[int, str], date]
) -> date | None:
    if rule.event == ProjectEventKind.STARTED and project.started_on:
        return project.started_on
    return events.get((project.pk, rule.event))


@dataclass(frozen=True, slots=True)
class MilestoneGroup:
    """Judged rows that belong together, of one investor or of one rule, and their sums."""

    rows: tuple[MilestoneRow, ...]

    @property
    def investor(self) -> Organisation:
        return self.rows[0].investor

    @property
    def investor_name(self) -> str:
        return self.rows[0].investor_name

    @property
    def rule(self) -> MilestoneRule:
        return self.rows[0].rule

    @property
    def last_day(self) -> date:
        return self.rows[0].last_day

    @property
    def days_left(self) -> int:
        return self.rows[0].judgement.days_left

    @property
    def counts(self) -> dict[str, int]:
        """How many rows have each status, those with none at 0."""
        found = Counter(str(row.judgement.status) for row in self.rows)
        return {status: found[status] for status in Status}

    @property
    def applicable(self) -> int:
        return len(self.rows) - self.counts[Status.NOT_APPLICABLE]

    @property
    def plan(self) -> int:
        return sum(row.money.plan for row in self.rows if row.money)

    @property
    def disbursed(self) -> int:
        return sum(row.money.disbursed for row in self.rows if row.money)

    @property
    def rate(self) -> Fraction | None:
        return rate(self.disbursed, self.plan)

    @property
    def required(self) -> int:
        """What is still to be disbursed for all of them, in đồng.

        Of several rules on one project's pool the one that asks most counts, not their sum.
        """
        owed: dict[tuple[int, str], int] = {}
        for row in self.rows:
            if row.money is not None:
                pool = (row.project.pk, row.rule.pool)
                owed[pool] = max(owed.get(pool, 0), row.money.required)
        return sum(owed.values())


def by_investor(rows: Iterable[MilestoneRow]) -> list[MilestoneGroup]:
    """Gather project rows by investor, in order of the investors' codes."""
    groups = _gathered(rows, lambda row: row.investor.pk)
    return sorted(groups, key=lambda group: group.investor.code)


def by_rule(rows: Iterable[MilestoneRow]) -> list[MilestoneGroup]:
    """Gather project rows by rule, the earliest deadline first."""
    groups = _gathered(rows, lambda row: row.rule.pk)
    return sorted(groups, key=lambda group: (group.last_day, group.rule.order))


def _gathered(
    rows: Iterable[MilestoneRow], key: Callable[[MilestoneRow], int]
) -> list[MilestoneGroup]:
    gathered: dict[int, list[MilestoneRow]] = defaultdict(list)
    for row in rows:
        gathered[key(row)].append(row)
    return [MilestoneGroup(tuple(mine)) for mine in gathered.values()]
