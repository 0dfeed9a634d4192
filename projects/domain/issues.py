"""What a check found: a rule, the place it speaks of, and the values its sentence names.

Checks return lists of issues and never raise. Sentences are English msgids with %(name)s
placeholders; `projects.issue_texts` puts them into the reader's language.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import ModuleType
from typing import Protocol


def mark(text: str) -> str:
    """Return the text unchanged; it is collected for translation."""
    return text


class Term(str):
    """A msgid given as a parameter: it is translated when the issue is shown."""

    __slots__ = ()


class Severity(StrEnum):
    """Whether a finding stops the work or only asks for attention."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that can be wrong: its lasting code, its sentence and how to mend it."""

    code: str
    severity: Severity
    text: str
    fix: str


class Located(Protocol):
    """Whatever knows its sheet, row (from 1) and column letters."""

    @property
    def sheet(self) -> str: ...
    @property
    def row(self) -> int | None: ...
    @property
    def column(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a workbook; whatever is not known stays empty."""

    sheet: str = ""
    row: int | None = None
    column: str = ""


@dataclass(frozen=True, slots=True)
class Issue:
    """One finding at one place.

    Parameters are str (shown as they are), int (grouped from 10.000 on, so years stay plain),
    Decimal, Fraction (a rate, shown in per cent), date, Term, or tuples of these.
    """

    rule: Rule
    sheet: str = ""
    row: int | None = None
    column: str = ""
    params: Mapping[str, object] = field(default_factory=dict, hash=False)

    @property
    def cell(self) -> str:
        """The address as the spreadsheet shows it: "H14", "14" for a whole row, or ""."""
        return f"{self.column}{self.row or ''}"

    def at(self, place: Located) -> "Issue":
        """Return the same finding at the place it belongs to."""
        return Issue(self.rule, place.sheet, place.row, place.column, self.params)

    @property
    def severity(self) -> Severity:
        return self.rule.severity

    @property
    def code(self) -> str:
        return self.rule.code

    @property
    def is_error(self) -> bool:
        return self.rule.severity is Severity.ERROR


def issue(rule: Rule, at: Located | None = None, /, **params: object) -> Issue:
    """Return the finding that `rule` was broken at `at`."""
    if at is None:
        return Issue(rule, params=params)
    return Issue(rule, at.sheet, at.row, at.column, params)


def has_errors(issues: Iterable[Issue]) -> bool:
    return any(found.is_error for found in issues)


def rules_by_code(*modules: ModuleType) -> dict[str, Rule]:
    """Return the rules the modules define, by code; two rules may not share one."""
    rules: dict[str, Rule] = {}
    for module in modules:
        for value in vars(module).values():
            if isinstance(value, Rule) and rules.setdefault(value.code, value) is not value:
                raise ValueError(f"two rules have the code {value.code}")
    return rules
