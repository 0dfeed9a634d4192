"""The rows of a decision being typed in: texts as typed, and what they state once read.

Nothing typed is ever dropped: a row keeps its texts until they are read, and those that cannot
be read are findings at their line and field.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from projects.domain.codes import code_key
from projects.domain.days import read_day
from projects.domain.issues import Issue, Location, Rule, Severity, issue, mark
from projects.domain.money import Unit, format_amount, parse_user_amount
from projects.domain.register_labels import NATURES, PLAN_KINDS, find_label
from projects.domain.registers import PlanLineRow, RowPlace
from projects.domain.texts import clean, shorten

FIELDS = ("project", "source", "nature", "origin_year", "kind", "amount", "effective_on")
# Without any of these a row says nothing; the other fields come filled in with the row.
TELLING = ("project", "source", "amount")
LONGEST_TEXT = 500
YEARS = range(1990, 2101)
HEADER_FIELDS = ("number", "decided_on", "issuer", "plan_year")
COLUMNS = {name: name for name in (*FIELDS, *HEADER_FIELDS)}

PROJECT_UNKNOWN = Rule(
    "plan.project_unknown",
    Severity.ERROR,
    mark("No project has the code “%(value)s”."),
    mark("Choose one of the suggestions, correct the code, or add the project to the register."),
)
SOURCE_MISSING = Rule(
    "plan.source_missing",
    Severity.ERROR,
    mark("The line names no capital source."),
    mark("Enter the code of the source, for example NSTW."),
)
SOURCE_UNKNOWN = Rule(
    "plan.source_unknown",
    Severity.ERROR,
    mark("No capital source has the code “%(value)s”."),
    mark("Choose one of the list, or add the source to the register first."),
)
NATURE_UNKNOWN = Rule(
    "plan.nature_unknown",
    Severity.ERROR,
    mark("“%(value)s” is not a nature of capital."),
    mark("Enter “đầu tư” or “sự nghiệp”."),
)
KIND_UNKNOWN = Rule(
    "plan.kind_unknown",
    Severity.ERROR,
    mark("“%(value)s” is not a kind of plan line."),
    mark("Choose one of: %(kinds)s."),
)
ORIGIN_UNREADABLE = Rule(
    "plan.origin_unreadable",
    Severity.ERROR,
    mark("“%(value)s” is not a year."),
    mark("Enter the year the money was first planned for, with four digits."),
)
AMOUNT_MISSING = Rule(
    "plan.amount_missing",
    Severity.ERROR,
    mark("The line has no amount."),
    mark("Enter the amount, or empty the whole line."),
)
UNIT_UNKNOWN = Rule(
    "plan.unit_unknown",
    Severity.ERROR,
    mark("It is not known in which unit the amount is."),
    mark("Choose the unit of the lines."),
)


@dataclass(frozen=True, slots=True)
class DraftRow:
    """One line as typed; `unit` is that of its amount, `origin` where a file states it."""

    id: int
    texts: Mapping[str, str] = field(default_factory=dict)
    unit: Unit | None = Unit.MILLION
    origin: Mapping[str, Any] = field(default_factory=dict)

    def text(self, name: str) -> str:
        return self.texts.get(name, "")

    @property
    def is_blank(self) -> bool:
        return not any(self.text(name).strip() for name in TELLING)

    def with_texts(self, **texts: str) -> DraftRow:
        return replace(self, texts={**self.texts, **texts})

    def in_unit(self, unit: Unit) -> DraftRow:
        """Return the row with its amount written in another unit, where it can be read."""
        if self.unit is None or self.unit is unit:
            return self
        amount = parse_user_amount(self.text("amount"), self.unit)
        if isinstance(amount, Issue):
            return self
        written = "" if amount is None else format_amount(amount, unit)
        return replace(self.with_texts(amount=written), unit=unit)


@dataclass(frozen=True, slots=True)
class DraftHeader:
    """What the decision says of itself; what is not known yet is empty or None."""

    number: str = ""
    decided_on: date | None = None
    issuer: str = ""
    plan_year: int = 2000

    @property
    def is_complete(self) -> bool:
        return bool(self.number and self.decided_on and self.issuer)

    @property
    def day(self) -> date:
        """The decision's day, or one before which nothing of its plan year is decided."""
        return self.decided_on or date(self.plan_year - 1, 1, 1)


@dataclass(frozen=True, slots=True)
class Directory:
    """The codes in use, under their comparison form."""

    projects: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)


def row_to_json(row: DraftRow) -> dict[str, Any]:
    return {
        "id": row.id,
        **{name: row.text(name) for name in FIELDS},
        "unit": row.unit.name if row.unit else "",
        "origin": dict(row.origin),
    }


def row_from_json(stored: Mapping[str, Any]) -> DraftRow:
    unit = stored.get("unit", "")
    return DraftRow(
        id=int(stored["id"]),
        texts={name: str(stored.get(name, "")) for name in FIELDS},
        unit=Unit[unit] if unit in Unit.__members__ else None,
        origin=stored.get("origin") or {},
    )


def typed_text(value: str) -> str:
    """Return what was typed on one line, without signs that no database takes."""
    return " ".join(clean(value.replace("\x00", "")[: 4 * LONGEST_TEXT]).split())[:LONGEST_TEXT]


def codes_in(rows: Iterable[DraftRow]) -> list[str]:
    """Return the project codes the rows name, as typed and in capitals and small letters."""
    texts = {clean(row.text("project")) for row in rows}
    return sorted({form for text in texts if text for form in (text, text.upper(), text.lower())})


def read_rows(
    header: DraftHeader, rows: Sequence[DraftRow], directory: Directory
) -> tuple[list[PlanLineRow], list[Issue]]:
    """Return the lines the rows state, numbered from 1, and what cannot be read in them."""
    lines: list[PlanLineRow] = []
    issues: list[Issue] = []
    for number, row in enumerate(rows, 1):
        line, found = _read_row(header, row, number, directory)
        lines.append(line)
        issues += found
    return lines, issues


def _read_row(
    header: DraftHeader, row: DraftRow, number: int, directory: Directory
) -> tuple[PlanLineRow, list[Issue]]:
    read = {
        "project": _read_project(row, directory),
        "source": _read_source(row, directory),
        "nature": _read_nature(row),
        "origin_year": _read_origin(row, header),
        "kind": _read_kind(row),
        "amount": _read_amount(row),
        "effective_on": read_day(row.text("effective_on")),
    }
    issues = [
        issue(found.rule, Location("", number, name), **found.params)
        for name, found in read.items()
        if isinstance(found, Issue)
    ]
    values = {name: value for name, value in read.items() if not isinstance(value, Issue)}
    line = PlanLineRow(
        place=RowPlace("", number, COLUMNS, frozenset(read.keys() - values.keys())),
        number=header.number,
        decided_on=header.day,
        issuer=header.issuer,
        plan_year=header.plan_year,
        **values,  # type: ignore[arg-type]
    )
    return line, issues


def _read_project(row: DraftRow, directory: Directory) -> str | Issue:
    text = clean(row.text("project"))
    if not text:
        return ""
    found = directory.projects.get(code_key(text))
    return found or issue(PROJECT_UNKNOWN, value=shorten(text))


def _read_source(row: DraftRow, directory: Directory) -> str | Issue:
    text = clean(row.text("source"))
    if not text:
        return issue(SOURCE_MISSING)
    found = directory.sources.get(code_key(text))
    return found or issue(SOURCE_UNKNOWN, value=shorten(text))


def _read_nature(row: DraftRow) -> str | Issue:
    text = clean(row.text("nature"))
    return find_label(text, NATURES) or issue(NATURE_UNKNOWN, value=shorten(text))


def _read_kind(row: DraftRow) -> str | Issue:
    text = clean(row.text("kind"))
    found = find_label(text, PLAN_KINDS)
    return found or issue(KIND_UNKNOWN, value=shorten(text), kinds=PLAN_KINDS)


def _read_origin(row: DraftRow, header: DraftHeader) -> int | Issue:
    """Return the origin year; where it is not stated, the money is of the plan year."""
    text = clean(row.text("origin_year"))
    if not text:
        return header.plan_year
    if len(text) == 4 and text.isascii() and text.isdecimal() and int(text) in YEARS:
        return int(text)
    return issue(ORIGIN_UNREADABLE, value=shorten(text))


def _read_amount(row: DraftRow) -> int | Issue:
    text = row.text("amount")
    if row.unit is None and clean(text):
        return issue(UNIT_UNKNOWN)
    amount = parse_user_amount(text, row.unit or Unit.DONG)
    return issue(AMOUNT_MISSING) if amount is None else amount
