"""What came in, or was taken back, after a snapshot and changed the figures of its day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from disbursement.models import StatementLine, Voucher
from projects.models import PlanLine
from reports.domain.figures import KeyOfCell
from reports.domain.kinds import Cause
from reports.models import ReportRun
from reports.selectors.schedule import ScheduledRun

KEY = ("project_id", "source_id", "origin_year")


@dataclass(frozen=True, slots=True)
class Between:
    """The facts of a plan year about a day that became known from one moment to another."""

    plan_year: int
    day: date
    after: datetime
    until: datetime | None

    def came(self, column: str) -> Q:
        """Keep what happened to a column's moment in between."""
        late = Q(**{f"{column}__gt": self.after})
        return late & Q(**{f"{column}__lte": self.until}) if self.until else late

    def counts(self, column: str) -> Q:
        """Keep what was not taken back by the end."""
        never = Q(**{column: None})
        return never | Q(**{f"{column}__gt": self.until}) if self.until else never


def published_run(due: ScheduledRun | None) -> ReportRun | None:
    """Return the run of a falling due, if the portal was there to make it."""
    if due is None:
        return None
    return ReportRun.objects.filter(job=due.job, period=due.period).first()


def causes(
    *, between: Between, projects: Collection[int]
) -> dict[KeyOfCell, list[tuple[Cause, str]]]:
    """Return per key what changed the day's figures: late and reversed files and decisions."""
    found: dict[KeyOfCell, dict[tuple[Cause, str], None]] = defaultdict(dict)
    for key, cause, name in _all(between, projects):
        found[key][cause, name] = None
    return {key: list(named) for key, named in found.items()}


def _all(between: Between, projects: Collection[int]) -> Iterator[tuple[KeyOfCell, Cause, str]]:
    stated: tuple[tuple[Any, str], ...] = ((StatementLine, "as_at"), (Voucher, "day"))
    file, taken = "treasury_import__source_file__name", "treasury_import__reversed_at"
    for facts, day in stated:
        rows = facts.objects.filter(
            project__in=projects, plan_year=between.plan_year, **{f"{day}__lte": between.day}
        )
        yield from _named(rows, between, file, taken, (Cause.FILE_LATE, Cause.FILE_REVERSED))
    lines = PlanLine.objects.filter(
        project__in=projects, plan_year=between.plan_year, effective_on__lte=between.day
    )
    both = (Cause.DECISION_LATE, Cause.DECISION_REVERSED)
    yield from _named(lines, between, "decision__number", "reversed_at", both)


def _named(
    rows: Any, between: Between, name: str, taken: str, both: tuple[Cause, Cause]
) -> Iterator[tuple[KeyOfCell, Cause, str]]:
    """Yield what was recorded in between, and what was recorded before and taken back then."""
    late = rows.filter(between.came("recorded_at") & between.counts(taken))
    gone = rows.filter(Q(recorded_at__lte=between.after) & between.came(taken))
    for cause, some in zip(both, (late, gone), strict=True):
        for *key, named in some.order_by(name).values_list(*KEY, name).distinct():
            yield (key[0], key[1], key[2]), cause, named
