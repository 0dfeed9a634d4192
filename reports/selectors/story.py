"""Tell what happened to a project, of all plan years, up to a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import groupby
from typing import cast

from django.utils import timezone
from django.utils.translation import gettext as _

from disbursement.domain.calendar import last_of_month
from disbursement.models import (
    Movement,
    ObstacleStep,
    ObstacleStepKind,
    RegisteredPlan,
    StatementLine,
    SubmissionLine,
    Voucher,
)
from emulation.domain.milestones import Status
from emulation.selectors.milestones import MilestoneRow
from projects.domain.numbers import format_rate
from projects.domain.work_checks import Measured
from projects.models import PlanLine, Project
from reports.domain.story import Detail, Moment, StoryKind, newest_first
from reports.selectors.project_facts import ProjectFacts

TOLD = {Status.MET, Status.MET_LATE, Status.MISSED}


def story_of(
    *, project: Project, facts: ProjectFacts, milestones: Iterable[MilestoneRow], as_of: date
) -> list[Moment]:
    """Return every moment up to a day, the newest first, in a fixed number of queries."""
    moments = [
        *_decisions(project, as_of),
        *_movements(project, as_of),
        *_registered(project, as_of),
        *_submissions(project, as_of),
        *_obstacles(project),
        *_milestones(milestones),
        *_of_facts(facts),
    ]
    return newest_first(moment for moment in moments if moment.day <= as_of)


def _decisions(project: Project, as_of: date) -> Iterator[Moment]:
    lines = (
        PlanLine.objects.counting()
        .filter(project=project, effective_on__lte=as_of)
        .select_related("decision", "source", "register_import__source_file")
        .order_by("effective_on", "decision_id", "pk")
    )
    for (day, decision), group in groupby(
        lines, key=lambda line: (line.effective_on, line.decision)
    ):
        mine = list(group)
        issuer = decision.get_issuer_display()
        yield Moment(
            day,
            StoryKind.DECISION,
            _("Decision %(number)s") % {"number": decision.number},
            f"{issuer} · {decision.decided_on:%d/%m/%Y}",
            sum(line.amount for line in mine),
            details=tuple(_line(line) for line in mine),
        )


def _line(line: PlanLine) -> Detail:
    origin = _("%(kind)s, plan of %(year)s, %(source)s, money of %(origin)s") % {
        "kind": line.get_kind_display(),
        "year": line.plan_year,
        "source": line.source.code,
        "origin": line.origin_year,
    }
    if line.register_import is None:
        return Detail(origin, line.amount)
    cell = f"{line.sheet}!{line.cells or line.row}"
    return Detail(origin, line.amount, file=line.register_import.source_file.name, cell=cell)


def _movements(project: Project, as_of: date) -> Iterator[Moment]:
    rows = (
        Movement.objects.filter(project=project, day__lte=as_of)
        .select_related(
            "source",
            "voucher__treasury_import__source_file",
            "statement__treasury_import__source_file",
        )
        .order_by("day", "pk")
    )
    for (year, month), group in groupby(rows, key=lambda row: (row.day.year, row.day.month)):
        mine = list(group)
        yield Moment(
            min(last_of_month(year, month), as_of),
            StoryKind.MOVEMENT,
            _("Movements of %(month)s/%(year)s") % {"month": f"{month:02}", "year": year},
            amount=sum(row.volume + row.advance for row in mine),
            details=tuple(_movement(row) for row in mine),
        )


def _movement(row: Movement) -> Detail:
    # The database holds that a movement has one of the two.
    fact = cast(Voucher | StatementLine, row.voucher or row.statement)
    kind = fact.get_kind_display() if isinstance(fact, Voucher) else _("Cumulative statement")
    text = f"{kind} · {row.source.code} · {row.origin_year}"
    cell = f"{fact.sheet}!{fact.cells or fact.row}"
    file = fact.treasury_import
    return Detail(text, row.volume + row.advance, row.day, file.source_file.name, cell, file.pk)


def _registered(project: Project, as_of: date) -> Iterator[Moment]:
    plans = RegisteredPlan.objects.filter(project=project).prefetch_related("months")
    for plan in plans.select_related("registered_by"):
        title = _("Monthly plan of %(year)s registered, version %(version)s") % {
            "year": plan.plan_year,
            "version": plan.version,
        }
        total = sum(month.amount for month in plan.months.all())
        yield Moment(_day(plan.registered_at), StoryKind.REGISTERED, title, plan.reason, total)


def _submissions(project: Project, as_of: date) -> Iterator[Moment]:
    lines = (
        SubmissionLine.objects.filter(project=project, version__submitted_at__isnull=False)
        .select_related("version__submission__period")
        .order_by("version__submitted_at", "version_id")
    )
    for version, group in groupby(lines, key=lambda line: line.version):
        mine = list(group)
        own = [line.own_disbursed for line in mine if line.own_disbursed is not None]
        yield Moment(
            _day(version.submitted_at),
            StoryKind.SUBMISSION,
            _("%(period)s handed in, version %(version)s")
            % {"period": version.submission.period, "version": version.number},
            "\n".join(dict.fromkeys(line.difficulty for line in mine if line.difficulty)),
            sum(own) if own else None,
        )


def _obstacles(project: Project) -> Iterator[Moment]:
    titles = {
        ObstacleStepKind.RAISED: _("Difficulty raised: %(group)s"),
        ObstacleStepKind.ANSWERED: _("Answer to the difficulty: %(group)s"),
        ObstacleStepKind.ESCALATED: _("Difficulty reported to the leaders: %(group)s"),
        ObstacleStepKind.CLOSED: _("Difficulty solved: %(group)s"),
        ObstacleStepKind.REOPENED: _("Difficulty opened again: %(group)s"),
    }
    steps = ObstacleStep.objects.filter(obstacle__project=project, kind__in=titles)
    for step in steps.select_related("obstacle").order_by("day", "at", "pk"):
        obstacle, is_first = step.obstacle, step.kind == ObstacleStepKind.RAISED
        title = titles[ObstacleStepKind(step.kind)] % {"group": obstacle.get_category_display()}
        affected = obstacle.affected_capital if is_first else None
        yield Moment(step.day, StoryKind.OBSTACLE, title, step.text, affected)


def _milestones(rows: Iterable[MilestoneRow]) -> Iterator[Moment]:
    for row in rows:
        status = row.judgement.status
        if status in TOLD:
            day = row.met_on or row.last_day
            text = _("Last day: %(day)s") % {"day": f"{row.last_day:%d/%m/%Y}"}
            yield Moment(day, StoryKind.MILESTONE, row.rule.name, text, status=str(status))


def _of_facts(facts: ProjectFacts) -> Iterator[Moment]:
    for event in facts.events:
        title = str(event.get_kind_display())
        yield Moment(event.happened_on, StoryKind.EVENT, title, event.note)
    for measured in facts.progress:
        share = format_rate(Measured(measured.as_at, measured.per_mille).share, 1)
        title = _("Physical progress %(share)s %%") % {"share": share}
        yield Moment(measured.as_at, StoryKind.PROGRESS, title, measured.note)
    for contract in facts.contracts:
        title = _("Contract %(number)s with %(contractor)s") % {
            "number": contract.number,
            "contractor": contract.contractor,
        }
        text, value = contract.content, contract.value
        yield Moment(contract.signed_on, StoryKind.CONTRACT, title, text, value)
    for version in facts.investments:
        title, day = _("Total investment approved"), version.decided_on
        text = " · ".join(filter(None, (version.decision, version.note)))
        yield Moment(day, StoryKind.INVESTMENT, title, text, version.amount)
    for handover in facts.handovers:
        title = _("Handed over from %(giver)s to %(taker)s") % {
            "giver": handover.from_investor.name,
            "taker": handover.to_investor.name,
        }
        text = " · ".join(filter(None, (handover.decision, handover.note)))
        yield Moment(handover.happened_on, StoryKind.HANDOVER, title, text)
    for name in facts.names:
        if name.valid_from:
            title = _("Named “%(name)s”") % {"name": name.name}
            yield Moment(name.valid_from, StoryKind.NAME, title, name.decision)


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)
