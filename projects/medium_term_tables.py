"""The tables of the page of medium-term plans, for the screen and for the workbook alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from projects.domain.figure_tables import FigureColumn, FigureRow, FigureTable, Kind
from projects.domain.medium_terms import period_name
from projects.selectors.medium_term import MediumTermPosition, MediumTermSource, Period


def sources_table(sources: Sequence[MediumTermSource], period: Period) -> FigureTable:
    """Return the sums by source: of the province, of projects, taken by yearly plans, left."""
    years = _years(period, sources)
    # Who sees only some of the projects sees nothing of the province's own.
    has_province = any(row.province is not None for row in sources)
    columns = (
        FigureColumn(_("Capital source")),
        *((FigureColumn(_("Given to the province"), Kind.MONEY),) if has_province else ()),
        FigureColumn(_("Given to projects"), Kind.MONEY),
        *((FigureColumn(_("Not yet given to projects"), Kind.MONEY),) if has_province else ()),
        *_year_columns(years),
        FigureColumn(_("Taken by yearly plans"), Kind.MONEY),
        FigureColumn(_("Left"), Kind.MONEY),
    )
    rows = [
        FigureRow(
            (
                f"{row.source.code} – {row.source.name}",
                *((row.province, row.given, row.unallotted) if has_province else (row.given,)),
                *_by_year(row.by_year, years),
                row.assigned,
                row.left,
            ),
            tone="bad" if row.left < 0 else "",
        )
        for row in sources
    ]
    if rows:
        rows.append(_sum_row([row.values for row in rows]))
    title = _("Medium-term plan %(period)s by capital source") % {"period": period_name(*period)}
    return FigureTable(_("By capital source"), title, columns, tuple(rows))


def positions_table(positions: Sequence[MediumTermPosition], period: Period) -> FigureTable:
    """Return each project and source with what is left of its medium-term plan."""
    years = _years(period, positions)
    columns = (
        FigureColumn(_("Project")),
        FigureColumn(_("Capital source"), Kind.CODE),
        FigureColumn(_("Medium-term plan"), Kind.MONEY),
        *_year_columns(years),
        FigureColumn(_("Taken by yearly plans"), Kind.MONEY),
        FigureColumn(_("Left"), Kind.MONEY),
    )
    rows = tuple(
        FigureRow(
            (
                f"{row.project.code} – {row.project.name}",
                row.source.code,
                row.given,
                *_by_year(row.by_year, years),
                row.assigned,
                row.left,
            ),
            tone="bad" if row.left < 0 else "",
            sub=row.project.investor.name,
            url=lines_url(period, row.project.code, row.source.code),
        )
        for row in positions
    )
    title = _("Medium-term plan %(period)s by project") % {"period": period_name(*period)}
    return FigureTable(_("By project"), title, columns, rows)


def lines_url(period: Period, project: str, source: str) -> str:
    query = urlencode({"period": f"{period[0]}-{period[1]}", "project": project, "source": source})
    return f"{reverse('projects:medium_term_lines')}?{query}"


def _years(period: Period, rows: Iterable[MediumTermSource | MediumTermPosition]) -> range:
    """Return the years from the first to the last that took anything."""
    taken = {year for row in rows for year in row.by_year} or {period[0]}
    return range(min(taken), max(taken) + 1)


def _year_columns(years: range) -> Iterable[FigureColumn]:
    group = _("Taken by the yearly plan of")
    return (FigureColumn(str(year), Kind.MONEY, group) for year in years)


def _by_year(amounts: Mapping[int, int], years: range) -> Iterable[int | None]:
    return (amounts.get(year) for year in years)


def _sum_row(rows: Sequence[Sequence[object]]) -> FigureRow:
    sums = [
        sum(value for value in column if isinstance(value, int))
        if any(value is not None for value in column)
        else None
        for column in list(zip(*rows, strict=True))[1:]
    ]
    return FigureRow((_("Total"), *sums), is_total=True)
