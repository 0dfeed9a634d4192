"""Read a filled-in mẫu 03/QTNĐ: projects, what takes their money apart, and the form's formulas."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from disbursement.domain import reading_rules, treasury_rules
from disbursement.domain.column_meanings import Meaning
from disbursement.domain.headings import NumberedRow, Values, fold
from disbursement.domain.layouts import Table
from disbursement.domain.row_kinds import (
    DETAIL_WORDS,
    are_column_numbers,
    is_blank,
    is_total,
    looks_like_code,
)
from disbursement.domain.source_sections import named_source
from disbursement.domain.treasury_rows import (
    RowReader,
    SheetReading,
    StatementRow,
    Terms,
    Told,
    number_style,
)
from disbursement.domain.year_end_form import FORMULAS, Formula, shift_of
from projects.domain.columns import column_letters
from projects.domain.issues import Issue, Location, issue
from projects.domain.money import read_dong
from projects.domain.numbers import NumberStyle
from projects.domain.texts import clean

Amounts = Mapping[int, int]
# The columns of a pool: its plan, completed volume, open advance, and all that state something.
CARRIED = (9, 11, 12, (9, 10, 11, 12))
CURRENT = (15, 17, 18, (15, 16, 17, 18))
SECTIONS = (
    ("programme", ("muc tieu quoc gia", "ctmtqg", "mtqg")),
    ("bonds", ("trai phieu", "tpcp")),
    ("sector", ("theo nganh linh vuc",)),
    ("", ("nguon nsnn", "bo nganh", "bo co quan", "ngoai ke hoach", "dau tu cong khac")),
)


@dataclass(slots=True)
class Lot:
    """A project's row, or one of those that take its money apart: the figures by number."""

    at: int
    values: Values
    amounts: Amounts
    branch: str = ""
    section: str = ""
    codes: tuple[str, ...] = ()
    parts: "list[Lot]" = field(default_factory=list)


class YearEndReader:
    """Reads the rows of one sheet of the form under given terms."""

    def __init__(self, sheet: str, table: Table, terms: Terms) -> None:
        self.sheet = sheet
        self.table = table
        self.terms = terms
        self.shift = shift_of(table)
        self.style = NumberStyle.VIETNAMESE
        self.cells = RowReader(sheet, table.columns)
        self.projects: list[Lot] = []
        self.sums: list[tuple[int, Lot, str]] = []
        self.rows: list[StatementRow] = []
        self.section = ""
        self.codes: tuple[str, ...] = ()

    def read(self, rows: Sequence[NumberedRow]) -> SheetReading:
        width = max(self.table.used) + 1
        below = [
            (at, (*values, *[None] * (width - len(values))))
            for at, values in rows
            if at > self.table.last_header_row and not are_column_numbers(values)
        ]
        money = list(self.table.measures.values())
        self.style, problems = number_style(self.sheet, below, money)
        if problems:
            return SheetReading(issues=problems)
        for at, values in below:
            self._sort(at, values)
        for project in self.projects:
            self._facts(project)
        found = [*self.cells.issues, *self._check_sums()]
        return SheetReading(self.rows, sorted(found, key=lambda one: one.row or 0))

    def _sort(self, at: int, values: Values) -> None:
        label = self._label(values)
        code = values[self.table.columns[Meaning.PROJECT_CODE]]
        amounts = self._amounts(at, values)
        lot = Lot(at, values, amounts, section=self.section, codes=self.codes)
        if DETAIL_WORDS.fullmatch(fold(label)):
            if self.projects and amounts and not self._is_after_section(at):
                self.projects[-1].parts.append(lot)
                lot.branch = _branch(label)
        elif not is_blank(code) and looks_like_code(code):
            self.projects.append(lot)
        elif amounts and fold(label).startswith("du an"):
            self.cells.add_rule(treasury_rules.CODE_MISSING, at, Meaning.PROJECT_CODE)
        else:
            self._note_section(label)
            self.sums.append((len(self.projects), lot, label))
        self._check_formulas(lot)

    def _is_after_section(self, at: int) -> bool:
        """Tell whether a section stands between the row and the last project."""
        return bool(self.sums) and self.sums[-1][1].at > self.projects[-1].at

    def _label(self, values: Values) -> str:
        texts = [
            clean(value)
            for column, value in enumerate(values)
            if isinstance(value, str) and column not in self.table.measures.values()
        ]
        return max(texts, key=len, default="")

    def _amounts(self, at: int, values: Values) -> dict[int, int]:
        """Return the figures of a row by number; the words of notes and signatures are none."""
        amounts: dict[int, int] = {}
        problems: list[tuple[Issue, int]] = []
        for number, column in self.table.measures.items():
            amount = read_dong(values[column], self.terms.unit, self.style)
            if isinstance(amount, Issue):
                problems.append((amount, column))
            elif amount is not None:
                amounts[number] = amount
        if amounts or not is_blank(values[self.table.columns[Meaning.PROJECT_CODE]]):
            for problem, column in problems:
                self.cells.add(problem, at, column)
        return amounts

    def _note_section(self, label: str) -> None:
        folded = fold(label)
        for section, signs in SECTIONS:
            if any(sign in folded for sign in signs):
                self.section = section
                break
        source = named_source(label)
        if source:
            self.codes = (source,)

    def _check_formulas(self, lot: Lot) -> None:
        for formula in FORMULAS:
            numbers = (formula.column, *formula.plus, *formula.minus)
            if formula.column not in lot.amounts or not self.table.measures.keys() >= set(numbers):
                continue
            reckoned = sum(lot.amounts.get(number, 0) for number in formula.plus)
            reckoned -= sum(lot.amounts.get(number, 0) for number in formula.minus)
            stated = lot.amounts[formula.column]
            if stated != reckoned:
                said = self._formula(formula)
                number = formula.column + self.shift
                figures = {"stated": stated, "reckoned": reckoned, "formula": said}
                found = issue(reading_rules.FORMULA_DIFFERS, number=number, **figures)
                self.cells.add(found, lot.at, self.table.measures[formula.column])

    def _formula(self, formula: Formula) -> str:
        """Return the formula as the form prints it: "14=9-10-13"."""
        plus = "+".join(str(number + self.shift) for number in formula.plus)
        minus = "".join(f"-{number + self.shift}" for number in formula.minus)
        return f"{formula.column + self.shift}={plus}{minus}"

    def _facts(self, project: Lot) -> None:
        parts = [part for part in project.parts if part.branch]
        if parts:
            self._check_parts(project, parts)
        for part in parts or [project]:
            for pool in (CARRIED, CURRENT):
                self._fact(project, part, pool)

    def _fact(self, project: Lot, part: Lot, pool: tuple[int, int, int, tuple[int, ...]]) -> None:
        plan, volume, advance, stating = pool
        amounts = {number: part.amounts[number] for number in stating if number in part.amounts}
        if not amounts or (pool is CARRIED and not any(amounts.values())):
            return
        if part is not project and not any(amounts.values()):
            return
        source = ""
        if Meaning.SOURCE in self.table.columns:
            source = self.cells.source(project.at, project.values) or ""
        code = self.cells.project_code(project.at, project.values)
        year = self.terms.plan_year
        if not code or not year or (Meaning.SOURCE in self.table.columns and not source):
            return
        origin = year
        if pool is CARRIED:
            origin = 0
            if Meaning.ORIGIN_YEAR in self.table.columns:
                stated = self.cells.year(project.at, project.values, Meaning.ORIGIN_YEAR)
                if not stated:
                    return
                origin = stated
        told = Told(project.section, part.branch, part.amounts.get(plan), project.codes)
        letters = (column_letters(self.table.measures[number]) for number in (volume, advance))
        self.rows.append(
            StatementRow(
                self.sheet,
                project.at,
                ", ".join(f"{letter}{part.at}" for letter in letters),
                code,
                self.cells.text(project.values, Meaning.NAME),
                source,
                year,
                origin,
                self.terms.as_at,
                part.amounts.get(volume, 0),
                part.amounts.get(advance, 0),
                told,
            )
        )

    def _check_parts(self, project: Lot, parts: Sequence[Lot]) -> None:
        """Hold the project's figures against those of its domestic and foreign money."""
        for number, stated in project.amounts.items():
            total = sum(part.amounts.get(number, 0) for part in parts)
            if stated != total:
                figures = {"printed": stated, "sum": total}
                label = self._label(project.values)
                found = issue(treasury_rules.PRINTED_TOTAL_DIFFERS, label=label, **figures)
                self.cells.add(found, project.at, self.table.measures[number])

    def _check_sums(self) -> list[Issue]:
        """Hold printed sums against the projects beneath them.

        The form repeats its sections: sums by sector and section stand above all, so a section
        without projects right under it is not held against any.
        """
        found: list[Issue] = []
        for place, (start, lot, label) in enumerate(self.sums):
            following = self.sums[place + 1][0] if place + 1 < len(self.sums) else None
            whole = is_total(label)
            end = len(self.projects) if whole or following is None else following
            if not whole and end == start:
                continue
            for number, printed in lot.amounts.items():
                running = [project.amounts.get(number, 0) for project in self.projects]
                first = sum(running if whole else running[start:end])
                ends = range(len(running) + 1) if not whole else ()
                fits = {first, *(sum(running[start:last]) for last in ends if last > start)}
                if printed not in fits:
                    at = Location(self.sheet, lot.at, column_letters(self.table.measures[number]))
                    figures = {"printed": printed, "sum": first}
                    rule = treasury_rules.PRINTED_TOTAL_DIFFERS
                    found.append(issue(rule, at, label=label, **figures))
        return found


def _branch(label: str) -> str:
    folded = fold(label)
    if folded.startswith(("von trong nuoc", "trong nuoc")):
        return "domestic"
    return "foreign" if folded.startswith(("von nuoc ngoai", "nuoc ngoai")) else ""
