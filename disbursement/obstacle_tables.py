"""The tables that count obstacles, for the screen and for the workbook alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from disbursement.domain.obstacle_groups import MAIN_GROUP_NAMES, MainGroup, main_group
from disbursement.domain.obstacle_timeline import AgeBand, age_band
from disbursement.lists.obstacles import BAND_NAMES
from disbursement.models import ObstacleCategory, ObstacleLevel
from disbursement.selectors.obstacles import Affected, Counted, summed
from projects.domain.figure_tables import FigureColumn, FigureRow, FigureTable, Kind

Text = str | Promise


def sum_tables(found: Sequence[Counted], day: date, units: Mapping[str, str]) -> list[FigureTable]:
    """Return the obstacles open on a day by main group, category, level, unit and age.

    ``units`` are the names of the units of the register by code.
    """
    mains = {str(group): _(MAIN_GROUP_NAMES[group]) for group in MainGroup}
    bands = {str(band): name for band, name in BAND_NAMES.items()}
    by_unit = [(each.unit, each.amount) for each in found]
    return [
        _table(
            _("Three main groups"),
            _("By the three groups of obstacles"),
            _("Main group"),
            summed(((str(main_group(each.category)), each.amount) for each in found), mains),
            mains,
            ("main", day),
        ),
        _table(
            _("Groups"),
            _("By group"),
            _("Group"),
            summed(((each.category, each.amount) for each in found), ObstacleCategory.values),
            dict(ObstacleCategory.choices),
            ("category", day),
        ),
        _table(
            _("Levels"),
            _("By the level that can solve it"),
            _("Level that can solve it"),
            summed(((each.level, each.amount) for each in found), ObstacleLevel.values),
            dict(ObstacleLevel.choices),
            ("level", day),
        ),
        _table(
            _("Units"),
            _("By unit in charge"),
            _("Unit in charge"),
            summed(by_unit),
            units,
            ("unit", day),
        ),
        _table(
            _("Age"),
            _("By how long they have been open"),
            _("Open for"),
            summed(
                ((str(age_band((day - each.raised_on).days)), each.amount) for each in found),
                (str(band) for band in AgeBand),
            ),
            bands,
            ("age", day),
        ),
    ]


def _table(
    name: str,
    title: str,
    heading: str,
    sums: Iterable[Affected],
    names: Mapping[str, Text],
    link: tuple[str, date],
) -> FigureTable:
    columns = (
        FigureColumn(heading),
        FigureColumn(_("Obstacles"), Kind.COUNT),
        FigureColumn(_("Of which overdue"), Kind.COUNT),
        FigureColumn(_("Capital affected"), Kind.MONEY),
        FigureColumn(_("Capital not stated"), Kind.COUNT),
    )
    rows, total = [], Affected("")
    for each in sums:
        total += each
        label = str(names.get(each.key, each.key)) or _("No unit named yet")
        url = _url(each, names, *link) if each.count else ""
        tone = "warn" if each.overdue else ""
        rows.append(FigureRow((label, *_figures(each)), tone=tone, url=url))
    rows.append(FigureRow((_("Total"), *_figures(total)), is_total=True))
    return FigureTable(name, title, columns, tuple(rows))


def _figures(row: Affected) -> tuple[int, int, int, int]:
    return (row.count, row.overdue, row.capital, row.unstated)


def _url(row: Affected, names: Mapping[str, Text], field: str, day: date) -> str:
    """Return the list with just these obstacles; without a unit there is no such filter."""
    if not row.key:
        return ""
    if field == "unit" and row.key not in names:
        field = "outside_unit"
    query = urlencode({field: row.key, "open_on": f"{day:%Y-%m-%d}"})
    return f"{reverse('disbursement:obstacles')}?{query}"
