"""Mark findings in a person's own workbook: cells coloured and commented, and a list of them.

The file is untrusted, so the marking happens in a child process with limits of memory and time,
as its reading does.
"""

from __future__ import annotations

import logging
import marshal
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from projects.intake.guards import MEGABYTE

logger = logging.getLogger(__name__)

PROJECT_ROOT = Path(__file__).resolve().parent.parent.parent
# Beyond so many the list helps nobody, and each costs a comment.
MOST_MARKED = 2000


class CannotMark(Exception):
    """The file is no .xlsx, or too large or too odd to be written to."""


@dataclass(frozen=True, slots=True)
class MarkLimits:
    """What marking one file may cost: bytes, unpacked bytes, bytes of memory, seconds."""

    size: int = 5 * MEGABYTE
    inflated: int = 60 * MEGABYTE
    memory: int = 1024 * MEGABYTE
    seconds: float = 30


DEFAULT = MarkLimits()


def mark_workbook(
    content: bytes,
    findings: Iterable[Mapping[str, str]],
    *,
    title: str = "",
    limits: MarkLimits = DEFAULT,
) -> bytes:
    """Return the .xlsx with rendered issues marked in it; raise CannotMark.

    `title` is that of the sheet which lists them, “Error” in the person's language by default.
    Values, formulas, formats and other sheets stay. Marks of an earlier round are taken out
    first; results of formulas are left to the spreadsheet program, which works them out anew
    on opening.
    """
    if len(content) > limits.size:
        raise CannotMark("size")
    request = {
        "content": content,
        "findings": [
            {name: found[name] for name in ("severity", "sheet", "cell", "message", "fix")}
            for found in list(findings)[:MOST_MARKED]
        ],
        "limits": asdict(limits),
        "words": _words() | ({"sheet": title} if title else {}),
    }
    try:
        child = subprocess.run(
            [sys.executable, "-m", "projects.renderers.workbook_marker"],
            input=marshal.dumps(request),
            capture_output=True,
            cwd=PROJECT_ROOT,
            env={name: os.environ[name] for name in ("PATH",) if name in os.environ},
            timeout=limits.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise CannotMark("time") from error
    if child.returncode != 0:
        logger.warning("a workbook was not marked: %s", child.stderr.decode(errors="replace"))
        raise CannotMark("content")
    return child.stdout


def _words() -> dict[str, str]:
    return {
        "sheet": _("Error"),
        "portal": _("Disbursement portal"),
        "error": _("Error"),
        "warning": _("Warning"),
        "severity": _("Severity"),
        "of_sheet": _("Sheet"),
        "cell": _("Cell"),
        "message": _("What was found"),
        "fix": _("How to mend it"),
    }
