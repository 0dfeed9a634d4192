"""Tables that break the year's figures down: by pool, investor, source, stage and block."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from emulation.domain.ranking import Entry, competition_ranking
from emulation.models import Pool
from projects.models import CapitalSource, Organisation, Programme, Stage
from projects.selectors.names import former_organisation_names
from projects.selectors.plans import plan_totals, unallocated
from reports.definitions.frame import figure_values, row
from reports.definitions.years import Year
from reports.domain.figures import NOTHING, Cell, Figures, Place, by, of_pool, total
from reports.domain.table import Column, Kind, Level, Row, Table, Value
from reports.domain.targets import target_on, targets

LAST = 10**9
POOLS = (Pool.ALL, Pool.CURRENT, Pool.CARRIED)


def totals(year: Year) -> Table:
    """Return the province's totals by pool, against both denominators."""
    frame, cut = year.frame, year.cut
    disbursed = _("Disbursed by %(day)s") % {"day": f"{cut.as_of:%d/%m/%Y}"}
    against = _("Rate (%)")
    was = _("Change since %(day)s") % {"day": f"{cut.earlier:%d/%m/%Y}"}
    columns = (
        Column(_("No."), width=7),
        Column(_("Content"), width=36),
        Column(_("Plan assigned by the Prime Minister (D1)"), Kind.MONEY, width=19),
        Column(_("Plan allotted in detail (D3)"), Kind.MONEY, width=19),
        Column(_("In all"), Kind.MONEY, disbursed, 18, takes_mark=True, short=_("Disbursed")),
        Column(
            _("Of which advances not yet recovered"),
            Kind.MONEY,
            disbursed,
            18,
            takes_mark=True,
            short=_("Of which advances"),
        ),
        Column(_("of D1"), Kind.RATE, against, 10, takes_mark=True),
        Column(_("of D3"), Kind.RATE, against, 10, takes_mark=True),
        Column(_("Amount"), Kind.MONEY, was, 17, takes_mark=True, short=_("Change")),
        Column(
            _("Percentage points of D3"),
            Kind.POINTS,
            was,
            12,
            takes_mark=True,
            short=_("Percentage points"),
        ),
    )
    carried = total(of_pool(year.cells, Pool.CARRIED, cut.plan_year))
    stale = year.marked(lambda place: _pool_of(place, cut.plan_year))
    rows: list[Row] = []
    for number, pool in enumerate(POOLS):
        figures = total(of_pool(year.cells, pool, cut.plan_year))
        assigned = plan_totals(
            plan_year=cut.plan_year,
            as_of=cut.as_of,
            group="province",
            pool=pool,
            denominator="D1",
            known_by=frame.asked.known_by,
        ).get(None, 0)
        against_assigned = Figures(plan=assigned, volume=figures.disbursed).rate
        rows.append(
            row(
                str(number) if number else "",
                str(pool.label) if number else _("TOTAL"),
                assigned or None,
                figures.plan,
                figures.disbursed,
                figures.advance,
                None if pool is Pool.ALL and not carried.is_empty else against_assigned,
                figures.rate,
                figures.gained,
                figures.points,
                level=Level.PLAIN if number else Level.TOTAL,
                is_marked=pool in stale if number else bool(stale),
            )
        )
    notes = (
        _(
            "D1: capital assigned to the province by the Prime Minister for this year. It holds no "
            "carried-over capital, so only this year's capital is measured against it."
        ),
        *year.notes(),
    )
    heading = _("Plan and disbursement of the whole province")
    return frame.table(year.named(_("Totals")), heading, columns, rows, notes)


def investors(year: Year) -> Table:
    """Return the investors by block, ranked over the whole province, against their milestones."""
    names = Organisation.objects.in_bulk()
    called = former_organisation_names(day=year.cut.as_of)
    sums = by(year.cells, lambda place: (place.block, place.investor))
    ranking = competition_ranking(
        [Entry(investor, figures.rate) for (_block, investor), figures in sums.items()]
    )
    ranks = {ranked.unit: ranked.rank for ranked in ranking.ranked}
    blocks = by(year.cells, lambda place: place.block)
    stale = year.marked(lambda place: (place.block, place.investor))
    columns = (
        Column(_("No."), width=7),
        Column(_("Investor"), width=40),
        *year.frame.figure_columns(),
        Column(_("Rank"), Kind.COUNT, width=8),
        Column(_("By"), Kind.DATE, _("Next milestone"), 16),
        Column(_("Asked (%)"), Kind.RATE, _("Next milestone"), 10),
        Column(_("Still to be disbursed"), Kind.MONEY, _("Next milestone"), 17),
    )
    rows = [
        row(
            "",
            _("TOTAL"),
            *figure_values(total(year.cells)),
            "",
            *_asked(year, year.cells),
            level=Level.TOTAL,
            is_marked=bool(stale),
        )
    ]
    own: dict[int, list[Cell]] = defaultdict(list)
    for cell in year.cells:
        own[cell.place.investor].append(cell)
    number = 0
    for place, block in enumerate(sorted(blocks, key=lambda name: (not name, name)), 1):
        members = sorted(
            (investor for (of_block, investor) in sums if of_block == block),
            key=lambda pk: (ranks.get(pk, LAST), names[pk].code),
        )
        together = [cell for investor in members for cell in own[investor]]
        title = block or _("Outside the blocks")
        figures = figure_values(blocks[block])
        asked = _asked(year, together)
        is_stale = any(of_block == block for of_block, _investor in stale)
        heads = (roman(place), title, *figures, "", *asked)
        rows.append(row(*heads, level=Level.SECTION, is_marked=is_stale))
        for investor in members:
            number += 1
            figures = figure_values(sums[block, investor])
            asked = _asked(year, own[investor])
            name = called.get(investor, names[investor].name)
            rows.append(
                row(
                    str(number),
                    name,
                    *figures,
                    ranks.get(investor),
                    *asked,
                    is_marked=(block, investor) in stale,
                    target=f"investor:{names[investor].code}",
                )
            )
    notes = (
        *year.notes(),
        _("Rank: among all investors that have a plan, equal rates share a rank."),
        _(
            "Next milestone: what the milestones due by that day ask of the investor's plan, each "
            "amount by the highest threshold that applies to it."
        ),
    )
    return year.frame.table(year.named(_("Investors")), _("By investor"), columns, rows, notes)


def _asked(year: Year, cells: Sequence[Cell]) -> tuple[Value, Value, Value]:
    found = targets(cells, year.demands)
    target = target_on(found, year.cut.as_of)
    if target is None:
        return None, None, None
    return target.day, target.rate, target.still_required(total(cells).disbursed)


def sources(year: Year) -> Table:
    """Return the capital sources: assigned, allotted, not yet allotted, disbursed."""
    names = CapitalSource.objects.in_bulk()
    sums = by(year.cells, lambda place: place.source)
    stale = year.marked(lambda place: place.source)
    totals_of = {
        each.source.pk: each
        for each in unallocated(
            plan_year=year.cut.plan_year,
            as_of=year.cut.as_of,
            pool=Pool.CURRENT,
            known_by=year.frame.asked.known_by,
        )
    }
    columns = (
        Column(_("No."), width=7),
        Column(_("Capital source"), width=40),
        Column(_("Plan assigned by the Prime Minister (D1)"), Kind.MONEY, width=19),
        Column(_("Not yet allotted of D1 (this year's capital)"), Kind.MONEY, width=18),
        *year.frame.figure_columns(),
    )
    assigned = [each.by_prime_minister for each in totals_of.values() if each.by_prime_minister]
    open_amounts = [each.unallocated_of_prime_minister for each in totals_of.values()]
    left = [amount for amount in open_amounts if amount is not None]
    rows = [
        row(
            "",
            _("TOTAL"),
            sum(assigned) if assigned else None,
            sum(left) if left else None,
            *figure_values(total(year.cells)),
            level=Level.TOTAL,
            is_marked=bool(stale),
        )
    ]
    for number, pk in enumerate(sorted(sums | totals_of, key=lambda pk: names[pk].code), 1):
        held = totals_of.get(pk)
        rows.append(
            row(
                str(number),
                names[pk].name,
                held.by_prime_minister if held else None,
                held.unallocated_of_prime_minister if held else None,
                *figure_values(sums.get(pk, NOTHING)),
                is_marked=pk in stale,
                target=f"source:{names[pk].code}",
            )
        )
    heading = _("By capital source")
    return year.frame.table(year.named(_("Sources")), heading, columns, rows, year.notes())


def stages(year: Year) -> Table:
    """Return the projects' stages of the plan year."""
    sums = by(year.cells, lambda place: place.stage)
    stale = year.marked(lambda place: place.stage)
    order = [*Stage.values, None]
    labels: Mapping[str | None, str] = {
        **{stage.value: str(stage.label) for stage in Stage},
        None: _("Not yet classified"),
    }
    found = [stage for stage in order if stage in sums]
    return _plain(
        year,
        _("Stages"),
        _("By stage of the project"),
        [(labels[stage], sums[stage], stage in stale) for stage in found],
    )


def blocks(year: Year) -> Table:
    """Return the emulation blocks."""
    sums = by(year.cells, lambda place: place.block)
    stale = year.marked(lambda place: place.block)
    return _plain(
        year,
        _("Blocks"),
        _("By emulation block"),
        [
            (name or _("Outside the blocks"), sums[name], name in stale)
            for name in sorted(sums, key=lambda name: (not name, name))
        ],
    )


def programmes(year: Year) -> Table:
    """Return the national target programmes, and what belongs to none."""
    names = Programme.objects.in_bulk()
    sums = by(year.cells, lambda place: place.programme)
    stale = year.marked(lambda place: place.programme)
    found = sorted((pk for pk in sums if pk is not None), key=lambda pk: names[pk].code)
    parts = [(names[pk].name, sums[pk], pk in stale) for pk in found]
    if None in sums:
        parts.append((_("Outside the target programmes"), sums[None], None in stale))
    return _plain(year, _("Programmes"), _("By target programme"), parts)


def _pool_of(place: Place, plan_year: int) -> str:
    return Pool.CARRIED if place.origin_year < plan_year else Pool.CURRENT


def _plain(
    year: Year, name: str, heading: str, parts: Sequence[tuple[str, Figures, bool]]
) -> Table:
    """Return a table of names and figures, some of them marked, under their total."""
    columns = (Column(_("No."), width=7), Column(heading, width=44), *year.frame.figure_columns())
    is_marked = any(is_stale for _label, _figures, is_stale in parts)
    whole = figure_values(total(year.cells))
    rows: list[Row] = [row("", _("TOTAL"), *whole, level=Level.TOTAL, is_marked=is_marked)]
    for number, (label, figures, is_stale) in enumerate(parts, 1):
        rows.append(row(str(number), label, *figure_values(figures), is_marked=is_stale))
    return year.frame.table(year.named(name), heading, columns, rows, year.notes())


def roman(number: int) -> str:
    """Return 4 as IV."""
    signs = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    text = ""
    for value, sign in signs:
        text += sign * (number // value)
        number %= value
    return text
