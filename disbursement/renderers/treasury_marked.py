"""A treasury file back to whoever sent it, with what was found marked in its cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from projects.intake.workbook import read_workbook
from projects.renderers.marked_copy import copy_marked
from projects.renderers.marked_workbook import MOST_MARKED, CannotMark, mark_workbook

Finding = Mapping[str, str]


def marked_file(path: Path, name: str, findings: Sequence[Finding]) -> tuple[str, bytes]:
    """Return the name and content of the marked .xlsx; raise CannotMark or WorkbookRefused.

    An .xlsx comes back as it was; of any other file, or one too large, it is a copy of the values.
    """
    shown = _bearable(findings)
    title = _("Explanations")
    try:
        content = mark_workbook(path.read_bytes(), shown, title=title)
    except CannotMark:
        content = copy_marked(read_workbook(path), shown, name=name, title=title)
    return _("%(name)s-marked.xlsx") % {"name": PurePosixPath(name).stem}, content


def _bearable(findings: Sequence[Finding]) -> list[Finding]:
    """Return as many findings as a file is marked with, and at last how many more there are."""
    if len(findings) <= MOST_MARKED:
        return list(findings)
    kept = list(findings[: MOST_MARKED - 1])
    more = _("%(count)s more findings are not marked here.") % {"count": len(findings) - len(kept)}
    fix = _("Correct those that are marked; what is left is shown when the file is uploaded again.")
    last = {"severity": "warning", "sheet": "", "cell": "", "message": more, "fix": fix}
    return [*kept, last]
