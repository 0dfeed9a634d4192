"""Add plan lines to what is known, or replace them; none is ever edited."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from projects.domain.codes import code_key
from projects.domain.plan_difference import PlanDifference, Replacement
from projects.domain.registers import DecisionKey, PlanLineRow
from projects.models import CapitalSource, PlanDecision, PlanLine, Project, RegisterImport
from projects.selectors.registers import CHUNK, decision_ids

COLUMNS = (
    "decision_id",
    "plan_year",
    "origin_year",
    "kind",
    "project_id",
    "source_id",
    "nature",
    "amount",
    "effective_on",
    "sheet",
    "row",
    "cells",
)


@transaction.atomic
def plan_difference_apply(*, difference: PlanDifference, register_import: RegisterImport) -> None:
    """Withdraw the lines a file replaces and append its new ones, as facts of that import."""
    _withdraw(difference.replaced, register_import)
    rows = difference.appended
    decisions = _decisions_for(rows)
    projects = {code_key(code): pk for code, pk in Project.objects.values_list("code", "pk")}
    sources = {code_key(code): pk for code, pk in CapitalSource.objects.values_list("code", "pk")}
    PlanLine.objects.append_rows(
        COLUMNS,
        (
            (
                decisions[row.decision],
                row.plan_year,
                row.origin_year,
                row.kind,
                projects[code_key(row.project)] if row.project else None,
                sources[code_key(row.source)],
                row.nature,
                row.amount,
                row.decided_on,
                row.place.sheet[:60],
                row.place.row,
                f"{row.place.at('amount').column}{row.place.row}",
            )
            for row in rows
        ),
        register_import_id=register_import.pk,
        recorded_at=register_import.imported_at,
        recorded_by_id=register_import.imported_by_id,
    )


def _withdraw(replaced: Sequence[Replacement], register_import: RegisterImport) -> None:
    reason = _("Replaced by the file %(file)s.") % {"file": register_import.source_file.name}
    for start in range(0, len(replaced), CHUNK):
        PlanLine.objects.filter(
            pk__in=[pair.old.pk for pair in replaced[start : start + CHUNK]]
        ).mark_reversed(
            at=register_import.imported_at, by=register_import.imported_by, reason=reason[:500]
        )


def _decisions_for(rows: Iterable[PlanLineRow]) -> dict[DecisionKey, int]:
    """Return the primary key of each row's decision, making those that are new."""
    known = {key: pks[0] for key, pks in decision_ids().items()}
    first_rows: dict[DecisionKey, PlanLineRow] = {}
    for row in rows:
        if row.decision not in known:
            first_rows.setdefault(row.decision, row)
    made = PlanDecision.objects.bulk_create(
        PlanDecision(number=row.number, decided_on=row.decided_on, issuer=row.issuer)
        for row in first_rows.values()
    )
    return known | {key: decision.pk for key, decision in zip(first_rows, made, strict=True)}
