"""Read the rows of a plan form: projects under the tree of sections that names their source."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from disbursement.domain import plan_form_rules as rules
from disbursement.domain import treasury_rules
from disbursement.domain.column_meanings import Meaning
from disbursement.domain.headings import NumberedRow, Values, fold
from disbursement.domain.plan_form_columns import FORM_B, Measure, PlanTable
from disbursement.domain.printed_totals import Line, Summed, check_totals, outline_level
from disbursement.domain.row_kinds import (
    COLUMN_NUMBER,
    DETAIL_WORDS,
    FEWEST_COLUMN_NUMBERS,
    LONGEST_CODE,
    RowKind,
    is_blank,
    is_total,
    outline_mark,
)
from projects.domain.cells import Cell, CellValue, find_unreadable
from projects.domain.codes import read_code
from projects.domain.columns import column_letters
from projects.domain.issues import Issue, Location, issue
from projects.domain.money import Unit, read_dong
from projects.domain.numbers import NumberStyle, decide_style, possible_styles
from projects.domain.texts import clean, shorten

Amount: TypeAlias = int | Issue | None
ORDINAL_NUMBER = re.compile(r"[0-9]{1,4}\.?")
# Words a section begins with where neither mark nor code tells it from a project.
SECTION_WORDS = re.compile(
    r"(ngan sach|von|nguon|nganh|linh vuc|chuong trinh|noi dung|du an thanh phan|tieu du an"
    r"|bo |co quan|dia phuong|cap (tinh|xa|huyen)|thu |boi chi|bo sung|trong nuoc|nuoc ngoai"
    r"|cac (du an|nganh)|du an (chuyen tiep|khoi cong|hoan thanh|quan trong|dau tu cong dac biet))"
)


class FormRow(NamedTuple):
    """A project's row: the texts that identify it and its figures, in đồng where readable."""

    row: int
    code: str
    name: str
    sections: tuple[str, ...]
    amounts: Mapping[Measure, Amount]
    raw: Mapping[Measure, CellValue]


@dataclass(frozen=True, slots=True)
class FormReading:
    """What the rows of one sheet state, and what is wrong with them."""

    rows: Sequence[FormRow] = ()
    issues: Sequence[Issue] = ()


@dataclass(slots=True)
class PlanFormReader:
    """Reads the rows of one sheet's form in a given unit."""

    sheet: str
    table: PlanTable
    unit: Unit
    style: NumberStyle = NumberStyle.VIETNAMESE
    rows: list[FormRow] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    sections: list[tuple[str, int, str]] = field(default_factory=list)

    def read(self, rows: Sequence[NumberedRow]) -> FormReading:
        below = self._below(rows)
        self.style, problems = decide_style(self._texts_of_money(below))
        if problems:
            return FormReading(issues=problems)
        for at, values in below:
            self._take(at, values)
        return FormReading(self.rows, [*self.issues, *self._sums()])

    def _below(self, rows: Sequence[NumberedRow]) -> list[NumberedRow]:
        """Return the rows under the header, each at least as wide as the table."""
        used = [*self.table.columns.values(), *self.table.money, *self.table.descriptive]
        width = max(used) + 1
        return [
            (at, (*values, *[None] * (width - len(values))))
            for at, values in rows
            if at > self.table.last_header_row
        ]

    def _texts_of_money(self, rows: Sequence[NumberedRow]) -> Iterator[Cell]:
        for at, values in rows:
            if is_column_numbers(values):
                continue
            for column in self.table.money:
                if isinstance(values[column], str):
                    yield Cell(values[column], self.sheet, at, column_letters(column))

    def _take(self, at: int, values: Values) -> None:
        kind = self._kind(values)
        if kind is RowKind.OTHER:
            return
        amounts = {
            measure: read_dong(values[column], self.unit, self.style)
            for measure, column in self.table.measures.items()
        }
        if kind is RowKind.SECTION:
            self._open_section(values)
        if kind is RowKind.DATA:
            raw = {m: values[column] for m, column in self.table.measures.items()}
            code, name = self._text(values, Meaning.PROJECT_CODE), self._name(values)
            sections = tuple(text for _level, _number, text in self.sections)
            self.rows.append(FormRow(at, code, name, sections, amounts, raw))
            self._report_unreadable(at, amounts, raw)
        by_column = {self.table.measures[measure]: amount for measure, amount in amounts.items()}
        ordered = tuple(by_column[column] for column in self.table.money)
        mark = "" if kind is RowKind.TOTAL else self._mark(values)
        self.lines.append(Line(kind, at, self._name(values), mark, ordered))

    def _kind(self, values: Values) -> RowKind:
        name = self._name(values)
        if is_column_numbers(values) or (name and fold(name) in self.table.name_headings):
            return RowKind.OTHER
        if self._has_code(values):
            return RowKind.DATA
        has_figures = any(_is_figure(values[column]) for column in self.table.money)
        if not has_figures:
            return RowKind.SECTION if name and self._mark(values) else RowKind.OTHER
        if is_total(name) or is_total(self._text(values, Meaning.ORDINAL)):
            return RowKind.TOTAL
        if DETAIL_WORDS.fullmatch(fold(name)) and not self._ordinal(values):
            return RowKind.OTHER
        return self._kind_without_code(values, name)

    def _kind_without_code(self, values: Values, name: str) -> RowKind:
        """Tell a project whose code is missing from a section with a sum."""
        if outline_mark(self._ordinal(values)):
            return RowKind.SECTION
        if any(not is_blank(values[column]) for column in self._project_columns()):
            return RowKind.DATA
        if Meaning.PROJECT_CODE in self.table.columns:
            return RowKind.SECTION
        is_numbered = bool(ORDINAL_NUMBER.fullmatch(self._ordinal(values)))
        is_section = SECTION_WORDS.match(fold(name)) or not is_numbered
        return RowKind.SECTION if is_section else RowKind.DATA

    def _project_columns(self) -> list[int]:
        """Return the columns that only the row of a project fills in."""
        investor = self.table.columns.get(Meaning.INVESTOR)
        return [*self.table.descriptive, *([] if investor is None else [investor])]

    def _open_section(self, values: Values) -> None:
        level, number = outline_level(self._mark(values), self.sections)
        levels = [open_level for open_level, _number, _text in self.sections]
        if level in levels:
            del self.sections[levels.index(level) :]
        self.sections.append((level, number, self._name(values)))

    def _mark(self, values: Values) -> str:
        """Return what puts a section in the outline: "B", "II", "1", "2.1", "a", or ""."""
        ordinal = self._ordinal(values)
        if outline_mark(ordinal):
            return outline_mark(ordinal)
        if ORDINAL_NUMBER.fullmatch(ordinal):
            return ordinal.strip(".")
        first = self._name(values).split(" ")[0]
        return outline_mark(first.rstrip(".)")) if first[-1:] in (".", ")") else ""

    def _ordinal(self, values: Values) -> str:
        text = self._text(values, Meaning.ORDINAL)
        return text.removesuffix(".0")

    def _name(self, values: Values) -> str:
        return " ".join(self._text(values, Meaning.NAME).split())

    def _has_code(self, values: Values) -> bool:
        """Tell a code from the words of a section or signature in its column."""
        column = self.table.columns.get(Meaning.PROJECT_CODE)
        value = None if column is None else values[column]
        code = None if is_blank(value) else read_code(value)
        if not isinstance(code, str):
            return False
        return len(code) <= LONGEST_CODE and " " not in code and any(s.isdigit() for s in code)

    def _text(self, values: Values, meaning: Meaning) -> str:
        column = self.table.columns.get(meaning)
        value = None if column is None else values[column]
        if is_blank(value) or find_unreadable(value):
            return ""
        code = read_code(value)
        return code if isinstance(code, str) else clean(str(value))

    def _report_unreadable(
        self, at: int, amounts: Mapping[Measure, Amount], raw: Mapping[Measure, CellValue]
    ) -> None:
        for measure, amount in amounts.items():
            if isinstance(amount, Issue):
                place = Location(self.sheet, at, column_letters(self.table.measures[measure]))
                shown = shorten(raw_text(raw[measure]))
                self.issues.append(issue(rules.UNREADABLE, place, value=shown))

    def _sums(self) -> list[Issue]:
        """Hold the printed sums of sections and totals against their rows."""
        columns = [Summed(column, (place,)) for place, column in enumerate(self.table.money)]
        return [
            issue(rules.SUM_DIFFERS, found, **found.params)
            for found in check_totals(self.sheet, self.lines, columns)
            if found.rule is treasury_rules.PRINTED_TOTAL_DIFFERS
        ]


def check_arithmetic(sheet: str, table: PlanTable, rows: Sequence[FormRow]) -> Iterator[Issue]:
    """Yield the rows of an adjustment whose own figures do not agree, and parts above the plan."""
    for row in rows:
        known = {m: amount for m, amount in row.amounts.items() if isinstance(amount, int)}
        if table.form == FORM_B and {Measure.PLAN, Measure.AFTER} <= known.keys():
            change = known.get(Measure.INCREASE, 0) - abs(known.get(Measure.DECREASE, 0))
            after = known[Measure.PLAN] + change
            if after != known[Measure.AFTER]:
                yield issue(
                    rules.AFTER_DIFFERS,
                    Location(sheet, row.row, column_letters(table.measures[Measure.AFTER])),
                    printed=known[Measure.AFTER],
                    before=known[Measure.PLAN],
                    after=after,
                )
        parts = known.get(Measure.PLAN_RECOVERY, 0) + known.get(Measure.PLAN_DEBT, 0)
        if parts > known.get(Measure.PLAN, parts):
            place = Location(sheet, row.row, column_letters(table.measures[Measure.PLAN]))
            plan = known[Measure.PLAN]
            yield issue(rules.PARTS_ABOVE_PLAN, place, parts=parts, plan=plan)


def is_column_numbers(values: Values) -> bool:
    """Tell the row that numbers the columns, rightly or not."""
    written = [clean(str(value)).removesuffix(".0") for value in values if not is_blank(value)]
    return len(written) >= FEWEST_COLUMN_NUMBERS and all(
        COLUMN_NUMBER.fullmatch(part) for part in written
    )


def raw_text(value: CellValue) -> str:
    """Return what a cell that could not be read shows."""
    found = find_unreadable(value)
    if found is not None:
        return str(found.params.get("error", "=…"))
    return "" if value is None else str(value)


def _is_figure(value: CellValue) -> bool:
    """Tell whether a cell states an amount, or is broken where it should state one."""
    if isinstance(value, str):
        return bool(possible_styles(value))
    return value is not None
