"""Take in medium-term plans from a workbook or by hand, and take lines back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from projects.domain.codes import code_key
from projects.domain.issues import Issue, Location, has_errors, issue
from projects.domain.medium_term_rows import (
    MEDIUM_TERM,
    MediumTermDifference,
    MediumTermRow,
    check_medium_term,
)
from projects.intake.registers import NO_KNOWN_SHEET, read_sheet
from projects.intake.workbook import WorkbookRefused, read_workbook
from projects.models import CapitalSource, MediumTermLine, Project, SourceFile
from projects.permissions import require
from projects.refusals import Refusal, StaleState
from projects.selectors.files import path_of
from projects.selectors.medium_term import medium_term_context
from projects.services.audit import audit
from projects.services.files import file_keep
from projects.services.plan_decisions import BATCH, Hand, plans_lock
from projects.services.registers import Outcome

ACTION = "medium_term.edit"
LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class MediumTermAnswer:
    """What became of a sheet: the difference it makes, and everything found in it."""

    outcome: Outcome
    issues: tuple[Issue, ...] = ()
    difference: MediumTermDifference | None = None

    @property
    def mark(self) -> str:
        """A mark of the difference, by which it can be told from another."""
        if self.difference is None:
            return ""
        rows = list(self.difference.added)
        pairs = [(change.old.pk, change.row) for change in self.difference.changed]
        return hashlib.sha256(repr((rows, pairs)).encode()).hexdigest()


@transaction.atomic
def medium_term_file_receive(*, content: bytes, name: str, hand: Hand) -> SourceFile:
    """Keep a file that was handed in, until it is looked at and taken."""
    require(hand.actor, ACTION)
    file = file_keep(content=content, name=name, by=hand.actor, at=hand.at)
    audit(actor=hand.actor, action="medium_term.upload", about=file, at=hand.at, name=file.name)
    return file


def medium_term_check(*, path: Path) -> MediumTermAnswer:
    """Return what taking the workbook in would change, and write nothing."""
    try:
        workbook = read_workbook(path)
    except WorkbookRefused as refused:
        return MediumTermAnswer(Outcome.REFUSED, (refused.issue,))
    sheet = workbook.sheet(MEDIUM_TERM.name)
    if sheet is None:
        return MediumTermAnswer(
            Outcome.REFUSED, (issue(NO_KNOWN_SHEET, Location(), sheets=(MEDIUM_TERM.name,)),)
        )
    rows, problems = read_sheet(sheet, MEDIUM_TERM)
    return _judge([row for row in rows if isinstance(row, MediumTermRow)], problems)


@transaction.atomic
def medium_term_import(*, file: SourceFile, seen: str, hand: Hand) -> MediumTermAnswer:
    """Take a file in as it was previewed, all of it or nothing.

    ``seen`` is the mark of the difference a person was shown: another difference is not taken.
    """
    require(hand.actor, ACTION)
    plans_lock()
    answer = medium_term_check(path=path_of(file))
    if answer.difference is None:
        return answer
    if answer.difference.is_empty:
        return replace(answer, outcome=Outcome.UNCHANGED)
    if answer.mark != seen:
        raise StaleState(
            _("The plans have changed since this preview was made. Look at the difference again.")
        )
    _apply(answer.difference, file, hand)
    audit(
        actor=hand.actor,
        action="medium_term.import",
        about=file,
        at=hand.at,
        name=file.name,
        counts=answer.difference.counts,
    )
    return replace(answer, outcome=Outcome.IMPORTED)


@transaction.atomic
def medium_term_add(*, row: MediumTermRow, hand: Hand) -> MediumTermAnswer:
    """Add one line that was typed in, or refuse it with every finding."""
    require(hand.actor, ACTION)
    plans_lock()
    answer = _judge([row], [])
    if answer.difference is None:
        return answer
    if not answer.difference.added:
        raise Refusal(
            _(
                "This decision already has a line for the project and the source in the period. "
                "Take that line back first, then enter the right amount."
            )
        )
    (line,) = _append(answer.difference.added, None, hand)
    audit(
        actor=hand.actor,
        action="medium_term.add",
        about=line,
        at=hand.at,
        period=row.period,
        project=row.project,
        source=row.source,
        amount=row.amount,
        decision=row.number,
    )
    return replace(answer, outcome=Outcome.IMPORTED)


@transaction.atomic
def medium_term_reverse(*, line: MediumTermLine, reason: str, hand: Hand) -> None:
    """Take a line back: it stays in sight and counts no longer."""
    require(hand.actor, ACTION)
    reason = reason.strip()
    if not reason:
        raise Refusal(_("Say why the line is taken back."))
    plans_lock()
    rows = MediumTermLine.objects.filter(pk=line.pk)
    if not rows.mark_reversed(at=hand.at, by=hand.actor, reason=reason[:LONGEST_REASON]):
        raise StaleState(_("Somebody else has already taken this line back."))
    audit(
        actor=hand.actor,
        action="medium_term.reverse",
        about=line,
        at=hand.at,
        amount=line.amount,
        decision=line.decision,
        reason=reason,
    )


def _judge(rows: list[MediumTermRow], problems: Iterable[Issue]) -> MediumTermAnswer:
    difference, found = check_medium_term(rows, medium_term_context())
    issues = tuple(sorted([*problems, *found], key=lambda one: (one.row or 0, one.column)))
    if has_errors(issues):
        return MediumTermAnswer(Outcome.REFUSED, issues)
    return MediumTermAnswer(Outcome.CHECKED, issues, difference)


def _apply(difference: MediumTermDifference, file: SourceFile, hand: Hand) -> None:
    reason = _("Replaced by the file %(file)s.") % {"file": file.name}
    for start in range(0, len(difference.changed), BATCH):
        pks = [change.old.pk for change in difference.changed[start : start + BATCH]]
        MediumTermLine.objects.filter(pk__in=pks).mark_reversed(
            at=hand.at, by=hand.actor, reason=reason[:LONGEST_REASON]
        )
    rows = [*difference.added, *(change.row for change in difference.changed)]
    _append(rows, file, hand)


def _append(
    rows: Iterable[MediumTermRow], file: SourceFile | None, hand: Hand
) -> list[MediumTermLine]:
    projects = {code_key(code): pk for code, pk in Project.objects.values_list("code", "pk")}
    sources = {code_key(code): pk for code, pk in CapitalSource.objects.values_list("code", "pk")}
    return MediumTermLine.objects.bulk_create(
        (
            MediumTermLine(
                first_year=row.term.first_year,
                last_year=row.term.last_year,
                project_id=projects[row.term.project] if row.project else None,
                source_id=sources[row.term.source],
                amount=row.amount,
                decision=row.number,
                decided_on=row.decided_on,
                source_file=file,
                sheet=row.place.sheet[:60],
                row=row.place.row or None,
                cells=f"{row.place.at('amount').column}{row.place.row}" if file else "",
                recorded_at=hand.at,
                recorded_by=hand.actor,
            )
            for row in rows
        ),
        batch_size=BATCH,
    )
