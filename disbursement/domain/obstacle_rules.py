"""What an obstacle or a directive must say, and what makes no sense in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from projects.domain.issues import Issue, Rule, Severity, issue, mark

LONGEST_TEXT = 2000
LONGEST_UNIT = 200
LONGEST_ISSUER = 200
LONGEST_NUMBER = 80
EARLIEST = date(2015, 1, 1)
LATEST = date(2100, 12, 31)
MOST_AFFECTED = 10**18


def _error(code: str, text: str, fix: str) -> Rule:
    return Rule(code, Severity.ERROR, text, fix)


NO_TEXT = _error(
    "obstacle.no_text",
    mark("There is no text."),
    mark("Write in one or two sentences what it is about."),
)
TEXT_TOO_LONG = _error(
    "obstacle.text_too_long",
    mark("The text has %(count)s letters; %(most)s is the most."),
    mark("Keep to the point and attach the rest to the official letter."),
)
UNKNOWN_GROUP = _error(
    "obstacle.unknown_group",
    mark("There is no such group of obstacles."),
    mark("Choose one of the list."),
)
UNKNOWN_LEVEL = _error(
    "obstacle.unknown_level",
    mark("There is no such level."),
    mark("Choose one of the list."),
)
NEGATIVE_CAPITAL = _error(
    "obstacle.negative_capital",
    mark("The capital affected cannot be negative."),
    mark("Enter 0 or more, or leave it empty where it is not known."),
)
TOO_MUCH_CAPITAL = _error(
    "obstacle.too_much_capital",
    mark("The capital affected is more than any plan: the unit is probably wrong."),
    mark("Look at the unit above the page and correct the amount."),
)
TWO_UNITS = _error(
    "obstacle.two_units",
    mark("A unit of the register and one outside the province are both named."),
    mark("Keep one: one unit is in charge of an obstacle."),
)
UNIT_TOO_LONG = _error(
    "obstacle.unit_too_long",
    mark("The name of the unit has more than %(most)s letters."),
    mark("Write its usual name."),
)
RAISED_AHEAD = _error(
    "obstacle.raised_ahead",
    mark("The obstacle is raised on a day to come (%(day)s)."),
    mark("Enter today or a day that has passed."),
)
DUE_BEFORE_RAISED = _error(
    "obstacle.due_before_raised",
    mark("It is to be solved by %(due)s, before it was raised on %(raised)s."),
    mark("Correct one of the two days."),
)
DAY_OUT_OF_RANGE = _error(
    "obstacle.day_out_of_range",
    mark("The year of the day %(day)s cannot be right."),
    mark("Enter a day between 2015 and 2100."),
)
CLOSED_BEFORE_OPENED = _error(
    "obstacle.closed_before_opened",
    mark("It was closed on %(closed)s, before it was opened on %(opened)s."),
    mark("Correct the day of closing."),
)
CLOSED_AHEAD = _error(
    "obstacle.closed_ahead",
    mark("It is closed on a day to come (%(day)s)."),
    mark("Close it once it is solved, with that day."),
)
NO_ISSUER = _error(
    "directive.no_issuer",
    mark("It does not say who gave the directive."),
    mark("Name the leader or the body."),
)
ISSUER_TOO_LONG = _error(
    "directive.issuer_too_long",
    mark("The name of who gave it, or the number, is too long."),
    mark("Shorten it to the usual form."),
)
DUE_BEFORE_ISSUE = _error(
    "directive.due_before_issue",
    mark("It is to be done by %(due)s, before it was given on %(issued)s."),
    mark("Correct one of the two days."),
)
ISSUED_AHEAD = _error(
    "directive.issued_ahead",
    mark("The directive is given on a day to come (%(day)s)."),
    mark("Enter today or a day that has passed."),
)
NOT_EXTENDED = _error(
    "directive.not_extended",
    mark("The new deadline %(due)s is not after the present one, %(before)s."),
    mark("Enter a later day."),
)


@dataclass(frozen=True, slots=True)
class ObstacleEntry:
    """An obstacle as it was typed; affected capital in đồng, the unit by its primary key."""

    category: str
    content: str
    level: str
    affected_capital: int | None = None
    unit_id: int | None = None
    outside_unit: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class DirectiveEntry:
    """A directive as it was typed; linked projects and obstacles by primary keys."""

    issued_on: date
    issuer: str
    content: str
    unit_id: int
    due_on: date
    number: str = ""
    projects: tuple[int, ...] = ()
    obstacles: tuple[int, ...] = ()


def check_obstacle(
    entry: ObstacleEntry,
    *,
    raised_on: date,
    today: date,
    categories: frozenset[str],
    levels: frozenset[str],
) -> list[Issue]:
    """Return what is wrong with an obstacle."""
    found = list(check_text(entry.content))
    if entry.category not in categories:
        found.append(issue(UNKNOWN_GROUP))
    if entry.level not in levels:
        found.append(issue(UNKNOWN_LEVEL))
    capital = entry.affected_capital
    if capital is not None and capital < 0:
        found.append(issue(NEGATIVE_CAPITAL))
    if capital is not None and capital > MOST_AFFECTED:
        found.append(issue(TOO_MUCH_CAPITAL))
    if entry.unit_id and entry.outside_unit.strip():
        found.append(issue(TWO_UNITS))
    if len(entry.outside_unit.strip()) > LONGEST_UNIT:
        found.append(issue(UNIT_TOO_LONG, most=LONGEST_UNIT))
    return found + list(_check_days(raised_on, entry.due_on, today))


def _check_days(raised_on: date, due_on: date | None, today: date) -> Iterator[Issue]:
    odd = [day for day in (raised_on, due_on) if day and not EARLIEST <= day <= LATEST]
    if odd:
        yield issue(DAY_OUT_OF_RANGE, day=odd[0])
        return
    if raised_on > today:
        yield issue(RAISED_AHEAD, day=raised_on)
    if due_on and due_on < raised_on:
        yield issue(DUE_BEFORE_RAISED, due=due_on, raised=raised_on)


def check_text(text: str) -> Iterator[Issue]:
    """Yield what is wrong with the words of a step: none, or far too many."""
    if not text.strip():
        yield issue(NO_TEXT)
    elif len(text.strip()) > LONGEST_TEXT:
        yield issue(TEXT_TOO_LONG, count=len(text.strip()), most=LONGEST_TEXT)


def check_closing(closed_on: date, *, opened_on: date, today: date) -> list[Issue]:
    """Return what is wrong with the day on which an obstacle or a directive was closed."""
    if closed_on > today:
        return [issue(CLOSED_AHEAD, day=closed_on)]
    if closed_on < opened_on:
        return [issue(CLOSED_BEFORE_OPENED, closed=closed_on, opened=opened_on)]
    return []


def check_directive(entry: DirectiveEntry, *, today: date) -> list[Issue]:
    """Return what is wrong with a directive."""
    found = list(check_text(entry.content))
    if not entry.issuer.strip():
        found.append(issue(NO_ISSUER))
    if len(entry.issuer.strip()) > LONGEST_ISSUER or len(entry.number.strip()) > LONGEST_NUMBER:
        found.append(issue(ISSUER_TOO_LONG))
    odd = [day for day in (entry.issued_on, entry.due_on) if not EARLIEST <= day <= LATEST]
    if odd:
        return [*found, issue(DAY_OUT_OF_RANGE, day=odd[0])]
    if entry.issued_on > today:
        found.append(issue(ISSUED_AHEAD, day=entry.issued_on))
    if entry.due_on < entry.issued_on:
        found.append(issue(DUE_BEFORE_ISSUE, due=entry.due_on, issued=entry.issued_on))
    return found


def check_extension(due_on: date, *, before: date) -> list[Issue]:
    """Return what is wrong with a new deadline."""
    if not EARLIEST <= due_on <= LATEST:
        return [issue(DAY_OUT_OF_RANGE, day=due_on)]
    return [] if due_on > before else [issue(NOT_EXTENDED, due=due_on, before=before)]
