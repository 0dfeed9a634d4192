"""Open reconciliations and compare them anew when a figure of either side changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, override

from disbursement.domain.ledger import Key
from disbursement.domain.reconciliation import (
    Pair,
    Side,
    State,
    Tolerated,
    recompared,
    unsigned,
    year_sheet_days,
)
from disbursement.models import (
    ReconciliationLine,
    ReconciliationNote,
    ReconciliationSheet,
    Submission,
    SubmissionEventKind,
)
from disbursement.selectors.reconciliation import (
    investors_paid,
    key_of,
    own_figures,
    pair_of,
    tolerance_on,
    touched_since,
    treasury_figures,
)
from projects.domain.money import Unit, format_amount
from projects.services.audit import audit

# Reports accepted before the portal reconciled are not taken up for longer than this.
LOOK_BACK = timedelta(days=62)
BATCH = 500
SIGNATURES = (
    *("investor_signed_at", "investor_signed_by"),
    *("treasury_signed_at", "treasury_signed_by"),
)


@dataclass(frozen=True, slots=True)
class Change:
    """A line beside what it said before it was compared again."""

    line: ReconciliationLine
    before: Pair
    was: str
    is_changed: bool  # a figure is another one

    @property
    def is_moved(self) -> bool:
        """Tell whether a figure or the state is another one."""
        return self.is_changed or self.line.pk is None or self.line.state != self.was


def sheet_open(*, submission: Submission, now: datetime) -> ReconciliationSheet:
    """Return the sheet of an accepted report, opened and compared if it is new or has changed."""
    sheet, _is_new = ReconciliationSheet.objects.get_or_create(
        submission=submission,
        defaults={
            "investor_id": submission.investor_id,
            "as_at": submission.period.as_at,
            "opened_at": now,
            "compared_at": now,
        },
    )
    sheet_compare(sheet=sheet, now=now)
    return sheet


def sheets_open(*, now: datetime) -> int:
    """Open the sheets of accepted reports that have none yet; return how many."""
    since = timezone.localdate(now) - LOOK_BACK
    waiting = Submission.objects.filter(
        events__kind=SubmissionEventKind.ACCEPTED,
        reconciliation=None,
        period__as_at__gte=since,
    )
    found = list(waiting.select_related("period").distinct())
    for submission in found:
        sheet_open(submission=submission, now=now)
    return len(found)


def year_sheets_open(*, now: datetime) -> int:
    """Open a sheet for every investor that had money of last year's plan, from 1 February on."""
    today = timezone.localdate(now)
    year = today.year - 1
    opens_on, as_at, due_on = year_sheet_days(year)
    if today < opens_on:
        return 0
    has_one = ReconciliationSheet.objects.filter(year=year).values_list("investor_id", flat=True)
    opened = 0
    for investor in sorted(investors_paid(year=year, day=as_at) - set(has_one)):
        sheet, is_new = ReconciliationSheet.objects.get_or_create(
            investor_id=investor,
            year=year,
            defaults={"as_at": as_at, "due_on": due_on, "opened_at": now, "compared_at": now},
        )
        sheet_compare(sheet=sheet, now=now)
        opened += is_new
    return opened


def sheets_compare_changed(*, now: datetime) -> int:
    """Compare the sheets anew whose report or treasury facts changed since; return how many did."""
    sheets = list(
        ReconciliationSheet.objects.select_related("submission__period").order_by("compared_at")
    )
    if not sheets:
        return 0
    touched = touched_since(sheets[0].compared_at)
    accepted = dict(
        Submission.objects.filter(
            events__kind=SubmissionEventKind.ACCEPTED, events__at__gte=sheets[0].compared_at
        )
        .order_by("events__at")
        .values_list("investor_id", "events__at")
    )
    stale = [
        sheet
        for sheet in sheets
        if any(
            sheet.investor_id in moments and moments[sheet.investor_id] >= sheet.compared_at
            for moments in (touched, accepted)
        )
    ]
    return sum(bool(sheet_compare(sheet=sheet, now=now)) for sheet in stale)


@transaction.atomic
def sheet_compare(
    *, sheet: ReconciliationSheet, now: datetime, stated: Mapping[int, int] | None = None
) -> int:
    """Hold both sides against each other again; return how many figures had changed.

    A changed figure takes both signatures off the sheet, and every line says what became of it.
    ``stated`` are figures of lines, by primary key, that the investor has just put in itself.
    """
    # Takes the row: whoever signs or explains at the same moment does so before or after.
    ReconciliationSheet.objects.filter(pk=sheet.pk).update(compared_at=now)
    sheet.refresh_from_db()
    tolerated = tolerance_on(sheet.as_at)
    changes = _compared(sheet, tolerated, stated or {})
    is_new = not any(each.line.pk for each in changes)
    changed = [each for each in changes if each.is_changed]
    signers = _signers(sheet) if changed else ""
    if signers:
        _fall(sheet, changes, tolerated)
    _write(changes)
    if not is_new:
        _tell(sheet, changes, fell=signers, now=now)
    if changed:
        action = "reconciliation.open" if is_new else "reconciliation.compare"
        audit(actor=None, action=action, about=sheet, at=now, changed=len(changed))
    return len(changed)


def sheet_refresh(*, sheet: ReconciliationSheet, now: datetime) -> int:
    """Compare a sheet that is looked at; nothing is written unless something has changed."""
    if any(each.is_moved for each in _compared(sheet, tolerance_on(sheet.as_at), {})):
        return sheet_compare(sheet=sheet, now=now)
    return 0


def _compared(
    sheet: ReconciliationSheet, tolerated: Tolerated | None, stated: Mapping[int, int]
) -> list[Change]:
    """Return every line as it has to be, not written yet."""
    lines = {key_of(line): line for line in sheet.lines.all()}
    figures = _figures(sheet, lines, stated)
    return [_judge(sheet, key, lines.get(key), figures[key], tolerated) for key in figures]


def _figures(
    sheet: ReconciliationSheet, lines: Mapping[Key, ReconciliationLine], stated: Mapping[int, int]
) -> dict[Key, Pair]:
    own: dict[Key, int | None] = dict(own_figures(sheet=sheet))
    for key, line in lines.items():
        if line.own_stated_at is not None:
            own[key] = stated.get(line.pk, line.own)
    treasury = treasury_figures(sheet=sheet, stated=own.keys() | lines.keys())
    keys = own.keys() | treasury.keys() | lines.keys()
    return {key: Pair(own.get(key), treasury.get(key)) for key in keys}


def _judge(
    sheet: ReconciliationSheet,
    key: Key,
    line: ReconciliationLine | None,
    after: Pair,
    tolerated: Tolerated | None,
) -> Change:
    """Put the figures and the state into a line, a new one where the key had none."""
    if line is None:
        line = ReconciliationLine(sheet=sheet, **_columns(key))
    before, was = pair_of(line), line.state
    judged = recompared(before=before, after=after, state=line.state, tolerated=tolerated)
    line.own, line.treasury, line.state = after.own, after.treasury, judged.state.value
    return Change(line, before, was, judged.is_changed)


def _columns(key: Key) -> dict[str, int]:
    return {
        "project_id": key.project_id,
        "source_id": key.source_id,
        "plan_year": key.plan_year,
        "origin_year": key.origin_year,
    }


def _fall(sheet: ReconciliationSheet, lines: list[Change], tolerated: Tolerated | None) -> None:
    """Take the signatures off; lines that were signed are what they were before."""
    sheet.investor_signed_at = sheet.treasury_signed_at = None
    sheet.investor_signed_by = sheet.treasury_signed_by = None
    sheet.save(update_fields=SIGNATURES)
    for each in lines:
        if each.line.state == State.SIGNED_OFF:
            each.line.state = unsigned(pair_of(each.line), tolerated).value


def _write(changes: list[Change]) -> None:
    new = [each.line for each in changes if each.line.pk is None]
    moved = [each.line for each in changes if each.line.pk is not None and each.is_moved]
    ReconciliationLine.objects.bulk_create(new, batch_size=BATCH)
    ReconciliationLine.objects.bulk_update(moved, ["own", "treasury", "state"], batch_size=BATCH)


def _tell(sheet: ReconciliationSheet, changes: list[Change], *, fell: str, now: datetime) -> None:
    """Say on the lines what became of them, and on the sheet that its signatures fell."""
    with override(settings.LANGUAGE_CODE):
        notes = [
            ReconciliationNote(
                sheet=sheet,
                line=each.line,
                side=Side.PORTAL.value,
                at=now,
                text=_in_words(each),
                state=each.line.state,
            )
            for each in changes
            if each.is_moved
        ]
        if fell:
            text = gettext("Figures changed after the sheet was signed (%(who)s): sign again.")
            fallen = text % {"who": fell}
            note = ReconciliationNote(sheet=sheet, side=Side.PORTAL.value, at=now, text=fallen)
            notes.append(note)
    ReconciliationNote.objects.bulk_create(notes, batch_size=BATCH)


def _in_words(change: Change) -> str:
    """Return e.g. "Kho bạc: 1.000 → 2.000 đồng", "" where only the state became another."""
    line = change.line
    sides = (
        (gettext("Investor"), change.before.own, line.own),
        (gettext("State Treasury"), change.before.treasury, line.treasury),
    )
    return "; ".join(
        gettext("%(side)s: %(before)s → %(after)s đồng")
        % {"side": side, "before": _amount(before), "after": _amount(after)}
        for side, before, after in sides
        if before != after
    )


def _amount(amount: int | None) -> str:
    return gettext("nothing") if amount is None else format_amount(amount, Unit.DONG)


def _signers(sheet: ReconciliationSheet) -> str:
    """Return who has signed, "" where nobody has."""
    people = (sheet.investor_signed_by, sheet.treasury_signed_by)
    return ", ".join(str(person) for person in people if person is not None)
