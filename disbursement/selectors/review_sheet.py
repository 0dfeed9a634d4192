"""The sheet a reviewer reads: every cell beside what was said before and what others say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction

from disbursement.domain.estimate_accuracy import Score
from disbursement.domain.ledger import Key
from disbursement.domain.submissions import AMOUNT_FIELDS, LineEntry, line_name
from disbursement.models import (
    Submission,
    SubmissionAttachment,
    SubmissionEvent,
    SubmissionEventKind,
    SubmissionVersion,
)
from disbursement.selectors.entry_context import Beside, CellRemark, beside_of, remarks_of
from disbursement.selectors.estimate_accuracy import LineOutcome, Scores, outcomes_of, scores_of
from disbursement.selectors.review import Review, ReviewLine, review_of
from disbursement.selectors.submissions import GridLine, entry_of
from projects.domain.issues import Issue

NO_ENTRY = LineEntry(Key(0, 0, 0, 0))


@dataclass(frozen=True, slots=True)
class ReviewCell:
    """One amount as it was stated, in đồng, with what is to be held against it.

    `actual` is what the treasury later said of the day the figure speaks of, None until then.
    """

    name: str
    field: str
    amount: int | None
    last: int | None
    issues: list[Issue]
    remarks: list[CellRemark]
    actual: int | None = None
    score: Score | None = None

    @property
    def since_last(self) -> int | None:
        if self.amount is None or self.last is None:
            return None
        return self.amount - self.last


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One line with its cells; `registered` is the project's plan up to the period's month."""

    review: ReviewLine
    cells: list[ReviewCell]
    registered: int | None
    remarks: list[CellRemark]
    attachments: int

    @property
    def name(self) -> str:
        return line_name(entry_of(self.review.line).key)

    @property
    def words(self) -> bool:
        """Tell whether there is something to read below the figures."""
        line = self.review.line
        return bool(self.review.issues or line.explanation or line.difficulty or self.remarks)


@dataclass(frozen=True, slots=True)
class ReviewSheet:
    """A version to be judged, line by line, with its sums and how near it came."""

    review: Review
    rows: list[ReviewRow]
    own_of_last: int
    scores: Scores
    files: list[SubmissionAttachment] = field(default_factory=list)

    @property
    def has_outcome(self) -> bool:
        """Tell whether the treasury has said anything yet that figures can be held against."""
        return any(score.lines for score in self.scores.values())

    @property
    def difference(self) -> int:
        """Own count less the treasury's, over the lines that have an own count."""
        return sum(row.review.difference or 0 for row in self.rows)

    @property
    def difference_rate(self) -> Fraction | None:
        compared = [row.review for row in self.rows if row.review.difference is not None]
        treasury = sum(review.figures.treasury for review in compared)
        return Fraction(self.difference * 100, treasury) if treasury else None


def review_sheet(*, version: SubmissionVersion, now: datetime) -> ReviewSheet:
    """Return a version that was handed in beside everything it is judged by."""
    review = review_of(version=version)
    submission = version.submission
    beside = beside_of(submission=submission, lines=_keys(review), returned=None)
    remarks = remarks_on(submission=submission, version=version.number)
    outcomes = outcomes_of(version=version, now=now)
    rows = [_row(line, beside, remarks, outcomes) for line in review.lines]
    return ReviewSheet(
        review,
        rows,
        sum(cell.last or 0 for row in rows for cell in row.cells if cell.field == "own_disbursed"),
        scores_of(outcomes.values()),
        attachments_of(submission=submission),
    )


def remarks_on(*, submission: Submission, version: int) -> Mapping[Key, list[CellRemark]]:
    """Return what the last return of a version says of single cells."""
    event = (
        submission.events.filter(kind=SubmissionEventKind.RETURNED, version=version)
        .order_by("-at", "-id")
        .first()
    )
    return remarks_of(event=event) if isinstance(event, SubmissionEvent) else {}


def attachments_of(*, submission: Submission) -> list[SubmissionAttachment]:
    """Return the files handed in with a report, by project."""
    files = submission.attachments.filter(removed_at=None)
    return list(files.select_related("project", "source_file").order_by("project__code", "id"))


def _keys(review: Review) -> list[GridLine]:
    return [
        GridLine(entry_of(line.line).key, line.line.project, line.line.source, line.figures)
        for line in review.lines
    ]


def _row(
    reviewed: ReviewLine,
    beside: Beside,
    remarks: Mapping[Key, list[CellRemark]],
    outcomes: Mapping[Key, LineOutcome],
) -> ReviewRow:
    entry = entry_of(reviewed.line)
    last = beside.last.get(entry.key, NO_ENTRY)
    said = remarks.get(entry.key, [])
    outcome = outcomes.get(entry.key)
    cells = [
        ReviewCell(
            f"{line_name(entry.key)}:{name}",
            name,
            getattr(entry, name),
            getattr(last, name),
            [issue for issue in reviewed.issues if issue.column == name],
            [remark for remark in said if remark.field == name],
            outcome.actual.get(name) if outcome else None,
            outcome.scores.get(name) if outcome else None,
        )
        for name in AMOUNT_FIELDS
    ]
    project = reviewed.line.project_id
    return ReviewRow(
        reviewed,
        cells,
        beside.registered.get((project, entry.key.plan_year)),
        said,
        beside.attachments.get(project, 0),
    )
