"""Hold what a treasury file states of one key against what is known: one function per rule."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby

from disbursement.domain import treasury_rules as rules
from disbursement.domain.advances import Step, age
from disbursement.domain.ledger import MovementEntry
from disbursement.domain.treasury_known import (
    KeyView,
    budget_window,
    months_after,
    voucher_identity,
)
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


def check_advance_recovered(view: KeyView) -> Iterator[Issue]:
    """Name what is still open of advances older than any fixed time the rules allow."""
    if view.advance_months is None:
        return
    advance, day = overdue_advance(view.after, view.as_at, view.advance_months)
    if day is not None:
        told = {"advance": advance, "day": day, "months": view.advance_months}
        yield issue(rules.ADVANCE_OVERDUE, at_row(view.rows[-1]), **told)


def overdue_advance(
    movements: Iterable[MovementEntry], day: date, months: int
) -> tuple[int, date | None]:
    """Return what of the advance open on a day is older than so many months, and since when."""
    steps = (Step(m.day, m.advance) for m in movements if m.advance and m.day <= day)
    late = [lot for lot in age(steps).lots if months_after(lot.day, months) < day]
    return sum(lot.amount for lot in late), late[0].day if late else None


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
    for row in _stated_before(view):
        if row.number:
            yield issue(rules.VOUCHER_KNOWN, at_row(row), number=row.number)


def check_vouchers_unnumbered(view: KeyView) -> Iterator[Issue]:
    for row in _stated_before(view):
        if not row.number:
            yield issue(rules.VOUCHER_KNOWN_UNNUMBERED, at_row(row))


def _stated_before(view: KeyView) -> Iterator[VoucherRow]:
    """Yield the vouchers that other files stated before, as often as they did."""
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
            yield row


def check_vouchers_twice(view: KeyView) -> Iterator[Issue]:
    alike: defaultdict[object, list[VoucherRow]] = defaultdict(list)
    for row in view.rows:
        if isinstance(row, VoucherRow):
            alike[voucher_identity(row)].append(row)
    for rows in alike.values():
        if len(rows) > 1:
            numbers = tuple(str(row.row) for row in rows)
            yield issue(rules.VOUCHER_TWICE, at_row(rows[-1]), rows=numbers)


def check_scale(view: KeyView) -> Iterator[Issue]:
    """Raise the alarm where the figures look like those of another unit."""
    before, after = view.position_before.disbursed, view.position_after.disbursed
    plan = view.plan_in_force or sum(step.amount for step in view.plan)
    if (before > 0 and after >= ALARM * before) or (plan > 0 and after > ALARM * plan):
        figures = {"before": before, "disbursed": after, "plan": plan}
        yield issue(rules.SCALE_ALARM, at_row(view.rows[-1]), **figures)
