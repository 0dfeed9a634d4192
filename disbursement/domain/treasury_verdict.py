"""Judge a treasury file as a whole: may it be posted, what would be posted, what is wrong."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from disbursement.domain import treasury_rules as rules
from disbursement.domain.column_meanings import Meaning
from disbursement.domain.ledger import Key, Position, effect
from disbursement.domain.treasury_checks import (
    KEY_CHECKS,
    at_row,
    check_repeated_statements,
)
from disbursement.domain.treasury_known import KeyView, Known, position_on, view_key
from disbursement.domain.treasury_reading import Reading
from disbursement.domain.treasury_rows import StatementRow, TreasuryRow, VoucherRow
from projects.domain.codes import code_key
from projects.domain.issues import Issue, Location, has_errors, issue

# A file that is wrong all over says the same thing on every row.
MOST_OF_A_KIND = 500


class Outcome(StrEnum):
    """What may become of a file; the values are those of the import's status."""

    CHECKED = "checked"
    HELD = "held"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a file would post under which keys, what waits, and every finding.

    `before` and `after` are the positions of the file's keys as at its day.
    """

    outcome: Outcome
    reading: Reading
    issues: Sequence[Issue] = ()
    facts: Sequence[tuple[Key, TreasuryRow]] = ()
    unmatched: Sequence[TreasuryRow] = ()
    volume: int = 0
    advance: int = 0
    before: Mapping[Key, Position] = field(default_factory=dict)
    after: Mapping[Key, Position] = field(default_factory=dict)

    @property
    def row_count(self) -> int:
        """Count the rows of the sheets that state money, whether matched or not."""
        return len({(row.sheet, row.row) for row in self.reading.rows})

    @property
    def posted_count(self) -> int:
        """Count the rows of the sheets that become facts."""
        return len({(row.sheet, row.row) for _, row in self.facts})


def judge(reading: Reading, known: Known, *, is_confirmed: bool = False) -> Verdict:
    """Check everything at once; `is_confirmed` says that a person vouches for the scale."""
    matched, unmatched, issues = _match(reading, known)
    issues = [*reading.issues, *issues, *_check_days(reading, known.today)]
    views: list[KeyView] = []
    for key, stated in matched.items():
        rows, repeated = check_repeated_statements(stated)
        issues += repeated
        views.append(view_key(key, rows, reading.as_at or rows[-1].day, known))
    for view in views:
        for check in KEY_CHECKS:
            issues += check(view)
    issues += _check_investment(views, known)
    waiting = _once_each(unmatched)
    facts = [(view.key, row) for view in views for row in view.rows]
    volume, advance = _total([row for _, row in facts] + waiting)
    return Verdict(
        outcome=_outcome(issues, is_confirmed=is_confirmed),
        reading=reading,
        issues=_in_order(issues, reading),
        facts=facts,
        unmatched=waiting,
        volume=volume,
        advance=advance,
        before={view.key: view.position_before for view in views},
        after={view.key: view.position_after for view in views},
    )


def _match(
    reading: Reading, known: Known
) -> tuple[dict[Key, list[TreasuryRow]], list[TreasuryRow], list[Issue]]:
    """Give every row its key; what has no project waits, what has no source is an error."""
    matched: dict[Key, list[TreasuryRow]] = defaultdict(list)
    unmatched: list[TreasuryRow] = []
    issues: list[Issue] = []
    projects: dict[str, int | None] = {}
    sources: dict[str, int | None] = {}
    for row in reading.rows:
        if row.code not in projects:
            project = known.projects.get(code_key(row.code))
            projects[row.code] = project.id if project else None
        if row.source not in sources:
            sources[row.source] = known.sources.get(code_key(row.source))
        project_id, source_id = projects[row.code], sources[row.source]
        if source_id is None:
            issues.append(issue(rules.SOURCE_UNKNOWN, at_row(row), source=row.source))
        if project_id is None:
            at = Location(row.sheet, row.row, reading.column_of(row.sheet, Meaning.PROJECT_CODE))
            issues.append(issue(rules.PROJECT_UNKNOWN, at, code=row.code))
            unmatched.append(row)
        elif source_id is not None:
            matched[Key(project_id, source_id, row.plan_year, row.origin_year)].append(row)
    return matched, unmatched, issues


def _check_days(reading: Reading, today: date) -> Iterator[Issue]:
    if reading.rows and isinstance(reading.rows[0], StatementRow):
        if reading.as_at and reading.as_at > today:
            yield issue(rules.DAY_IN_FUTURE, day=reading.as_at)
        return
    first, last = reading.covers_from, reading.as_at
    for row in reading.rows:
        if row.day > today:
            yield issue(rules.DAY_IN_FUTURE, at_row(row), day=row.day)
        elif (first and row.day < first) or (last and row.day > last):
            yield issue(rules.DAY_OUTSIDE_SPAN, at_row(row), day=row.day)


def _check_investment(views: Sequence[KeyView], known: Known) -> Iterator[Issue]:
    """Warn where all years' money together exceeds what the project may cost."""
    changes: Counter[int] = Counter()
    rows: dict[int, TreasuryRow] = {}
    for view in views:
        after, before = position_on(view.after, date.max), position_on(view.before, date.max)
        changes[view.key.project_id] += after.disbursed - before.disbursed
        rows.setdefault(view.key.project_id, view.rows[0])
    limits = {project.id: project.total_investment for project in known.projects.values()}
    for project, change in changes.items():
        disbursed, limit = known.spent.get(project, 0) + change, limits[project]
        if limit and change > 0 and disbursed > limit:
            row, figures = rows[project], {"disbursed": disbursed, "total": limit}
            yield issue(rules.ABOVE_INVESTMENT, at_row(row), code=row.code, **figures)


def _outcome(issues: list[Issue], *, is_confirmed: bool) -> Outcome:
    if has_errors(issues):
        return Outcome.REFUSED
    is_alarming = any(found.rule is rules.SCALE_ALARM for found in issues)
    return Outcome.HELD if is_alarming and not is_confirmed else Outcome.CHECKED


def _once_each(rows: Sequence[TreasuryRow]) -> list[TreasuryRow]:
    """Return the rows without statements that only repeat another one."""
    kept: dict[object, TreasuryRow] = {}
    for place, row in enumerate(rows):
        is_voucher = isinstance(row, VoucherRow)
        kept.setdefault(place if is_voucher else row._replace(row=0, cells="", name=""), row)
    return list(kept.values())


def _total(rows: Sequence[TreasuryRow]) -> tuple[int, int]:
    volume = advance = 0
    for row in rows:
        if isinstance(row, StatementRow):
            volume, advance = volume + row.volume, advance + row.advance
        else:
            changed = effect(row.kind, row.amount)
            volume, advance = volume + changed[0], advance + changed[1]
    return volume, advance


def _in_order(issues: Sequence[Issue], reading: Reading) -> list[Issue]:
    """Return errors and warnings as they stand in the file, none of a kind without end."""
    sheets = {name: place for place, name in enumerate(reading.columns)}
    ordered = sorted(issues, key=lambda found: (sheets.get(found.sheet, -1), found.row or 0))
    seen = Counter(found.code for found in ordered)
    shown: Counter[str] = Counter()
    kept: list[Issue] = []
    for found in ordered:
        shown[found.code] += 1
        if shown[found.code] <= MOST_OF_A_KIND:
            kept.append(found)
        elif shown[found.code] == seen[found.code]:
            more = seen[found.code] - MOST_OF_A_KIND
            kept.append(issue(rules.MORE_OF_THE_SAME, count=more, code=found.code))
    return kept
