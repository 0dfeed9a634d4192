"""The tables of the page of denominators, for the screen and for the workbook alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from emulation.selectors.denominators import ComparedRow, ComparedTable, DenominatorRow
from emulation.selectors.rates import DENOMINATORS, POOL_NAMES
from projects.domain.figure_tables import FigureColumn, FigureRow, FigureTable, Kind

MEANINGS: dict[str, str | Promise] = {
    "D1": gettext_lazy(
        "What the Prime Minister assigned to the province, before it is divided among projects. "
        "The rate that ministries and the press speak of."
    ),
    "D2": gettext_lazy(
        "What the People's Council or Committee of the province assigned. It is larger where the "
        "province added money of its own, so the rate is lower."
    ),
    "D3": gettext_lazy(
        "What was allotted down to projects: the sum of all lines that name a project. What is "
        "not yet allotted is left out. Investors answer for this rate."
    ),
    "D4": gettext_lazy(
        "What the Prime Minister assigned, without money added after 30 September: it may be "
        "disbursed until 31 December of the next year. All money disbursed still counts."
    ),
}
GROUP_TITLES: dict[str, str | Promise] = {
    "source": gettext_lazy("By capital source"),
    "programme": gettext_lazy("By national target programme"),
    "nature": gettext_lazy("By nature of the capital"),
    "block": gettext_lazy("By emulation block"),
}
GROUP_HEADINGS: dict[str, str | Promise] = {
    "source": gettext_lazy("Capital source"),
    "programme": gettext_lazy("Programme"),
    "nature": gettext_lazy("Nature of the capital"),
    "block": gettext_lazy("Emulation block"),
}


def denominator_name(denominator: str) -> str:
    """Return the code with its words: "D1 – Assigned by the Prime Minister"."""
    return f"{denominator} – {DENOMINATORS[denominator]}"


def side_by_side_table(rows: Sequence[DenominatorRow]) -> FigureTable:
    """Return every denominator with all money, without carried-over money and with it alone."""
    figures = ((_("Plan"), Kind.MONEY), (_("Disbursed"), Kind.MONEY), (_("Rate (%)"), Kind.RATE))
    columns = [FigureColumn(_("Denominator"))]
    for name in POOL_NAMES.values():
        columns += [FigureColumn(heading, kind, str(name)) for heading, kind in figures]
    return FigureTable(
        _("Denominators"),
        _("The same money against each denominator"),
        tuple(columns),
        tuple(_side_row(row) for row in rows),
        tuple(_stray_notes(rows)),
    )


def _side_row(row: DenominatorRow) -> FigureRow:
    cells = [cell for pool in row.pools for cell in (pool.plan or None, pool.disbursed, pool.rate)]
    return FigureRow((denominator_name(row.denominator), *cells))


def _stray_notes(rows: Iterable[DenominatorRow]) -> Iterable[str]:
    names = [row.denominator for row in rows if row.every.carried_without_plan]
    if names:
        yield _(
            "%(names)s have no carried-over plan while carried-over money was disbursed: compare "
            "them without carried-over money."
        ) % {"names": ", ".join(names)}


def uncovered_notes(table: ComparedTable) -> Iterable[str]:
    """Say of each denominator which sources have money but no plan in it."""
    for index, denominator in enumerate(table.denominators):
        if table.total.against[index].plan <= 0:
            continue
        stray = [
            row.name
            for row in table.rows
            if row.level == 0 and row.disbursed and row.against[index].plan <= 0
        ]
        if stray:
            yield _(
                "%(denominator)s has no plan for %(sources)s, whose money counts as disbursed: "
                "read its rate by source."
            ) % {"denominator": denominator, "sources": ", ".join(stray)}


def compared_table(table: ComparedTable, pool: str) -> FigureTable:
    """Return the members of a group with their money and each denominator that they have."""
    columns = [
        FigureColumn(str(GROUP_HEADINGS[table.group])),
        FigureColumn(_("Disbursed"), Kind.MONEY),
    ]
    for name in table.denominators:
        columns.append(FigureColumn(_("Plan"), Kind.MONEY, denominator_name(name)))
        columns.append(FigureColumn(_("Rate (%)"), Kind.RATE, denominator_name(name)))
    rows = [_compared_row(row) for row in table.rows]
    if rows:
        rows.append(replace(_compared_row(table.total), is_total=True))
    notes = [str(POOL_NAMES[pool])]
    if table.unsplit:
        notes.append(
            _(
                "Projects planned under both natures from one source cannot have their money told "
                "apart; against an assigned plan there is then no rate by nature."
            )
        )
    return FigureTable(
        str(GROUP_TITLES[table.group]),
        str(GROUP_TITLES[table.group]),
        tuple(columns),
        tuple(rows),
        tuple(notes),
    )


def _compared_row(row: ComparedRow) -> FigureRow:
    name = f"{row.key} – {row.name}" if row.key not in ("", row.name, *NAMELESS) else row.name
    cells = [cell for found in row.against for cell in (found.plan or None, found.rate)]
    return FigureRow((name, row.disbursed, *cells), level=row.level)


NAMELESS = ("investment", "recurrent", "unsplit")
