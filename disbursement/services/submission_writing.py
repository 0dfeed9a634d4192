"""Write the versions and lines of a report, and judge whether they may be handed in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from disbursement.domain.entry_rules import check_line, unexplained
from disbursement.domain.ledger import Key
from disbursement.domain.submissions import ENTRY_FIELDS, Filling, LineEntry
from disbursement.models import Submission, SubmissionLine, SubmissionVersion
from disbursement.selectors.submissions import GridLine, entries_of, latest_version
from projects.domain.issues import Issue, has_errors
from projects.models import User
from projects.refusals import Refusal, StaleState


class UnfitReport(Refusal):
    """A report with errors, unexplained warnings or nothing in it; `issues` says where."""

    def __init__(
        self, message: str | Promise, issues: Mapping[Key, list[Issue]] | None = None
    ) -> None:
        super().__init__(message)
        self.issues = issues or {}


def refuse_unfit(grid: list[GridLine], filling: Filling) -> None:
    """Raise UnfitReport for what may not be handed in as it is."""
    stated = {entry.key: entry for entry in filling.entries}
    entries = [(line, stated.get(line.key) or LineEntry(line.key)) for line in grid]
    is_empty = all(entry.is_empty for _line, entry in entries)
    if is_empty and not filling.is_nil:
        raise UnfitReport(
            _("Nothing has been entered. Fill in the table, or tick “nothing to report”.")
        )
    if filling.is_nil and not is_empty:
        raise UnfitReport(_("“Nothing to report” is ticked, but figures are entered: keep one."))
    issues = {line.key: check_line(line.figures, entry) for line, entry in entries}
    issues = {key: found for key, found in issues.items() if found}
    if any(has_errors(found) for found in issues.values()):
        raise UnfitReport(_("Some figures cannot be handed in as they are."), issues)
    if any(unexplained(issues.get(line.key, []), entry) for line, entry in entries):
        raise UnfitReport(_("Some figures need a word of explanation."), issues)
    if issues and not filling.warnings_confirmed:
        raise UnfitReport(_("Read the warnings once more and confirm them."), issues)


def open_version(
    submission: Submission,
    grid: list[GridLine],
    filling: Filling,
    *,
    actor: User | None,
    now: datetime,
) -> SubmissionVersion:
    """Return the open version of a claimed report, provided nothing unseen is overwritten.

    Somebody who states exactly what is stored overwrites nothing, whenever they looked.
    """
    latest = latest_version(submission=submission)
    if (latest and latest.edited_at) != filling.seen and not _states_the_same(
        submission, grid, filling
    ):
        raise StaleState(_overtaken(latest))
    if latest is None or latest.submitted_at:
        return new_version(submission, actor=actor, now=now)
    latest.edited_at, latest.edited_by = now, actor
    latest.save(update_fields=["edited_at", "edited_by"])
    return latest


def new_version(submission: Submission, *, actor: User | None, now: datetime) -> SubmissionVersion:
    """Begin the next version of a claimed report."""
    submission.current_version += 1
    Submission.objects.filter(pk=submission.pk).update(current_version=submission.current_version)
    return SubmissionVersion.objects.create(
        submission=submission, number=submission.current_version, edited_at=now, edited_by=actor
    )


def write_lines(
    version: SubmissionVersion, grid: list[GridLine], entries: Iterable[LineEntry]
) -> list[SubmissionLine]:
    """Write a line per key, with the plan and the treasury's figure as they stand."""
    stated = {entry.key: entry for entry in entries}
    version.lines.all().delete()
    return SubmissionLine.objects.bulk_create(
        new_line(version, line, stated.get(line.key)) for line in grid
    )


def new_line(
    version: SubmissionVersion | None, line: GridLine, entry: LineEntry | None = None
) -> SubmissionLine:
    """Return a line, not stored yet, with what is stated and known of its key.

    Without a version it cannot be stored until it is given one.
    """
    stated = entry or LineEntry(line.key)
    return SubmissionLine(
        version=version,
        project=line.project,
        source=line.source,
        plan_year=line.key.plan_year,
        origin_year=line.key.origin_year,
        plan=line.figures.plan,
        treasury_disbursed=line.figures.treasury,
        **{name: getattr(stated, name) for name in ENTRY_FIELDS},
    )


def copy_lines(source: SubmissionVersion, target: SubmissionVersion) -> None:
    """Give a new version the lines of an earlier one."""
    lines = list(source.lines.all())
    for line in lines:
        line.pk, line.version = None, target
    SubmissionLine.objects.bulk_create(lines)


def _states_the_same(submission: Submission, grid: list[GridLine], filling: Filling) -> bool:
    stored = {entry.key: entry for entry in entries_of(submission=submission)}
    stated = {entry.key: entry for entry in filling.entries}
    return bool(stored) and all(
        (stored.get(line.key) or LineEntry(line.key))
        == (stated.get(line.key) or LineEntry(line.key))
        for line in grid
    )


def _overtaken(latest: SubmissionVersion | None) -> str:
    if latest is None:
        return gettext("Somebody else has changed this report in the meantime.")
    return gettext(
        "%(person)s changed this report at %(time)s, after you had opened the page. What you "
        "typed is still below: open the report anew in another tab and compare."
    ) % {
        "person": latest.edited_by or "–",
        "time": f"{timezone.localtime(latest.edited_at):%H:%M %d/%m/%Y}",
    }
