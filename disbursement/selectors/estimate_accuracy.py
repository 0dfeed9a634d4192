"""How near investors' figures came to what the treasury says later, by line, report and span.

Withdrawn versions do not count. The own count is scored in the newest version, an estimate or
forecast in the newest one handed in by the day it speaks of: later it foretells nothing. What
the treasury has not told yet is left out; its figures are those that count today.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import F, Max, Q, QuerySet, Sum

from disbursement.domain.calendar import VIETNAM_TIME
from disbursement.domain.estimate_accuracy import (
    NOTHING,
    SCORED_FIELDS,
    Score,
    day_asked,
    score_of,
)
from disbursement.domain.ledger import Key
from disbursement.models import (
    Movement,
    ReportingPeriod,
    StatementLine,
    SubmissionLine,
    SubmissionVersion,
    Voucher,
)
from disbursement.selectors.punctuality import periods_due

LINES_AT_ONCE = 10_000
Scores = dict[str, Score]


@dataclass(frozen=True, slots=True)
class LineOutcome:
    """What the treasury later said of a line's figures, by field; None where it has not yet."""

    actual: dict[str, int | None]
    scores: Scores


@dataclass(slots=True)
class _Version:
    """A version to be scored, with what is needed of its period."""

    pk: int
    investor: int
    period: int
    submitted_on: date
    days: dict[tuple[str, int], date] = field(default_factory=dict)
    asked: tuple[date, int, int] = (date.min, 0, 0)
    replaced_on: date | None = None

    def day(self, name: str, plan_year: int) -> date:
        known = self.days.get((name, plan_year))
        if known is None:
            as_at, year, month = self.asked
            known = self.days[name, plan_year] = day_asked(name, as_at, year, month, plan_year)
        return known

    def is_told(self, name: str, plan_year: int, told_until: date) -> bool:
        """Tell whether a figure of this version is to be scored, and can be by now."""
        day = self.day(name, plan_year)
        if day > told_until:
            return False
        if name == "own_disbursed":
            return self.replaced_on is None
        return self.submitted_on <= day and (self.replaced_on is None or self.replaced_on > day)


def told_until(*, today: date) -> date:
    """Return the last day on or before today that a counting treasury figure reaches."""
    statements = StatementLine.objects.counting().filter(as_at__lte=today)
    vouchers = Voucher.objects.counting().filter(day__lte=today)
    days = (
        statements.aggregate(last=Max("as_at"))["last"],
        vouchers.aggregate(last=Max("day"))["last"],
    )
    return max((day for day in days if day), default=date.min)


def accuracy_by_report(
    *,
    periods: Iterable[ReportingPeriod],
    now: datetime,
    investors: Collection[int] | None = None,
) -> dict[tuple[int, int], Scores]:
    """Return the scores of every report handed in, by investor and period.

    In five queries, however many reports there are.
    """
    periods = list(periods)
    versions = _standing_versions(periods, investors)
    until = told_until(today=now.astimezone(VIETNAM_TIME).date())
    found: dict[tuple[int, int], Scores] = defaultdict(_nothing)
    for version in versions.values():
        found[version.investor, version.period] = _nothing()
    lines = SubmissionLine.objects.filter(_stands("version__"), **_in(periods, investors))
    paid = _Paid(lines)
    for row in lines.order_by().values_list(*_LINE).iterator(chunk_size=LINES_AT_ONCE):
        scored = versions[row[0]]
        stated = dict(zip(SCORED_FIELDS, row[5:], strict=True))
        sums = found[scored.investor, scored.period]
        for name, score in _outcome(scored, Key(*row[1:5]), stated, until, paid).scores.items():
            sums[name] += score
    return dict(found)


def accuracy_of(
    *, investors: Collection[int] | None, start: date, end: date, now: datetime
) -> dict[int, Scores]:
    """Return each investor's scores over the periods due in a span, both days included."""
    periods = periods_due(start=start, end=end, now=now)
    return by_investor(accuracy_by_report(periods=periods, now=now, investors=investors))


def by_investor(reports: dict[tuple[int, int], Scores]) -> dict[int, Scores]:
    """Add up the scores of reports by investor."""
    found: dict[int, Scores] = {}
    for (investor, _period), scores in reports.items():
        sums = found.setdefault(investor, _nothing())
        for name in SCORED_FIELDS:
            sums[name] += scores[name]
    return found


def outcomes_of(*, version: SubmissionVersion, now: datetime) -> dict[Key, LineOutcome]:
    """Return what became of each line's figures of one version."""
    submission = version.submission
    if version.submitted_at is None:
        return {}
    known = _version(version.pk, version.submitted_at, submission.investor_id, submission.period)
    until = told_until(today=now.astimezone(VIETNAM_TIME).date())
    lines = version.lines.order_by()
    paid = _Paid(lines)
    found = {}
    for row in lines.values_list(*_LINE):
        key, stated = Key(*row[1:5]), dict(zip(SCORED_FIELDS, row[5:], strict=True))
        found[key] = _outcome(known, key, stated, until, paid)
    return found


def scores_of(outcomes: Iterable[LineOutcome]) -> Scores:
    """Add up the scores of lines by field."""
    sums = _nothing()
    for outcome in outcomes:
        for name, score in outcome.scores.items():
            sums[name] += score
    return sums


class _Paid:
    """What was disbursed by a day for each key of some lines, in one query."""

    def __init__(self, lines: QuerySet[SubmissionLine]) -> None:
        self.days: dict[Key, list[date]] = defaultdict(list)
        self.sums: dict[Key, list[int]] = defaultdict(list)
        rows = (
            Movement.objects.filter(
                project__in=lines.values("project"), plan_year__in=lines.values("plan_year")
            )
            .values_list("project_id", "source_id", "plan_year", "origin_year", "day")
            .annotate(paid=Sum(F("volume") + F("advance")))
            .order_by("day")
        )
        for row in rows.iterator(chunk_size=LINES_AT_ONCE):
            key = Key(*row[:4])
            sums = self.sums[key]
            self.days[key].append(row[4])
            sums.append((sums[-1] if sums else 0) + row[5])

    def by(self, key: Key, day: date) -> int:
        """Return what was disbursed up to and including the day, in đồng."""
        number = bisect_right(self.days.get(key, ()), day)
        return self.sums[key][number - 1] if number else 0


def _nothing() -> Scores:
    return dict.fromkeys(SCORED_FIELDS, NOTHING)


def _stands(prefix: str = "") -> Q:
    """Keep versions that were handed in and not withdrawn."""
    return Q(**{f"{prefix}submitted_at__isnull": False, f"{prefix}withdrawn_at": None})


def _in(periods: list[ReportingPeriod], investors: Collection[int] | None) -> dict[str, Any]:
    """Return the filter of lines by their periods and investors."""
    wanted: dict[str, Any] = {"version__submission__period__in": periods}
    if investors is not None:
        wanted["version__submission__investor__in"] = investors
    return wanted


_LINE = ("version_id", "project_id", "source_id", "plan_year", "origin_year", *SCORED_FIELDS)


def _outcome(
    version: _Version, key: Key, stated: dict[str, int | None], until: date, paid: _Paid
) -> LineOutcome:
    actual: dict[str, int | None] = dict.fromkeys(SCORED_FIELDS)
    scores: Scores = {}
    for name, amount in stated.items():
        if not version.is_told(name, key.plan_year, until):
            continue
        actual[name] = paid.by(key, version.day(name, key.plan_year))
        if amount is not None:
            scores[name] = score_of(amount, actual[name] or 0)
    return LineOutcome(actual, scores)


def _standing_versions(
    periods: list[ReportingPeriod], investors: Collection[int] | None
) -> dict[int, _Version]:
    """Return the versions that were handed in and stand, each knowing when it was replaced."""
    by_pk = {period.pk: period for period in periods}
    rows = SubmissionVersion.objects.filter(_stands(), submission__period__in=periods)
    if investors is not None:
        rows = rows.filter(submission__investor__in=investors)
    found: dict[int, _Version] = {}
    newest: dict[int, _Version] = {}
    for pk, submission, investor, period, moment in rows.order_by("number").values_list(
        "pk", "submission_id", "submission__investor_id", "submission__period_id", "submitted_at"
    ):
        if moment is None:
            continue
        version = found[pk] = _version(pk, moment, investor, by_pk[period])
        if submission in newest:
            newest[submission].replaced_on = version.submitted_on
        newest[submission] = version
    return found


def _version(pk: int, moment: datetime, investor: int, period: ReportingPeriod) -> _Version:
    asked = (period.as_at, period.year, period.month)
    day = moment.astimezone(VIETNAM_TIME).date()
    return _Version(pk, investor, period.pk, day, asked=asked)
