"""What must hold of plan lines: of each row, and of decisions and projects as they will stand."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

from projects.domain.codes import code_key
from projects.domain.issues import Issue, Rule, Severity, issue, mark
from projects.domain.plan_context import BALANCING, GIVING, TAKING, positions_after
from projects.domain.plan_context import PlanContext as PlanContext
from projects.domain.plan_context import total_plans as total_plans
from projects.domain.plan_difference import KnownLine, PlanDifference, plan_difference
from projects.domain.plan_limits import check_limits, check_replaced
from projects.domain.register_labels import CARRY_OVER
from projects.domain.registers import DecisionKey, PlanLineRow, number_key

MUST_BE_NEGATIVE = Rule(
    "plan.must_be_negative",
    Severity.ERROR,
    mark("A line of the kind “%(kind)s” takes capital away, so its amount must be negative."),
    mark("Enter the amount with a minus sign, or correct the kind."),
)
MUST_NOT_BE_NEGATIVE = Rule(
    "plan.must_not_be_negative",
    Severity.ERROR,
    mark("A line of the kind “%(kind)s” gives capital, so its amount cannot be negative."),
    mark("Enter the amount without a minus sign, or correct the kind."),
)
ZERO = Rule(
    "plan.zero",
    Severity.WARNING,
    mark("The amount is 0, so the line changes nothing."),
    mark("Delete the row, or enter its amount."),
)
ORIGIN_AFTER_YEAR = Rule(
    "plan.origin_after_year",
    Severity.ERROR,
    mark("The money comes from %(origin)s, which is after the plan year %(year)s."),
    mark("Correct the origin year or the plan year."),
)
CARRY_OVER_ORIGIN = Rule(
    "plan.carry_over_origin",
    Severity.ERROR,
    mark("Carried-over money must come from a year before the plan year %(year)s."),
    mark("Enter the year the money was first planned for, or correct the kind."),
)
NOT_BALANCED = Rule(
    "plan.not_balanced",
    Severity.ERROR,
    mark(
        "The adjustments and transfers of decision %(number)s for source %(source)s, money of "
        "%(origin)s, do not sum to zero: the difference is %(difference)s đồng."
    ),
    mark("Correct the amounts. A real increase is of the kind “bổ sung”, a real cut “hủy”."),
)
DECISION_TWICE = Rule(
    "plan.decision_twice",
    Severity.WARNING,
    mark("Decision %(number)s stands with more than one day or issuer: %(variants)s."),
    mark("If they are one decision, write the same day and issuer in all its rows."),
)
ABOVE_INVESTMENT = Rule(
    "plan.above_investment",
    Severity.WARNING,
    mark(
        "The plans of project %(project)s add up to %(plan)s đồng, more than its total "
        "investment of %(investment)s đồng."
    ),
    mark("Check the amounts of the project and its total investment."),
)
BELOW_ZERO = Rule(
    "plan.below_zero",
    Severity.WARNING,
    mark(
        "After this cut the plan of project %(project)s from source %(source)s, money of "
        "%(origin)s, is %(plan)s đồng, below zero."
    ),
    mark("Check the amount, the source and the origin year of the cut."),
)


def check_plan_lines(
    rows: Sequence[PlanLineRow], context: PlanContext
) -> tuple[PlanDifference, list[Issue]]:
    """Return what the rows of a file would change, and every finding about them."""
    readable = [row for row in rows if not row.place.unread]
    difference, issues = plan_difference(readable, context.lines)
    issues += check_rows(rows)
    issues += check_decision_numbers(rows, context.decisions)
    issues += check_balance(rows, difference.after(context.lines))
    issues += check_positions(readable, difference, context)
    return difference, issues


def projects_lowered(rows: Sequence[PlanLineRow], known: Iterable[KnownLine]) -> set[str]:
    """Return the codes of the projects whose plan the rows of a file make smaller."""
    difference, _issues = plan_difference([row for row in rows if not row.place.unread], known)
    lowered = [pair for pair in difference.replaced if pair.new.amount < pair.old.row.amount]
    return {pair.old.row.project for pair in lowered} | {
        row.project for row in rows if row.amount < 0
    }


def check_rows(rows: Iterable[PlanLineRow]) -> Iterator[Issue]:
    """Yield every finding about single rows."""
    for row in rows:
        for check in ROW_CHECKS:
            yield from check(row)


def check_sign(row: PlanLineRow) -> Iterator[Issue]:
    """Hold the sign of the amount against the kind of the line."""
    if not row.place.has_read("kind", "amount"):
        return
    if row.kind in TAKING and row.amount > 0:
        yield issue(MUST_BE_NEGATIVE, row.place.at("amount"), kind=row.kind)
    if row.kind in GIVING and row.amount < 0:
        yield issue(MUST_NOT_BE_NEGATIVE, row.place.at("amount"), kind=row.kind)


def check_zero(row: PlanLineRow) -> Iterator[Issue]:
    if row.place.has_read("amount") and row.amount == 0:
        yield issue(ZERO, row.place.at("amount"))


def check_origin(row: PlanLineRow) -> Iterator[Issue]:
    """Hold the origin year of the money against the plan year."""
    if not row.place.has_read("plan_year", "origin_year"):
        return
    place = row.place.at("origin_year")
    if row.origin_year > row.plan_year:
        yield issue(ORIGIN_AFTER_YEAR, place, origin=row.origin_year, year=row.plan_year)
    elif row.place.has_read("kind") and row.kind == CARRY_OVER and row.origin_year == row.plan_year:
        yield issue(CARRY_OVER_ORIGIN, place, year=row.plan_year)


ROW_CHECKS: tuple[Callable[[PlanLineRow], Iterator[Issue]], ...] = (
    check_sign,
    check_zero,
    check_origin,
)


def check_decision_numbers(
    rows: Iterable[PlanLineRow], known: Iterable[DecisionKey]
) -> Iterator[Issue]:
    """Warn of a number with two days or issuers: it may be one decision, counted twice.

    Numbers start again every year, so known decisions are compared within their year.
    """
    first_rows: dict[str, dict[DecisionKey, PlanLineRow]] = defaultdict(dict)
    for row in rows:
        if row.place.has_read("number", "decided_on", "issuer"):
            first_rows[row.decision.number].setdefault(row.decision, row)
    others: dict[str, set[DecisionKey]] = defaultdict(set)
    for decision in known:
        others[decision.number].add(decision)
    for number, variants in first_rows.items():
        years = {decision.decided_on.year for decision in variants}
        alike = set(variants) | {d for d in others[number] if d.decided_on.year in years}
        if len(alike) < 2:
            continue
        shown = tuple(sorted(f"{d.decided_on:%d/%m/%Y} {d.issuer}" for d in alike))
        for row in variants.values():
            yield issue(DECISION_TWICE, row.place.at("number"), number=row.number, variants=shown)


def check_balance(rows: Sequence[PlanLineRow], standing: Iterable[PlanLineRow]) -> Iterator[Issue]:
    """Hold that the adjustments and transfers of a decision, as it will stand, sum to zero.

    `standing` are the lines of the decisions in the file once it is taken in. A decision of
    which a row could not be read is passed over: its sums are not known.
    """
    sums: dict[Hashable, int] = defaultdict(int)
    for row in standing:
        if row.kind in BALANCING:
            sums[_balance_key(row)] += row.amount
    unsure = {number_key(row.number) for row in rows if row.place.unread}
    for row in rows:
        if row.place.unread or row.kind not in BALANCING:
            continue
        if row.decision.number in unsure or "" in unsure:
            continue
        difference = sums[_balance_key(row)]
        if difference:
            yield issue(
                NOT_BALANCED,
                row.place.at("amount"),
                number=row.number,
                source=row.source,
                origin=row.origin_year,
                difference=difference,
            )


def check_positions(
    rows: Sequence[PlanLineRow], difference: PlanDifference, context: PlanContext
) -> Iterator[Issue]:
    """Warn of plans that end below zero or above the total investment.

    Of what the rows add, every other bound is held, too; lines that stay as they are passed.
    """
    after = positions_after(context.positions, difference)
    yield from check_limits(difference.appended, after, context)
    yield from check_replaced(difference.replaced, after, context)
    plans = total_plans(after)
    last_rows: dict[str, PlanLineRow] = {}
    for row in rows:
        if not row.project:
            continue
        last_rows[code_key(row.project)] = row
        plan = after.get(row.position, 0)
        if row.amount < 0 and plan < 0:
            yield issue(
                BELOW_ZERO,
                row.place.at("amount"),
                project=row.project,
                source=row.source,
                origin=row.origin_year,
                plan=plan,
            )
    for project, row in last_rows.items():
        investment, plan = context.investments.get(project), plans[project]
        if investment is not None and plan > investment:
            yield issue(
                ABOVE_INVESTMENT,
                row.place.at("amount"),
                project=row.project,
                plan=plan,
                investment=investment,
            )


def _balance_key(row: PlanLineRow) -> Hashable:
    return row.decision, code_key(row.source), row.origin_year
