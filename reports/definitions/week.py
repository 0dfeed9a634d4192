"""Tables that only a weekly snapshot has: what moved, and what last week's figures became."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from projects.models import CapitalSource, Organisation, Project
from projects.selectors.names import organisations_called, projects_called
from reports.definitions.frame import row, shown, shown_moment
from reports.definitions.years import Year
from reports.domain.figures import Figures, KeyOfCell, by
from reports.domain.kinds import Cause
from reports.domain.restatement import Restatement
from reports.domain.table import Column, Kind, Level, Row, Table, Value
from reports.models import ReportRun
from reports.selectors.restatement import Between, causes

MOVERS = 20


def movers(year: Year) -> Table:
    """Return the projects whose disbursement changed most in the week."""
    sums = by(year.cells, lambda place: (place.investor, place.project))
    moved = sorted(
        (item for item in sums.items() if item[1].gained),
        key=lambda item: (-abs(item[1].gained), item[0]),
    )
    shown_ones = moved[:MOVERS]
    names = _Names(year, [key[1] for key, _figures in shown_ones])
    stale = year.marked(lambda place: place.project)
    columns = (
        Column(_("No."), width=7),
        Column(_("Project"), width=46),
        Column(_("Investor"), width=30),
        *year.frame.figure_columns(),
    )
    rows = [
        row(
            str(number),
            names.project(project),
            names.investor(investor),
            figures.plan,
            figures.disbursed,
            figures.advance,
            figures.rate,
            figures.gained,
            figures.points,
            is_marked=project in stale,
            target=names.target(project),
        )
        for number, ((investor, project), figures) in enumerate(shown_ones, 1)
    ]
    heading = _("Largest changes by project since %(day)s") % {"day": shown(year.cut.earlier)}
    counted = _("%(shown)s of %(all)s projects whose disbursement changed.") % {
        "shown": len(shown_ones),
        "all": len(moved),
    }
    notes = (counted,) if moved else ()
    return year.frame.table(year.named(_("Changes")), heading, columns, rows, notes)


def restated(year: Year, last: ReportRun | None, found: Restatement | None) -> Table:
    """Return what last week's figures became in hindsight, by how much and why."""
    was = _("Disbursed by %(day)s") % {"day": shown(year.cut.earlier)}
    columns = (
        Column(_("No."), width=7),
        Column(_("Project"), width=36),
        Column(_("Capital source"), width=20),
        Column(_("Change of the plan"), Kind.MONEY, width=19),
        Column(_("As published"), Kind.MONEY, was, 22),
        Column(_("As known now"), Kind.MONEY, was, 22),
        Column(_("Difference"), Kind.MONEY, was, 21),
        Column(_("As published"), Kind.RATE, _("Rate of D3 (%)"), 10),
        Column(_("As known now"), Kind.RATE, _("Rate of D3 (%)"), 10),
        Column(_("Because of"), width=36),
    )
    heading = _("Adjustments to last week's figures")
    name = year.named(_("Adjustments"))
    if last is None or found is None:
        note = _("No snapshot was made for %(day)s, so there is nothing to adjust.")
        return year.frame.table(
            name, heading, columns, (), (note % {"day": shown(year.cut.earlier)},)
        )
    rows = _restated_rows(year, last, found)
    if not rows:
        note = _("The figures published for %(day)s stand unchanged.")
        return year.frame.table(
            name, heading, columns, (), (note % {"day": shown(year.cut.earlier)},)
        )
    notes = (
        _("As published: what was on record by %(at)s. The snapshot of that week stays as it was.")
        % {"at": shown_moment(last.known_by)},
    )
    return year.frame.table(name, heading, columns, rows, notes)


def _restated_rows(year: Year, last: ReportRun, found: Restatement) -> list[Row]:
    if not found.rows:
        return []
    between = Between(
        year.cut.plan_year, year.cut.earlier, last.known_by, year.frame.asked.known_by
    )
    because = causes(between=between, projects={each.key[0] for each in found.rows})
    names = _Names(year, [each.key[0] for each in found.rows])
    sources = CapitalSource.objects.in_bulk({each.key[1] for each in found.rows})
    rows = [
        row(
            "",
            _("TOTAL"),
            "",
            found.now.plan - found.published.plan,
            *_both(found.published, found.now),
            "",
            level=Level.TOTAL,
        )
    ]
    for number, each in enumerate(found.rows, 1):
        project, source, origin = each.key
        carried = f" ({origin})" if origin < year.cut.plan_year else ""
        rows.append(
            row(
                str(number),
                names.project(project),
                f"{sources[source].name}{carried}",
                each.plan_change,
                *_both(each.published, each.now),
                _because(each.key, because),
                target=names.target(project),
            )
        )
    return rows


def _both(published: Figures, now: Figures) -> tuple[Value, ...]:
    change = now.disbursed - published.disbursed
    return published.disbursed, now.disbursed, change, published.rate, now.rate


def _because(key: KeyOfCell, found: Mapping[KeyOfCell, Sequence[tuple[Cause, str]]]) -> str:
    said = {
        Cause.FILE_LATE: _("file posted later: %(name)s"),
        Cause.FILE_REVERSED: _("file taken back: %(name)s"),
        Cause.DECISION_LATE: _("decision entered later: %(name)s"),
        Cause.DECISION_REVERSED: _("decision taken back: %(name)s"),
    }
    return "; ".join(said[cause] % {"name": name} for cause, name in found.get(key, ()))


class _Names:
    """What projects and those in charge of them were called on the day of the figures."""

    def __init__(self, year: Year, projects: Sequence[int]) -> None:
        day = year.cut.as_of
        self.projects = projects_called(Project.objects.filter(pk__in=projects), day=day)
        self.investors = organisations_called(Organisation.objects.all(), day=day)

    def project(self, pk: int) -> str:
        return f"{self.projects[pk].code} – {self.projects[pk].name}"

    def investor(self, pk: int) -> str:
        return self.investors[pk].name

    def target(self, pk: int) -> str:
        return f"project:{self.projects[pk].code}"
