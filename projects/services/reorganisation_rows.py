"""Write what was judged fit: events, names, ends and handovers, each with who and when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from simple_history.utils import bulk_update_with_history

from projects.domain.codes import code_key
from projects.domain.reorganisation import FOUNDED, RENAMED, EventRow, Move, Verdict
from projects.models import (
    Handover,
    Organisation,
    OrganisationEvent,
    OrganisationName,
    Project,
    User,
)
from projects.selectors.reorganisation import KnownRows
from projects.services.audit import audit

LONGEST_REASON = 100  # what a history row holds
BATCH = 500


@dataclass(frozen=True, slots=True)
class Stamp:
    """When something is recorded, and by whom."""

    at: datetime
    by: User | None


@transaction.atomic
def verdict_apply(*, verdict: Verdict, rows: KnownRows, stamp: Stamp) -> None:
    """Write the events, then the handovers; the verdict was reached over these same rows."""
    organisations = dict(rows.organisations)
    for row in sorted(verdict.events, key=lambda row: (row.kind != FOUNDED, row.day)):
        if row.kind == FOUNDED:
            organisations[code_key(row.organisation)] = _found(row, stamp)
        elif row.kind == RENAMED:
            _rename(organisations[code_key(row.organisation)], row, stamp)
    for row in verdict.events:
        if row.is_ending:
            ended = organisations[code_key(row.organisation)]
            _end(ended, row, [organisations[key] for key in row.successor_keys], stamp)
    _hand_over(verdict, organisations, rows.projects, stamp)


def _found(row: EventRow, stamp: Stamp) -> Organisation:
    made = Organisation(code=row.organisation, name=row.new_name, valid_from=row.day)
    _save(made, row.decision, stamp)
    _record(made, row, stamp)
    return made


def _rename(organisation: Organisation, row: EventRow, stamp: Stamp) -> None:
    """Add the name; the first renaming writes down what the organisation was called before."""
    names = list(OrganisationName.objects.filter(organisation=organisation))
    before = organisation.name
    if not names:
        names.append(_name(organisation, before, None, "", stamp))
    if all(each.valid_from is None or each.valid_from < row.day for each in names):
        organisation.name = row.new_name
        _save(organisation, row.decision, stamp)
    _name(organisation, row.new_name, row.day, row.decision, stamp)
    _record(organisation, row, stamp, before=before)


def _name(
    organisation: Organisation, name: str, since: date | None, decision: str, stamp: Stamp
) -> OrganisationName:
    return OrganisationName.objects.create(
        organisation=organisation,
        name=name,
        valid_from=since,
        decision=decision,
        recorded_at=stamp.at,
        recorded_by=stamp.by,
    )


def _end(
    organisation: Organisation, row: EventRow, successors: list[Organisation], stamp: Stamp
) -> None:
    """Write the last day and the successors; with successors the history has one row for both."""
    organisation.valid_to = row.day
    if successors:
        organisation.skip_history_when_saving = True  # type: ignore[attr-defined]
    _save(organisation, row.decision, stamp)
    if successors:
        del organisation.skip_history_when_saving  # type: ignore[attr-defined]
        organisation.successors.set(successors)
    _record(organisation, row, stamp, successors=successors)


def _record(
    organisation: Organisation,
    row: EventRow,
    stamp: Stamp,
    successors: Sequence[Organisation] = (),
    **detail: Any,
) -> None:
    """Write the event, once for each successor, and its audit record."""
    takers: Sequence[Organisation | None] = successors or (None,)
    for successor in takers:
        OrganisationEvent.objects.create(
            organisation=organisation,
            kind=row.kind,
            happened_on=row.day,
            successor=successor,
            decision=row.decision,
            recorded_at=stamp.at,
            recorded_by=stamp.by,
        )
    audit(
        actor=stamp.by,
        action=f"organisation.{row.kind}",
        about=organisation,
        at=stamp.at,
        day=row.day.isoformat(),
        decision=row.decision,
        name=organisation.name,
        successors=[each.code for each in successors],
        **detail,
    )


def _save(organisation: Organisation, reason: str, stamp: Stamp) -> None:
    """Save with who and why in the row's history."""
    organisation._history_user = stamp.by  # type: ignore[attr-defined]
    organisation._history_date = stamp.at  # type: ignore[attr-defined]
    organisation._change_reason = reason[:LONGEST_REASON]  # type: ignore[attr-defined]
    organisation.save()


def _hand_over(
    verdict: Verdict,
    organisations: dict[str, Organisation],
    projects: dict[str, Project],
    stamp: Stamp,
) -> None:
    """Append the handovers, oldest first, and bring the present investors up to them."""
    moves = sorted(verdict.moves, key=lambda move: move.day)
    Handover.objects.bulk_create(
        (
            Handover(
                project=projects[move.project],
                from_investor=organisations[move.giver],
                to_investor=organisations[move.taker],
                happened_on=move.day,
                decision=move.decision,
                recorded_at=stamp.at,
                recorded_by=stamp.by,
            )
            for move in moves
        ),
        batch_size=BATCH,
    )
    changed = []
    reasons = {move.project: move.decision for move in moves}
    for key, investor in verdict.investors.items():
        if projects[key].investor_id != organisations[investor].pk:
            projects[key].investor = organisations[investor]
            projects[key]._change_reason = reasons[key][:LONGEST_REASON]  # type: ignore[attr-defined]
            changed.append(projects[key])
    bulk_update_with_history(
        changed,
        Project,
        ["investor"],
        batch_size=BATCH,
        default_user=stamp.by,
        default_date=stamp.at,
    )
    _audit_moves(moves, organisations, stamp)


def _audit_moves(
    moves: Iterable[Move], organisations: dict[str, Organisation], stamp: Stamp
) -> None:
    """Record the handovers of one day and decision between two organisations together."""
    together: dict[tuple[str, str, date, str], list[str]] = defaultdict(list)
    for move in moves:
        together[move.giver, move.taker, move.day, move.decision].append(move.project)
    for (giver, taker, day, decision), codes in together.items():
        audit(
            actor=stamp.by,
            action="project.hand_over",
            about=organisations[taker],
            at=stamp.at,
            giver=organisations[giver].code,
            taker=organisations[taker].code,
            day=day.isoformat(),
            decision=decision,
            projects=codes,
        )
