"""Keep the ledger of movements equal to the facts it is derived from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db import transaction

from disbursement.domain.ledger import Key, MovementEntry, derive
from disbursement.models import Movement
from disbursement.selectors.facts import facts_by_key

# Projects taken at a time: below the number of parameters either database takes in one query.
PROJECTS_AT_A_TIME = 500


@transaction.atomic
def ledger_derive(*, keys: Iterable[Key]) -> int:
    """Derive again the movements of every project the keys touch; return how many were written."""
    written = 0
    for projects in _portions(sorted({key.project_id for key in keys})):
        Movement.objects.filter(project_id__in=projects).delete()
        rows = [
            _row(key, entry)
            for key, (statements, vouchers) in facts_by_key(projects=projects).items()
            for entry in derive(statements, vouchers)
        ]
        Movement.objects.bulk_create(rows, batch_size=5_000)
        written += len(rows)
    return written


def _portions(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), PROJECTS_AT_A_TIME):
        yield ids[start : start + PROJECTS_AT_A_TIME]


def _row(key: Key, entry: MovementEntry) -> Movement:
    return Movement(
        project_id=key.project_id,
        source_id=key.source_id,
        plan_year=key.plan_year,
        origin_year=key.origin_year,
        day=entry.day,
        volume=entry.volume,
        advance=entry.advance,
        voucher_id=entry.voucher_id,
        statement_id=entry.statement_id,
    )
