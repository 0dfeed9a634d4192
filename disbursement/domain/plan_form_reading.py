"""Read a plan form (Mẫu 01.a/PB, 01.b/PB) as a whole: its tables, its terms, the lines it makes."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple

from disbursement.domain import plan_form_rules as rules
from disbursement.domain.column_meanings import Meaning
from disbursement.domain.headings import fold
from disbursement.domain.plan_form_columns import (
    FORM_B,
    MEASURE_LABELS,
    Measure,
    PlanTable,
    recognise_plan_table,
)
from disbursement.domain.plan_form_rows import (
    FormRow,
    PlanFormReader,
    check_arithmetic,
    raw_text,
)
from disbursement.domain.plan_form_sources import section_path
from disbursement.domain.preamble import Preamble, read_preamble
from disbursement.domain.treasury_reading import RawSheet
from projects.domain.columns import column_letters
from projects.domain.days import find_days
from projects.domain.draft_rows import DraftRow, typed_text
from projects.domain.issues import Issue, Location, Term, has_errors, issue
from projects.domain.money import Unit, format_amount
from projects.domain.register_labels import (
    ADVANCE_RECOVERY,
    CARRY_OVER,
    DECREASE,
    INCREASE,
    INITIAL,
    NATURES,
    find_issuer,
)
from projects.domain.texts import clean

INVESTMENT, RECURRENT = NATURES
MOST_OF_A_KIND = 200
DECIDED_BY = re.compile(
    r"(?:quyết định|nghị quyết|qđ|nq)\s+số\s*:?\s*([0-9]+\s*/\s*[^\s,;()]+)", re.IGNORECASE
)
RECURRENT_SECTION = re.compile(r"\bvon su nghiep\b|\bkinh phi su nghiep\b|^su nghiep\b")
CARRIED_SECTION = re.compile(r"\bkeo dai\b")
YEAR = re.compile(r"\b(20[0-9]{2})\b")


class FormTerms(NamedTuple):
    """What a person says of a form before it is read; None and "" leave it to the file."""

    unit: Unit | None = None
    plan_year: int | None = None
    kind: str = INITIAL


class DecisionHint(NamedTuple):
    """The decision that the text above the table names."""

    number: str = ""
    decided_on: date | None = None
    issuer: str = ""


NO_HINT = DecisionHint()


@dataclass(frozen=True, slots=True)
class PlanForm:
    """The lines a form makes, the sections they stand under, and what is wrong with the file."""

    form: str = ""
    unit: Unit | None = None
    plan_year: int | None = None
    hint: DecisionHint = NO_HINT
    rows: Sequence[DraftRow] = ()
    sections: Sequence[tuple[str, ...]] = ()
    issues: Sequence[Issue] = ()

    @property
    def is_refused(self) -> bool:
        return has_errors(self.issues)


@dataclass(slots=True)
class _Draft:
    """The lines gathered from all sheets, numbered as they come."""

    terms: FormTerms
    unit: Unit
    plan_year: int
    rows: list[DraftRow] = field(default_factory=list)
    sections: dict[tuple[str, ...], None] = field(default_factory=dict)

    def add(self, sheet: str, table: PlanTable, row: FormRow) -> None:
        self.sections.setdefault(row.sections)
        for number, (kind, measure, amount) in enumerate(_lines_of(table, row, self._kind(row))):
            origin: dict[str, Any] = {
                "sheet": sheet,
                "row": row.row,
                "cells": {"amount": column_letters(table.measures[measure])},
                "section": section_path(row.sections),
                "name": row.name,
            }
            after = row.amounts.get(Measure.AFTER)
            if number == 0 and table.form == FORM_B and isinstance(after, int):
                origin["after"] = after
            texts = {
                "project": row.code or typed_text(row.name),
                "nature": _nature(row.sections),
                "origin_year": str(_origin_year(row.sections, self.plan_year)),
                "kind": kind,
                "amount": self._text(amount, row, measure),
            }
            self.rows.append(DraftRow(len(self.rows) + 1, texts, self.unit, origin))

    def _kind(self, row: FormRow) -> str:
        is_carried = _origin_year(row.sections, self.plan_year) < self.plan_year
        return CARRY_OVER if is_carried else self.terms.kind

    def _text(self, amount: int | None, row: FormRow, measure: Measure) -> str:
        if amount is not None:
            return format_amount(amount, self.unit)
        return typed_text(raw_text(row.raw[measure]))


def read_plan_form(sheets: Iterable[RawSheet], terms: FormTerms) -> PlanForm:
    """Return every line of the visible sheets that hold such a form."""
    found, issues = _find_tables(sheets, terms)
    if not found:
        return PlanForm(issues=[*issues, issue(rules.NO_TABLE)])
    whole = Preamble()
    for _sheet, _table, preamble in found:
        whole |= preamble
    plan_year, doubts = _plan_year(whole, terms)
    issues += doubts
    unit, doubts = _unit(whole, terms, found[0][0].name)
    issues += doubts
    if unit is None or plan_year is None or has_errors(issues):
        return PlanForm(form=found[0][1].form, unit=unit, plan_year=plan_year, issues=issues)
    draft = _Draft(terms, unit, plan_year)
    for sheet, table, _preamble in found:
        reading = PlanFormReader(sheet.name, table, unit).read(sheet.rows)
        issues += [*reading.issues, *check_arithmetic(sheet.name, table, reading.rows)]
        for row in reading.rows:
            draft.add(sheet.name, table, row)
    if not draft.rows and not has_errors(issues):
        issues.append(issue(rules.NO_ROWS, Location(found[0][0].name)))
    return PlanForm(
        form=found[0][1].form,
        unit=unit,
        plan_year=plan_year,
        hint=_hint(found[0][0], found[0][1]),
        rows=draft.rows,
        sections=list(draft.sections),
        issues=_shortened(issues),
    )


def with_sources(form: PlanForm, sources: dict[str, str]) -> PlanForm:
    """Return the form with the source of each section in its lines."""
    rows = [row.with_texts(source=sources.get(row.origin["section"], "")) for row in form.rows]
    return replace(form, rows=rows)


def _find_tables(
    sheets: Iterable[RawSheet], terms: FormTerms
) -> tuple[list[tuple[RawSheet, PlanTable, Preamble]], list[Issue]]:
    found = []
    issues: list[Issue] = []
    for sheet in sheets:
        table = recognise_plan_table(sheet.rows, sheet.merged, terms.plan_year)
        if table is None:
            continue
        if not sheet.is_visible:
            issues.append(issue(rules.SHEET_HIDDEN, Location(sheet.name)))
            continue
        above = [row for row in sheet.rows if row[0] < table.first_header_row]
        found.append((sheet, table, read_preamble(above, table.headings)))
        at = Location(sheet.name, table.first_header_row)
        for measure, letters in table.twice:
            label = Term(MEASURE_LABELS[measure])
            issues.append(issue(rules.COLUMN_TWICE, at, letters=letters, meaning=label))
        if Meaning.PROJECT_CODE not in table.columns:
            issues.append(issue(rules.CODE_COLUMN_MISSING, at))
    return found, issues


def _unit(preamble: Preamble, terms: FormTerms, sheet: str) -> tuple[Unit | None, list[Issue]]:
    """Return the unit that the file or the person names; two that differ are as good as none."""
    at = Location(sheet)
    stated = sorted(preamble.units, key=lambda unit: unit.exponent)
    if terms.unit is not None:
        if stated in ([], [terms.unit]):
            return terms.unit, []
        units = {"declared": tuple(map(str, stated)), "chosen": str(terms.unit)}
        return terms.unit, [issue(rules.UNIT_OVERRULED, at, **units)]
    if len(stated) == 1:
        return stated[0], []
    if stated:
        return None, [issue(rules.UNIT_AMBIGUOUS, at, units=tuple(map(str, stated)))]
    return None, [issue(rules.UNIT_UNKNOWN, at)]


def _plan_year(preamble: Preamble, terms: FormTerms) -> tuple[int | None, list[Issue]]:
    stated = min(preamble.years) if len(preamble.years) == 1 else None
    if terms.plan_year is None:
        return (stated, []) if stated else (None, [issue(rules.YEAR_UNKNOWN)])
    if stated and stated != terms.plan_year:
        years = {"declared": str(stated), "chosen": str(terms.plan_year)}
        return terms.plan_year, [issue(rules.YEAR_OVERRULED, **years)]
    return terms.plan_year, []


def _lines_of(
    table: PlanTable, row: FormRow, kind: str
) -> Iterator[tuple[str, Measure, int | None]]:
    """Yield kind, column and amount of each line; None stands for what could not be read."""
    if table.form == FORM_B:
        for change_kind, measure, sign in (
            (DECREASE, Measure.DECREASE, -1),
            (INCREASE, Measure.INCREASE, 1),
        ):
            amount = row.amounts.get(measure)
            if isinstance(amount, Issue):
                yield change_kind, measure, None
            elif amount:
                yield change_kind, measure, sign * abs(amount) if sign < 0 else amount
        return
    plan = row.amounts.get(Measure.PLAN)
    if isinstance(plan, Issue):
        yield kind, Measure.PLAN, None
        return
    recovery = row.amounts.get(Measure.PLAN_RECOVERY)
    taken = recovery if isinstance(recovery, int) else 0
    if plan and plan != taken:
        yield kind, Measure.PLAN, plan - taken
    if taken:
        yield ADVANCE_RECOVERY, Measure.PLAN_RECOVERY, taken


def _nature(sections: Sequence[str]) -> str:
    is_recurrent = any(RECURRENT_SECTION.search(fold(text)) for text in sections)
    return RECURRENT if is_recurrent else INVESTMENT


def _origin_year(sections: Sequence[str], plan_year: int) -> int:
    """Return the year of carried-over money that a section names, else the plan year."""
    for text in reversed(sections):
        folded = fold(text)
        if CARRIED_SECTION.search(folded):
            years = [int(year) for year in YEAR.findall(folded) if int(year) < plan_year]
            if years:
                return max(years)
    return plan_year


def _hint(sheet: RawSheet, table: PlanTable) -> DecisionHint:
    """Return the decision named above the table: "Kèm theo Quyết định số …/QĐ-UBND ngày …"."""
    for row, values in sheet.rows:
        if row >= table.first_header_row:
            break
        for value in values:
            if not isinstance(value, str):
                continue
            text = clean(value[:1000])
            if found := DECIDED_BY.search(text):
                days = find_days(text[found.end() :])
                issuer = find_issuer(text[found.start() :]) or ""
                number = "".join(found[1].split())
                return DecisionHint(number[:60], days[0] if days else None, issuer)
    return NO_HINT


def _shortened(issues: Sequence[Issue]) -> list[Issue]:
    """Return the findings, none of a kind without end."""
    shown: dict[str, int] = {}
    kept = []
    for found in issues:
        shown[found.code] = shown.get(found.code, 0) + 1
        if shown[found.code] <= MOST_OF_A_KIND:
            kept.append(found)
    return kept
