"""Hold plan lines against what bounds them: payments, medium-term plans, carry-overs, units."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from projects.domain.codes import code_key
from projects.domain.issues import Issue, Rule, Severity, issue, mark
from projects.domain.medium_terms import MediumTerms
from projects.domain.plan_context import (
    MediumTermKey,
    PlanContext,
)
from projects.domain.plan_difference import Replacement
from projects.domain.register_labels import CARRY_OVER
from projects.domain.registers import PlanLineRow, PositionKey

BELOW_DISBURSED = Rule(
    "plan.below_disbursed",
    Severity.ERROR,
    mark(
        "After this line the plan of project %(project)s from source %(source)s, money of "
        "%(origin)s, is %(plan)s đồng, less than the %(disbursed)s đồng already disbursed."
    ),
    mark("Take away at most %(most)s đồng, or correct the project, source and origin year."),
)
REPLACED_BELOW_DISBURSED = Rule(
    "plan.replaced_below_disbursed",
    Severity.ERROR,
    mark(
        "With this amount instead of %(old)s đồng the plan of project %(project)s from source "
        "%(source)s, money of %(origin)s, is %(plan)s đồng, less than the %(disbursed)s đồng "
        "already disbursed."
    ),
    mark("Enter at least %(least)s đồng, or correct the project, source and origin year."),
)
ABOVE_MEDIUM_TERM = Rule(
    "plan.above_medium_term",
    Severity.WARNING,
    mark(
        "The yearly plans of project %(project)s from source %(source)s add up to %(plan)s đồng, "
        "%(over)s đồng more than the medium-term plan %(first)s–%(last)s gives (%(given)s đồng)."
    ),
    mark("Reduce the amount, or enter the decision that adjusts the medium-term plan first."),
)
CARRIED_WITHOUT_DECISION = Rule(
    "plan.carried_without_decision",
    Severity.WARNING,
    mark(
        "The line speaks of money of %(origin)s in the plan of %(year)s, but no decision has "
        "carried over money of project %(project)s from source %(source)s."
    ),
    mark("Enter the carry-over decision first (kind “kéo dài”), or correct the origin year."),
)
PROBABLE_UNIT = Rule(
    "plan.probable_unit",
    Severity.WARNING,
    mark("The amount %(amount)s đồng is 100 times the %(measure)s đồng known so far, or more."),
    mark("The unit is probably wrong. Check it; go on only if the figure is right."),
)
EFFECTIVE_BEFORE_DECISION = Rule(
    "plan.effective_before_decision",
    Severity.ERROR,
    mark("The line is effective on %(effective)s, before its decision of %(decided)s."),
    mark("Enter the decision's day or a later one, or leave the cell empty."),
)
YEAR_FAR_OFF = Rule(
    "plan.year_far_off",
    Severity.WARNING,
    mark("A decision of %(decided)s speaks of the plan year %(year)s."),
    mark("Check the plan year and the day of the decision."),
)
SCALE = 100

Positions: TypeAlias = Mapping[PositionKey, int]


def check_limits(
    rows: Sequence[PlanLineRow], after: Positions, context: PlanContext
) -> Iterator[Issue]:
    """Yield every finding of rows against what bounds them; `after` is the plan with them."""
    for check in LIMIT_CHECKS:
        yield from check(rows, after, context)


def check_below_disbursed(
    rows: Iterable[PlanLineRow], after: Positions, context: PlanContext
) -> Iterator[Issue]:
    """Refuse a cut below what was already paid out of the position."""
    for row in rows:
        paid, plan = context.disbursed.get(row.position, 0), after.get(row.position, 0)
        if row.project and row.amount < 0 and plan < paid and paid > 0:
            yield issue(
                BELOW_DISBURSED,
                row.place.at("amount"),
                project=row.project,
                source=row.source,
                origin=row.origin_year,
                plan=plan,
                disbursed=paid,
                most=max(plan - row.amount - paid, 0),
            )


def check_replaced(
    replaced: Iterable[Replacement], after: Positions, context: PlanContext
) -> Iterator[Issue]:
    """Refuse a lower amount in place of a known one where more was already paid.

    A line that takes away is held as a cut by `check_below_disbursed`.
    """
    for pair in replaced:
        row, old = pair.new, pair.old.row.amount
        paid, plan = context.disbursed.get(row.position, 0), after.get(row.position, 0)
        if row.project and 0 <= row.amount < old and plan < paid and paid > 0:
            yield issue(
                REPLACED_BELOW_DISBURSED,
                row.place.at("amount"),
                old=old,
                project=row.project,
                source=row.source,
                origin=row.origin_year,
                plan=plan,
                disbursed=paid,
                least=row.amount + paid - plan,
            )


def check_medium_term(
    rows: Iterable[PlanLineRow], after: Positions, context: PlanContext
) -> Iterator[Issue]:
    """Warn where the yearly plans exceed what the medium-term plan gives.

    A project may have its medium-term money under a source above the one its yearly plan names.
    Without a medium-term plan for the project nothing is said.
    """
    if not context.medium_term:
        return
    terms = MediumTerms(context.medium_term, context.source_parents)
    planned = terms.planned(after)
    last_rows: dict[MediumTermKey, PlanLineRow] = {}
    for row in rows:
        term = terms.of(row.position) if row.amount > 0 else None
        if term is not None:
            last_rows[term] = row
    for term, row in last_rows.items():
        given, plan = context.medium_term[term], planned[term]
        if plan > given:
            yield issue(
                ABOVE_MEDIUM_TERM,
                row.place.at("amount"),
                project=row.project,
                source=row.source,
                plan=plan,
                over=plan - given,
                given=given,
                first=term.first_year,
                last=term.last_year,
            )


def check_carried(
    rows: Sequence[PlanLineRow], after: Positions, context: PlanContext
) -> Iterator[Issue]:
    """Warn of money of an earlier year that no decision has carried over."""
    opened = context.carried | {row.position for row in rows if row.kind == CARRY_OVER}
    for row in rows:
        is_carried = row.project and row.origin_year < row.plan_year
        if is_carried and row.position not in opened:
            yield issue(
                CARRIED_WITHOUT_DECISION,
                row.place.at("origin_year"),
                origin=row.origin_year,
                year=row.plan_year,
                project=row.project,
                source=row.source,
            )


def check_scale(
    rows: Iterable[PlanLineRow], after: Positions, context: PlanContext
) -> Iterator[Issue]:
    """Hold amounts that are 100 times what is known, as a wrong unit makes them."""
    plans: dict[Hashable, int] = defaultdict(int)
    for key, amount in context.positions.items():
        plans[_scale_key(key)] += amount
    for row in rows:
        known = (
            context.investments.get(code_key(row.project), 0),
            plans.get(_scale_key(row.position), 0),
        )
        measure = next((m for m in known if m > 0 and abs(row.amount) >= SCALE * m), None)
        if measure is not None:
            yield issue(PROBABLE_UNIT, row.place.at("amount"), amount=row.amount, measure=measure)


def _scale_key(key: PositionKey) -> Hashable:
    """Return whose plan an amount is measured by: the project's, or a source's total."""
    return key.project or (key.source,), key.plan_year


def check_days(
    rows: Iterable[PlanLineRow], after: Positions, context: PlanContext
) -> Iterator[Issue]:
    """Hold the effective day and the plan year against the day of the decision."""
    for row in rows:
        if row.effective_on and row.effective_on < row.decided_on:
            yield issue(
                EFFECTIVE_BEFORE_DECISION,
                row.place.at("effective_on"),
                effective=row.effective_on,
                decided=row.decided_on,
            )


def check_plan_years(
    rows: Iterable[PlanLineRow], after: Positions, context: PlanContext
) -> Iterator[Issue]:
    """Warn once per decision and year of a plan year far from the decision's day."""
    told = set()
    for row in rows:
        far = abs(row.plan_year - row.decided_on.year) > 1
        if far and (row.decision, row.plan_year) not in told:
            told.add((row.decision, row.plan_year))
            place = row.place.at("plan_year")
            yield issue(YEAR_FAR_OFF, place, decided=row.decided_on, year=row.plan_year)


LIMIT_CHECKS: tuple[
    Callable[[Sequence[PlanLineRow], Positions, PlanContext], Iterator[Issue]], ...
] = (
    check_below_disbursed,
    check_medium_term,
    check_carried,
    check_scale,
    check_days,
    check_plan_years,
)
