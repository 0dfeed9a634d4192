"""On which terms a sheet is to be read: day, unit, plan year, recovery; never guessed."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from disbursement.domain import treasury_rules as rules
from disbursement.domain.families import CUMULATIVE, LEDGER_LINES, YEAR_END_FORM
from disbursement.domain.headings import Area, NumberedRow
from disbursement.domain.layouts import Table
from disbursement.domain.meanings import Meaning, Recovery
from disbursement.domain.preamble import Preamble
from disbursement.domain.treasury_rows import Terms
from projects.domain.issues import Issue, Location, has_errors, issue
from projects.domain.money import Unit


class RawSheet(NamedTuple):
    """A sheet as opened: its filled rows by number, from column A.

    Hidden rows are numbered from 1, hidden columns from 0.
    """

    name: str
    is_visible: bool
    rows: Sequence[NumberedRow]
    merged: Sequence[Area] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()


class Choice(NamedTuple):
    """What a person decided where the file does not say, or against what it was read as.

    `columns` says what columns are: {sheet: {letters: meaning}}; see `corrections.read_meaning`.
    """

    unit: Unit | None = None
    as_at: date | None = None
    plan_year: int | None = None
    recovery: Recovery | None = None
    columns: Mapping[str, Mapping[str, str]] = MappingProxyType({})


NOTHING_CHOSEN = Choice()


class Found(NamedTuple):
    """A sheet with its complete table and what is said around it.

    `source` is the one the whole sheet is about, `recovery` the conventions it declares.
    """

    sheet: RawSheet
    table: Table
    preamble: Preamble
    source: str = ""
    recovery: frozenset[Recovery] = frozenset()

    @property
    def is_cumulative(self) -> bool:
        return self.table.family in CUMULATIVE


def make_terms(found: Found, choice: Choice, whole: Preamble) -> tuple[Terms | None, list[Issue]]:
    """Return how to read one sheet, or None with the reasons why it cannot be."""
    unit, issues = _unit(found, choice)
    year: int | None = None
    if _needs_year(found):
        year, doubts = _plan_year(found, choice)
        issues += doubts
    day, doubts = _day(found, choice, whole, year)
    issues += doubts
    if (found.is_cumulative and day is None) or unit is None or has_errors(issues):
        return None, issues
    starts = min(whole.starts) if len(whole.starts) == 1 else None
    recovery = choice.recovery
    if recovery is None and len(found.recovery) == 1:
        (recovery,) = found.recovery
    return Terms(unit, day or date.min, starts, year, recovery, found.source), issues


def _needs_year(found: Found) -> bool:
    """Tell whether the plan year of the rows has to come from above them."""
    family = found.table.family
    is_yearly = found.is_cumulative or family is LEDGER_LINES
    return is_yearly and Meaning.PLAN_YEAR not in found.table.columns


def _day(
    found: Found, choice: Choice, whole: Preamble, year: int | None
) -> tuple[date | None, list[Issue]]:
    """Return the day up to which a sheet's figures count: its own, or the only one of the file."""
    ends = found.preamble.ends or whole.ends
    is_needed = found.is_cumulative
    stated = min(ends) if len(ends) == 1 else None
    if found.table.family is YEAR_END_FORM and not found.preamble.is_told:
        # The form speaks of a budget year, whose payments end on 31 January of the next.
        stated, ends = (date(year + 1, 1, 31) if year else None), frozenset()
        if stated is None and choice.as_at is None:
            return None, []
    at = Location(found.sheet.name)
    if choice.as_at is not None:
        overruled = is_needed and stated is not None and stated != choice.as_at
        days = {"declared": stated, "chosen": choice.as_at}
        return choice.as_at, [issue(rules.DAY_OVERRULED, at, **days)] if overruled else []
    if stated is not None or not is_needed:
        return stated, []
    if len(found.preamble.ends) > 1 or (len(ends) > 1 and not found.preamble.ends):
        return None, [issue(rules.DAY_AMBIGUOUS, at, days=tuple(sorted(ends)))]
    return None, [issue(rules.DAY_UNKNOWN, at)]


def _unit(found: Found, choice: Choice) -> tuple[Unit | None, list[Issue]]:
    at = Location(found.sheet.name)
    stated = sorted(found.preamble.units, key=lambda unit: unit.exponent)
    if choice.unit is not None:
        if stated in ([], [choice.unit]):
            return choice.unit, []
        units = {"declared": tuple(map(str, stated)), "chosen": str(choice.unit)}
        return choice.unit, [issue(rules.UNIT_OVERRULED, at, **units)]
    if len(stated) == 1:
        return stated[0], []
    if stated:
        return None, [issue(rules.UNIT_AMBIGUOUS, at, units=tuple(map(str, stated)))]
    return None, [issue(rules.UNIT_UNKNOWN, at)]


def _plan_year(found: Found, choice: Choice) -> tuple[int | None, list[Issue]]:
    """Return the plan year that headings or title name; where they disagree, none."""
    if choice.plan_year is not None:
        return choice.plan_year, []
    named, titled = found.table.plan_years, found.preamble.years
    candidates = named or titled
    if len(candidates) == 1 and (not titled or candidates <= titled):
        return min(candidates), []
    years = tuple(str(year) for year in sorted(named | titled))
    return None, [issue(rules.PLAN_YEAR_UNCLEAR, Location(found.sheet.name), years=years or ("–",))]
