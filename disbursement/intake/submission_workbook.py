"""Open a report's workbook that came back: its sheets, and the identity hidden in it."""

from dataclasses import dataclass
from pathlib import Path

from disbursement.domain.treasury_reading import RawSheet
from disbursement.domain.workbook_columns import IDENTITY_MARK, IDENTITY_SHEET
from projects.domain.cells import CellValue
from projects.domain.issues import Issue
from projects.intake.guards import MEGABYTE
from projects.intake.workbook import Limits, Sheet, WorkbookRefused, read_workbook

# A report has hundreds of lines; what is larger is not one, and is refused while it is cheap.
LIMITS = Limits(
    size=5 * MEGABYTE,
    inflated=60 * MEGABYTE,
    rows=20_000,
    columns=256,
    memory=768 * MEGABYTE,
    seconds=20,
)


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """The visible and hidden sheets without the identity's, and its signed text if any."""

    sheets: tuple[RawSheet, ...] = ()
    identity: str = ""
    refusal: Issue | None = None


def open_report_file(path: Path) -> OpenedFile:
    """Return what the file holds; one that cannot be opened holds a refusal."""
    try:
        workbook = read_workbook(path, limits=LIMITS)
    except WorkbookRefused as refused:
        return OpenedFile(refusal=refused.issue)
    hidden = workbook.sheet(IDENTITY_SHEET)
    sheets = tuple(
        RawSheet(sheet.name, sheet.is_visible, [(row, _plain(cells)) for row, cells in sheet.rows])
        for sheet in workbook.sheets
        if sheet is not hidden
    )
    return OpenedFile(sheets, _identity(hidden) if hidden else "")


def _plain(cells: tuple[CellValue, ...]) -> tuple[CellValue, ...]:
    """Return the cells without the character that no database takes; nobody can have typed it."""
    if not any(isinstance(value, str) and "\0" in value for value in cells):
        return cells
    return tuple(value.replace("\0", "") if isinstance(value, str) else value for value in cells)


def _identity(sheet: Sheet) -> str:
    """Return the text that stands in pieces below its mark in the first column."""
    texts = [str(values[0]) for _number, values in sheet.rows if values and values[0] is not None]
    if IDENTITY_MARK not in texts:
        return ""
    return "".join(texts[texts.index(IDENTITY_MARK) + 1 :])
