"""Hold what a treasury file states against what is known: one function per check."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from disbursement.domain import treasury_rules as rules
from disbursement.domain.treasury_known import KeyView, budget_window, voucher_identity
from disbursement.domain.treasury_rows import StatementRow, TreasuryRow, VoucherRow
from projects.domain.issues import Issue, Location, issue

# So many times the figure before, or the plan, is more likely a wrong unit than a payment.
ALARM = 100
COLUMN = re.compile(r"[A-Z]+")


def at_row(row: TreasuryRow) -> Location:
    """Return the first cell of the row that states money."""
    column = COLUMN.match(row.cells)
    return Location(row.sheet, row.row, column[0] if column else "")


def check_plan_exists(view: KeyView) -> Iterator[Issue]:
    if not view.plan and view.position_after.disbursed:
        row = view.rows[0]
        yield issue(rules.PLAN_MISSING, at_row(row), code=row.code, year=row.plan_year)


def check_plan_suffices(view: KeyView) -> Iterator[Issue]:
    disbursed, plan = view.position_after.disbursed, view.plan_in_force
    if view.plan and disbursed > plan:
        figures = {"disbursed": disbursed, "plan": plan, "day": view.as_at}
        yield issue(rules.ABOVE_PLAN, at_row(view.rows[-1]), **figures)


def check_budget_year(view: KeyView) -> Iterator[Issue]:
    first, last = budget_window(view.key.plan_year, view.plan)
    for movement in view.after:
        if first <= movement.day <= last:
            continue
        if row := view.row_of(movement):
            days = {"day": movement.day, "first": first, "last": last}
            yield issue(rules.OUTSIDE_BUDGET_YEAR, at_row(row), year=view.key.plan_year, **days)


def check_not_lower(view: KeyView) -> Iterator[Issue]:
    before, row = view.position_before.disbursed, view.rows[0]
    if isinstance(row, StatementRow) and row.volume + row.advance < before:
        disbursed = row.volume + row.advance
        yield issue(rules.LOWER_THAN_BEFORE, at_row(row), disbursed=disbursed, before=before)


def check_advance_not_negative(view: KeyView) -> Iterator[Issue]:
    """Name the first day at whose end the open advance is below zero through this file."""
    advance = 0
    for _, movements in groupby(view.after, key=lambda movement: movement.day):
        last: TreasuryRow | None = None
        for movement in movements:
            advance += movement.advance
            last = view.row_of(movement) or last
        if advance < 0 and last is not None:
            yield issue(rules.ADVANCE_NEGATIVE, at_row(last), advance=advance)
            return


def check_stated_once(view: KeyView) -> Iterator[Issue]:
    row = view.rows[0]
    if not isinstance(row, StatementRow):
        return
    for known in view.known.statements:
        if known.as_at == row.day and (known.volume, known.advance) != (row.volume, row.advance):
            figures = {"volume": known.volume, "advance": known.advance}
            yield issue(rules.STATED_DIFFERENTLY, at_row(row), **figures)
            return


def check_vouchers_known(view: KeyView) -> Iterator[Issue]:
    """Name the vouchers that other files stated before, as often as they did."""
    files = {voucher.import_id for voucher in view.known.vouchers}
    per_file = [
        Counter(voucher_identity(v) for v in view.known.vouchers if v.import_id == file)
        for file in files
    ]
    known: Counter[object] = Counter()
    for counted in per_file:
        known |= counted
    for row in view.rows if known else ():
        if isinstance(row, VoucherRow) and known[identity := voucher_identity(row)] > 0:
            known[identity] -= 1
            rule = rules.VOUCHER_KNOWN if row.number else rules.VOUCHER_KNOWN_UNNUMBERED
            yield issue(rule, at_row(row), **({"number": row.number} if row.number else {}))


def check_vouchers_twice(view: KeyView) -> Iterator[Issue]:
    alike: defaultdict[object, list[VoucherRow]] = defaultdict(list)
    for row in view.rows:
        if isinstance(row, VoucherRow):
            alike[voucher_identity(row)].append(row)
    for rows in alike.values():
        if len(rows) > 1:
            yield issue(rules.VOUCHER_TWICE, at_row(rows[-1]), rows=row_numbers(rows))


def check_scale(view: KeyView) -> Iterator[Issue]:
    """Raise the alarm where the figures look like those of another unit."""
    before, after = view.position_before.disbursed, view.position_after.disbursed
    plan = view.plan_in_force or sum(step.amount for step in view.plan)
    if (before > 0 and after >= ALARM * before) or (plan > 0 and after > ALARM * plan):
        figures = {"before": before, "disbursed": after, "plan": plan}
        yield issue(rules.SCALE_ALARM, at_row(view.rows[-1]), **figures)


KEY_CHECKS: list[Callable[[KeyView], Iterator[Issue]]] = [
    check_plan_exists,
    check_plan_suffices,
    check_budget_year,
    check_not_lower,
    check_advance_not_negative,
    check_stated_once,
    check_vouchers_known,
    check_vouchers_twice,
    check_scale,
]


def check_repeated_statements(
    rows: Sequence[TreasuryRow],
) -> tuple[Sequence[TreasuryRow], list[Issue]]:
    """Return a key's rows with a repeated statement counted once; different ones are an error."""
    if len(rows) == 1 or not isinstance(rows[0], StatementRow):
        return rows, []
    stated = {(row.volume, row.advance) for row in rows if isinstance(row, StatementRow)}
    rule = rules.KEY_TWICE_EQUAL if len(stated) == 1 else rules.KEY_TWICE_DIFFERENT
    named = rows[1:] if len(stated) == 1 else rows
    return rows[:1], [issue(rule, at_row(row), rows=row_numbers(rows)) for row in named]


def row_numbers(rows: Sequence[TreasuryRow]) -> tuple[str, ...]:
    return tuple(str(row.row) for row in rows)
