"""Open an untrusted spreadsheet: its cells with their addresses, or one clear refusal.

The parsing happens in a child process with limits of memory and time, so no file can take
the caller with it. A plain subprocess is used because Celery's workers may not have children
of `multiprocessing`.
"""

import logging
import marshal
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from projects.domain.cells import Cell, CellError, CellValue, FormulaWithoutValue
from projects.domain.columns import column_letters
from projects.domain.issues import Issue, Location, Rule, issue, rules_by_code
from projects.domain.texts import comparison_key
from projects.intake import plain_rows, refusals
from projects.intake.guards import MEGABYTE

logger = logging.getLogger(__name__)

PROJECT_ROOT = Path(__file__).resolve().parent.parent.parent
RULES = rules_by_code(refusals)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost: bytes, rows, columns, bytes of memory, seconds."""

    size: int = 20 * MEGABYTE
    inflated: int = 200 * MEGABYTE
    rows: int = 200_000
    columns: int = 256
    memory: int = 1536 * MEGABYTE
    seconds: float = 60


DEFAULT = Limits()

MAKERS: dict[str, Callable[[str], CellValue]] = {
    plain_rows.ERROR: CellError,
    plain_rows.FORMULA: lambda _: FormulaWithoutValue(),
    plain_rows.DATE: date.fromisoformat,
    plain_rows.DATETIME: datetime.fromisoformat,
    plain_rows.TIME: time.fromisoformat,
    plain_rows.TIMEDELTA: lambda seconds: timedelta(seconds=float(seconds)),
}


class WorkbookRefused(Exception):
    """The file is not read; `issue` says why and how to mend it."""

    def __init__(self, rule: Rule, params: Mapping[str, object]) -> None:
        super().__init__(rule.code, dict(params))
        self.rule = rule
        self.params = params

    @property
    def issue(self) -> Issue:
        return issue(self.rule, Location(str(self.params.get("sheet", ""))), **self.params)


@dataclass(frozen=True, slots=True)
class Merged:
    """A merged range: rows from 1, columns from 0, both ends included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """The filled rows of a sheet, each with its number from 1 and its values from column A.

    Rows without any value are left out; all others have the same length. Hidden rows are
    numbered from 1, hidden columns from 0 (known for .xlsx only).
    """

    name: str
    is_visible: bool
    rows: list[tuple[int, tuple[CellValue, ...]]]
    merged: tuple[Merged, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()

    def cell(self, row: int, values: tuple[CellValue, ...], column: int) -> Cell:
        """Return one value of a row, by its column from 0, with its address."""
        value = values[column] if column < len(values) else None
        return Cell(value, self.name, row, column_letters(column))


@dataclass(frozen=True, slots=True)
class Workbook:
    """All worksheets in their order, hidden ones included."""

    sheets: tuple[Sheet, ...]

    def sheet(self, name: str) -> Sheet | None:
        """Return the sheet of that name, whatever the case and spacing it is written in."""
        wanted = comparison_key(name)
        return next((s for s in self.sheets if comparison_key(s.name) == wanted), None)


def read_workbook(path: Path, *, limits: Limits = DEFAULT) -> Workbook:
    """Return the workbook with every value as the file holds it; raise WorkbookRefused."""
    if path.stat().st_size > limits.size:
        raise WorkbookRefused(refusals.TOO_BIG, {"megabytes": limits.size // MEGABYTE})
    answer = _ask_child(path, limits, parse=True)
    if answer is None:
        # The parser died; a child that only looks can often say why.
        reason = _ask_child(path, limits, parse=False) or {}
        answer = {"refused": refusals.TOO_COMPLEX.code, "params": {}, **reason}
    if refused := answer.get("refused"):
        raise WorkbookRefused(RULES[refused], answer["params"])
    sheets = tuple(_make_sheet(sheet) for sheet in answer["sheets"])
    if not any(sheet.rows for sheet in sheets):
        raise WorkbookRefused(refusals.NO_CONTENT, {})
    return Workbook(sheets)


def _ask_child(path: Path, limits: Limits, *, parse: bool) -> dict[str, Any] | None:
    """Return the child's answer, or None where it died without one."""
    request = {"path": str(path.resolve()), "limits": asdict(limits), "parse": parse}
    try:
        child = subprocess.run(
            [sys.executable, "-m", "projects.intake.reader"],
            input=marshal.dumps(request),
            capture_output=True,
            cwd=PROJECT_ROOT,
            env=_child_environment(),
            timeout=limits.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise WorkbookRefused(refusals.TOO_SLOW, {"seconds": limits.seconds}) from error
    if child.returncode > 0:
        logger.error("workbook reader failed: %s", child.stderr.decode(errors="replace"))
        return {"refused": refusals.DAMAGED.code, "params": {}}
    if child.returncode < 0:
        logger.warning("workbook reader was ended by signal %s", -child.returncode)
        return None
    answer: dict[str, Any] = marshal.loads(child.stdout)  # noqa: S302 - our own child's
    return answer


def _child_environment() -> dict[str, str]:
    """Return what an interpreter needs to start; the parser has no business with secrets."""
    return {
        name: os.environ[name]
        for name in ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT")
        if name in os.environ
    }


@lru_cache(maxsize=4096)
def _make_value(token: bytes) -> CellValue:
    kind, content = plain_rows.unpack(token)
    return MAKERS[kind](content)


def _make_sheet(sheet: dict[str, Any]) -> Sheet:
    values = [_make_value(value) if type(value) is bytes else value for value in sheet["values"]]
    width = sheet["width"]
    rows = enumerate(zip(*[iter(values)] * width, strict=True), 1)
    return Sheet(
        name=sheet["name"],
        is_visible=sheet["visible"],
        rows=[(number, row) for number, row in rows if row.count(None) < width],
        merged=tuple(
            Merged(top + 1, left, bottom + 1, right)
            for (top, left), (bottom, right) in sheet["merged"]
        ),
        hidden_rows=frozenset(row + 1 for row in sheet["hidden_rows"]),
        hidden_columns=frozenset(sheet["hidden_columns"]),
    )
