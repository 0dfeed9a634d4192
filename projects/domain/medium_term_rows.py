"""The sheet of medium-term plans: its rows, what must hold of them, the difference they make."""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from projects.domain.codes import code_key
from projects.domain.issues import Issue, Rule, Severity, issue, mark
from projects.domain.medium_terms import (
    YEARS_OF_A_PERIOD,
    MediumTerms,
    period_name,
    read_period,
)
from projects.domain.plan_context import MediumTermKey
from projects.domain.register_checks import DUPLICATE, UNKNOWN_REFERENCE
from projects.domain.register_layout import Column, Kind, SheetLayout
from projects.domain.registers import NOWHERE, PositionKey, RowPlace, number_key
from projects.domain.texts import shorten

NOT_A_PERIOD = Rule(
    "medium_term.not_a_period",
    Severity.ERROR,
    mark("“%(value)s” is not a span of years."),
    mark("Enter the first and the last year, for example 2021-2025."),
)
UNUSUAL_PERIOD = Rule(
    "medium_term.unusual_period",
    Severity.WARNING,
    mark("The plan covers %(years)s years; medium-term plans cover %(usual)s."),
    mark("Check the first and the last year."),
)
ZERO = Rule(
    "medium_term.zero",
    Severity.ERROR,
    mark("The amount is 0, so the row gives nothing."),
    mark("Enter the amount, or delete the row."),
)
TOTAL_BELOW_ZERO = Rule(
    "medium_term.below_zero",
    Severity.ERROR,
    mark(
        "The medium-term plan %(period)s of project %(project)s from source %(source)s would be "
        "%(plan)s đồng, below zero."
    ),
    mark("A cut cannot take more than earlier decisions gave. Check the amount and the source."),
)
BELOW_YEARLY_PLANS = Rule(
    "medium_term.below_yearly_plans",
    Severity.WARNING,
    mark(
        "The medium-term plan %(period)s of project %(project)s from source %(source)s would be "
        "%(plan)s đồng, but yearly plans have already given %(given)s đồng of it."
    ),
    mark("Check the amount, or reduce the yearly plans first."),
)


@dataclass(frozen=True, slots=True)
class MediumTermRow:
    """A signed amount in đồng for a project and a source; without a project, for the province."""

    place: RowPlace = NOWHERE
    period: str = ""
    project: str = ""
    source: str = ""
    amount: int = 0
    number: str = ""
    decided_on: date = date.min

    @property
    def years(self) -> tuple[int, int] | None:
        return read_period(self.period)

    @property
    def term(self) -> MediumTermKey:
        first, last = self.years or (0, 0)
        return MediumTermKey(code_key(self.project), code_key(self.source), first, last)

    @property
    def key(self) -> Hashable:
        """What tells one line from another but for its amount."""
        return self.term, number_key(self.number), self.decided_on


MEDIUM_TERM = SheetLayout(
    "TrungHan",
    "medium_term",
    MediumTermRow,
    (
        Column("Giai đoạn", "period", needed=True, filled=True, limit=30),
        Column("Mã dự án", "project", Kind.CODE, needed=True),
        Column("Mã nguồn", "source", Kind.CODE, needed=True, filled=True),
        Column("Số tiền (đồng)", "amount", Kind.AMOUNT, needed=True, filled=True),
        Column("Số quyết định", "number", needed=True, filled=True, limit=60),
        Column("Ngày quyết định", "decided_on", Kind.DAY, needed=True, filled=True),
    ),
)


@dataclass(frozen=True, slots=True)
class KnownMediumTerm:
    """A line that counts, with its primary key."""

    pk: int
    row: MediumTermRow


@dataclass(frozen=True, slots=True)
class MediumTermContext:
    """What the portal knows: lines, codes, yearly plans by position, the tree of sources."""

    lines: tuple[KnownMediumTerm, ...] = ()
    projects: Collection[str] = ()
    sources: Collection[str] = ()
    positions: Mapping[PositionKey, int] = field(default_factory=dict)
    source_parents: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MediumTermChange:
    """A known line and the row that states another amount for it."""

    old: KnownMediumTerm
    row: MediumTermRow


@dataclass(frozen=True, slots=True)
class MediumTermDifference:
    """What a file changes: new lines, lines with another amount, and how many stay."""

    added: tuple[MediumTermRow, ...] = ()
    changed: tuple[MediumTermChange, ...] = ()
    same: int = 0

    @property
    def is_empty(self) -> bool:
        return not self.added and not self.changed

    @property
    def counts(self) -> dict[str, int]:
        return {"added": len(self.added), "changed": len(self.changed), "same": self.same}


def check_medium_term(
    rows: Sequence[MediumTermRow], context: MediumTermContext
) -> tuple[MediumTermDifference, list[Issue]]:
    """Return what the rows would change, and every finding about them."""
    readable = [row for row in rows if not row.place.unread and row.years]
    difference = medium_term_difference(readable, context.lines)
    issues = [found for row in rows for check in ROW_CHECKS for found in check(row, context)]
    issues += _check_twice(readable)
    issues += _check_totals(readable, difference, context)
    return difference, issues


def medium_term_difference(
    rows: Iterable[MediumTermRow], known: Iterable[KnownMediumTerm]
) -> MediumTermDifference:
    by_key = {line.row.key: line for line in known}
    added, changed, same = [], [], 0
    for row in rows:
        line = by_key.get(row.key)
        if line is None:
            added.append(row)
        elif line.row.amount != row.amount:
            changed.append(MediumTermChange(line, row))
        else:
            same += 1
    return MediumTermDifference(tuple(added), tuple(changed), same)


def check_period(row: MediumTermRow, context: MediumTermContext) -> Iterator[Issue]:
    if not row.place.has_read("period"):
        return
    if row.years is None:
        yield issue(NOT_A_PERIOD, row.place.at("period"), value=shorten(row.period))
        return
    years = row.years[1] - row.years[0] + 1
    if years != YEARS_OF_A_PERIOD:
        yield issue(UNUSUAL_PERIOD, row.place.at("period"), years=years, usual=YEARS_OF_A_PERIOD)


def check_codes(row: MediumTermRow, context: MediumTermContext) -> Iterator[Issue]:
    """Mark the codes that no register knows."""
    for name, known, register in (
        ("project", context.projects, "DuAn"),
        ("source", context.sources, "NguonVon"),
    ):
        code = getattr(row, name)
        if code and row.place.has_read(name) and code_key(code) not in known:
            yield issue(UNKNOWN_REFERENCE, row.place.at(name), value=code, register=register)


def check_amount(row: MediumTermRow, context: MediumTermContext) -> Iterator[Issue]:
    if row.place.has_read("amount") and row.amount == 0:
        yield issue(ZERO, row.place.at("amount"))


ROW_CHECKS: tuple[Callable[[MediumTermRow, MediumTermContext], Iterator[Issue]], ...] = (
    check_period,
    check_codes,
    check_amount,
)


def _check_twice(rows: Iterable[MediumTermRow]) -> Iterator[Issue]:
    """Mark rows that state one line more than once: which amount holds cannot be told."""
    groups: dict[Hashable, list[MediumTermRow]] = defaultdict(list)
    for row in rows:
        groups[row.key].append(row)
    for group in groups.values():
        if len(group) > 1:
            numbers = tuple(str(row.place.row) for row in group)
            for row in group:
                value = row.project or row.source
                yield issue(DUPLICATE, row.place.at("amount"), value=value, rows=numbers)


def _check_totals(
    rows: Sequence[MediumTermRow], difference: MediumTermDifference, context: MediumTermContext
) -> Iterator[Issue]:
    """Hold the plans as they will stand against zero and against the yearly plans."""
    after = totals_after(context.lines, difference)
    by_project = {term: amount for term, amount in after.items() if term.project}
    planned = MediumTerms(by_project, context.source_parents).planned(context.positions)
    last_rows = {row.term: row for row in rows}
    for term, row in last_rows.items():
        plan, given = after[term], planned.get(term, 0)
        rule = TOTAL_BELOW_ZERO if plan < 0 else BELOW_YEARLY_PLANS if plan < given else None
        if rule:
            yield issue(
                rule,
                row.place.at("amount"),
                period=period_name(term.first_year, term.last_year),
                project=row.project or "–",
                source=row.source,
                plan=plan,
                given=given,
            )


def totals_after(
    known: Iterable[KnownMediumTerm], difference: MediumTermDifference
) -> dict[MediumTermKey, int]:
    """Return what each medium-term plan gives once the difference is applied."""
    totals: dict[MediumTermKey, int] = defaultdict(int)
    for line in known:
        totals[line.row.term] += line.row.amount
    for change in difference.changed:
        totals[change.row.term] += change.row.amount - change.old.row.amount
    for row in difference.added:
        totals[row.term] += row.amount
    return dict(totals)
