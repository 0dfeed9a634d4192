"""Write decisions and their lines, and take lines back; nothing of them is ever edited."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from projects.domain.codes import code_key
from projects.domain.registers import PlanLineRow, number_key
from projects.models import (
    CapitalSource,
    DecisionDraft,
    Installation,
    PlanDecision,
    PlanLine,
    Project,
    RegisterImport,
    SourceFile,
    User,
)
from projects.permissions import require
from projects.selectors.registers import CHUNK
from projects.services.audit import audit

BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Hand:
    """Who acts, and when."""

    actor: User | None
    at: datetime


def plans_lock() -> None:
    """Let one change of plans at a time pass: a row lock, on SQLite the write lock."""
    Installation.current()
    Installation.objects.select_for_update().get(pk=1)


@transaction.atomic
def decision_write(
    *, draft: DecisionDraft, lines: Sequence[PlanLineRow], hand: Hand
) -> PlanDecision:
    """Append a judged draft's lines as facts of its decision, which is made if it is new.

    Lines read from a form point to its cells; the form counts as taken in with them.
    """
    decision = _decision_of(draft, lines[0].decided_on)
    register_import = _import_of(draft, lines, hand)
    projects = _keys(Project, {line.project for line in lines if line.project})
    sources = _keys(CapitalSource, {line.source for line in lines})
    PlanLine.objects.bulk_create(
        (
            PlanLine(
                decision=decision,
                plan_year=line.plan_year,
                origin_year=line.origin_year,
                kind=line.kind,
                project_id=projects[code_key(line.project)] if line.project else None,
                source_id=sources[code_key(line.source)],
                nature=line.nature,
                amount=line.amount,
                effective_on=line.effective_on or line.decided_on,
                recorded_at=hand.at,
                recorded_by=hand.actor,
                **_place(stored.get("origin") or {}, register_import),
            )
            for line, stored in zip(lines, draft.lines, strict=True)
        ),
        batch_size=BATCH,
    )
    return decision


@transaction.atomic
def decision_document_set(*, decision: PlanDecision, document: SourceFile, hand: Hand) -> None:
    """Attach the scanned decision; the file attached before stays on record."""
    require(hand.actor, "plan.edit")
    before = decision.document.name if decision.document else ""
    decision.document = document
    decision.save(update_fields=["document"])
    audit(
        actor=hand.actor,
        action="decision.document",
        about=decision,
        at=hand.at,
        name=document.name,
        before=before,
    )


@transaction.atomic
def plan_lines_withdraw(
    *, decision: PlanDecision, lines: Collection[PlanLine], reason: str, hand: Hand
) -> int:
    """Take lines out of every plan, for a reason that stays with them; return how many."""
    require(hand.actor, "plan.post")
    chosen = PlanLine.objects.filter(decision=decision, pk__in=[line.pk for line in lines])
    count = chosen.mark_reversed(at=hand.at, by=hand.actor, reason=reason)
    audit(
        actor=hand.actor,
        action="decision.reverse_lines",
        about=decision,
        at=hand.at,
        reason=reason,
        lines=[{"line": line.pk, "amount": line.amount} for line in lines],
    )
    return count


def _decision_of(draft: DecisionDraft, decided_on: date) -> PlanDecision:
    """Return the decision the draft states: the one posted already, or a new one."""
    alike = PlanDecision.objects.filter(decided_on=decided_on, issuer=draft.issuer)
    known = next((d for d in alike if number_key(d.number) == number_key(draft.number)), None)
    if known is None:
        return PlanDecision.objects.create(
            number=draft.number,
            decided_on=decided_on,
            issuer=draft.issuer,
            summary=draft.summary,
            document=draft.document,
        )
    if draft.document and not known.document:
        known.document = draft.document
        known.save(update_fields=["document"])
    return known


def _import_of(
    draft: DecisionDraft, lines: Sequence[PlanLineRow], hand: Hand
) -> RegisterImport | None:
    if draft.form_file is None:
        return None
    return RegisterImport.objects.create(
        source_file=draft.form_file,
        imported_at=hand.at,
        imported_by=hand.actor,
        counts={"KeHoachVon": {"added": len(lines), "changed": 0, "same": 0}},
        issues=draft.findings,
    )


def _place(origin: Mapping[str, Any], register_import: RegisterImport | None) -> dict[str, Any]:
    """Return where a line was read; one that was typed has no place."""
    if not origin.get("row") or register_import is None:
        return {}
    return {
        "register_import": register_import,
        "sheet": str(origin.get("sheet", ""))[:60],
        "row": origin["row"],
        "cells": f"{(origin.get('cells') or {}).get('amount', '')}{origin['row']}"[:60],
    }


def _keys(model: type[Project] | type[CapitalSource], codes: Collection[str]) -> dict[str, int]:
    wanted = sorted(codes)
    keys: dict[str, int] = {}
    for start in range(0, len(wanted), CHUNK):
        rows = model._default_manager.filter(code__in=wanted[start : start + CHUNK])
        keys |= {code_key(code): pk for code, pk in rows.values_list("code", "pk")}
    return keys
