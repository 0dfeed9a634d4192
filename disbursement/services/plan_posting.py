"""Post decisions and take their lines back, both held against what is already disbursed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from disbursement.selectors.plan_disbursed import disbursed_by_position
from projects.domain.codes import code_key
from projects.domain.draft_checks import DraftVerdict, judge_draft
from projects.domain.draft_rows import DraftHeader, DraftRow, read_rows
from projects.domain.money import format_amount
from projects.domain.plan_context import BALANCING
from projects.domain.registers import PositionKey
from projects.models import DecisionDraft, PlanDecision, PlanLine
from projects.permissions import require
from projects.refusals import Refusal, StaleState
from projects.selectors.decision_drafts import directory_for, draft_header, draft_rows
from projects.selectors.draft_context import draft_context
from projects.services.audit import audit
from projects.services.decision_drafts import draft_claim_to_post
from projects.services.plan_decisions import (
    Hand,
    decision_write,
    plan_lines_withdraw,
    plans_lock,
)

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Consent:
    """What the person takes upon themselves: the warnings shown, lines for a known decision."""

    to_warnings: bool = False
    to_adding: bool = False


class Unfit(Refusal):
    """The draft cannot be posted as it is; `verdict` says why."""

    def __init__(self, message: str, verdict: DraftVerdict) -> None:
        super().__init__(message)
        self.verdict = verdict


def draft_judge(*, header: DraftHeader, rows: Sequence[DraftRow]) -> DraftVerdict:
    """Check a decision as typed against plans, payments and registers, and write nothing."""
    directory = directory_for(rows=rows)
    lines, _issues = read_rows(header, rows, directory)
    codes = {line.project for line in lines if line.project}
    context = draft_context(rows=lines, disbursed=disbursed_by_position(codes=codes))
    return judge_draft(header, rows, directory, context)


def decision_post(*, draft: DecisionDraft, seen: int, consent: Consent, hand: Hand) -> PlanDecision:
    """Turn the draft into a decision with its lines: all of them, once.

    The draft is checked again as it stands now. Safe to call twice: only the call that finds
    the revision it has seen writes.
    """
    require(hand.actor, "plan.post")
    try:
        with transaction.atomic():
            plans_lock()
            held = draft_claim_to_post(draft=draft, seen=seen, actor=hand.actor)
            verdict = draft_judge(header=draft_header(draft=held), rows=draft_rows(draft=held))
            _refuse_unfit(verdict, consent)
            decision = decision_write(draft=held, lines=verdict.lines, hand=hand)
            held.decision = decision
            held.edited_at, held.edited_by = hand.at, hand.actor
            held.save(update_fields=["decision", "edited_at", "edited_by"])
            _audit_post(held, decision, verdict, hand)
    except IntegrityError as error:
        raise StaleState(
            _("Somebody else changed the plans at the same moment. Check the draft again.")
        ) from error
    return decision


def plan_lines_reverse(
    *, decision: PlanDecision, lines: Collection[int], reason: str, hand: Hand
) -> int:
    """Withdraw posted lines with a reason, unless what remains could not stand; return how many."""
    require(hand.actor, "plan.post")
    reason = " ".join(reason.replace("\x00", "").split())
    if not reason:
        raise Refusal(_("State why the lines are reversed."))
    if len(reason) > LONGEST_REASON:
        raise Refusal(
            _("The reason is longer than %(limit)s characters.") % {"limit": LONGEST_REASON}
        )
    with transaction.atomic():
        plans_lock()
        counting = list(
            PlanLine.objects.counting()
            .filter(decision=decision)
            .select_related("project", "source")
        )
        gone = [line for line in counting if line.pk in lines]
        if not gone:
            raise Refusal(_("Choose at least one line that still counts."))
        _refuse_unbalanced([line for line in counting if line.pk not in lines])
        _refuse_below_disbursed(gone)
        return plan_lines_withdraw(decision=decision, lines=gone, reason=reason, hand=hand)


def _refuse_unfit(verdict: DraftVerdict, consent: Consent) -> None:
    if verdict.is_refused:
        raise Unfit(_("The decision cannot be posted yet: mend the errors listed."), verdict)
    if verdict.is_known_decision and not consent.to_adding:
        raise Unfit(
            _("This decision is posted already: say that the lines are to be added to it."),
            verdict,
        )
    if verdict.warnings and not consent.to_warnings:
        raise Unfit(_("Read the warnings, and confirm that the lines are right."), verdict)


def _audit_post(
    draft: DecisionDraft, decision: PlanDecision, verdict: DraftVerdict, hand: Hand
) -> None:
    audit(
        actor=hand.actor,
        action="decision.post",
        about=decision,
        at=hand.at,
        draft=draft.pk,
        lines=len(verdict.lines),
        total=sum(line.amount for line in verdict.lines),
        confirmed=sorted({found.code for found in verdict.warnings}),
    )


def _refuse_unbalanced(remaining: Collection[PlanLine]) -> None:
    """Hold that adjustments and transfers still sum to zero once lines are gone."""
    sums: Counter[tuple[str, int]] = Counter()
    for line in remaining:
        if line.kind in BALANCING:
            sums[line.source.code, line.origin_year] += line.amount
    for (source, origin), difference in sorted(sums.items()):
        if difference:
            raise Refusal(
                _(
                    "Without these lines the adjustments of source %(source)s, money of "
                    "%(origin)s, no longer sum to zero: the difference is %(difference)s đồng. "
                    "Reverse both sides of an adjustment together."
                )
                % {
                    "source": source,
                    "origin": origin,
                    "difference": format_amount(difference),
                }
            )


def _refuse_below_disbursed(gone: Collection[PlanLine]) -> None:
    """Hold that what was paid stays covered by a plan."""
    change: dict[PositionKey, int] = defaultdict(int)
    sources: dict[str, str] = {}
    for line in gone:
        if line.project:
            change[_position(line)] += line.amount
            sources[code_key(line.source.code)] = line.source.code
    paid = disbursed_by_position(codes={line.project.code for line in gone if line.project})
    plans = _plans_of({line.project_id for line in gone if line.project_id})
    for key, amount in change.items():
        plan = plans.get(key, 0) - amount
        if amount > 0 and plan < paid.get(key, 0):
            raise Refusal(
                _(
                    "Without these lines the plan of project %(project)s from source %(source)s "
                    "is %(plan)s đồng, less than the %(disbursed)s đồng already disbursed."
                )
                % {
                    "project": key.project,
                    "source": sources[key.source],
                    "plan": format_amount(plan),
                    "disbursed": format_amount(paid[key]),
                }
            )


def _plans_of(projects: Collection[int]) -> dict[PositionKey, int]:
    rows = (
        PlanLine.objects.counting()
        .filter(project__in=projects)
        .values_list("project__code", "source__code", "plan_year", "origin_year")
        .annotate(plan=Sum("amount"))
        .order_by()
    )
    return {
        PositionKey(code_key(project), code_key(source), year, origin): plan
        for project, source, year, origin, plan in rows
    }


def _position(line: PlanLine) -> PositionKey:
    project = line.project.code if line.project else ""
    return PositionKey(
        code_key(project), code_key(line.source.code), line.plan_year, line.origin_year
    )
