"""The tables of plans and decisions, for the screen and for the workbook alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from projects.domain.figure_tables import FigureColumn, FigureRow, FigureTable, Kind
from projects.domain.plan_effects import Steps, kinds_used
from projects.models import PlanDecision, PlanKind
from projects.selectors.plan_view import DecisionStep, PlanShare, total_of
from projects.selectors.plans import UnallocatedRow, sum_of_known


def waterfall_table(steps: Sequence[DecisionStep]) -> FigureTable:
    """Return each decision with its effect by kind and the plan in force after it."""
    kinds = kinds_used(step.steps for step in steps)
    columns = (
        FigureColumn(_("Decision")),
        FigureColumn(_("Issuer")),
        FigureColumn(_("Effective on"), Kind.DAY),
        *_kind_columns(kinds),
        FigureColumn(_("Plan in force after it"), Kind.MONEY),
    )
    rows = [
        FigureRow(
            (
                step.decision.number,
                str(step.decision.get_issuer_display()),
                step.day,
                *step.steps.of_kinds(kinds),
                step.after,
            )
        )
        for step in steps
    ]
    if steps:
        total = total_of([step.steps for step in steps])
        values = (_("Plan in force"), "", None, *total.of_kinds(kinds), total.total)
        rows.append(FigureRow(values, is_total=True))
    title = _("The effect of each decision")
    return FigureTable(_("Decisions"), title, columns, tuple(rows))


def shares_table(shares: Sequence[PlanShare], title: str, *, of_all: Steps) -> FigureTable:
    """Return the parts of a plan; `of_all` is the sum over all of them, shown or not."""
    kinds = kinds_used([of_all])
    columns = (
        FigureColumn(_("Name")),
        FigureColumn(_("Code"), Kind.CODE),
        *_kind_columns(kinds),
        FigureColumn(_("Plan in force"), Kind.MONEY),
    )
    rows = [
        FigureRow((share.name, share.code, *share.steps.of_kinds(kinds), share.steps.total))
        for share in shares
    ]
    if shares:
        values = (_("Total"), "", *of_all.of_kinds(kinds), of_all.total)
        rows.append(FigureRow(values, is_total=True))
    return FigureTable(_("Division"), title, columns, tuple(rows))


def unallocated_table(rows: Sequence[UnallocatedRow], notes: Iterable[str] = ()) -> FigureTable:
    """Return D1, D2 and D3 of each source side by side, with what is not allotted yet."""
    columns = (
        FigureColumn(_("Capital source")),
        FigureColumn(_("Code"), Kind.CODE),
        FigureColumn(_("Origin year"), Kind.YEAR),
        FigureColumn(_("D1 – Prime Minister"), Kind.MONEY),
        FigureColumn(_("D2 – Council, Committee"), Kind.MONEY),
        FigureColumn(_("D3 – allotted to projects"), Kind.MONEY),
        FigureColumn(_("of D1"), Kind.MONEY, _("Not allotted yet")),
        FigureColumn(_("of D2"), Kind.MONEY, _("Not allotted yet")),
    )
    lines = [
        FigureRow(
            (
                row.source.name,
                row.source.code,
                row.origin_year,
                row.by_prime_minister,
                row.by_province,
                row.allocated,
                row.unallocated_of_prime_minister,
                row.unallocated_of_province,
            ),
            tone=_tone(row),
        )
        for row in rows
    ]
    if rows:
        lines.append(_unallocated_total(rows))
    title = _("Assigned, allotted and not allotted yet, by source")
    return FigureTable(_("Not allotted yet"), title, columns, tuple(lines), tuple(notes))


def years_text(decision: PlanDecision) -> str:
    """Return the plan years of an annotated decision's lines: "2024" or "2023–2024"."""
    first = getattr(decision, "first_year", None)
    last = getattr(decision, "last_year", None)
    if first is None:
        return ""
    return str(first) if first == last else f"{first}–{last}"


def _kind_columns(kinds: Iterable[str]) -> list[FigureColumn]:
    return [FigureColumn(str(PlanKind(kind).label), Kind.MONEY) for kind in kinds]


def _tone(row: UnallocatedRow) -> str:
    """Mark what is allotted beyond what was assigned."""
    left = (row.unallocated_of_prime_minister, row.unallocated_of_province)
    assigned = [amount for amount in left if amount is not None]
    return "warn" if assigned and max(assigned) < 0 else ""


def _unallocated_total(rows: Sequence[UnallocatedRow]) -> FigureRow:
    return FigureRow(
        (
            _("Total"),
            "",
            None,
            sum_of_known(row.by_prime_minister for row in rows),
            sum_of_known(row.by_province for row in rows),
            sum(row.allocated for row in rows),
            sum_of_known(row.unallocated_of_prime_minister for row in rows),
            sum_of_known(row.unallocated_of_province for row in rows),
        ),
        is_total=True,
    )
