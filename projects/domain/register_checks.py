"""What must hold of organisations, sources, projects and stages: one function per check.

`known` is what the portal already has: references may point there, and what a sheet does not
state is taken from there.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TypeVar

from projects.domain.codes import check_project_code, code_key
from projects.domain.issues import Issue, Rule, Severity, issue, mark
from projects.domain.register_layout import LAYOUTS, ORGANISATIONS, PLAN_LINES, SOURCES
from projects.domain.registers import OrganisationRow, RegisterRow, Registers, SourceRow

DUPLICATE = Rule(
    "register.duplicate",
    Severity.ERROR,
    mark("“%(value)s” stands in more than one row of this sheet: rows %(rows)s."),
    mark("Keep one row and delete the others."),
)
UNKNOWN_REFERENCE = Rule(
    "register.unknown_reference",
    Severity.ERROR,
    mark("The code “%(value)s” is neither in the sheet %(register)s nor in the portal."),
    mark("Correct the code, or add its row to the sheet %(register)s."),
)
TREE_CYCLE = Rule(
    "register.tree_cycle",
    Severity.ERROR,
    mark("“%(value)s” is above itself: %(path)s."),
    mark("Correct the superior codes so that they do not come round in a circle."),
)
SUCCESSION_CYCLE = Rule(
    "register.succession_cycle",
    Severity.ERROR,
    mark("“%(value)s” succeeds itself: %(path)s."),
    mark("Correct the successors so that they do not come round in a circle."),
)
ENDS_BEFORE_START = Rule(
    "register.ends_before_start",
    Severity.ERROR,
    mark("The last day %(until)s is before the first day %(since)s."),
    mark("Correct one of the two days."),
)
NEGATIVE_INVESTMENT = Rule(
    "register.negative_investment",
    Severity.ERROR,
    mark("The total investment is negative."),
    mark("Enter the total investment without a minus sign."),
)
AMOUNT_TOO_LARGE = Rule(
    "register.amount_too_large",
    Severity.ERROR,
    mark("The amount %(value)s đồng is too large to be true."),
    mark("Check that the amounts of this column are in đồng."),
)

# More than the State invests in a year; sums of such amounts stay far inside 64 bits.
LARGEST_AMOUNT = 10**15
MOST_ROWS_NAMED = 10

RowT = TypeVar("RowT", bound=RegisterRow)
Check = Callable[[Registers, Registers], Iterator[Issue]]


@dataclass(frozen=True, slots=True)
class Reference:
    """A column whose codes must exist in a register."""

    register: str
    field: str
    points_to: str


REFERENCES = (
    Reference("organisations", "parent", "organisations"),
    Reference("organisations", "successors", "organisations"),
    Reference("sources", "parent", "sources"),
    Reference("projects", "investor", "organisations"),
    Reference("stages", "project", "projects"),
    Reference("plan_lines", "project", "projects"),
    Reference("plan_lines", "source", "sources"),
)
SHEET_OF = {layout.register: layout.name for layout in LAYOUTS}
AMOUNTS = (("projects", "total_investment"), ("plan_lines", "amount"))


def check_registers(rows: Registers, known: Registers) -> list[Issue]:
    """Return every finding about the rows of a file."""
    return [found for check in CHECKS for found in check(rows, known)]


def check_duplicates(rows: Registers, known: Registers) -> Iterator[Issue]:
    """Mark every row whose key another row of its sheet has too."""
    for layout in LAYOUTS:
        if layout is PLAN_LINES:  # two equal lines of one decision are two lines
            continue
        name = "project" if layout.register == "stages" else "code"
        groups: dict[Hashable, list[RegisterRow]] = defaultdict(list)
        for row in getattr(rows, layout.register):
            if row.place.has_read(name, "plan_year"):
                groups[row.key].append(row)
        for group in groups.values():
            if len(group) > 1:
                numbers = _row_numbers(group)
                for row in group:
                    yield issue(
                        DUPLICATE, row.place.at(name), value=getattr(row, name), rows=numbers
                    )


def check_references(rows: Registers, known: Registers) -> Iterator[Issue]:
    """Mark the codes that nothing answers to."""
    there = {
        register: _codes(getattr(rows, register)) | _codes(getattr(known, register))
        for register in ("organisations", "sources", "projects")
    }
    for reference in REFERENCES:
        for row in getattr(rows, reference.register):
            if not row.place.has_read(reference.field):
                continue
            stated = getattr(row, reference.field)
            for code in (stated,) if isinstance(stated, str) else stated:
                if code and code_key(code) not in there[reference.points_to]:
                    yield issue(
                        UNKNOWN_REFERENCE,
                        row.place.at(reference.field),
                        value=code,
                        register=SHEET_OF[reference.points_to],
                    )


def check_trees(rows: Registers, known: Registers) -> Iterator[Issue]:
    """Mark the organisations and sources that are their own superiors."""
    for layout in (ORGANISATIONS, SOURCES):
        merged = merge(getattr(rows, layout.register), getattr(known, layout.register))
        edges = {key: [code_key(row.parent)] for key, row in merged.items() if row.parent}
        yield from _cycles(TREE_CYCLE, merged, edges, "parent")


def check_successions(rows: Registers, known: Registers) -> Iterator[Issue]:
    """Mark the organisations that come after themselves."""
    merged = merge(rows.organisations, known.organisations)
    edges = {key: [code_key(code) for code in row.successors] for key, row in merged.items()}
    yield from _cycles(SUCCESSION_CYCLE, merged, edges, "successors")


def check_validity(rows: Registers, known: Registers) -> Iterator[Issue]:
    """Mark organisations that end before they begin."""
    for row in merge(rows.organisations, known.organisations).values():
        if not (row.place.sheet and row.valid_from and row.valid_to):
            continue
        if row.valid_to < row.valid_from:
            field = "valid_to" if row.place.states("valid_to") else "valid_from"
            yield issue(
                ENDS_BEFORE_START, row.place.at(field), until=row.valid_to, since=row.valid_from
            )


def check_project_codes(rows: Registers, known: Registers) -> Iterator[Issue]:
    """Mark project codes that do not have 7 characters."""
    for row in rows.projects:
        found = check_project_code(row.code) if row.place.has_read("code") else None
        if found:
            place = row.place.at("code")
            yield replace(found, sheet=place.sheet, row=place.row, column=place.column)


def check_amounts(rows: Registers, known: Registers) -> Iterator[Issue]:
    """Mark amounts beyond reason and negative investments."""
    for register, name in AMOUNTS:
        for row in getattr(rows, register):
            amount = getattr(row, name) or 0
            if abs(amount) >= LARGEST_AMOUNT:
                yield issue(AMOUNT_TOO_LARGE, row.place.at(name), value=amount)
            elif register == "projects" and amount < 0:
                yield issue(NEGATIVE_INVESTMENT, row.place.at(name))


CHECKS: tuple[Check, ...] = (
    check_duplicates,
    check_references,
    check_trees,
    check_successions,
    check_validity,
    check_project_codes,
    check_amounts,
)


def merge(rows: Iterable[RowT], known: Iterable[RowT]) -> dict[Hashable, RowT]:
    """Return the rows as they will stand: a row of the file over what is known of its key."""
    merged = {row.key: row for row in known}
    for row in rows:
        if row.place.has_read("code", "project"):
            merged[row.key] = overlay(row, merged.get(row.key))
    return merged


def overlay(row: RowT, known: RowT | None) -> RowT:
    """Return the row with what its sheet does not state taken from the known one."""
    if known is None:
        return row
    kept = {
        name: getattr(known, name)
        for name in (each.name for each in fields(row))  # type: ignore[arg-type]
        if name != "place" and not row.place.states(name)
    }
    return replace(row, **kept)  # type: ignore[type-var]


def _cycles(
    rule: Rule,
    merged: Mapping[Hashable, OrganisationRow] | Mapping[Hashable, SourceRow],
    edges: Mapping[Hashable, Sequence[Hashable]],
    field: str,
) -> Iterator[Issue]:
    """Yield a finding for each row of the file that stands on a circle of edges."""
    told: set[Hashable] = set()
    # Both ways, so that long lines into a circle and out of it are not walked one by one.
    onwards = _leading_on_forever(edges)
    backwards = set(_leading_on_forever(_turned(edges)))
    for start in (key for key in onwards if key in backwards):
        path = () if start in told else _way_back(start, edges)
        told.update(path)
        shown = " → ".join(merged[step].code for step in path[:MOST_ROWS_NAMED])
        for row in (merged[step] for step in path[:-1]):
            if row.place.sheet:
                yield issue(rule, row.place.at(field), value=row.code, path=shown)


def _leading_on_forever(edges: Mapping[Hashable, Sequence[Hashable]]) -> list[Hashable]:
    """Return the keys from which the edges never come to an end: on a circle or before one."""
    comes_from = _turned(edges)
    onward = {here: len(targets) for here, targets in edges.items()}
    ended = [key for key in {*onward, *comes_from} if not onward.get(key)]
    for there in ended:
        for here in comes_from.get(there, ()):
            onward[here] -= 1
            if not onward[here]:
                ended.append(here)
    return [key for key, left in onward.items() if left]


def _turned(edges: Mapping[Hashable, Sequence[Hashable]]) -> dict[Hashable, list[Hashable]]:
    turned: dict[Hashable, list[Hashable]] = defaultdict(list)
    for here, targets in edges.items():
        for there in targets:
            turned[there].append(here)
    return turned


def _way_back(
    start: Hashable, edges: Mapping[Hashable, Sequence[Hashable]]
) -> tuple[Hashable, ...]:
    """Return the shortest path along the edges from a key back to itself, or ()."""
    came_from: dict[Hashable, Hashable] = {}
    queue = [start]
    for here in queue:
        for there in edges.get(here, ()):
            if there == start:
                path = [start, here]
                while path[-1] != start:
                    path.append(came_from[path[-1]])
                return tuple(path[::-1])
            if there not in came_from:
                came_from[there] = here
                queue.append(there)
    return ()


def _codes(rows: Iterable[OrganisationRow | SourceRow]) -> set[Hashable]:
    return {row.key for row in rows if row.code}


def _row_numbers(rows: Sequence[RegisterRow]) -> tuple[str, ...]:
    numbers = [str(row.place.row) for row in rows[:MOST_ROWS_NAMED]]
    return (*numbers, "…") if len(rows) > MOST_ROWS_NAMED else tuple(numbers)
