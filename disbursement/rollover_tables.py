"""The table of a year's closing, for the screen, the workbook and the sheet to be filled in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from disbursement.domain.rollover import Closing, closing_day
from disbursement.domain.rollover_sheet import CarryOverRow
from disbursement.selectors.rollover import RolloverRow, TotalRow
from projects.domain.figure_tables import FigureColumn, FigureRow, FigureTable, Kind


def closing_table(
    rows: Sequence[RolloverRow], year: int, *, with_total: bool = True
) -> FigureTable:
    """Return each key as it stood and what becomes of it, and their sums."""
    day = f"{closing_day(year):%d/%m/%Y}"
    at_closing = _("As of %(day)s") % {"day": day}
    becomes = _("What becomes of it")
    columns = (
        FigureColumn(_("Project")),
        FigureColumn(_("Capital source"), Kind.CODE),
        FigureColumn(_("Origin year"), Kind.YEAR),
        FigureColumn(_("Plan"), Kind.MONEY, at_closing),
        FigureColumn(_("Disbursed"), Kind.MONEY, at_closing),
        FigureColumn(_("Open advance"), Kind.MONEY, at_closing),
        FigureColumn(_("Unspent"), Kind.MONEY, at_closing),
        FigureColumn(_("Carried over"), Kind.MONEY, becomes),
        FigureColumn(_("Longer window"), Kind.MONEY, becomes),
        FigureColumn(_("Cancelled"), Kind.MONEY, becomes),
    )
    lines = [_row(row) for row in rows]
    if lines and with_total:
        closing = Closing(year, tuple(row.closed for row in rows))
        values = (
            _("Total"),
            None,
            None,
            sum(row.line.plan for row in rows),
            sum(row.line.disbursed for row in rows),
            closing.advance,
            closing.unspent,
            closing.carried,
            closing.kept,
            closing.cancelled,
        )
        lines.append(FigureRow(values, is_total=True))
    title = _("Closing of the plan year %(year)s") % {"year": year}
    return FigureTable(_("Closing"), title, columns, tuple(lines))


def totals_table(rows: Sequence[TotalRow]) -> FigureTable:
    """Return the province's totals with what of them is cancelled."""
    becomes = _("What becomes of it")
    columns = (
        FigureColumn(_("Capital source")),
        FigureColumn(_("Assigned by")),
        FigureColumn(_("Plan year"), Kind.YEAR),
        FigureColumn(_("Origin year"), Kind.YEAR),
        FigureColumn(_("Assigned"), Kind.MONEY),
        FigureColumn(_("Allotted to projects"), Kind.MONEY),
        FigureColumn(_("Not allotted yet"), Kind.MONEY),
        FigureColumn(_("Longer window"), Kind.MONEY, becomes),
        FigureColumn(_("Cancelled of projects"), Kind.MONEY, becomes),
        FigureColumn(_("Cancelled of the total"), Kind.MONEY, becomes),
    )
    levels = {"D1": _("D1 – Prime Minister"), "D2": _("D2 – Council, Committee")}
    lines = [
        FigureRow(
            (
                f"{row.source.code} – {row.source.name}",
                levels[row.closed.level],
                row.closed.plan_year,
                row.closed.origin_year,
                row.closed.total,
                row.closed.allotted,
                row.closed.unallotted,
                row.closed.kept,
                row.closed.below,
                row.closed.cancelled,
            )
        )
        for row in rows
    ]
    title = _("Totals of the province")
    return FigureTable(_("Totals"), title, columns, tuple(lines))


def sheet_rows(rows: Iterable[RolloverRow]) -> list[CarryOverRow]:
    """Return the keys that can be carried over as rows of the sheet KeoDai."""
    return [
        CarryOverRow(
            project=row.project.code,
            name=row.project.name,
            source=row.source.code,
            origin_year=row.key.origin_year,
            unspent=row.line.unspent,
            most=row.line.most,
            carried=row.closed.carried or None,
            nature=row.closed.nature,
        )
        for row in rows
        if row.line.most
    ]


def _row(row: RolloverRow) -> FigureRow:
    closed, line = row.closed, row.line
    return FigureRow(
        (
            f"{row.project.code} – {row.project.name}",
            row.source.code,
            row.key.origin_year,
            line.plan,
            line.disbursed,
            line.advance,
            line.unspent,
            closed.carried,
            line.kept,
            closed.cancelled,
        ),
        tone="bad" if line.unspent < 0 else "",
        sub=row.project.investor.name,
    )
