"""Hold a treasury file as a whole against what is known: one function per rule."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from disbursement.domain import treasury_rules as rules
from disbursement.domain.treasury_checks import at_row
from disbursement.domain.treasury_known import position_on
from disbursement.domain.treasury_matching import FileView
from disbursement.domain.treasury_rows import StatementRow, TreasuryRow
from projects.domain.issues import Issue, issue

# From one unit to the next, and to the one after it.
UNIT_STEPS = (1_000, 1_000_000)
# That many figures do not grow by exactly a thousand by chance.
MANY = 3


def check_projects_known(view: FileView) -> Iterator[Issue]:
    for row in view.unmatched:
        yield issue(rules.PROJECT_UNKNOWN, at_row(row), code=row.code)


def check_sources_known(view: FileView) -> Iterator[Issue]:
    for row in view.sourceless:
        yield issue(rules.SOURCE_UNKNOWN, at_row(row), source=row.source)


def check_office(view: FileView) -> Iterator[Issue]:
    """Name the projects whose figures have so far come from other offices only.

    The register does not say at which office an investor keeps its account, so what the files
    of the offices have stated up to now speaks in its place.
    """
    known, named = view.known, set()
    for key, rows in view.matched.items():
        offices = known.offices.get(key.project_id, frozenset())
        if known.office and offices and known.office not in offices and key.project_id not in named:
            named.add(key.project_id)
            told = {"code": rows[0].code, "office": tuple(sorted(offices))}
            yield issue(rules.OTHER_OFFICE, at_row(rows[0]), **told)


def check_days_to_come(view: FileView) -> Iterator[Issue]:
    if view.is_of_statements:
        day = view.reading.as_at
        if day and day > view.known.today:
            yield issue(rules.DAY_IN_FUTURE, day=day)
        return
    for row in view.reading.rows:
        if row.day > view.known.today:
            yield issue(rules.DAY_IN_FUTURE, at_row(row), day=row.day)


def check_span(view: FileView) -> Iterator[Issue]:
    first, last = view.reading.covers_from, view.reading.as_at
    for row in () if view.is_of_statements else view.reading.rows:
        is_outside = (first and row.day < first) or (last and row.day > last)
        if is_outside and row.day <= view.known.today:
            yield issue(rules.DAY_OUTSIDE_SPAN, at_row(row), day=row.day)


def check_older(view: FileView) -> Iterator[Issue]:
    """Say when later figures of the same office or the same keys are already there."""
    day = view.reading.as_at
    if not view.is_of_statements or day is None:
        return
    stated = [known.as_at for key in view.keys for known in key.known.statements]
    newest = max([*stated, view.known.newest_of_office or date.min], default=date.min)
    if newest > day:
        yield issue(rules.OLDER_THAN_KNOWN, day=day, newest=newest)


def check_repeated_differently(view: FileView) -> Iterator[Issue]:
    for rows in view.repeated:
        if len(_figures(rows)) > 1:
            for row in rows:
                yield issue(rules.KEY_TWICE_DIFFERENT, at_row(row), rows=row_numbers(rows))


def check_repeated_equally(view: FileView) -> Iterator[Issue]:
    for rows in view.repeated:
        if len(_figures(rows)) == 1:
            for row in rows[1:]:
                yield issue(rules.KEY_TWICE_EQUAL, at_row(row), rows=row_numbers(rows))


def check_investment(view: FileView) -> Iterator[Issue]:
    """Warn where all years' money together exceeds what the project may cost."""
    changes: Counter[int] = Counter()
    rows: dict[int, TreasuryRow] = {}
    for key in view.keys:
        after, before = position_on(key.after, date.max), position_on(key.before, date.max)
        changes[key.key.project_id] += after.disbursed - before.disbursed
        rows.setdefault(key.key.project_id, key.rows[0])
    limits = {project.id: project.total_investment for project in view.known.projects.values()}
    for project, change in changes.items():
        disbursed, limit = view.known.spent.get(project, 0) + change, limits[project]
        if limit and change > 0 and disbursed > limit:
            row, figures = rows[project], {"disbursed": disbursed, "total": limit}
            yield issue(rules.ABOVE_INVESTMENT, at_row(row), code=row.code, **figures)


def check_unit_jump(view: FileView) -> Iterator[Issue]:
    """Hold a file many of whose figures moved by exactly a unit, up or down."""
    jumps: Counter[int] = Counter()
    for key in view.keys:
        before, after = key.position_before.disbursed, key.position_after.disbursed
        low, high = sorted((before, after))
        jumps.update(step for step in UNIT_STEPS if low > 0 and high == step * low)
    for step, count in jumps.items():
        if count >= MANY:
            yield issue(rules.UNIT_JUMP, count=count, factor=f"{step:,}".replace(",", "."))


def row_numbers(rows: Sequence[TreasuryRow]) -> tuple[str, ...]:
    """Return the numbers of the rows, with their sheets where there is more than one."""
    if len({row.sheet for row in rows}) == 1:
        return tuple(str(row.row) for row in rows)
    return tuple(f"{row.sheet}!{row.row}" for row in rows)


def _figures(rows: Sequence[StatementRow]) -> set[tuple[int, int]]:
    return {(row.volume, row.advance) for row in rows}
