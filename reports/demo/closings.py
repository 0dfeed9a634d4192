"""Close the past plan years of the demonstration: carry over, cancel the rest, confirm."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial

from django.utils import timezone

from disbursement.domain.ledger import Key
from disbursement.domain.rollover import CarryOverEntry, ClosingDecision
from disbursement.selectors.rollover import rollover_view
from disbursement.services.rollover import (
    rollover_confirm,
    rollover_open,
    rollover_post,
    rollover_save,
)
from projects.models import CapitalSource, Issuer, Project, RolloverStatus, User, YearRollover
from projects.services.plan_decisions import Hand
from reports.demo.population import DemoClosing
from reports.demo.province import DemoProvince
from reports.demo.timeline import Step, office_hour


def closing_steps(province: DemoProvince, *, by: User) -> Iterator[Step]:
    """Prepare each closing in February and post it on the day after its decision.

    The last one stands posted, so that it can still be undone; those before are confirmed.
    """
    for closing in province.closings:
        yield Step(office_hour(date(closing.year + 1, 2, 10)), partial(_open, closing, by))
        yield Step(office_hour(closing.day, 1, hour=14), partial(_enter_and_post, closing, by))
        if closing.year < province.today.year - 1:
            yield Step(office_hour(closing.day, 14), partial(_confirm, closing, by))


def _open(closing: DemoClosing, by: User, at: datetime) -> None:
    rollover_open(from_year=closing.year, today=timezone.localdate(at), hand=Hand(by, at))


def _enter_and_post(closing: DemoClosing, by: User, at: datetime) -> None:
    projects = dict(Project.objects.values_list("code", "pk"))
    sources = dict(CapitalSource.objects.values_list("code", "pk"))
    entries = {
        Key(projects[project], sources[source], closing.year, origin): CarryOverEntry(amount)
        for (project, source, origin), amount in closing.carried.items()
    }
    hand = Hand(by, at)
    rollover = YearRollover.objects.get(from_year=closing.year)
    decision = ClosingDecision(closing.number, closing.day, Issuer.COMMITTEE.value)
    rollover = rollover_save(
        rollover=rollover,
        decisions={"carry_over": decision},
        entries=entries,
        revision=rollover.revision,
        hand=hand,
    )
    seen = rollover_view(rollover).mark
    rollover_post(rollover=rollover, seen=seen, today=timezone.localdate(at), hand=hand)


def _confirm(closing: DemoClosing, by: User, at: datetime) -> None:
    rollover = YearRollover.objects.get(from_year=closing.year, status=RolloverStatus.POSTED)
    rollover_confirm(rollover=rollover, hand=Hand(by, at))
