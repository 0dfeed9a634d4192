"""The grid of an investor's figures: what was typed, what is said of it, what stands beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from disbursement.domain.entry_cells import LONGEST_TEXT, TOO_LONG
from disbursement.domain.entry_rules import check_line
from disbursement.domain.submissions import AMOUNT_FIELDS, Filling, LineEntry, line_name
from disbursement.models import ObstacleCategory
from disbursement.selectors.entry_context import Beside, CellRemark
from disbursement.selectors.submissions import GridLine
from projects.domain.issues import Issue
from projects.domain.money import Unit, format_amount, parse_user_amount
from projects.domain.texts import clean

MOST_PROBLEMS_NAMED = 8
NEVER = datetime.min.replace(tzinfo=UTC)

COLUMNS: dict[str, str | Promise] = {
    "executed_volume": _("Executed volume"),
    "own_disbursed": _("Disbursed by own count"),
    "month_estimate": _("Estimate to the end of the month"),
    "year_forecast": _("Forecast to 31/01"),
}
WORDS: dict[str, str | Promise] = {
    "explanation": _("Explanation of the figures"),
    "difficulty": _("Difficulty"),
    "obstacle_category": _("Group of difficulty"),
}
LABELS = COLUMNS | WORDS


@dataclass(frozen=True, slots=True)
class GridCell:
    """One amount to be entered: the name of its field, its text and what is said of it."""

    name: str
    column: str
    label: str | Promise
    text: str
    last: int | None
    findings: list[Issue]
    remarks: list[CellRemark]

    @property
    def has_errors(self) -> bool:
        return any(issue.is_error for issue in self.findings)


@dataclass(slots=True)
class GridRow:
    """One line of the grid as it stands on the page: what was typed and what is said of it."""

    line: GridLine
    texts: dict[str, str]
    explanation: str = ""
    difficulty: str = ""
    category: str = ""
    last: LineEntry | None = None
    registered: int | None = None
    remarks: list[CellRemark] = field(default_factory=list)
    attachments: int = 0
    is_first: bool = True
    unreadable: list[Issue] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)

    @property
    def prefix(self) -> str:
        return line_name(self.line.key)

    @property
    def cells(self) -> list[GridCell]:
        return [
            GridCell(
                f"{self.prefix}-{name}",
                name,
                label,
                self.texts[name],
                getattr(self.last, name, None),
                self._said_of(name),
                self.remarks_on(name),
            )
            for name, label in COLUMNS.items()
        ]

    @property
    def line_remarks(self) -> list[tuple[str | Promise, CellRemark]]:
        """Return what was said of the line and its words; of amounts it stands at the cell."""
        return [
            (LABELS.get(remark.field, ""), remark)
            for remark in self.remarks
            if remark.field not in COLUMNS
        ]

    @property
    def difficulty_findings(self) -> list[Issue]:
        return self._said_of("difficulty")

    @property
    def explanation_findings(self) -> list[Issue]:
        return self._said_of("explanation")

    @property
    def findings(self) -> list[Issue]:
        return self.unreadable + self.issues

    @property
    def notes(self) -> list[tuple[str | Promise, Issue]]:
        """Return each finding with the heading of the cell it speaks of, errors first."""
        found = sorted(self.findings, key=lambda issue: not issue.is_error)
        return [(LABELS.get(issue.column, WORDS["difficulty"]), issue) for issue in found]

    @property
    def asks_explanation(self) -> bool:
        """Tell whether the field for the explanation has to be seen."""
        return bool(self.explanation or self.has_warnings or self.explanation_findings)

    @property
    def has_difficulty(self) -> bool:
        return bool(self.difficulty or self.category or self.difficulty_findings)

    def remarks_on(self, name: str) -> list[CellRemark]:
        return [remark for remark in self.remarks if remark.field == name]

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
        self,
        *,
        lines: Iterable[GridLine],
        unit: Unit,
        stored: Iterable[LineEntry] = (),
        beside: Beside | None = None,
    ) -> None:
        by_key = {entry.key: entry for entry in stored}
        self.unit = unit
        self.entries = {line.key: by_key.get(line.key) or LineEntry(line.key) for line in lines}
        self.rows = [_row_of(line, self.entries[line.key], unit) for line in lines]
        self._place_beside(beside or Beside())
        self.check()

    @classmethod
    def posted(
        cls,
        *,
        lines: Iterable[GridLine],
        unit: Unit,
        data: QueryDict,
        beside: Beside | None = None,
    ) -> SubmissionGrid:
        """Return the grid as it was sent from a page that showed amounts in the unit."""
        grid = cls(lines=lines, unit=unit, beside=beside)
        for row in grid.rows:
            grid.entries[row.line.key] = _read_row(row, unit, data)
        grid.check()
        return grid

    @property
    def columns(self) -> list[tuple[str, str | Promise]]:
        return list(COLUMNS.items())

    @property
    def words(self) -> list[tuple[str, str | Promise]]:
        return list(WORDS.items())

    @property
    def unreadable(self) -> list[Issue]:
        return [issue for row in self.rows for issue in row.unreadable]

    @property
    def has_warnings(self) -> bool:
        return any(row.has_warnings for row in self.rows)

    @property
    def has_remarks(self) -> bool:
        return any(row.remarks for row in self.rows)

    @property
    def has_last(self) -> bool:
        return any(row.last for row in self.rows)

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
    def marked_count(self) -> int:
        return sum(bool(row.remarks) for row in self.rows)

    @property
    def is_empty(self) -> bool:
        return all(entry.is_empty for entry in self.entries.values())

    @property
    def empty_rows(self) -> list[GridRow]:
        """Return the lines that have no figure of the investor's own count."""
        return [row for row in self.rows if self.entries[row.line.key].own_disbursed is None]

    @property
    def rows_with_findings(self) -> list[GridRow]:
        return [row for row in self.rows if row.findings]

    @property
    def project_count(self) -> int:
        return len({row.line.project.pk for row in self.rows})

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
        return self.filling_as(moment_of(seen), data)

    def filling_as(self, seen: datetime | None, data: QueryDict) -> Filling:
        """Return what is handed over by somebody who saw the version edited at that moment."""
        return Filling(
            entries=tuple(self.entries.values()),
            seen=seen,
            is_nil="is_nil" in data,
            warnings_confirmed="warnings_confirmed" in data,
        )

    def _place_beside(self, beside: Beside) -> None:
        known: set[tuple[int, int]] = set()
        for row in self.rows:
            key = row.line.key
            project = (key.project_id, key.plan_year)
            row.is_first = project not in known
            known.add(project)
            row.last = beside.last.get(key)
            row.remarks = beside.remarks.get(key, [])
            row.attachments = beside.attachments.get(key.project_id, 0)
            row.registered = beside.registered.get(project) if row.is_first else None


def moment_of(text: str) -> datetime | None:
    """Return the moment a page carries, None for a blank report; nonsense matches nothing."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return NEVER
    return moment if moment.tzinfo else NEVER


def _row_of(line: GridLine, entry: LineEntry, unit: Unit) -> GridRow:
    texts = {}
    for name in AMOUNT_FIELDS:
        amount = getattr(entry, name)
        texts[name] = "" if amount is None else format_amount(amount, unit)
    return GridRow(line, texts, entry.explanation, entry.difficulty, entry.obstacle_category)


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
    row.explanation = _typed(data, row, "explanation")
    row.difficulty = _typed(data, row, "difficulty")
    category = data.get(f"{row.prefix}-category", "")
    row.category = category if category in ObstacleCategory.values else ""
    return LineEntry(
        row.line.key,
        **amounts,
        explanation=_within(row, "explanation", row.explanation),
        difficulty=_within(row, "difficulty", row.difficulty),
        obstacle_category=row.category,
    )


def _typed(data: Mapping[str, str], row: GridRow, name: str) -> str:
    text = data.get(f"{row.prefix}-{name}", "")
    return clean(text.replace("\x00", "").replace("\r\n", "\n"))


def _within(row: GridRow, name: str, text: str) -> str:
    """Return the text, or a finding at its field and nothing where it is too long."""
    if len(text) <= LONGEST_TEXT:
        return text
    row.unreadable.append(Issue(TOO_LONG, column=name, params={"most": LONGEST_TEXT}))
    return ""
