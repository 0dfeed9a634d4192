"""What people enter about reporting periods: the grid of figures, filters, reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from disbursement.domain.ledger import Key
from disbursement.domain.submission_steps import Timeliness
from disbursement.domain.submissions import AMOUNT_FIELDS, Filling, LineEntry, check_line
from disbursement.models import ObstacleCategory, SubmissionStatus
from disbursement.selectors.submissions import GridLine
from projects.domain.issues import Issue, Rule, Severity, mark
from projects.domain.money import Unit, format_amount, parse_user_amount
from projects.domain.texts import clean

LONGEST_DIFFICULTY = 2000
MOST_PROBLEMS_NAMED = 8
NEVER = datetime.min.replace(tzinfo=UTC)

TOO_LONG = Rule(
    "submission.too_long",
    Severity.ERROR,
    mark("The text is longer than %(most)s characters."),
    mark("Say it more briefly."),
)


COLUMNS: dict[str, str | Promise] = {
    "executed_volume": _("Executed volume"),
    "own_disbursed": _("Disbursed by own count"),
    "month_estimate": _("Estimate to the end of the month"),
    "year_forecast": _("Forecast to 31/01"),
}


@dataclass(frozen=True, slots=True)
class GridCell:
    """One amount to be entered: the name of its field, its text and what is said of it."""

    name: str
    column: str
    label: str | Promise
    text: str
    findings: list[Issue]

    @property
    def has_errors(self) -> bool:
        return any(issue.is_error for issue in self.findings)


@dataclass(slots=True)
class GridRow:
    """One line of the grid as it stands on the page: what was typed and what is said of it."""

    line: GridLine
    texts: dict[str, str]
    difficulty: str = ""
    category: str = ""
    unreadable: list[Issue] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)

    @property
    def prefix(self) -> str:
        return prefix_of(self.line.key)

    @property
    def cells(self) -> list[GridCell]:
        return [
            GridCell(f"{self.prefix}-{name}", name, label, self.texts[name], self._said_of(name))
            for name, label in COLUMNS.items()
        ]

    @property
    def difficulty_findings(self) -> list[Issue]:
        return self._said_of("difficulty")

    @property
    def findings(self) -> list[Issue]:
        return self.unreadable + self.issues

    @property
    def notes(self) -> list[tuple[str | Promise, Issue]]:
        """Return each finding with the heading of the cell it speaks of, errors first."""
        found = sorted(self.findings, key=lambda issue: not issue.is_error)
        return [(COLUMNS.get(issue.column, _("Difficulty, explanation")), issue) for issue in found]

    @property
    def is_told(self) -> bool:
        """Tell whether the words of the row have to be seen: there are some, or some are asked."""
        return bool(self.difficulty or self.category or self.issues or self.difficulty_findings)

    def _said_of(self, name: str) -> list[Issue]:
        return [issue for issue in self.findings if issue.column == name]

    @property
    def has_errors(self) -> bool:
        return any(issue.is_error for issue in self.findings)

    @property
    def has_warnings(self) -> bool:
        return any(not issue.is_error for issue in self.findings)


class SubmissionGrid:
    """The table of an investor's report, filled from a stored version or from what was posted.

    Cells that cannot be read keep their text and their finding, and count as empty.
    """

    def __init__(
        self, *, lines: Iterable[GridLine], unit: Unit, stored: Iterable[LineEntry] = ()
    ) -> None:
        by_key = {entry.key: entry for entry in stored}
        self.unit = unit
        self.entries = {line.key: by_key.get(line.key) or LineEntry(line.key) for line in lines}
        self.rows = [_row_of(line, self.entries[line.key], unit) for line in lines]
        self.check()

    @classmethod
    def posted(cls, *, lines: Iterable[GridLine], unit: Unit, data: QueryDict) -> SubmissionGrid:
        """Return the grid as it was sent from a page that showed amounts in the unit."""
        grid = cls(lines=lines, unit=unit)
        for row in grid.rows:
            grid.entries[row.line.key] = _read_row(row, unit, data)
        grid.check()
        return grid

    @property
    def unreadable(self) -> list[Issue]:
        return [issue for row in self.rows for issue in row.unreadable]

    @property
    def has_warnings(self) -> bool:
        return any(row.has_warnings for row in self.rows)

    @property
    def error_count(self) -> int:
        return sum(issue.is_error for row in self.rows for issue in row.findings)

    @property
    def warning_count(self) -> int:
        return sum(not issue.is_error for row in self.rows for issue in row.findings)

    @property
    def first_problems(self) -> list[tuple[GridRow, Issue]]:
        """Return the first rows to look at: those with errors, or without any with warnings."""
        wrong = [row for row in self.rows if row.has_errors] or [
            row for row in self.rows if row.has_warnings
        ]
        return [(row, row.notes[0][1]) for row in wrong[:MOST_PROBLEMS_NAMED]]

    @property
    def filled_count(self) -> int:
        return sum(entry.own_disbursed is not None for entry in self.entries.values())

    @property
    def totals(self) -> dict[str, int]:
        """Return the sums of plan, treasury figures and what was entered."""
        sums = {
            name: sum(getattr(entry, name) or 0 for entry in self.entries.values())
            for name in AMOUNT_FIELDS
        }
        figures = [row.line.figures for row in self.rows]
        sums["plan"] = sum(known.plan for known in figures)
        sums["treasury"] = sum(known.treasury for known in figures)
        return sums

    def check(self) -> None:
        """Put the findings of the domain beside each row."""
        for row in self.rows:
            row.issues = check_line(row.line.figures, self.entries[row.line.key])

    def filling(self, data: QueryDict) -> Filling:
        """Return what is handed over with the click on "save" or "submit"."""
        seen = data.get("latest" if data.get("action") == "overwrite" else "seen", "")
        return Filling(
            entries=tuple(self.entries.values()),
            seen=_moment(seen),
            is_nil="is_nil" in data,
            warnings_confirmed="warnings_confirmed" in data,
        )


def prefix_of(key: Key) -> str:
    """Return what the names of a line's fields begin with."""
    return "r" + "-".join(str(part) for part in key)


def _row_of(line: GridLine, entry: LineEntry, unit: Unit) -> GridRow:
    texts = {}
    for name in AMOUNT_FIELDS:
        amount = getattr(entry, name)
        texts[name] = "" if amount is None else format_amount(amount, unit)
    return GridRow(line, texts, entry.difficulty, entry.obstacle_category)


def _read_row(row: GridRow, unit: Unit, data: Mapping[str, str]) -> LineEntry:
    """Read one row of the posted fields into its entry, keeping each text as it was typed."""
    amounts: dict[str, int | None] = {}
    for name in AMOUNT_FIELDS:
        row.texts[name] = data.get(f"{row.prefix}-{name}", "")
        amount = parse_user_amount(row.texts[name], unit)
        if isinstance(amount, Issue):
            row.unreadable.append(Issue(amount.rule, column=name, params=amount.params))
            amount = None
        amounts[name] = amount
    text = data.get(f"{row.prefix}-difficulty", "")
    row.difficulty = clean(text.replace("\x00", "").replace("\r\n", "\n"))
    difficulty = row.difficulty
    if len(difficulty) > LONGEST_DIFFICULTY:
        params = {"most": LONGEST_DIFFICULTY}
        row.unreadable.append(Issue(TOO_LONG, column="difficulty", params=params))
        difficulty = ""
    category = data.get(f"{row.prefix}-category", "")
    row.category = category if category in ObstacleCategory.values else ""
    return LineEntry(row.line.key, **amounts, difficulty=difficulty, obstacle_category=row.category)


def _moment(text: str) -> datetime | None:
    """Return the moment a page carries, None for a blank report; nonsense matches nothing."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return NEVER
    return moment if moment.tzinfo else NEVER


STATUS_CHOICES: list[tuple[str, str | Promise]] = [
    ("", _("All statuses")),
    ("missing", _("Not handed in")),
    (Timeliness.LATE.value, _("Handed in late")),
    *SubmissionStatus.choices,
]


class BoardFilter(forms.Form):
    """Which investors of a period are listed."""

    status = forms.ChoiceField(label=_("Status"), choices=STATUS_CHOICES, required=False)
    block = forms.ChoiceField(label=_("Block"), required=False)

    def __init__(self, data: Mapping[str, str], *, blocks: Iterable[str]) -> None:
        super().__init__(data)
        choices = [("", _("All blocks")), *((block, block) for block in sorted(set(blocks)))]
        self.fields["block"].choices = choices  # type: ignore[attr-defined]


class ReturnForm(forms.Form):
    """Why a report goes back to its investor."""

    reason = forms.CharField(
        label=_("What has to be mended"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The investor reads this text as it stands."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class AcceptForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
