"""Judge a decision being typed in as a whole, by the same checks as registers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from projects.domain.draft_rows import HEADER_FIELDS, Directory, DraftHeader, DraftRow, read_rows
from projects.domain.issues import Issue, Location, Rule, Severity, has_errors, issue, mark
from projects.domain.plan_checks import (
    check_balance,
    check_decision_numbers,
    check_positions,
    check_rows,
)
from projects.domain.plan_context import PlanContext
from projects.domain.plan_difference import PlanDifference
from projects.domain.registers import LineKey, PlanLineRow, PositionKey

NUMBER_MISSING = Rule(
    "plan.number_missing",
    Severity.ERROR,
    mark("The decision has no number."),
    mark("Enter the number as it is printed, for example 1234/QĐ-UBND."),
)
DAY_MISSING = Rule(
    "plan.day_missing",
    Severity.ERROR,
    mark("The day of the decision is missing."),
    mark("Enter the day as dd/mm/yyyy."),
)
ISSUER_MISSING = Rule(
    "plan.issuer_missing",
    Severity.ERROR,
    mark("It is not said who issued the decision."),
    mark("Choose the issuer."),
)
NO_LINES = Rule(
    "plan.no_lines",
    Severity.ERROR,
    mark("The decision has no line."),
    mark("Enter at least one line, paste them from Excel or read them from a form."),
)
DECISION_POSTED = Rule(
    "plan.decision_posted",
    Severity.WARNING,
    mark(
        "Decision %(number)s of %(decided)s by the same issuer is posted already, with "
        "%(count)s lines."
    ),
    mark(
        "If these lines belong to it, say so when posting: they are added to it. Otherwise "
        "correct the number or the day."
    ),
)
LINE_TWICE = Rule(
    "plan.line_twice",
    Severity.WARNING,
    mark("The same line stands in the lines %(lines)s, with the same amount."),
    mark("Empty the lines that were only repeated."),
)
LINE_POSTED = Rule(
    "plan.line_posted",
    Severity.WARNING,
    mark("The decision as posted already has this line, with the same amount."),
    mark("Empty the line if it was posted before."),
)
TOTAL_AMONG_PROJECTS = Rule(
    "plan.total_among_projects",
    Severity.WARNING,
    mark("The line names no project, so it counts as a total of the whole province."),
    mark("Enter the project code if the money is for a project."),
)
PRINTED_AFTER_DIFFERS = Rule(
    "plan.printed_after_differs",
    Severity.WARNING,
    mark(
        "The form prints %(printed)s đồng as the plan after adjustment; the plan in force "
        "%(before)s đồng and the change %(change)s đồng give %(after)s đồng: the difference is "
        "%(difference)s đồng."
    ),
    mark("Find out which figure is right: that of the form, or the plan as the portal knows it."),
)


@dataclass(frozen=True, slots=True)
class DraftVerdict:
    """The lines a draft states, and every finding; issues name line and field."""

    lines: Sequence[PlanLineRow]
    issues: Sequence[Issue]

    @property
    def is_refused(self) -> bool:
        return has_errors(self.issues)

    @property
    def is_known_decision(self) -> bool:
        return any(found.rule is DECISION_POSTED for found in self.issues)

    @property
    def warnings(self) -> list[Issue]:
        return [found for found in self.issues if not found.is_error]


def judge_draft(
    header: DraftHeader, rows: Sequence[DraftRow], directory: Directory, context: PlanContext
) -> DraftVerdict:
    """Check everything at once; rows that cannot be read take no part in sums."""
    lines, issues = read_rows(header, rows, directory)
    readable = [line for line in lines if line.place.has_read("project", "source", "amount")]
    difference = PlanDifference(added=tuple(readable))
    standing = [*(known.row for known in context.lines), *readable]
    issues += check_header(header, lines, context)
    issues += check_rows(lines)
    issues += check_repeated(readable, context)
    issues += check_totals_among_projects(readable)
    if header.is_complete:
        issues += check_decision_numbers(lines[:1], context.decisions)
    issues += check_balance(lines, standing)
    issues += check_positions(readable, difference, context)
    issues += check_printed_after(rows, readable, context)
    placed = [_of_header(found) if found.column in HEADER_FIELDS else found for found in issues]
    return DraftVerdict(lines, sorted(placed, key=lambda found: found.row or 0))


def _of_header(found: Issue) -> Issue:
    """Return a finding about the decision as a whole without the line it was seen in."""
    return found.at(Location("", None, found.column))


def check_header(
    header: DraftHeader, lines: Sequence[PlanLineRow], context: PlanContext
) -> Iterator[Issue]:
    if not header.number:
        yield issue(NUMBER_MISSING, Location("", None, "number"))
    if not header.decided_on:
        yield issue(DAY_MISSING, Location("", None, "decided_on"))
    if not header.issuer:
        yield issue(ISSUER_MISSING, Location("", None, "issuer"))
    if not lines:
        yield issue(NO_LINES)
    elif header.is_complete and lines[0].decision in context.decisions:
        count = sum(known.row.decision == lines[0].decision for known in context.lines)
        yield issue(
            DECISION_POSTED,
            Location("", None, "number"),
            number=header.number,
            decided=header.decided_on,
            count=count,
        )


def check_repeated(lines: Sequence[PlanLineRow], context: PlanContext) -> Iterator[Issue]:
    """Warn of lines that stand twice, here or here and in the decision as posted."""
    posted = {(known.row.key, known.row.amount) for known in context.lines}
    seen: dict[tuple[LineKey, int], list[PlanLineRow]] = defaultdict(list)
    for line in lines:
        seen[line.key, line.amount].append(line)
        if (line.key, line.amount) in posted:
            yield issue(LINE_POSTED, line.place.at("amount"))
    for equal in seen.values():
        if len(equal) > 1 and equal[0].amount:
            numbers = tuple(str(line.place.row) for line in equal)
            yield issue(LINE_TWICE, equal[1].place.at("amount"), lines=numbers)


def check_totals_among_projects(lines: Sequence[PlanLineRow]) -> Iterator[Issue]:
    if any(line.project for line in lines):
        for line in lines:
            if not line.project:
                yield issue(TOTAL_AMONG_PROJECTS, line.place.at("project"))


def check_printed_after(
    rows: Sequence[DraftRow], lines: Iterable[PlanLineRow], context: PlanContext
) -> Iterator[Issue]:
    """Hold what a form prints as the plan after adjustment against plan in force and change."""
    changes: dict[PositionKey, int] = defaultdict(int)
    printed: dict[PositionKey, tuple[PlanLineRow, dict[object, int]]] = {}
    for line in lines:
        changes[line.position] += line.amount
        origin = rows[line.place.row - 1].origin
        if isinstance(after := origin.get("after"), int):
            place = (origin.get("sheet"), origin.get("row"))
            printed.setdefault(line.position, (line, {}))[1][place] = after
    for position, (line, stated) in printed.items():
        before, change = context.positions.get(position, 0), changes[position]
        total = sum(stated.values())
        if total != before + change:
            yield issue(
                PRINTED_AFTER_DIFFERS,
                line.place.at("amount"),
                printed=total,
                before=before,
                change=change,
                after=before + change,
                difference=total - before - change,
            )
