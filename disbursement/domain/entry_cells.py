"""Read one cell of a report as it was typed, and decide whether it may be written."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from projects.domain.issues import Issue, Rule, Severity, mark
from projects.domain.money import Unit, format_amount, parse_user_amount
from projects.domain.texts import clean

from .ledger import Key
from .submissions import AMOUNT_FIELDS, ENTRY_FIELDS

LONGEST_TEXT = 2000

TOO_LONG = Rule(
    "submission.too_long",
    Severity.ERROR,
    mark("The text is longer than %(most)s characters."),
    mark("Say it more briefly."),
)
UNKNOWN_GROUP = Rule(
    "submission.unknown_group",
    Severity.ERROR,
    mark("There is no such group of difficulties."),
    mark("Choose one from the list."),
)
NO_SUCH_LINE = Rule(
    "submission.no_such_line",
    Severity.ERROR,
    mark("The report has no such line: the plan or the investor of the project has changed."),
    mark("Open the report anew; what was typed in this line is not kept."),
)

CellValue = int | str | None


class CellState(StrEnum):
    """What became of a cell that was sent."""

    SAVED = "saved"
    SAME = "same"
    CONFLICT = "conflict"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class CellEdit:
    """One cell as it was sent: what was typed, and what the sender last saw there.

    Both texts are in the unit; amounts that read the same are the same.
    """

    key: Key
    field: str
    text: str
    was: str = ""
    unit: Unit = Unit.DONG

    def __post_init__(self) -> None:
        if self.field not in ENTRY_FIELDS:
            raise ValueError(f"a report has no column {self.field!r}")


def read_cell(field: str, text: str, unit: Unit, groups: Collection[str]) -> CellValue | Issue:
    """Return what a cell states, or a finding; `groups` are the codes of difficulties."""
    if field in AMOUNT_FIELDS:
        amount = parse_user_amount(text, unit)
        return _placed(amount, field) if isinstance(amount, Issue) else amount
    typed = clean(text.replace("\x00", "").replace("\r\n", "\n"))
    if field == "obstacle_category":
        return typed if typed in groups or not typed else Issue(UNKNOWN_GROUP, column=field)
    if len(typed) > LONGEST_TEXT:
        return Issue(TOO_LONG, column=field, params={"most": LONGEST_TEXT})
    return typed


def shown_cell(value: CellValue, unit: Unit) -> str:
    """Return a stored value as the form shows it."""
    if isinstance(value, int):
        return format_amount(value, unit)
    return value or ""


def judge_cell(stored: CellValue, was: CellValue | Issue, new: CellValue) -> CellState:
    """Compare and decide: what is there already is the same, whatever the sender had seen."""
    if stored == new:
        return CellState.SAME
    return CellState.SAVED if stored == was else CellState.CONFLICT


def _placed(found: Issue, field: str) -> Issue:
    return Issue(found.rule, column=field, params=found.params)
