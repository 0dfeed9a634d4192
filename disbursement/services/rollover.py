"""Close a plan year: open, enter, post, undo, confirm. Each step is guarded and leaves a trace."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from disbursement.domain.ledger import Key
from disbursement.domain.rollover import (
    CarryOverEntry,
    ClosedLine,
    ClosingDecision,
    closing_day,
    opening_day,
)
from disbursement.selectors.rollover import (
    RolloverView,
    entries_of,
    of_keys,
    of_totals,
    rollover_view,
    totals_of,
)
from disbursement.selectors.rollover_totals import stored_total
from disbursement.services.rollover_totals import totals_post
from projects.domain.issues import has_errors
from projects.domain.registers import number_key
from projects.models import Issuer, PlanDecision, PlanKind, PlanLine, RolloverStatus, YearRollover
from projects.permissions import require
from projects.refusals import Refusal, StaleState
from projects.services.audit import audit
from projects.services.plan_decisions import BATCH, Hand, plans_lock

ACTION = "rollover.edit"
UNDONE = RolloverStatus.UNDONE
Entries = Mapping[Key, CarryOverEntry]


@transaction.atomic
def rollover_open(
    *, from_year: int, today: date, hand: Hand, knowingly: bool = False
) -> YearRollover:
    """Begin the closing of a year; before 1 February only for who knows that it is early.

    What an undone rollover of the year held is taken over.
    """
    require(hand.actor, ACTION)
    plans_lock()
    if YearRollover.objects.filter(from_year=from_year).exclude(status=UNDONE).exists():
        raise StaleState(_("The rollover of %(year)s is already open.") % {"year": from_year})
    if today < opening_day(from_year) and not knowingly:
        raise Refusal(
            _(
                "The plan of %(year)s may be disbursed until %(day)s, so its figures can still "
                "change. Confirm that you want to prepare the rollover all the same."
            )
            % {"year": from_year, "day": f"{closing_day(from_year):%d/%m/%Y}"}
        )
    undone = YearRollover.objects.filter(from_year=from_year).order_by("-opened_at").first()
    rollover = YearRollover.objects.create(
        from_year=from_year,
        decisions=undone.decisions if undone else {"cancellation": _by_law(from_year)},
        lines=_stored(entries_of(undone)) if undone else [],
        opened_at=hand.at,
        status_at=hand.at,
        status_by=hand.actor,
    )
    _audit("open", rollover, hand, early=today < opening_day(from_year))
    return rollover


@transaction.atomic
def rollover_save(
    *,
    rollover: YearRollover,
    decisions: Mapping[str, ClosingDecision],
    entries: Entries,
    revision: int,
    hand: Hand,
) -> YearRollover:
    """Keep what was entered, unless somebody saved since ``revision``; keys left out stay."""
    require(hand.actor, ACTION)
    merged = {**entries_of(rollover), **entries}
    changed = YearRollover.objects.filter(
        pk=rollover.pk, status=RolloverStatus.OPEN, revision=revision
    ).update(
        decisions={**rollover.decisions, **{k: _plain(v) for k, v in decisions.items()}},
        lines=_stored(merged),
        revision=revision + 1,
        status_at=hand.at,
        status_by=hand.actor,
    )
    if not changed:
        raise StaleState(
            _(
                "Somebody saved this rollover after you opened it. What you typed is still below: "
                "compare it with what is saved now, and save again."
            )
        )
    rollover.refresh_from_db()
    _audit("save", rollover, hand, revision=rollover.revision, keys=len(entries))
    return rollover


@transaction.atomic
def rollover_post(*, rollover: YearRollover, seen: str, today: date, hand: Hand) -> YearRollover:
    """Make the plan lines of a rollover as it was previewed, all of them or none.

    ``seen`` is the mark of the preview: figures or entries that changed since are not posted.
    """
    require(hand.actor, ACTION)
    plans_lock()
    if today < opening_day(rollover.from_year):
        raise Refusal(
            _("The plan of %(year)s may still be disbursed; it can be closed from %(day)s on.")
            % {"year": rollover.from_year, "day": f"{opening_day(rollover.from_year):%d/%m/%Y}"}
        )
    rollover = _locked(rollover, RolloverStatus.OPEN)
    view = rollover_view(rollover)
    if view.mark != seen:
        raise StaleState(
            _("Figures or entries changed since this preview was made. Look at it again.")
        )
    if has_errors(view.issues):
        raise Refusal(_("The rollover has findings that must be mended before it can be posted."))
    rollover.carry_over_decision = _decision(view.closing.carry_over, view.closing.carried)
    rollover.cancellation_decision = _decision(view.closing.cancellation, view.closing.cancelled)
    totals = [row.closed for row in view.totals]
    rollover.lines = _post_lines(rollover, view, hand)
    rollover.lines += totals_post(rollover=rollover, totals=totals, hand=hand)
    _move(rollover, RolloverStatus.POSTED, hand)
    _audit("post", rollover, hand, **totals_of(rollover.lines))
    return rollover


@transaction.atomic
def rollover_undo(*, rollover: YearRollover, reason: str, hand: Hand) -> YearRollover:
    """Take every plan line of a posted rollover back; a confirmed one stands."""
    require(hand.actor, ACTION)
    if not reason.strip():
        raise Refusal(_("Say why the rollover is undone."))
    plans_lock()
    rollover = _locked(rollover, RolloverStatus.POSTED)
    pks = [pk for line in rollover.lines for pk in line["plan_lines"]]
    said = _("Rollover of %(year)s undone: %(reason)s") % {
        "year": rollover.from_year,
        "reason": reason.strip(),
    }
    for start in range(0, len(pks), BATCH):
        PlanLine.objects.filter(pk__in=pks[start : start + BATCH]).mark_reversed(
            at=hand.at, by=hand.actor, reason=said[:500]
        )
    _move(rollover, RolloverStatus.UNDONE, hand)
    _audit("undo", rollover, hand, reason=reason.strip(), lines=len(pks))
    return rollover


@transaction.atomic
def rollover_confirm(*, rollover: YearRollover, hand: Hand) -> YearRollover:
    """Close the year for good, if its figures are still those that were posted."""
    require(hand.actor, ACTION)
    plans_lock()
    rollover = _locked(rollover, RolloverStatus.POSTED)
    changed = changed_since_posting(rollover, rollover_view(rollover))
    if changed:
        raise Refusal(
            _(
                "Payments or plans of %(year)s changed after the rollover was posted, for "
                "%(count)s keys. Undo it, look at it again and post it anew."
            )
            % {"year": rollover.from_year, "count": changed}
        )
    _move(rollover, RolloverStatus.CONFIRMED, hand)
    _audit("confirm", rollover, hand, **totals_of(rollover.lines))
    return rollover


def changed_since_posting(rollover: YearRollover, view: RolloverView) -> int:
    """Return how many keys have other figures than when the rollover was posted."""
    posted = {
        Key(line["project"], line["source"], line["plan_year"], line["origin_year"]): (
            line["plan"],
            line["disbursed"],
        )
        for line in of_keys(rollover.lines)
    }
    now = {row.key: (row.line.plan, row.line.disbursed) for row in view.rows}
    changed = sum(posted.get(key) != now.get(key) for key in posted.keys() | now.keys())
    totals = posted_totals(rollover)
    totals_now = {row.closed.key: (row.closed.total, row.closed.allotted) for row in view.totals}
    return changed + sum(
        totals.get(key) != totals_now.get(key) for key in totals.keys() | totals_now.keys()
    )


def posted_totals(rollover: YearRollover) -> dict[tuple[str, int, int, int], tuple[int, int]]:
    """Return the province's totals as they were when the rollover was posted."""
    found = [stored_total(stored) for stored in of_totals(rollover.lines)]
    return {each.key: (each.total, each.allotted) for each in found}


def _post_lines(rollover: YearRollover, view: RolloverView, hand: Hand) -> list[dict[str, Any]]:
    """Make the plan lines; return every key as it was closed, with the lines made for it."""
    closed = [row.closed for row in view.rows]
    pairs = [
        (at, line) for at, one in enumerate(closed) for line in _plan_lines(rollover, one, hand)
    ]
    made = PlanLine.objects.bulk_create([line for _at, line in pairs], batch_size=BATCH)
    pks: dict[int, list[int]] = {}
    for (at, _line), line in zip(pairs, made, strict=True):
        pks.setdefault(at, []).append(line.pk)
    return [_posted(one, pks.get(at, [])) for at, one in enumerate(closed)]


def _plan_lines(rollover: YearRollover, closed: ClosedLine, hand: Hand) -> list[PlanLine]:
    """Return the carry-over into the next year and the cancellation of the rest of a key."""
    key, year = closed.line.key, rollover.from_year
    common = {
        "project_id": key.project_id,
        "source_id": key.source_id,
        "origin_year": key.origin_year,
        "nature": closed.nature,
        "recorded_at": hand.at,
        "recorded_by": hand.actor,
    }
    lines = []
    carry_over, cancellation = rollover.carry_over_decision, rollover.cancellation_decision
    if closed.carried and carry_over:
        lines.append(
            PlanLine(
                decision=carry_over,
                plan_year=year + 1,
                kind=PlanKind.CARRY_OVER,
                amount=closed.carried,
                effective_on=carry_over.decided_on,
                **common,
            )
        )
    if closed.cancelled and cancellation:
        lines.append(
            PlanLine(
                decision=cancellation,
                plan_year=key.plan_year,
                kind=PlanKind.CANCELLATION,
                amount=-closed.cancelled,
                effective_on=max(cancellation.decided_on, opening_day(year)),
                **common,
            )
        )
    return lines


def _posted(closed: ClosedLine, pks: list[int]) -> dict[str, Any]:
    line = closed.line
    return {
        **_place(line.key),
        "carried": closed.carried,
        "nature": closed.nature,
        "plan": line.plan,
        "disbursed": line.disbursed,
        "advance": line.advance,
        "unspent": max(line.unspent, 0),
        "kept": line.kept,
        "earlier": line.earlier,
        "is_of_last_rollover": line.is_of_last_rollover,
        "cancelled": closed.cancelled,
        "plan_lines": pks,
    }


def _decision(entered: ClosingDecision, amount: int) -> PlanDecision | None:
    """Return the decision that was entered, known or new; none where nothing needs it."""
    if not amount or entered.decided_on is None:
        return None
    known = PlanDecision.objects.filter(decided_on=entered.decided_on, issuer=entered.issuer)
    wanted = number_key(entered.number)
    found = next((each for each in known if number_key(each.number) == wanted), None)
    return found or PlanDecision.objects.create(
        number=entered.number, decided_on=entered.decided_on, issuer=entered.issuer
    )


def _locked(rollover: YearRollover, status: RolloverStatus) -> YearRollover:
    """Return the rollover as it stands now, held for this change; StaleState if it moved on."""
    found = YearRollover.objects.select_for_update().get(pk=rollover.pk)
    if found.status != status:
        raise StaleState(
            _("Somebody was quicker: the rollover is now “%(status)s”.")
            % {"status": found.get_status_display()}
        )
    return found


def _move(rollover: YearRollover, status: RolloverStatus, hand: Hand) -> None:
    rollover.status = status
    rollover.status_at = hand.at
    rollover.status_by = hand.actor
    rollover.revision += 1
    rollover.save()


def _stored(entries: Entries) -> list[dict[str, Any]]:
    return [
        {**_place(key), "carried": entry.carried, "nature": entry.nature}
        for key, entry in sorted(entries.items())
        if entry != CarryOverEntry()
    ]


def _place(key: Key) -> dict[str, int]:
    return {
        "project": key.project_id,
        "source": key.source_id,
        "plan_year": key.plan_year,
        "origin_year": key.origin_year,
    }


def _by_law(year: int) -> dict[str, str]:
    """Return what stands for a decision where the rest is cancelled by the law itself."""
    number = f"Hủy dự toán {year}"
    return _plain(ClosingDecision(number, opening_day(year), Issuer.COMMITTEE.value))


def _plain(decision: ClosingDecision) -> dict[str, str]:
    day = decision.decided_on
    return {
        "number": decision.number,
        "decided_on": day.isoformat() if day else "",
        "issuer": decision.issuer,
    }


def _audit(step: str, rollover: YearRollover, hand: Hand, **detail: Any) -> None:
    audit(
        actor=hand.actor,
        action=f"rollover.{step}",
        about=rollover,
        at=hand.at,
        year=rollover.from_year,
        **detail,
    )
