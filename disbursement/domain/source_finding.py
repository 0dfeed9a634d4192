"""Find the source and year of money that a file does not name, where only one can be meant.

The plan of the project decides: a row of carried money belongs to the only carried line, a row
of a programme to the only line of a programme. Where more than one would fit, nothing is chosen.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from disbursement.domain import reading_rules
from disbursement.domain.headings import fold
from disbursement.domain.treasury_known import Known, PlanStep
from disbursement.domain.treasury_reading import Reading
from disbursement.domain.treasury_rows import StatementRow, Told, TreasuryRow
from projects.domain.codes import code_key
from projects.domain.issues import Issue, Location, issue

# What the words of a source's name and of those above it say of the money.
FOREIGN = re.compile(r"\bnuoc ngoai\b|\boda\b|\bvay uu dai\b|\bvien tro\b")
PROGRAMME = re.compile(r"\bmuc tieu quoc gia\b|\bm?ctmt(qg)?\b|\bmtqg\b")
BONDS = re.compile(r"\btrai phieu\b|\btpcp\b")
LEADING = re.compile(r"^(?:(?:nguon|von|thu|tu)\s+)+")
FIRST_COLUMN = re.compile(r"[A-Z]+")

Place = tuple[int, int]  # source, origin year
Steps = Mapping[Place, Sequence[PlanStep]]


def name_sources(reading: Reading, known: Known) -> Reading:
    """Return the reading with every source and origin year named, and findings where not."""
    spoken = {row.source for row in reading.rows}
    names = {text: find_code(text, known) or text for text in spoken}
    is_plain = all(names[text] == text and _is_known(text, known) for text in spoken)
    if is_plain and all(row.origin_year for row in reading.rows):
        return reading
    finder = SourceFinder(known, {row.plan_year for row in reading.rows})
    rows: list[TreasuryRow] = []
    issues: list[Issue] = []
    given = 0
    for stated in reading.rows:
        row = stated._replace(source=names[stated.source])
        if row.told is None or (row.origin_year and _is_known(row.source, known)):
            rows.append(row)
            continue
        found = finder.find(row)
        if isinstance(found, Issue):
            issues.append(found)
            continue
        given += 1
        rows.append(row._replace(source=found[0], origin_year=found[1]))
    if given:
        issues.append(issue(reading_rules.SOURCE_FROM_PLAN, count=given))
    return replace(reading, rows=rows, issues=[*reading.issues, *issues])


def find_code(text: str, known: Known) -> str:
    """Return the code of the source that a text names by its code or its whole name, or ""."""
    if not text or _is_known(text, known):
        return text
    parts = [text, *(part.strip() for part in re.split(r"\s+[-–]\s+|[:(),;]", text))]
    for part in parts:
        if _is_known(part, known):
            return part
    for part in parts:
        named = [s.code for s in known.source_list if part and _plain(s.name) == _plain(part)]
        if len(named) == 1:
            return named[0]
    return ""


def _is_known(text: str, known: Known) -> bool:
    return code_key(text) in known.sources


def _plain(text: str) -> str:
    return LEADING.sub("", fold(text))


class SourceFinder:
    """Knows the plan lines of projects, and finds the one that a row belongs to."""

    def __init__(self, known: Known, years: set[int]) -> None:
        self.known = known
        self.codes = {source.id: source.code for source in known.source_list}
        self.words = {
            source.id: f"{fold(source.code)} {fold(source.name)} {fold(source.above)}"
            for source in known.source_list
        }
        self.plans: dict[tuple[int, int], dict[Place, Sequence[PlanStep]]] = defaultdict(dict)
        for key, steps in known.plans.items():
            if key.plan_year in years:
                place = (key.source_id, key.origin_year)
                self.plans[key.project_id, key.plan_year][place] = steps

    def find(self, row: TreasuryRow) -> tuple[str, int] | Issue:
        """Return the code and origin year of the only plan line that a row can belong to."""
        told = row.told or Told()
        project = self.known.projects.get(code_key(row.code))
        planned: Steps = self.plans.get((project.id, row.plan_year), {}) if project else {}
        in_force = {
            place: amount
            for place, steps in planned.items()
            if (amount := _in_force(steps, row.day)) > 0 and _is_of_pool(row, place[1])
        }
        fitting = self._fitting(in_force, row.source, told)
        if len(fitting) == 1:
            ((source_id, origin),) = fitting
            return self.codes[source_id], row.origin_year or origin
        named = tuple(f"{self.codes.get(s, '?')} ({origin})" for s, origin in sorted(in_force))
        column = FIRST_COLUMN.match(row.cells)
        at = Location(row.sheet, row.row, column[0] if column else "")
        what = {"code": row.code, "year": row.plan_year, "sources": named or ("–",)}
        return issue(reading_rules.SOURCE_NOT_TOLD, at, **what)

    def _fitting(self, options: Mapping[Place, int], source: str, told: Told) -> set[Place]:
        """Keep the lines that the row can mean; a named source leaves only it.

        Several lines are told apart by the plan that the row states, then by its section and
        branch. Offices do not sort the only line of a project with care, so it is not ruled out.
        """
        for text in (*told.codes, source):
            if code := find_code(text, self.known):
                named = self.known.sources[code_key(code)]
                return {place for place in options if place[0] == named}
        possible = set(options)
        if len(possible) < 2:
            return possible
        planned = {place for place in possible if options[place] == told.plan}
        if len(planned) == 1:
            return planned
        return {place for place in possible if _fits(self.words[place[0]], told)} or possible


def _is_of_pool(row: TreasuryRow, origin: int) -> bool:
    """Tell whether money of an origin year can be that of the row."""
    if row.origin_year:
        return origin == row.origin_year
    return not isinstance(row, StatementRow) or origin < row.plan_year


def _in_force(steps: Iterable[PlanStep], day: date) -> int:
    return sum(step.amount for step in steps if step.effective_on <= day)


def _fits(words: str, told: Told) -> bool:
    if told.branch and (told.branch == "foreign") != bool(FOREIGN.search(words)):
        return False
    if told.section == "programme":
        return bool(PROGRAMME.search(words))
    if told.section == "sector":
        return not PROGRAMME.search(words)
    return told.section != "bonds" or bool(BONDS.search(words))
