"""The grid in which an investor registers the months of its projects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django import forms
from django.utils.translation import gettext_lazy as _

from disbursement.domain.registered_paste import read_block
from disbursement.domain.registered_plans import MONTHS, MonthlyPlan, check_monthly_plan
from disbursement.selectors.registered import RegisteredLine
from disbursement.services.registered import YEARS, Registration
from projects.domain.issues import Issue
from projects.domain.money import Unit, format_amount, parse_user_amount
from projects.issue_texts import render

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class MonthCell:
    """One amount of the grid: its field, its month, its text and what is said of it."""

    name: str
    month: int
    label: str
    text: str
    findings: list[Issue]

    @property
    def has_errors(self) -> bool:
        return any(issue.is_error for issue in self.findings)


@dataclass(slots=True)
class MonthRow:
    """A project of the grid as it stands on the page."""

    line: RegisteredLine
    plan_year: int
    unit: Unit
    texts: list[str]
    amounts: list[int]
    seen: int
    unreadable: list[Issue] = field(default_factory=list)

    @property
    def prefix(self) -> str:
        return f"p{self.line.project.pk}"

    @property
    def total(self) -> int:
        return sum(self.amounts)

    @property
    def plan_text(self) -> str:
        return format_amount(self.line.plan, self.unit)

    @property
    def total_text(self) -> str:
        return format_amount(self.total, self.unit)

    @property
    def notes(self) -> list[dict[str, str]]:
        """Return what is said of the row in words."""
        return [render(issue) for issue in self.issues]

    @property
    def is_filled(self) -> bool:
        return any(text.strip() for text in self.texts)

    @property
    def issues(self) -> list[Issue]:
        """Return what is said of the row; one that is left empty says nothing."""
        if not self.is_filled and not self.seen:
            return self.unreadable
        return self.unreadable + check_monthly_plan(self.amounts, self.line.plan)

    @property
    def has_errors(self) -> bool:
        return any(issue.is_error for issue in self.issues)

    @property
    def cells(self) -> list[MonthCell]:
        issues = self.issues
        return [
            MonthCell(
                f"{self.prefix}-{month}",
                month,
                month_label(self.plan_year, month),
                text,
                [issue for issue in issues if issue.column == str(month)],
            )
            for month, text in enumerate(self.texts, 1)
        ]

    def fill(self, texts: Iterable[str]) -> None:
        """Put texts into the cells; one that cannot be read counts as nothing, with a finding."""
        self.texts, self.amounts, self.unreadable = list(texts), [], []
        for month, text in enumerate(self.texts, 1):
            amount = parse_user_amount(text, self.unit)
            if isinstance(amount, Issue):
                self.unreadable.append(Issue(amount.rule, column=str(month), params=amount.params))
                amount = None
            self.amounts.append(amount or 0)


class RegisteredGrid:
    """The months of every project of an investor, stored or as they were typed."""

    def __init__(self, *, lines: Iterable[RegisteredLine], plan_year: int, unit: Unit) -> None:
        self.plan_year = plan_year
        self.unit = unit
        self.rows = [_row_of(line, plan_year, unit) for line in lines]

    @classmethod
    def posted(
        cls,
        *,
        lines: Iterable[RegisteredLine],
        plan_year: int,
        unit: Unit,
        data: Mapping[str, str],
    ) -> RegisteredGrid:
        """Return the grid as it was sent; a project that was not on the page keeps its months."""
        grid = cls(lines=lines, plan_year=plan_year, unit=unit)
        for row in grid.rows:
            if f"{row.prefix}-seen" not in data:
                continue
            seen = data[f"{row.prefix}-seen"]
            row.seen = int(seen) if seen.isdecimal() and len(seen) < 6 else -1
            names = [f"{row.prefix}-{month}" for month in range(1, MONTHS + 1)]
            row.fill([data.get(name, "") for name in names])
        return grid

    def paste(self, block: str) -> list[Issue]:
        """Fill in a block copied from a spreadsheet; return what could not be taken."""
        rows = {row.line.project.code: row for row in self.rows}
        lines, issues = read_block(block, rows.keys())
        for line in lines:
            rows[line.code].fill(line.texts)
        return issues

    @property
    def has_errors(self) -> bool:
        return any(row.has_errors for row in self.rows)

    @property
    def error_rows(self) -> list[MonthRow]:
        return [row for row in self.rows if row.has_errors]

    @property
    def is_change(self) -> bool:
        return any(row.line.version for row in self.rows)

    @property
    def months(self) -> list[str]:
        return month_labels(self.plan_year)

    @property
    def month_totals(self) -> list[tuple[int, str, str]]:
        """Return number, name and sum of each month."""
        sums = [sum(amounts) for amounts in zip(*(row.amounts for row in self.rows), strict=True)]
        return [
            (month, label, format_amount(amount, self.unit))
            for month, (label, amount) in enumerate(zip(self.months, sums, strict=True), 1)
        ]

    @property
    def total_text(self) -> str:
        return format_amount(sum(row.total for row in self.rows), self.unit)

    @property
    def plan_text(self) -> str:
        return format_amount(sum(row.line.plan for row in self.rows), self.unit)

    def registration(self, reason: str) -> Registration:
        return Registration(
            self.plan_year,
            tuple(MonthlyPlan(row.line.project.pk, tuple(row.amounts)) for row in self.rows),
            {row.line.project.pk: row.seen for row in self.rows},
            reason,
        )


def month_label(plan_year: int, month: int) -> str:
    """Return 03/2024; month 13 is January of the next year."""
    return f"{month:02}/{plan_year}" if month < MONTHS else f"01/{plan_year + 1}"


def month_labels(plan_year: int) -> list[str]:
    return [month_label(plan_year, month) for month in range(1, MONTHS + 1)]


def _row_of(line: RegisteredLine, plan_year: int, unit: Unit) -> MonthRow:
    texts = [
        format_amount(amount, unit) if line.version or amount else "" for amount in line.amounts
    ]
    return MonthRow(line, plan_year, unit, texts, list(line.amounts), line.version)


class YearForm(forms.Form):
    """The plan year of the grid or of the list."""

    year = forms.IntegerField(label=_("Plan year"), min_value=YEARS.start, max_value=YEARS.stop - 1)


class BoardForm(YearForm):
    """Which investors of the list are shown."""

    missing = forms.BooleanField(label=_("Only those who owe plans"), required=False)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason for the change"),
        max_length=LONGEST_REASON,
        required=False,
        help_text=_("Needed where a plan that is registered already is changed."),
    )
