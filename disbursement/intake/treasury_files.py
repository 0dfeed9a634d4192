"""Open a treasury file and read what it states."""

from pathlib import Path

from disbursement.domain.headings import Area
from disbursement.domain.treasury_reading import (
    NOTHING_CHOSEN,
    Choice,
    RawSheet,
    Reading,
    read_sheets,
)
from projects.intake.workbook import Sheet, WorkbookRefused, read_workbook


def read_treasury_file(path: Path, choice: Choice = NOTHING_CHOSEN) -> Reading:
    """Return what the file states; a file that cannot be opened is a reading with one finding."""
    try:
        sheets = open_sheets(path)
    except WorkbookRefused as refused:
        return Reading(issues=[refused.issue])
    return read_sheets(sheets, choice)


def open_sheets(path: Path) -> list[RawSheet]:
    """Return the sheets as they are read; raise WorkbookRefused."""
    return [_raw(sheet) for sheet in read_workbook(path).sheets]


def _raw(sheet: Sheet) -> RawSheet:
    merged = [
        Area(area.first_row, area.first_column, area.last_row, area.last_column)
        for area in sheet.merged
    ]
    return RawSheet(
        sheet.name, sheet.is_visible, sheet.rows, merged, sheet.hidden_rows, sheet.hidden_columns
    )
