"""Read the workbook of changes: events of organisations and handovers of projects."""

from dataclasses import dataclass, field

from projects.domain.change_layout import CHANGE_LAYOUTS
from projects.domain.issues import Issue
from projects.domain.reorganisation import Changes
from projects.intake.registers import read_sheets
from projects.intake.workbook import Workbook


@dataclass(frozen=True, slots=True)
class ChangeFile:
    """What a workbook of changes holds: its known sheets, its rows and what is wrong."""

    sheets: tuple[str, ...] = ()
    changes: Changes = field(default_factory=Changes)
    issues: tuple[Issue, ...] = ()


def read_changes(workbook: Workbook) -> ChangeFile:
    """Read the sheets SapXep and BanGiao."""
    sheets, found, issues = read_sheets(workbook, CHANGE_LAYOUTS)
    return ChangeFile(sheets, Changes(**found), issues)
