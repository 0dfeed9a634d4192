"""Read the treasury's facts grouped by key, ready for the ledger's domain functions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from disbursement.domain.ledger import Key, Statement, VoucherEntry
from disbursement.models import StatementLine, Voucher

Facts = dict[Key, tuple[list[Statement], list[VoucherEntry]]]
KEY_FIELDS = ("project_id", "source_id", "plan_year", "origin_year")


def facts_by_key(
    *,
    projects: Collection[int] | None = None,
    plan_year: int | None = None,
    known_by: datetime | None = None,
) -> Facts:
    """Return every counting fact by key; known_by tells what counted at an earlier moment."""
    statements = StatementLine.objects.known_by(known_by)
    vouchers = Voucher.objects.known_by(known_by)
    if projects is not None:
        statements = statements.filter(project_id__in=projects)
        vouchers = vouchers.filter(project_id__in=projects)
    if plan_year is not None:
        statements = statements.filter(plan_year=plan_year)
        vouchers = vouchers.filter(plan_year=plan_year)
    facts: Facts = defaultdict(lambda: ([], []))
    for row in statements.values_list(*KEY_FIELDS, "id", "as_at", "volume", "advance").iterator(
        chunk_size=10_000
    ):
        facts[Key(*row[:4])][0].append(Statement(*row[4:]))
    for row in vouchers.values_list(
        *KEY_FIELDS, "id", "treasury_import_id", "day", "number", "kind", "amount"
    ).iterator(chunk_size=10_000):
        facts[Key(*row[:4])][1].append(VoucherEntry(*row[4:]))
    return facts
