"""The child process that parses an untrusted workbook: python -m projects.intake.reader.

It reads a request from standard input and writes its answer to standard output, both as
marshalled plain values. It limits its own memory first, imports neither Django nor anything
heavy, and may die at any moment: the parser can abort the whole process.
"""

import gc
import marshal
import math
import os
import resource
import struct
import sys
import zipfile
import zlib
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any, Final
from xml.parsers.expat import ExpatError

import python_calamine as calamine

from projects.domain.columns import column_letters
from projects.intake import ods_scan, xls_scan, xlsb_scan, xlsx_scan
from projects.intake.guards import Refused, check_file, refuse_document_types
from projects.intake.plain_rows import plain_values
from projects.intake.sheet_scan import NOTHING_FOUND, SheetScan

DAMAGE: Final = (
    calamine.CalamineError,
    zipfile.BadZipFile,
    zlib.error,
    ExpatError,
    EOFError,
    KeyError,
    OSError,
    ValueError,
    IndexError,
    NotImplementedError,
    struct.error,
)
SCANNERS: Final = {
    "xlsx": xlsx_scan.scan_sheets,
    "ods": ods_scan.scan_sheets,
    "xls": xls_scan.scan_sheets,
    "xlsb": xlsb_scan.scan_sheets,
}
# Without references between values marshal is fastest, and nothing here is shared.
MARSHAL_VERSION: Final = 2


class Scan(Thread):
    """Scans the raw file while the parser, which lets other threads run, is at work."""

    def __init__(self, kind: str, path: Path, limits: dict[str, int]) -> None:
        super().__init__(daemon=True)
        self.kind = kind
        self.scan = partial(SCANNERS[kind], path, limits)
        self.sheets: dict[str, SheetScan] = {}
        self.error: BaseException | None = None
        self.start()

    def run(self) -> None:
        try:
            self.sheets = self.scan()
        except BaseException as error:
            self.error = error

    def results(self) -> dict[str, SheetScan]:
        """Wait for the scan; raise what it raised."""
        self.join()
        if self.error:
            raise self.error
        return self.sheets


def main() -> None:
    """Answer one request; nothing but the answer reaches standard output."""
    answer_to = os.dup(sys.stdout.fileno())
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    request = marshal.loads(sys.stdin.buffer.read())  # noqa: S302 - written by our own parent
    limits = request["limits"]
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory"], limits["memory"]))
    # The parent watches the clock; this ends a child whose parent is gone.
    seconds = 2 * math.ceil(limits["seconds"])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    # Rows are built once and sent away: collecting garbage among them only costs time.
    gc.disable()
    try:
        packed = marshal.dumps(answer(request), MARSHAL_VERSION)
    except MemoryError:
        packed = marshal.dumps({"refused": "workbook.too_complex", "params": {}})
    with os.fdopen(answer_to, "wb") as output:
        output.write(packed)
    # A scan that still runs must not keep the process.
    os._exit(0)


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Return {"sheets": [...]} or {"refused": code, "params": {...}}."""
    try:
        return {"sheets": read(Path(request["path"]), request["limits"], request["parse"])}
    except Refused as refusal:
        return {"refused": refusal.code, "params": refusal.params}
    except calamine.PasswordError:
        return {"refused": "workbook.password", "params": {}}
    except DAMAGE:
        return {"refused": "workbook.damaged", "params": {}}
    except BaseException as error:
        # The parser's panics are no Exceptions and have no public class.
        if type(error).__name__ != "PanicException":
            raise
        return {"refused": "workbook.damaged", "params": {}}


def read(path: Path, limits: dict[str, int], parse: bool) -> list[dict[str, Any]]:  # noqa: FBT001
    """Return the sheets as plain values; without `parse` only look for what may break parsing."""
    kind = check_file(path, limits)
    if kind != "xls":
        refuse_document_types(path)
    if not parse:
        if kind == "xlsx":
            xlsx_scan.refuse_far_cells(path, limits)
        return []
    scan = Scan(kind, path, limits)
    sheets = parse_sheets(path, scan, limits)
    scan.results()
    return sheets


def parse_sheets(path: Path, scan: Scan, limits: dict[str, int]) -> list[dict[str, Any]]:
    """Return every worksheet, hidden ones too; charts are not sheets of cells."""
    kinds, visible = calamine.SheetTypeEnum, calamine.SheetVisibleEnum.Visible
    sheets = []
    # Not by its path: the parser would believe the ending, and many an .xls is an .xlsx inside.
    with path.open("rb") as file, calamine.CalamineWorkbook.from_filelike(file) as workbook:
        for metadata in workbook.sheets_metadata:
            if metadata.typ in (kinds.MacroSheet, kinds.Vba):
                raise Refused("workbook.macros")
            if metadata.typ is not kinds.WorkSheet:
                continue
            sheet = workbook.get_sheet_by_name(metadata.name)
            found = scan.results().get(metadata.name, NOTHING_FOUND)
            _refuse_size(sheet, path if scan.kind == "xlsx" else None, limits)
            left = sheet.start[1] if sheet.start else 0
            width, values = plain_values(left, left + sheet.width, sheet.iter_rows(), found.tokens)
            sheets.append(
                {
                    "name": metadata.name,
                    "visible": metadata.visible == visible,
                    "width": width,
                    "values": values,
                    "merged": sheet.merged_cell_ranges or [],
                    "hidden_rows": found.hidden_rows,
                    "hidden_columns": found.hidden_columns,
                }
            )
    return sheets


def _refuse_size(sheet: calamine.CalamineSheet, xlsx: Path | None, limits: dict[str, int]) -> None:
    """Refuse a sheet that is too long or too wide; only .xlsx can name the cell at fault."""
    row, column = sheet.end or (0, 0)
    too_long, too_wide = row >= limits["rows"], column >= limits["columns"]
    if (too_long or too_wide) and xlsx:
        xlsx_scan.refuse_far_cells(xlsx, limits)
    place = {"sheet": sheet.name, "cell": f"{column_letters(column)}{row + 1}"}
    if too_long:
        raise Refused("workbook.rows", **place, most=limits["rows"])
    if too_wide:
        raise Refused("workbook.columns", **place, most=limits["columns"])


if __name__ == "__main__":
    main()
