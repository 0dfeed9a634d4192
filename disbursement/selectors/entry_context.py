"""What stands beside the cells of a report being written: what was said and known before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Count

from disbursement.domain.ledger import Key
from disbursement.domain.registered_plans import MONTHS
from disbursement.domain.submissions import LineEntry
from disbursement.models import (
    LineRemark,
    ReportingPeriod,
    Submission,
    SubmissionAttachment,
    SubmissionEvent,
    SubmissionVersion,
)
from disbursement.selectors.registered import registered_by_month
from disbursement.selectors.submissions import GridLine, entry_of
from projects.models import Project

ProjectYear = tuple[int, int]


@dataclass(frozen=True, slots=True)
class CellRemark:
    """What a reviewer said of a cell; without a field, of the whole line."""

    field: str
    reason: str
    note: str


@dataclass(frozen=True, slots=True)
class Beside:
    """What is shown beside the lines of a report; amounts in đồng.

    `registered` is what a project's registered plan reaches by the month of the period, over
    all its sources; `attachments` counts the files of a project.
    """

    last: Mapping[Key, LineEntry] = field(default_factory=dict)
    registered: Mapping[ProjectYear, int] = field(default_factory=dict)
    remarks: Mapping[Key, list[CellRemark]] = field(default_factory=dict)
    attachments: Mapping[int, int] = field(default_factory=dict)


def beside_of(
    *, submission: Submission, lines: Iterable[GridLine], returned: SubmissionEvent | None
) -> Beside:
    """Return what stands beside the lines, in as many queries for ten lines as for a thousand."""
    years = {line.key.plan_year for line in lines}
    return Beside(
        last=last_entries(submission=submission),
        registered=_registered(submission, years),
        remarks=remarks_of(event=returned) if returned else {},
        attachments=attachment_counts(submission=submission),
    )


def last_entries(*, submission: Submission) -> dict[Key, LineEntry]:
    """Return by key what the newest earlier report stated, that had figures."""
    earlier = (
        SubmissionVersion.objects.filter(
            submission__investor_id=submission.investor_id,
            submission__period__due_at__lt=submission.period.due_at,
            submitted_at__isnull=False,
            withdrawn_at__isnull=True,
            lines__own_disbursed__isnull=False,
        )
        .order_by("-submission__period__due_at", "-number")
        .first()
    )
    if earlier is None:
        return {}
    return {entry.key: entry for entry in map(entry_of, earlier.lines.all())}


def remarks_of(*, event: SubmissionEvent) -> dict[Key, list[CellRemark]]:
    """Return what a return says of single cells, by line."""
    found: dict[Key, list[CellRemark]] = {}
    for remark in LineRemark.objects.filter(event=event).select_related("reason"):
        key = Key(remark.project_id, remark.source_id, remark.plan_year, remark.origin_year)
        said = CellRemark(remark.field, remark.reason.text, remark.note)
        found.setdefault(key, []).append(said)
    return found


def attachment_counts(*, submission: Submission) -> dict[int, int]:
    rows = (
        SubmissionAttachment.objects.filter(submission=submission, removed_at=None)
        .order_by()
        .values_list("project_id")
        .annotate(count=Count("pk"))
    )
    return dict(rows)


def _registered(submission: Submission, years: set[int]) -> dict[ProjectYear, int]:
    """Return the sums of the months up to that of the period, of projects that registered."""
    projects = Project.objects.filter(investor_id=submission.investor_id)
    found = {}
    for year in years:
        months = _months_gone(submission.period, year)
        plans = registered_by_month(projects=projects, plan_year=year, as_of=None)
        found.update({(pk, year): sum(amounts[:months]) for pk, amounts in plans.items()})
    return found


def _months_gone(period: ReportingPeriod, plan_year: int) -> int:
    """Return how many of a plan's thirteen months the period has reached."""
    months = (period.year - plan_year) * 12 + period.month
    return min(max(months, 0), MONTHS)
